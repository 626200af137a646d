/*
 * nn/op_squeeze.c - SQUEEZE: dimensions of one element left out.
 */
#include "nn/copy.h"

const OpOps op_squeeze = {
    .name = "SQUEEZE",
    .doc = "The same elements without some dimensions of 1.",
    .code = 43,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .device = {36, 0},
    .check = copy_check,
    .state_size = copy_state_size,
    .prepare = copy_prepare,
    .run = copy_run,
};
