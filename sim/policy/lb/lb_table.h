/*
 * policy/lb/lb_table.h - every member of the family, one row each in lb_table.def.
 */
#ifndef TINYFLEET_POLICY_LB_TABLE_H
#define TINYFLEET_POLICY_LB_TABLE_H

#include <stddef.h>

#include "world/lb.h"

/* The i-th member, NULL behind the last; i is the `choice` of a Form of this family. */
const LbOps *lb_at(size_t i);

/* The same as a family of forms: fits ParamSpec.form_at. */
const FormSpec *lb_form_at(size_t i);

#endif
