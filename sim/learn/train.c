#include "learn/train.h"

#include <math.h>
#include <string.h>

#include "util/detmath.h"

static const double MEAN_KEEP = 0.9, SQUARE_KEEP = 0.999, TINY = 1e-8;

void adam_init(Adam *adam, size_t count)
{
    *adam = (Adam){count, 0, g_new0(float, count), g_new0(float, count)};
}

void adam_clear(Adam *adam)
{
    g_free(adam->mean);
    g_free(adam->square);
}

void adam_step(Adam *adam, AdamRate rate, const float *grad, float *params)
{
    adam->step++;
    double step = adam->step;
    float rise = (float)(rate.learn_rate * sqrt(1 - det_pow(SQUARE_KEEP, step)) /
                         (1 - det_pow(MEAN_KEEP, step)));
    float mean_keep = (float)MEAN_KEEP, square_keep = (float)SQUARE_KEEP, tiny = (float)TINY;
    float decay = (float)(rate.learn_rate * rate.weight_decay);
    for (size_t i = 0; i < adam->count; i++) {
        float g = grad[i];
        adam->mean[i] = mean_keep * adam->mean[i] + (1 - mean_keep) * g;
        adam->square[i] = square_keep * adam->square[i] + (1 - square_keep) * g * g;
        float turn = rise * adam->mean[i] / (sqrtf(adam->square[i]) + tiny);
        params[i] -= turn + decay * params[i];
    }
}

/* Fisher-Yates; order [count]. */
static void shuffle(RngKey key, uint32_t epoch, size_t count, uint32_t *order)
{
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    Rng rng = rng_at(key, 0, RNG_LEARN_SHUFFLE, epoch);
    for (uint32_t i = (uint32_t)count; i > 1; i--) {
        uint32_t j = rng_below(&rng, i);
        uint32_t kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}

/* Buffers of one training run. */
typedef struct Run {
    const Net *net;
    const Samples *samples;
    const TrainSpec *spec;
    RngKey key;
    NetWork *work;
    Adam adam;
    float *x, *grad;
    uint32_t *order;
} Run;

/* The mean gradient of the samples order[first .. first + count); their summed loss. */
static double batch_gradient(Run *run, const float *params, uint32_t epoch, size_t first,
                             size_t count)
{
    const Samples *samples = run->samples;
    double loss = 0;
    memset(run->grad, 0, run->net->param_count * sizeof *run->grad);
    for (size_t i = first; i < first + count; i++) {
        uint32_t sample = run->order[i];
        Rng rng = rng_at(run->key, sample, RNG_LEARN_AUGMENT, epoch);
        run->spec->load(samples->inputs + sample * samples->input_size, &rng, run->x);
        NetTarget target = {samples->labels[sample], run->spec->label_smoothing};
        net_forward(run->net, params, run->x, run->work);
        loss += net_backward(run->net, params, target, run->work, run->grad);
    }
    float share = 1 / (float)count;
    for (size_t i = 0; i < run->net->param_count; i++)
        run->grad[i] *= share;
    return loss;
}

static double run_epoch(Run *run, uint32_t epoch, float *params)
{
    const TrainSpec *spec = run->spec;
    size_t count = run->samples->count;
    double loss = 0;
    shuffle(run->key, epoch, count, run->order);
    for (size_t first = 0; first < count; first += spec->batch_size) {
        size_t batch = MIN(spec->batch_size, count - first);
        loss += batch_gradient(run, params, epoch, first, batch);
        double progress = (epoch + (double)first / (double)count) / spec->epoch_count;
        double fall = 0.5 + 0.5 * det_cos(G_PI * progress);
        AdamRate rate = {spec->learn_rate * fall, spec->weight_decay};
        adam_step(&run->adam, rate, run->grad, params);
    }
    return loss / (double)count;
}

void train_run(const Net *net, const Samples *samples, const TrainSpec *spec, RngKey key,
               float *params)
{
    g_assert(samples->input_size == map_size(net->input));
    g_assert(spec->batch_size > 0);
    Run run = {.net = net, .samples = samples, .spec = spec, .key = key};
    run.work = net_work_new(net);
    run.x = g_new(float, samples->input_size);
    run.grad = g_new(float, net->param_count);
    run.order = g_new(uint32_t, samples->count);
    adam_init(&run.adam, net->param_count);
    for (uint32_t epoch = 0; epoch < spec->epoch_count; epoch++) {
        double loss = run_epoch(&run, epoch, params);
        if (spec->on_epoch != NULL)
            spec->on_epoch(epoch, loss, spec->data);
    }
    adam_clear(&run.adam);
    g_free(run.order);
    g_free(run.grad);
    g_free(run.x);
    net_work_free(net, run.work);
}

void train_confusion(const Net *net, const float *params, const Samples *samples,
                     const TrainSpec *spec, uint32_t *counts)
{
    NetWork *work = net_work_new(net);
    g_autofree float *x = g_new(float, samples->input_size);
    for (size_t i = 0; i < samples->count; i++) {
        spec->load(samples->inputs + i * samples->input_size, NULL, x);
        const float *logits = net_forward(net, params, x, work);
        size_t best = 0;
        for (size_t c = 1; c < net->class_count; c++)
            best = logits[c] > logits[best] ? c : best;
        counts[samples->labels[i] * net->class_count + best]++;
    }
    net_work_free(net, work);
}
