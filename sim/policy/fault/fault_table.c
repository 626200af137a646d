#include "policy/fault/fault_table.h"

#include <glib.h>

#define ROW(name) extern const FaultOps fault_##name;
#include "policy/fault/fault_table.def"
#undef ROW

static const FaultOps *const members[] = {
#define ROW(name) &fault_##name,
#include "policy/fault/fault_table.def"
#undef ROW
};

const FaultOps *fault_at(size_t i)
{
    return i < G_N_ELEMENTS(members) ? members[i] : NULL;
}

const FormSpec *fault_form_at(size_t i)
{
    return i < G_N_ELEMENTS(members) ? &members[i]->form : NULL;
}
