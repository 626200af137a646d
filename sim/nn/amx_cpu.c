/*
 * nn/amx_cpu.c - AMX as the CPU reports it and as Linux grants it.
 *
 * Source:  Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, chapter 18, and
 *          CPUID in volume 2; Linux, Documentation/arch/x86/xstate.rst.
 */
#include "nn/amx_cpu.h"

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <immintrin.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { REQUEST_PERMISSION = 0x1023, TILE_DATA = 18 }; /* of arch_prctl(2); a part of XCR0 */
enum { TILE_NAMES = 8, TILE_ROWS = 16, TILE_ROW_SIZE = 64, TILES_SIZE = 8192 };

typedef struct Cpuid {
    uint32_t a, b, c, d;
} Cpuid;

static Cpuid ask(uint32_t leaf, uint32_t part)
{
    Cpuid answer = {0, 0, 0, 0};
    __get_cpuid_count(leaf, part, &answer.a, &answer.b, &answer.c, &answer.d);
    return answer;
}

/* Whether the operating system saves both what tiles are like and what they hold. */
__attribute__((target("xsave"))) static bool has_saved_tiles(void)
{
    const uint64_t both = UINT64_C(3) << 17;
    return (ask(1, 0).c & bit_OSXSAVE) != 0 && ((uint64_t)_xgetbv(0) & both) == both;
}

static bool has_instructions(void)
{
    const uint32_t tile_and_int8 = UINT32_C(3) << 24;
    return (ask(7, 0).d & tile_and_int8) == tile_and_int8;
}

/* Some virtual machines report the instructions and no tiles to use them on. */
static bool has_tiles(void)
{
    Cpuid palette = ask(0x1d, 1);
    return ask(0x1d, 0).a >= 1 && (palette.a & 0xffff) == TILES_SIZE &&
           (palette.b & 0xffff) == TILE_ROW_SIZE && palette.b >> 16 == TILE_NAMES &&
           (palette.c & 0xffff) == TILE_ROWS;
}

/* Linux first: where there are no tiles it says so at once, while virtual machines stop at each
 * CPUID. */
bool amx_cpu_is_ready(void)
{
    return syscall(SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0 && has_saved_tiles() &&
           has_instructions() && has_tiles();
}
#else
bool amx_cpu_is_ready(void)
{
    return false;
}
#endif
