/*
 * policy/arrival/arrival_table.h - every member of the family, one row each in arrival_table.def.
 */
#ifndef TINYFLEET_POLICY_ARRIVAL_TABLE_H
#define TINYFLEET_POLICY_ARRIVAL_TABLE_H

#include <stddef.h>

#include "world/arrival.h"

/* The i-th member, NULL behind the last; i is the `choice` of a Form of this family. */
const ArrivalOps *arrival_at(size_t i);

/* The same as a family of forms: fits ParamSpec.form_at. */
const FormSpec *arrival_form_at(size_t i);

#endif
