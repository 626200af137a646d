/*
 * nn/op.h - what an operator is: one row of op_table.def, one file op_NAME.c.
 *
 * check() refuses whatever run() could not do; prepare() turns options, quantisation and
 * constants into a block of plain data, once; run() is a pure function of that block and the
 * buffers, so a block may be shared by any number of threads.
 *
 * Shapes:  input and output [OP_TENSORS_MAX], NULL for an optional one that is absent.
 * Owner:   the caller owns everything an OpView or OpRun points to; a state keeps none of it
 *          and has no pointers.
 * Errors:  check() only: FLEET_ERROR_INPUT, a sentence without the operator's name and number,
 *          which the caller puts in front.
 */
#ifndef TINYFLEET_NN_OP_H
#define TINYFLEET_NN_OP_H

#include <glib.h>

#include "nn/kernels.h"
#include "nn/tensor.h"
#include "nn/work.h"

enum { OP_TENSORS_MAX = 24, OP_DEVICE_SCRATCH_MAX = 4 };

typedef enum OpPadding { OP_PADDING_SAME = 0, OP_PADDING_VALID = 1 } OpPadding;

/* Every option that any operator has, as the file says it; absent ones have the schema's
 * defaults. Each operator lists those it reads. */
typedef struct OpOptions {
    int32_t padding; /* OpPadding */
    int32_t stride_w, stride_h;
    int32_t dilation_w, dilation_h;
    int32_t filter_w, filter_h;
    int32_t activation; /* QuantActivation */
    int32_t depth_multiplier;
    int32_t weights_format;
    int32_t axis;
    int32_t block_size;
    int32_t split_count;
    int32_t begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_mask;
    int32_t mirror_mode; /* 0 reflect, 1 symmetric */
    int32_t align_corners, half_pixel, keep_dims, offset;
    int32_t rank;       /* filters that are added up to one output */
    int32_t time_major; /* the first dimension is time, not the batch */
    float beta, alpha, cell_clip;
} OpOptions;

typedef enum OpFieldKind { OP_FIELD_S8, OP_FIELD_S32, OP_FIELD_F32 } OpFieldKind;

/* One field of an option table: where the schema has it and where it goes. */
typedef struct OpField {
    const char *name; /* NULL ends a list */
    size_t offset;    /* in OpOptions */
    OpFieldKind kind;
    int32_t id;        /* of the field in its table */
    int32_t low, high; /* what an integer may be, inclusive */
    int32_t otherwise; /* an absent integer */
} OpField;

#define OP_INTEGER(kind, id, member, low, high, otherwise)                                         \
    {                                                                                              \
#member, offsetof(OpOptions, member), kind, id, low, high, otherwise                       \
    }
#define OP_S8(id, member, low, high) OP_INTEGER(OP_FIELD_S8, id, member, low, high, 0)
#define OP_S32(id, member, low, high, otherwise)                                                   \
    OP_INTEGER(OP_FIELD_S32, id, member, low, high, otherwise)
#define OP_F32(id, member) OP_INTEGER(OP_FIELD_F32, id, member, 0, 0, 0)
#define OP_ACTIVATION(id)  OP_S8(id, activation, 0, 3)
#define OP_FIELD_NONE                                                                              \
    {                                                                                              \
        NULL, 0, OP_FIELD_S32, 0, 0, 0, 0                                                          \
    }

/* An operator's own view of a model: its options and tensors. */
typedef struct OpView {
    const OpOptions *options;
    int32_t input_count, output_count;
    const Tensor *input[OP_TENSORS_MAX];
    const Tensor *output[OP_TENSORS_MAX];
    const void *constant[OP_TENSORS_MAX]; /* contents of a constant input, damage included */
    const KernelSet *kernels; /* what states are laid out for; check() does not depend on it */
} OpView;

/* One execution over `batch` samples, each tensor's samples back to back. */
typedef struct OpRun {
    const void *const *input; /* constants have one copy for all samples */
    void *const *output;
    void *scratch; /* scratch_size() bytes, aligned to 64 */
    const KernelSet *kernels;
    int32_t batch;
    void *const *variable; /* where input i is updated, if variable_inputs has it */
} OpRun;

/* What TensorFlow Lite Micro keeps for the operator on a 32-bit device, bytes. */
typedef struct OpDeviceSize {
    int32_t options_size; /* the parsed option table; 0 if it needs none */
    int32_t state_size;   /* its own data */
} OpDeviceSize;

typedef struct OpOps {
    const char *name;      /* as the schema spells it: "CONV_2D" */
    const char *doc;       /* one sentence */
    int32_t code;          /* of the operator in the schema */
    int32_t options_code;  /* of its option table in the schema's union; 0 if it reads none */
    const OpField *fields; /* ends with OP_FIELD_NONE; NULL if none */
    int32_t input_min, input_max, output_min, output_max;
    uint32_t variable_inputs; /* bit i: input i is a variable tensor, which run() updates */
    bool is_batched;          /* run() takes any batch; otherwise always 1 */
    OpDeviceSize device;

    bool (*check)(const OpView *view, GError **error);
    size_t (*state_size)(const OpView *view);
    void (*prepare)(const OpView *view, void *state); /* state is zeroed, aligned to 64 */
    void (*run)(const void *state, const OpRun *run);

    /* Bytes of scratch for `batch` samples; NULL: none. */
    size_t (*scratch_size)(const OpView *view, int32_t batch);
    /* Adds MACs and steps; NULL: one step per element. Constants and activations are counted
     * by the caller. */
    void (*work)(const OpView *view, Work *work);
    /* Bytes of the buffers that the reference kernel takes from the arena while it runs; answers
     * how many; NULL: none. */
    int32_t (*device_scratch)(const OpView *view, size_t size[OP_DEVICE_SCRATCH_MAX]);
    /* Output channels for which it keeps a multiplier and a shift; NULL: none. */
    int32_t (*device_channels)(const OpView *view);
} OpOps;

/* Sets the error of a check and answers false. */
bool op_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Checks that several operators share. Each answers false with the error set. */
bool op_check_type(const OpView *view, TensorType type, GError **error); /* all data tensors */
bool op_check_tensor(const Tensor *tensor, const char *what, TensorType type, GError **error);
bool op_check_rank(const Tensor *tensor, const char *what, int32_t rank, GError **error);
bool op_check_scale(const Tensor *tensor, const char *what, GError **error);
bool op_check_multiplier(double m, GError **error);
bool op_check_same_shape(const OpView *view, GError **error);        /* input 0, output 0 */
bool op_check_same_quantisation(const OpView *view, GError **error); /* input 0, output 0 */

/* The contents of input i, an int32 constant of 1..limit elements; NULL with the error set. */
const int32_t *op_constant_s32(const OpView *view, int32_t i, int32_t limit, GError **error);

/* Rounds up to what keeps the next array in a state or scratch aligned. */
static inline size_t op_align(size_t size)
{
    return (size + 63) & ~(size_t)63;
}

#endif
