/*
 * nn/op_expand_dims.c - EXPAND_DIMS: a dimension of one element put in.
 */
#include "nn/copy.h"

const OpOps op_expand_dims = {
    .name = "EXPAND_DIMS",
    .doc = "The same elements with one more dimension of 1.",
    .code = 70,
    .input_min = 1,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .device = {0, 0},
    .check = copy_check,
    .state_size = copy_state_size,
    .prepare = copy_prepare,
    .run = copy_run,
};
