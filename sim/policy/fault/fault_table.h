/*
 * policy/fault/fault_table.h - every member of the family, one row each in fault_table.def.
 */
#ifndef TINYFLEET_POLICY_FAULT_TABLE_H
#define TINYFLEET_POLICY_FAULT_TABLE_H

#include <stddef.h>

#include "world/fault.h"

/* The i-th member, NULL behind the last; i is the `choice` of a Form of this family. */
const FaultOps *fault_at(size_t i);

/* The same as a family of forms: fits ParamSpec.form_at. */
const FormSpec *fault_form_at(size_t i);

#endif
