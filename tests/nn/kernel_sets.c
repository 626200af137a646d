#include "kernel_sets.h"

#include "amx_emulated.h"
#include "nn/kernels_avx512.h"

const KernelSet *kernel_sets_at(size_t i)
{
    for (size_t s = 0; kernels_at(s) != NULL; s++) {
        if (kernels_at(s)->is_available() && i-- == 0)
            return kernels_at(s);
    }
#if defined(__x86_64__)
    if (i == 0 && kernels_avx512.is_available())
        return &kernels_amx_emulated;
#endif
    return NULL;
}
