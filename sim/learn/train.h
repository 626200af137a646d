/*
 * learn/train.h - fitting a net to labelled samples: mini-batches and Adam.
 *
 * One thread and one written order of every sum; order of samples and augmentation are
 * addressed by epoch and sample. The same samples, spec and key give the same parameters, bit
 * for bit.
 *
 * Shapes:  params [net->param_count].
 * Owner:   the caller owns everything.
 * Errors:  none.
 * Source:  D. Kingma, J. Ba, "Adam", ICLR 2015, algorithm 1; decay apart from the gradient: I.
 *          Loshchilov, F. Hutter, ICLR 2019, algorithm 2; cosine: the same, ICLR 2017, eq. 5.
 */
#ifndef TINYFLEET_LEARN_TRAIN_H
#define TINYFLEET_LEARN_TRAIN_H

#include "learn/net.h"
#include "learn/samples.h"

typedef struct TrainSpec {
    uint32_t epoch_count;
    size_t batch_size;
    double learn_rate;   /* at the start; falls to 0 along half a cosine */
    double weight_decay; /* per step, times the learning rate */
    float label_smoothing;

    /* x [map_size(input)] = the real values of an int8 input, changed at random within what
     * the label survives; rng NULL: unchanged. */
    void (*load)(const int8_t *input, Rng *rng, float *x);

    /* Told after each epoch; may be NULL. */
    void (*on_epoch)(uint32_t epoch, double mean_loss, void *data);
    void *data;
} TrainSpec;

/* Starts from params as they are. */
void train_run(const Net *net, const Samples *samples, const TrainSpec *spec, RngKey key,
               float *params);

/* The state of Adam between steps. */
typedef struct Adam {
    size_t count;
    uint32_t step;
    float *mean, *square; /* [count] */
} Adam;

void adam_init(Adam *adam, size_t count);
void adam_clear(Adam *adam);

typedef struct AdamRate {
    double learn_rate, weight_decay;
} AdamRate;

/* One step down grad, which is the mean over the batch. */
void adam_step(Adam *adam, AdamRate rate, const float *grad, float *params);

/* counts [class_count][class_count] += answers by (label, answer): the largest logit, among
 * equal ones the lowest class. */
void train_confusion(const Net *net, const float *params, const Samples *samples,
                     const TrainSpec *spec, uint32_t *counts);

#endif
