#include "policy/lb/lb_table.h"

#include <glib.h>

#define ROW(name) extern const LbOps lb_##name;
#include "policy/lb/lb_table.def"
#undef ROW

static const LbOps *const members[] = {
#define ROW(name) &lb_##name,
#include "policy/lb/lb_table.def"
#undef ROW
};

const LbOps *lb_at(size_t i)
{
    return i < G_N_ELEMENTS(members) ? members[i] : NULL;
}

const FormSpec *lb_form_at(size_t i)
{
    return i < G_N_ELEMENTS(members) ? &members[i]->form : NULL;
}
