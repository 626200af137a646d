/*
 * nn/op_name.h - names of all operators of the schema, also of those that are not built here.
 *
 * Errors:  none; NULL for a number that the schema does not have.
 * Source:  enum BuiltinOperator of TensorFlow Lite's schema.fbs.
 */
#ifndef TINYFLEET_NN_OP_NAME_H
#define TINYFLEET_NN_OP_NAME_H

#include <stdint.h>

enum { OP_CODE_CUSTOM = 32 };

const char *op_name_find(int32_t code);

#endif
