/*
 * nn/tflite_read.h - a .tflite file becomes a Graph, or one sentence says why not.
 *
 * The file may be hostile: every offset, length, type, shape, scale, buffer and option is
 * verified before use, and what a small file can ask for in time and memory is bounded.
 *
 * Read are version 3 files with one subgraph, without state, sparse or external buffers,
 * whose operators are in op_table.def. Limits: TFLITE_FILE_MAX bytes, GRAPH_TENSORS_MAX
 * tensors, GRAPH_OPERATORS_MAX operators, OP_TENSORS_MAX inputs and outputs of an operator
 * and of the model, TENSOR_RANK_MAX dimensions, TENSOR_ELEMENTS_MAX elements, and the
 * GRAPH_*_MAX of arena, steps and plan.
 *
 * Owner:   the caller owns the Graph; bytes handed in are copied.
 * Errors:  FLEET_ERROR_INPUT: "kws.tflite: tensor 4: ...", "kws.tflite: operator 7 (ADD): ...".
 * Source:  schema.fbs of TensorFlow Lite, version 3; FlatBuffers internals.
 */
#ifndef TINYFLEET_NN_TFLITE_READ_H
#define TINYFLEET_NN_TFLITE_READ_H

#include <glib.h>
#include <stddef.h>

#include "nn/graph.h"

#define TFLITE_FILE_MAX ((size_t)16 << 20)

/* NULL with the error set if the file cannot be read or is no model that runs here. */
Graph *tflite_read(const char *path, GError **error);

/* The same from memory; `name` stands for the file in messages. */
Graph *tflite_read_bytes(const void *bytes, size_t size, const char *name, GError **error);

#endif
