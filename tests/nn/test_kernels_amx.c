/* Tiles of AMX, emulated where the CPU has none: sums of any shape, what runs as tiles, and when
 * the set is not to be used. */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "amx_emulated.h"
#include "nn/kernels_avx512.h"
#include "nn/panel.h"
#include "op_case.h"
#include "test.h"

#if defined(__x86_64__)
enum { LANES = 16, UNIT = SIMD_UNIT_SIZE, ZERO_POINT = -3, LOW = -120, HIGH = 101 };

/* Rows are windows over a picture: filter_h runs of filter_w pixels, or filter_h * filter_w runs
 * of one if pixels of a window are apart. A matrix has windows of one pixel. */
typedef struct Shape {
    int32_t filter_h, filter_w, dilation, stride, channels;
    int32_t out_h, out_w, width;
    bool is_extreme; /* elements 0 and 255, weights -128 and 127 */
} Shape;

typedef struct Operands {
    SimdProduct product;
    int32_t run_length, columns; /* elements; pixels of a line */
    uint8_t *x;
    int8_t *w; /* [panel][unit][lane][UNIT], as a panel has them */
    int32_t *scale, *row_at, *run_at;
    QuantMultiplier *multiplier; /* [width] */
} Operands;

static int32_t lines(const Shape *shape)
{
    return (shape->out_h - 1) * shape->stride + (shape->filter_h - 1) * shape->dilation + 1;
}

static void place(const Shape *shape, Operands *self)
{
    SimdProduct *product = &self->product;
    self->columns =
        (shape->out_w - 1) * shape->stride + (shape->filter_w - 1) * shape->dilation + 1;
    int32_t per_line = shape->dilation == 1 ? 1 : shape->filter_w;
    product->run_count = shape->filter_h * per_line;
    product->row_count = shape->out_h * shape->out_w;
    self->run_length = shape->channels * shape->filter_w / per_line;
    product->run_units = (self->run_length + UNIT - 1) / UNIT;
    self->run_at = g_new(int32_t, product->run_count);
    self->row_at = g_new(int32_t, product->row_count);
    for (int32_t i = 0; i < product->run_count; i++)
        self->run_at[i] =
            (i / per_line * self->columns + i % per_line) * shape->dilation * shape->channels;
    for (int32_t i = 0; i < product->row_count; i++)
        self->row_at[i] =
            (i / shape->out_w * self->columns + i % shape->out_w) * shape->stride * shape->channels;
    product->run_at = self->run_at;
    product->row_at = self->row_at;
}

static int8_t *weight(const Operands *self, int32_t o, int32_t run, int32_t k)
{
    const SimdProduct *product = &self->product;
    int32_t unit_count = product->run_count * product->run_units;
    int32_t unit = o / LANES * unit_count + run * product->run_units + k / UNIT;
    return self->w + ((size_t)unit * LANES + (size_t)(o % LANES)) * UNIT + k % UNIT;
}

/* Weights and scales of output o; those that fill up the last unit of a run stay 0. */
static void fill_output(const Shape *shape, Operands *self, SimdScaleFill *fill, int32_t o,
                        Noise *noise)
{
    const SimdProduct *product = &self->product;
    SimdChannel channel = {.bias = noise_between(noise, -100000, 100000), .in_zero_point = -128};
    for (int32_t i = 0; i < product->run_count * self->run_length; i++) {
        int8_t value = (int8_t)noise_between(noise, -128, 127);
        if (shape->is_extreme)
            value = noise_between(noise, 0, 7) == 0 ? 127 : -128;
        *weight(self, o, i / self->run_length, i % self->run_length) = value;
        channel.sums.absolute += ABS(value);
    }
    int32_t mantissa = noise_between(noise, 1 << 30, INT32_MAX);
    channel.multiplier = (QuantMultiplier){mantissa, -noise_between(noise, 6, 14)};
    self->multiplier[o] = channel.multiplier;
    simd_fill_channel(fill, kernels_amx_emulated.simd, o, &channel);
}

