/*
 * nn/copy.h - what RESHAPE, SQUEEZE and EXPAND_DIMS share: the same bytes under another shape.
 *
 * The output's shape is the file's; it must have as many elements.
 */
#ifndef TINYFLEET_NN_COPY_H
#define TINYFLEET_NN_COPY_H

#include "nn/op.h"

bool copy_check(const OpView *view, GError **error);
size_t copy_state_size(const OpView *view);
void copy_prepare(const OpView *view, void *state);
void copy_run(const void *state, const OpRun *run);

#endif
