/*
 * tests/nn/tiny_model.h - writes small .tflite files, so that tests need none.
 *
 * Tensors and operators are listed, then written; whatever is asked for is written, right or
 * wrong, which is what tests of a reader want.
 *
 * Owner:   tiny_free() frees the model; tiny_write()'s bytes are the caller's.
 */
#ifndef TINYFLEET_TESTS_NN_TINY_MODEL_H
#define TINYFLEET_TESTS_NN_TINY_MODEL_H

#include <glib.h>
#include <stdint.h>

#include "nn/graph.h"

enum { TINY_LIST_MAX = 32, TINY_FIELDS_MAX = 8, TINY_SCALES_MAX = 8 };

typedef struct TinyTensor {
    int32_t type; /* of the schema: 9 int8, 2 int32, 0 float32 */
    int32_t rank, dims[8];
    float scale; /* 0: not quantised */
    int64_t zero_point;
    const void *data;   /* a constant; NULL: none */
    uint32_t size;      /* of data */
    uint32_t buffer_of; /* 1 + the tensor whose buffer it shares; 0: its own */
    int32_t is_variable;
} TinyTensor;

/* A tensor whose scale is written several times, one for each index of a dimension. */
typedef struct TinyScales {
    int32_t tensor; /* meant if count > 0 */
    uint32_t count;
    int32_t dim;
} TinyScales;

typedef enum TinyKind { TINY_S8, TINY_S32, TINY_F32 } TinyKind;

typedef struct TinyField {
    uint32_t id;
    TinyKind kind;
    double value;
} TinyField;

typedef struct TinyOp {
    int32_t code;
    const char *custom; /* name of a CUSTOM operator */
    int32_t inputs[TINY_LIST_MAX], input_count;
    int32_t outputs[TINY_LIST_MAX], output_count;
    int32_t options_code;
    TinyField field[TINY_FIELDS_MAX];
    uint32_t field_count;
} TinyOp;

typedef struct TinyModel {
    TinyTensor tensor[TINY_LIST_MAX];
    TinyOp op[TINY_LIST_MAX];
    int32_t tensor_count, op_count;
    int32_t inputs[TINY_LIST_MAX], input_count;
    int32_t outputs[TINY_LIST_MAX], output_count;
    int32_t version;
    TinyScales scales;
} TinyModel;

/* The file. */
GBytes *tiny_write(const TinyModel *model);

/* The file, read: to be freed. It is called "m". */
Graph *tiny_read(const TinyModel *model, GError **error);

/* Convolution 3 x 3 over [1,6,5,2], average, reshape, fully connected, softmax over 4. Its
 * contents live as long as the program. */
TinyModel tiny_classifier(void);

#endif
