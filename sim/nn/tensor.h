/*
 * nn/tensor.h - one tensor of a model: type, shape, quantisation, and contents if constant.
 *
 * A quantised number q stands for scale * (q - zero_point). Activations have one scale;
 * weights may have one for each channel of dimension `channel_dim`, and zero point 0.
 *
 * Units:   size and file_offset bytes; element_count elements.
 * Shapes:  dims [rank], row major, the last one contiguous; images are N, H, W, C.
 * Owner:   name, scale and data are borrowed from the Graph that holds the tensor.
 */
#ifndef TINYFLEET_NN_TENSOR_H
#define TINYFLEET_NN_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TENSOR_RANK_MAX = 6,
    TENSOR_ELEMENTS_MAX = 1 << 24,
};

/* The numbers are those of the schema. Others may be in a file but not in an operator here. */
typedef enum TensorType {
    TENSOR_FLOAT32 = 0,
    TENSOR_INT32 = 2,
    TENSOR_INT64 = 4,
    TENSOR_INT16 = 7,
    TENSOR_INT8 = 9,
} TensorType;

typedef struct Tensor {
    const char *name; /* "" if it has none; printable */
    TensorType type;
    int32_t rank;                  /* 0 for a scalar */
    int32_t dims[TENSOR_RANK_MAX]; /* 1 behind the rank; 0 only if nothing uses it */
    int32_t element_count;         /* 1 .. TENSOR_ELEMENTS_MAX, 0 if nothing uses it */
    size_t size;                   /* element_count times the size of the type */

    int32_t scale_count; /* 0 not quantised, 1 for the whole tensor, or dims[channel_dim] */
    const float *scale;  /* [scale_count], finite, > 0 */
    int32_t zero_point;  /* within the range of the type; 0 for int32 and wider */
    int32_t channel_dim;

    const void *data;     /* [size] bytes of a constant, aligned for its type up to 4; or NULL */
    uint64_t file_offset; /* where the constant lies in the file */
    int32_t producer;     /* operator that writes it; -1: input, constant, variable or unused */
    bool is_variable;     /* operators that read it may update it; see nn/infer.h */
} Tensor;

/* Bytes of one element; 0 for a type that no operator here takes. */
size_t tensor_type_size(TensorType type);

/* "int8"; "type 22" is not told apart and reads "another type". */
const char *tensor_type_name(TensorType type);

/* The i-th dimension counted from the last (0 the last); 1 beyond the first. */
static inline int32_t tensor_dim_from_last(const Tensor *tensor, int32_t i)
{
    return i < tensor->rank ? tensor->dims[tensor->rank - 1 - i] : 1;
}

bool tensor_same_shape(const Tensor *a, const Tensor *b);

/* One scale, the same in both, and the same zero point. */
bool tensor_same_quantisation(const Tensor *a, const Tensor *b);

enum { TENSOR_SHAPE_TEXT = 80 };

/* "int8[1,49,10,1]" */
void tensor_print_shape(const Tensor *tensor, char text[TENSOR_SHAPE_TEXT]);

#endif