/* Blocks of exactly as many bytes as may be read, so that a sanitizer sees one more. */
static void make(const Shape *shape, Operands *self, Noise *noise)
{
    SimdProduct *product = &self->product;
    *self = (Operands){.multiplier = g_new(QuantMultiplier, shape->width)};
    place(shape, self);
    size_t picture = (size_t)(lines(shape) * self->columns * shape->channels);
    self->x = g_malloc(picture + UNIT - 1);
    noise_fill(noise, self->x, picture + UNIT - 1);
    for (size_t i = 0; shape->is_extreme && i < picture; i++)
        self->x[i] = self->x[i] < 32 ? 0 : 255;
    product->panel_count = (shape->width + LANES - 1) / LANES;
    product->width = shape->width;
    int32_t count = product->panel_count * LANES;
    size_t units = (size_t)(product->run_count * product->run_units * count);
    self->w = g_aligned_alloc0(units, UNIT, 64);
    self->scale = g_aligned_alloc0((size_t)(SIMD_COLUMNS * count + 1), sizeof(int32_t), 64);
    SimdScaleFill fill = {self->scale, count, ZERO_POINT, {LOW, HIGH}};
    for (int32_t o = 0; o < shape->width; o++)
        fill_output(shape, self, &fill, o, noise);
    product->x = self->x;
    product->w = self->w;
    product->requant = (SimdRequant){self->scale, count, ZERO_POINT, {LOW, HIGH}};
    product->y_step = (size_t)shape->width + 3;
    product->y = g_malloc((size_t)product->row_count * product->y_step);
    memset(product->y, 77, (size_t)product->row_count * product->y_step);
}

static void clear(Operands *self)
{
    g_free(self->x);
    g_aligned_free(self->w);
    g_aligned_free(self->scale);
    g_free(self->row_at);
    g_free(self->run_at);
    g_free(self->multiplier);
    g_free(self->product.y);
}

static int32_t plain_output(const Operands *self, int32_t r, int32_t o)
{
    int64_t sum = self->scale[SIMD_BIAS * self->product.requant.count + o];
    for (int32_t run = 0; run < self->product.run_count; run++) {
        const uint8_t *x = self->x + self->row_at[r] + self->run_at[run];
        for (int32_t k = 0; k < self->run_length; k++)
            sum += x[k] * *weight(self, o, run, k);
    }
    int32_t value = ZERO_POINT + quant_multiply((int32_t)sum, self->multiplier[o]);
    return CLAMP(value, LOW, HIGH);
}

/* How many bytes are wrong, those between rows among them. */
static int32_t count_wrong(const Operands *self)
{
    const SimdProduct *product = &self->product;
    int32_t wrong = 0, step = (int32_t)product->y_step;
    for (int32_t i = 0; i < product->row_count * step; i++) {
        int32_t r = i / step, o = i % step;
        wrong += product->y[i] != (o < product->width ? plain_output(self, r, o) : 77);
    }
    return wrong;
}

/* Answers how many products of tiles it took. */
static int64_t check_shape(const Shape *shape, Noise *noise)
{
    Operands self;
    make(shape, &self, noise);
    int64_t before = amx_emulated_product_count();
    kernels_amx_emulated.simd->product(&self.product);
    if (!CHECK_INT(count_wrong(&self), 0))
        printf("filter %d x %d, %d channels, %d x %d outputs of %d\n", shape->filter_h,
               shape->filter_w, shape->channels, shape->out_h, shape->out_w, shape->width);
    clear(&self);
    return amx_emulated_product_count() - before;
}

static void need_avx512(void)
{
    if (!kernels_avx512.is_available())
        test_skip("this CPU has no AVX-512 with VNNI");
}

static void check_shapes(int32_t count, Shape (*draw)(Noise *noise))
{
    Noise noise = {17};
    int32_t tiled = 0;
    need_avx512();
    for (int32_t i = 0; i < count; i++) {
        Shape shape = draw(&noise);
        shape.is_extreme = noise_between(&noise, 0, 3) == 0;
        tiled += check_shape(&shape, &noise) > 0;
    }
    CHECK(tiled > count / 4 && tiled < count);
}

/* Rows one behind the other, as of a fully connected layer or a filter of one pixel. */
static Shape draw_matrix(Noise *noise)
{
    return (Shape){.filter_h = 1,
                   .filter_w = 1,
                   .dilation = 1,
                   .stride = 1,
                   .channels = noise_between(noise, 1, 400),
                   .out_h = 1,
                   .out_w = noise_between(noise, 1, 40),
                   .width = noise_between(noise, 1, 150)};
}

/* 3 x 3 pixels, lines of them too short for a block of rows, odd numbers of channels. */
static Shape draw_window(Noise *noise)
{
    return (Shape){.filter_h = 3,
                   .filter_w = 3,
                   .dilation = noise_between(noise, 0, 3) == 0 ? 2 : 1,
                   .stride = noise_between(noise, 1, 2),
                   .channels = noise_between(noise, 1, 70),
                   .out_h = noise_between(noise, 1, 5),
                   .out_w = noise_between(noise, 1, 20),
                   .width = noise_between(noise, 1, 80)};
}

