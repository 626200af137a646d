/*
 * nn/resize.h - what RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR share.
 *
 * x [batch][in_h][in_w][c], y [batch][out_h][out_w][c]; input 1 is the constant (out_h, out_w).
 *
 * Errors:  resize_check(): FLEET_ERROR_INPUT.
 */
#ifndef TINYFLEET_NN_RESIZE_H
#define TINYFLEET_NN_RESIZE_H

#include "nn/op.h"

bool resize_check(const OpView *view, GError **error);

#endif
