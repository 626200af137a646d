/*
 * nn/tflite_part.h - the parts of a .tflite file: tensors and operators. For tflite_read.c.
 *
 * Errors:  FLEET_ERROR_INPUT, the file's name in front; tflite_read_indices() leaves it out.
 */
#ifndef TINYFLEET_NN_TFLITE_PART_H
#define TINYFLEET_NN_TFLITE_PART_H

#include <glib.h>

#include "nn/flat.h"
#include "nn/graph.h"

typedef struct TfliteReader {
    Graph *graph; /* filled as reading goes on */
    Flat flat;
    FlatTable subgraph;
    FlatVector codes, buffers, tensors, operators;
} TfliteReader;

/* A list of tensor numbers in a table, and where it goes. */
typedef struct TfliteIndices {
    const char *what;
    uint32_t field;
    bool may_be_absent; /* -1 stands for an optional tensor that is not there */
    int32_t *index;     /* [OP_TENSORS_MAX] */
    int32_t *count;
} TfliteIndices;

bool tflite_refuse(const TfliteReader *reader, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Whether the structure held so far; otherwise its problem becomes the error. */
bool tflite_is_good(const TfliteReader *reader, GError **error);

bool tflite_read_indices(TfliteReader *reader, const FlatTable *table, const TfliteIndices *indices,
                         GError **error);
bool tflite_read_tensor(TfliteReader *reader, int32_t index, GError **error);
bool tflite_read_operator(TfliteReader *reader, int32_t index, GError **error);

/* At most 100 bytes of valid, printable UTF-8, to be freed. */
char *tflite_printable(const char *text, size_t size);

#endif
