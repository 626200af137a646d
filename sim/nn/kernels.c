#include "nn/kernels.h"

#include <glib.h>
#include <string.h>

#include "nn/kernels_amx.h"
#include "nn/kernels_avx2.h"
#include "nn/kernels_avx512.h"
#include "nn/kernels_c.h"

/* The fastest first. */
static const KernelSet *const sets[] = {
#if defined(__x86_64__)
    &kernels_amx,
    &kernels_avx512,
    &kernels_avx2,
#endif
    &kernels_c,
};

const KernelSet *kernels_at(size_t i)
{
    return i < G_N_ELEMENTS(sets) ? sets[i] : NULL;
}

const KernelSet *kernels_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sets); i++) {
        bool is_wanted = strcmp(name, "auto") == 0 || strcmp(name, sets[i]->name) == 0;
        if (is_wanted && sets[i]->is_available())
            return sets[i];
    }
    return NULL;
}
