/* Gradients against finite differences; a layer is linear in its input and in its weights, so
 * there a difference of any width is the derivative. */
#include "test.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "learn/matmul.h"
#include "learn/net.h"

static void fill(float *values, size_t count, uint64_t index)
{
    for (size_t i = 0; i < count; i++)
        values[i] =
            (float)(2 * rng_unit_at(rng_key(1, 0, "net"), (uint32_t)i, RNG_TEST, index) - 1);
}

static void products_are_sums_in_order(void)
{
    enum { ROWS = 5, DEPTH = 7, COLUMNS = 23 };
    float a[ROWS * DEPTH], turned[DEPTH * ROWS], b[DEPTH * COLUMNS];
    float c[ROWS * COLUMNS], wanted[ROWS * COLUMNS], again[ROWS * COLUMNS];
    fill(a, ROWS * DEPTH, 0);
    fill(b, DEPTH * COLUMNS, 1);
    fill(c, ROWS * COLUMNS, 2);
    memcpy(wanted, c, sizeof c);
    memcpy(again, c, sizeof c);
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < COLUMNS; j++)
            for (int k = 0; k < DEPTH; k++)
                wanted[i * COLUMNS + j] += a[i * DEPTH + k] * b[k * COLUMNS + j];
    matmul_add(&(MatmulShape){ROWS, DEPTH, COLUMNS, DEPTH, 1}, a, b, c);
    CHECK(memcmp(c, wanted, sizeof c) == 0);
    matmul_transpose(ROWS, DEPTH, a, turned);
    matmul_add(&(MatmulShape){ROWS, DEPTH, COLUMNS, 1, ROWS}, turned, b, again);
    CHECK(memcmp(again, wanted, sizeof c) == 0);
}

/* One layer with random parameters and a random direction dy. */
typedef struct Bench {
    Net *net;
    NetWork *work;
    float *params, *x, *y, *dy, *dx, *grad;
} Bench;

static Bench bench_new(MapShape in, LayerSpec spec)
{
    Bench b = {.net = net_new(in, &spec, 1)};
    const Layer *layer = &b.net->layers[0];
    b.work = net_work_new(b.net);
    b.params = g_new0(float, b.net->param_count + 1);
    b.grad = g_new0(float, b.net->param_count + 1);
    b.x = g_new0(float, map_size(in));
    b.dx = g_new0(float, map_size(in));
    b.y = g_new0(float, map_size(layer->out));
    b.dy = g_new0(float, map_size(layer->out));
    fill(b.params, b.net->param_count, 3);
    fill(b.x, map_size(in), 4);
    fill(b.dy, map_size(layer->out), 5);
    return b;
}

static void bench_free(Bench *b)
{
    float *const buffers[] = {b->params, b->grad, b->x, b->dx, b->y, b->dy};
    for (size_t i = 0; i < G_N_ELEMENTS(buffers); i++)
        g_free(buffers[i]);
    net_work_free(b->net, b->work);
    net_free(b->net);
}

/* dy . layer(x) */
static double directed(Bench *b)
{
    const Layer *layer = &b->net->layers[0];
    double sum = 0;
    layer->spec.ops->forward(layer, b->params, b->x, b->y, b->work->scratch);
    for (size_t i = 0; i < map_size(layer->out); i++)
        sum += (double)b->y[i] * (double)b->dy[i];
    return sum;
}

static void check_slope(Bench *b, float *value, float slope)
{
    float kept = *value;
    *value = kept + 0.5F;
    double high = directed(b);
    *value = kept - 0.5F;
    double low = directed(b);
    *value = kept;
    CHECK_NEAR((double)slope, high - low, 2e-5 * (1 + fabs(high - low)));
}

static void check_layer(MapShape in, LayerSpec spec)
{
    Bench b = bench_new(in, spec);
    const Layer *layer = &b.net->layers[0];
    LayerPass pass = {b.x, b.dy, b.dx};
    directed(&b);
    spec.ops->backward(layer, b.params, &pass, b.grad, b.work->scratch);
    for (size_t i = 0; i < b.net->param_count; i++)
        check_slope(&b, &b.params[i], b.grad[i]);
    for (size_t i = 0; i < map_size(in); i++)
        check_slope(&b, &b.x[i], b.dx[i]);
    bench_free(&b);
}

