/*
 * nn/extreme.h - what MAXIMUM and MINIMUM share: one quantisation for all three tensors.
 */
#ifndef TINYFLEET_NN_EXTREME_H
#define TINYFLEET_NN_EXTREME_H

#include "nn/elementwise.h"

bool extreme_check(const OpView *view, GError **error);
size_t extreme_state_size(const OpView *view);
void extreme_prepare(const OpView *view, void *state); /* an Elementwise */

#endif
