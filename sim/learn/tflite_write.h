/*
 * learn/tflite_write.h - a model described by tensors and operators, as a .tflite file.
 *
 * Schema version 3, identifier TFL3, one subgraph; operator codes in the old and the new
 * field; constants aligned to 16 bytes from the start of the file. TensorFlow Lite Micro
 * loads it as it is.
 *
 * Owner:   the description is borrowed; the caller frees the bytes.
 * Errors:  none.
 * Source:  schema.fbs of TensorFlow Lite, version 3.
 */
#ifndef TINYFLEET_LEARN_TFLITE_WRITE_H
#define TINYFLEET_LEARN_TFLITE_WRITE_H

#include <glib.h>

#include "learn/flat_write.h"

enum {
    TFLITE_RANK_MAX = 4,
    TFLITE_ARGUMENTS_MAX = 3,
};

/* Numbers of the schema. */
typedef enum TfliteType {
    TFLITE_FLOAT32 = 0,
    TFLITE_INT32 = 2,
    TFLITE_INT8 = 9,
} TfliteType;

typedef struct TfliteTensor {
    const char *name;
    TfliteType type;
    int32_t rank;
    int32_t shape[TFLITE_RANK_MAX];
    const void *constant; /* NULL: an activation */
    size_t constant_size; /* bytes */
    size_t scale_count;   /* 0: not quantised */
    const float *scales;
    int32_t zero_point; /* the same for all scales */
    int32_t quantised_dimension;
} TfliteTensor;

/* Which operator, how old, and the table of options that the schema gives it. */
typedef struct TfliteOperator {
    int32_t builtin_code, version;
    int32_t option_type; /* of the union BuiltinOptions */
    size_t option_count;
    FlatField options[FLAT_SLOTS_MAX];
    size_t input_count;
    int32_t inputs[TFLITE_ARGUMENTS_MAX];
    int32_t output;
} TfliteOperator;

typedef struct TfliteModel {
    const char *description;
    size_t tensor_count, operator_count;
    const TfliteTensor *tensors;
    const TfliteOperator *operators;
    int32_t input, output; /* tensors */
} TfliteModel;

GByteArray *tflite_write(const TfliteModel *model);

#endif