static void products_of_matrices_are_plain_sums(void)
{
    check_shapes(1000, draw_matrix);
}

static void products_of_windows_are_plain_sums(void)
{
    check_shapes(1000, draw_window);
}

/* The largest sums there are: 2^16 products of 255 and -128. */
static void the_deepest_sums_are_exact(void)
{
    Noise noise = {3};
    need_avx512();
    Shape shape = {1, 1, 1, 1, KERNEL_DEPTH_MAX, 1, 17, 16, true};
    CHECK(check_shape(&shape, &noise) >= KERNEL_DEPTH_MAX / 64);
}

static int64_t tile_products(int32_t rows, int32_t depth, int32_t width)
{
    Noise noise = {5};
    Shape shape = {1, 1, 1, 1, depth, 1, rows, width, false};
    return check_shape(&shape, &noise);
}

static void deep_products_of_many_rows_run_as_tiles(void)
{
    need_avx512();
    CHECK_INT(tile_products(16, 64, 64), 4);
    CHECK_INT(tile_products(17, 64, 64), 4); /* the last row by vectors */
    CHECK_INT(tile_products(30, 64, 64), 8); /* 14 rows fill a tile well enough */
    CHECK_INT(tile_products(16, 65, 64), 8); /* a unit more: a tile that overlaps */
    CHECK_INT(tile_products(32, 128, 80), 2 * 2 * 5);
    CHECK_INT(tile_products(1, 4096, 64), 0); /* weights would only be loaded, never reused */
    CHECK_INT(tile_products(64, 60, 64), 0);  /* less than a tile of weights */
    CHECK_INT(tile_products(64, 64, 16), 0);  /* over before it has begun */
}

static gpointer multiply_once(gpointer data)
{
    int64_t *configurations = data;
    tile_products(16, 64, 64);
    tile_products(16, 64, 64);
    *configurations = amx_emulated_configuration_count();
    return NULL;
}

static void each_thread_configures_its_tiles_once(void)
{
    int64_t first = 0, second = 0;
    need_avx512();
    g_thread_join(g_thread_new("first", multiply_once, &first));
    g_thread_join(g_thread_new("second", multiply_once, &second));
    CHECK_INT(first, 1);
    CHECK_INT(second, 1);
}

static void tiles_that_another_has_configured_are_configured_anew(void)
{
    need_avx512();
    tile_products(16, 64, 64);
    amx_emulated_disturb();
    CHECK_INT(tile_products(16, 64, 64), 4);
}

static void a_set_whose_sums_are_wrong_is_not_available(void)
{
    need_avx512();
    CHECK(kernels_amx_emulated.is_available());
    for (int tile = 0; tile < 4; tile++) {
        amx_emulated_break(tile);
        CHECK(!kernels_amx_emulated.is_available());
        amx_emulated_repair();
    }
    CHECK(kernels_amx_emulated.is_available());
}

/* The real set, on whatever CPU this is. */
static void the_set_is_the_fastest_where_the_cpu_has_it(void)
{
    const KernelSet *amx = kernels_find("amx");
    CHECK_TEXT(kernels_at(0)->name, "amx");
    CHECK(amx == (kernels_at(0)->is_available() ? kernels_at(0) : NULL));
    CHECK(amx == NULL || kernels_find("auto") == amx);
}

static void layers_are_laid_out_as_for_avx512(void)
{
    const SimdOps *simd = kernels_amx_emulated.simd, *other = kernels_avx512.simd;
    CHECK_INT(simd->lanes, other->lanes);
    CHECK_INT(simd->element_size, other->element_size);
    CHECK_INT(simd->group, other->group);
    for (int32_t i = 0; i < simd_chunk(simd); i++)
        CHECK_INT(simd->channel_at(i), other->channel_at(i));
}

TEST_MAIN(CASE(products_of_matrices_are_plain_sums), CASE(products_of_windows_are_plain_sums),
          CASE(the_deepest_sums_are_exact), CASE(deep_products_of_many_rows_run_as_tiles),
          CASE(each_thread_configures_its_tiles_once),
          CASE(tiles_that_another_has_configured_are_configured_anew),
          CASE(a_set_whose_sums_are_wrong_is_not_available),
          CASE(the_set_is_the_fastest_where_the_cpu_has_it),
          CASE(layers_are_laid_out_as_for_avx512))
#else
static void there_is_no_set_of_that_name(void)
{
    CHECK(kernels_find("amx") == NULL);
}

TEST_MAIN(CASE(there_is_no_set_of_that_name))
#endif
