/*
 * nn/op_table.h - the operators that run here: one row each in op_table.def.
 */
#ifndef TINYFLEET_NN_OP_TABLE_H
#define TINYFLEET_NN_OP_TABLE_H

#include "nn/op.h"

/* The i-th operator, NULL behind the last. */
const OpOps *op_table_at(size_t i);

/* The operator of this number in the schema; NULL if it is not built here. */
const OpOps *op_table_find(int32_t code);

/* "ADD, AVERAGE_POOL_2D, ...", to be freed. */
char *op_table_names(void);

#endif
