/*
 * nn/graph.h - a model as read: tensors, and operators in the order in which they run.
 *
 * A Graph exists only checked: every operator accepts its tensors, and every tensor that an
 * operator reads is a constant, an input of the model, a variable, or written by an earlier
 * operator.
 * It is immutable, so threads may share it.
 *
 * Shapes:  a sample's inputs lie back to back in the model's order, so do its outputs.
 * Owner:   graph_free() frees all; tensors, names and constants live as long as the graph.
 * Errors:  none here; tflite_read() makes graphs and says what is wrong with one.
 */
#ifndef TINYFLEET_NN_GRAPH_H
#define TINYFLEET_NN_GRAPH_H

#include <glib.h>

#include "nn/op.h"
#include "nn/tensor.h"
#include "nn/work.h"

enum {
    GRAPH_TENSORS_MAX = 4096,
    GRAPH_OPERATORS_MAX = 4096,
};

/* With a file of TFLITE_FILE_MAX, read and copied, all below 256 MiB. */
#define GRAPH_ARENA_MAX   (INT64_C(48) << 20) /* activations, variables of one sample, bytes */
#define GRAPH_SCRATCH_MAX (INT64_C(48) << 20) /* what an operator takes while it runs, bytes */
#define GRAPH_STATES_MAX  (INT64_C(96) << 20) /* what its plan would keep, bytes */
#define GRAPH_STEPS_MAX   (INT64_C(1) << 33)  /* inner steps of one inference */

typedef struct Operator {
    const OpOps *ops;
    OpOptions options;
    int32_t input_count, output_count;
    int32_t input[OP_TENSORS_MAX]; /* tensors; -1 absent */
    int32_t output[OP_TENSORS_MAX];
} Operator;

typedef struct Graph {
    const char *name;    /* the file's, without its folder: for messages */
    const uint8_t *file; /* [file_size], aligned to 64: what a device keeps in flash */
    size_t file_size;    /* bytes of flash */
    int32_t tensor_count, operator_count, input_count, output_count;
    int32_t variable_count;                                /* variable tensors */
    Tensor *tensor;                                        /* [tensor_count] */
    Operator *op;                                          /* [operator_count] */
    int32_t input[OP_TENSORS_MAX], output[OP_TENSORS_MAX]; /* tensors */
    GStringChunk *texts;
} Graph;

void graph_free(Graph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Graph, graph_free)

/* The i-th input or output of the model. */
const Tensor *graph_input(const Graph *graph, int32_t i);
const Tensor *graph_output(const Graph *graph, int32_t i);

/* Bytes of all inputs, all outputs of one sample. */
size_t graph_input_size(const Graph *graph);
size_t graph_output_size(const Graph *graph);

/* The operator's tensors, with the constants of the file; for the kernels in plain C, by which
 * the limits are counted. */
OpView graph_view(const Graph *graph, int32_t op_index);

Work graph_operator_work(const Graph *graph, int32_t op_index);
Work graph_work(const Graph *graph);

/* The constant that holds this byte of the file: the tensor, and where in it; -1 if that byte
 * is structure. Of tensors that share a buffer, the first. */
int32_t graph_find_constant(const Graph *graph, uint64_t file_offset, size_t *ret_byte);

/* Puts "kws.tflite: operator 3 (CONV_2D): " in front of an operator's sentence. */
void graph_prefix_error(const Graph *graph, int32_t op_index, GError **error);

/* For readers: whether the tensors and operators filled in make a graph; sets producers. */
bool graph_check(Graph *graph, GError **error);

#endif
