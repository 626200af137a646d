/*
 * nn/work.h - how much an inference has to do, in the terms that cost models use.
 *
 * Multiply-accumulates are counted without leaving out padding, as everybody counts them.
 * Work adds up: an operator's, a model's.
 *
 * Units:   *_macs multiply-accumulates of one inference; *_size bytes.
 * Errors:  none; every count fits, as graph_check() bounds the steps of a model.
 */
#ifndef TINYFLEET_NN_WORK_H
#define TINYFLEET_NN_WORK_H

#include <stdint.h>

typedef struct Work {
    int64_t conv_macs;             /* standard, 1x1 and transposed convolutions */
    int64_t conv_one_channel_macs; /* the part of conv_macs with one input channel */
    int64_t depthwise_macs;
    int64_t fully_connected_macs;
    int64_t window_output_count; /* output elements of convolutions and depthwise ones */
    int64_t layer_count;         /* operators */
    int64_t weight_size;         /* constants read: weights, biases, slopes, operands */
    int64_t weight_count;        /* their elements: what people call parameters */
    int64_t input_size;          /* activations read */
    int64_t output_size;         /* activations written */
    int64_t step_count;          /* inner steps of all kinds: what bounds the time here */
} Work;

static inline int64_t work_macs(const Work *work)
{
    return work->conv_macs + work->depthwise_macs + work->fully_connected_macs;
}

static inline void work_add(Work *sum, const Work *part)
{
    sum->conv_macs += part->conv_macs;
    sum->conv_one_channel_macs += part->conv_one_channel_macs;
    sum->depthwise_macs += part->depthwise_macs;
    sum->fully_connected_macs += part->fully_connected_macs;
    sum->window_output_count += part->window_output_count;
    sum->layer_count += part->layer_count;
    sum->weight_size += part->weight_size;
    sum->weight_count += part->weight_count;
    sum->input_size += part->input_size;
    sum->output_size += part->output_size;
    sum->step_count += part->step_count;
}

#endif
