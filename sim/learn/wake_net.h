/*
 * learn/wake_net.h - the nets of the wake word and how they are trained.
 *
 * A depthwise-separable net: one convolution of 10 x 4 with stride 2 x 2, three blocks of a
 * 3 x 3 depthwise and a pointwise convolution, the mean of each channel, one dense layer.
 *
 * Owner:   the caller frees the net.
 * Errors:  none.
 * Source:  Y. Zhang et al., "Hello Edge: Keyword Spotting on Microcontrollers", 2017 (DS-CNN).
 */
#ifndef TINYFLEET_LEARN_WAKE_NET_H
#define TINYFLEET_LEARN_WAKE_NET_H

#include "learn/train.h"

/* channels: of every map, a multiple of four. */
Net *wake_net_new(int32_t channels);

/* Without on_epoch. */
extern const TrainSpec wake_train_spec;

/* The real values of an int8 input. With rng: the second shifted and stretched in time, the
 * loudness changed, a few frames muted. */
void wake_load(const int8_t *input, Rng *rng, float *x);

#endif