static void every_layer_has_the_slope_of_its_differences(void)
{
    check_layer((MapShape){7, 5, 3}, (LayerSpec){&layer_conv, 6, 4, 3, 2, 2, false});
    check_layer((MapShape){5, 4, 2}, (LayerSpec){&layer_conv, 17, 1, 1, 1, 1, false});
    check_layer((MapShape){6, 5, 4}, (LayerSpec){&layer_conv, 3, 1, 1, 2, 1, false});
    check_layer((MapShape){6, 5, 8}, (LayerSpec){&layer_depthwise, 0, 3, 3, 1, 1, false});
    check_layer((MapShape){7, 4, 4}, (LayerSpec){&layer_depthwise, 0, 3, 2, 2, 1, false});
    check_layer((MapShape){3, 5, 7}, (LayerSpec){&layer_pool, 0, 0, 0, 0, 0, false});
    check_layer((MapShape){1, 1, 20}, (LayerSpec){&layer_dense, 5, 0, 0, 0, 0, false});
    check_layer((MapShape){2, 3, 4}, (LayerSpec){&layer_dense, 4, 0, 0, 0, 0, false});
}

/* A convolution of 2 x 2 ones with stride 2 over 3 x 3: SAME pads behind. */
static void padding_goes_behind_when_it_is_odd(void)
{
    const float x[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    const float params[5] = {1, 1, 1, 1, 0.5F};
    const float wanted[4] = {12.5F, 9.5F, 15.5F, 9.5F};
    LayerSpec spec = {&layer_conv, 1, 2, 2, 2, 2, false};
    g_autoptr(Net) net = net_new((MapShape){3, 3, 1}, &spec, 1);
    NetWork *work = net_work_new(net);
    const float *y = net_forward(net, params, x, work);
    for (int i = 0; i < 4; i++)
        CHECK_NEAR((double)y[i], (double)wanted[i], 0);
    net_work_free(net, work);
}

static Net *small_net(void)
{
    const LayerSpec specs[] = {
        {&layer_conv, 8, 3, 3, 2, 2, true},   {&layer_depthwise, 0, 3, 3, 1, 1, true},
        {&layer_conv, 8, 1, 1, 1, 1, true},   {&layer_pool, 0, 0, 0, 0, 0, false},
        {&layer_dense, 3, 0, 0, 0, 0, false},
    };
    return net_new((MapShape){9, 6, 1}, specs, G_N_ELEMENTS(specs));
}

static double loss_of(const Net *net, const float *params, const float *x, NetWork *work)
{
    g_autofree float *grad = g_new0(float, net->param_count);
    net_forward(net, params, x, work);
    return net_backward(net, params, (NetTarget){1, 0.1F}, work, grad);
}

/* At this seed no value lies so close to the kink of a ReLU that a step of h crosses it. */
static void the_loss_falls_as_its_gradient_says(void)
{
    g_autoptr(Net) net = small_net();
    NetWork *work = net_work_new(net);
    g_autofree float *params = g_new(float, net->param_count);
    g_autofree float *grad = g_new0(float, net->param_count);
    float x[54];
    const float h = 0x1p-9F;
    fill(x, 54, 6);
    net_init(net, rng_key(3, 0, "small"), params);
    net_forward(net, params, x, work);
    net_backward(net, params, (NetTarget){1, 0.1F}, work, grad);
    for (size_t i = 0; i < net->param_count; i++) {
        float kept = params[i];
        params[i] = kept + h;
        double high = loss_of(net, params, x, work);
        params[i] = kept - h;
        double low = loss_of(net, params, x, work);
        params[i] = kept;
        CHECK_NEAR((double)grad[i], (high - low) / (2 * (double)h), 1e-3);
    }
    net_work_free(net, work);
}

static void softmax_sums_to_one_and_bears_large_logits(void)
{
    const float logits[3] = {1000, 999, -1000};
    float p[3];
    net_softmax(logits, 3, p);
    CHECK_NEAR((double)p[0], 1 / (1 + exp(-1)), 1e-7);
    CHECK_NEAR((double)p[1], exp(-1) / (1 + exp(-1)), 1e-7);
    CHECK_NEAR((double)p[2], 0, 0);
}

/* Parameters and products counted by hand. */
static void a_net_knows_its_size(void)
{
    g_autoptr(Net) net = small_net();
    CHECK_INT((int64_t)(net->param_count), (9 * 8 + 8) + (9 * 8 + 8) + (64 + 8) + (24 + 3));
    CHECK_INT(net_mac_count(net), 5 * 3 * (9 * 8 + 9 * 8 + 64) + 24);
    CHECK_INT((int64_t)(net->class_count), 3);
}

TEST_MAIN(CASE(products_are_sums_in_order), CASE(every_layer_has_the_slope_of_its_differences),
          CASE(padding_goes_behind_when_it_is_odd), CASE(the_loss_falls_as_its_gradient_says),
          CASE(softmax_sums_to_one_and_bears_large_logits), CASE(a_net_knows_its_size))
