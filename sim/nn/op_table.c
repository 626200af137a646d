#include "nn/op_table.h"

#define ROW(name) extern const OpOps op_##name;
#include "nn/op_table.def"
#undef ROW

#define ROW(name) &op_##name,
static const OpOps *const table[] = {
#include "nn/op_table.def"
    NULL,
};
#undef ROW

const OpOps *op_table_at(size_t i)
{
    g_assert(i < G_N_ELEMENTS(table));
    return table[i];
}

const OpOps *op_table_find(int32_t code)
{
    for (size_t i = 0; table[i] != NULL; i++) {
        if (table[i]->code == code)
            return table[i];
    }
    return NULL;
}

char *op_table_names(void)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; table[i] != NULL; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", table[i]->name);
    return g_string_free(text, FALSE);
}
