#include "policy/arrival/arrival_table.h"

#include <glib.h>

#define ROW(name) extern const ArrivalOps arrival_##name;
#include "policy/arrival/arrival_table.def"
#undef ROW

static const ArrivalOps *const members[] = {
#define ROW(name) &arrival_##name,
#include "policy/arrival/arrival_table.def"
#undef ROW
};

const ArrivalOps *arrival_at(size_t i)
{
    return i < G_N_ELEMENTS(members) ? members[i] : NULL;
}

const FormSpec *arrival_form_at(size_t i)
{
    return i < G_N_ELEMENTS(members) ? &members[i]->form : NULL;
}
