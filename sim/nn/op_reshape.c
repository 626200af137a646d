/*
 * nn/op_reshape.c - RESHAPE: the same bytes under another shape; a given shape must agree.
 */
#include "nn/copy.h"

const OpOps op_reshape = {
    .name = "RESHAPE",
    .doc = "The same elements under another shape.",
    .code = 22,
    .input_min = 1,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .device = {36, 0},
    .check = copy_check,
    .state_size = copy_state_size,
    .prepare = copy_prepare,
    .run = copy_run,
};
