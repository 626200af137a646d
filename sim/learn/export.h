/*
 * learn/export.h - a trained net, in float or int8, as a .tflite file.
 *
 * Both have the same operators in the same order: one per layer, a RESHAPE between the pooled
 * map and the dense layer, and a SOFTMAX at the end, whose int8 scale is 1/256 with zero
 * point -128.
 *
 * Owner:   the caller frees the bytes.
 * Errors:  none.
 */
#ifndef TINYFLEET_LEARN_EXPORT_H
#define TINYFLEET_LEARN_EXPORT_H

#include "learn/quantise.h"

GByteArray *export_float(const Net *net, const float *params, const char *description);
GByteArray *export_int8(const QuantNet *quant, const char *description);

#endif
