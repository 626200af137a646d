/*
 * nn/pad.h - what PAD, PADV2 and MIRROR_PAD share: elements in front of and behind each axis.
 *
 * Input 1 is [rank][2]: how many in front, how many behind.
 *
 * Errors:  pad_check(): FLEET_ERROR_INPUT.
 */
#ifndef TINYFLEET_NN_PAD_H
#define TINYFLEET_NN_PAD_H

#include "nn/gather.h"

bool pad_check(const OpView *view, GError **error);
size_t pad_state_size(const OpView *view);

/* A state that copies the middle and fills the rest with state->fill. */
GatherState *pad_start(const OpView *view, void *state);

#endif
