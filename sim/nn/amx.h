/*
 * nn/amx.h - sums of products in tiles of AMX, for kernels_amx.c alone.
 *
 * Eight tiles of 16 rows of 64 bytes. Tiles 0 .. 3 are the sums of a panel each, [row][lane];
 * tile 4 has 16 units of 16 rows of inputs; the others have 16 units of a panel's weights,
 * [unit][lane]. A tile product takes 52 cycles and one may start every 16: with four sums in
 * turn none waits for the one before.
 *
 * Shapes:  of the panels 0 .. count - 1, at each function; count is 1 .. AMX_PANELS.
 * Errors:  none; only where amx_cpu_is_ready().
 * Source:  Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2; Optimization
 *          Reference Manual, chapter on Intel AMX.
 */
#ifndef TINYFLEET_NN_AMX_H
#define TINYFLEET_NN_AMX_H

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define AMX                                                                                        \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,amx-tile,amx-int8")))
#define AMX_INLINE                                                                                 \
    static inline __attribute__((always_inline, target("avx512f,avx512bw,avx512vl,avx512dq,"       \
                                                       "avx512vnni,amx-tile,amx-int8")))

enum { AMX_PANELS = 4, AMX_ROWS = 16, AMX_UNITS = 16, AMX_LANES = 16, AMX_ROW_SIZE = 64 };

/* What LDTILECFG reads. */
typedef struct AmxConfig {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_size[16];
    uint8_t row_count[16];
} AmxConfig;

/* Compilers do not know that tile loads read memory: what was stored before is there now. */
AMX_INLINE void amx_settle(const void *from)
{
    __asm__ volatile("" : : "r"(from) : "memory");
}

/* Each thread has a configuration of its own, at first none, and loading one takes 200 cycles:
 * it is read back first, which takes 20 and needs no variable that outlives the call. Linux saves
 * it with the thread; another user of tiles in the same thread may have changed it. */
AMX_INLINE void amx_configure(void)
{
    static const _Alignas(64) AmxConfig wanted = {
        .palette = 1,
        .row_size = {64, 64, 64, 64, 64, 64, 64, 64},
        .row_count = {16, 16, 16, 16, 16, 16, 16, 16},
    };
    _Alignas(64) AmxConfig found = {0};
    amx_settle(&found);
    _tile_storeconfig(&found);
    amx_settle(&found);
    if (memcmp(&found, &wanted, sizeof wanted) != 0)
        _tile_loadconfig(&wanted);
}

/* bias [count][lane]: what all rows of the sums begin with. */
AMX_INLINE void amx_begin(const int32_t *bias, int count)
{
    amx_settle(bias);
    _tile_loadd(0, bias, 0);
    if (count > 1)
        _tile_loadd(1, bias + AMX_LANES, 0);
    if (count > 2)
        _tile_loadd(2, bias + 2 * AMX_LANES, 0);
    if (count > 3)
        _tile_loadd(3, bias + 3 * AMX_LANES, 0);
}

/* x [row], `step` bytes apart, each [unit]. */
AMX_INLINE void amx_load_rows(const uint8_t *x, size_t step)
{
    amx_settle(x);
    _tile_loadd(4, x, step);
}

/* sum[row][lane] += x[row][unit] . w[unit][lane]; w [count], `panel_size` bytes apart. */
AMX_INLINE void amx_dot(const char *w, size_t panel_size, int count)
{
    _tile_loadd(5, w, AMX_ROW_SIZE);
    _tile_dpbusd(0, 4, 5);
    if (count > 1) {
        _tile_loadd(6, w + panel_size, AMX_ROW_SIZE);
        _tile_dpbusd(1, 4, 6);
    }
    if (count > 2) {
        _tile_loadd(7, w + 2 * panel_size, AMX_ROW_SIZE);
        _tile_dpbusd(2, 4, 7);
    }
    if (count > 3) {
        _tile_loadd(5, w + 3 * panel_size, AMX_ROW_SIZE);
        _tile_dpbusd(3, 4, 5);
    }
}

/* sum [count][row][lane] */
AMX_INLINE void amx_end(int32_t *sum, int count)
{
    enum { TILE = AMX_ROWS * AMX_LANES };
    _tile_stored(0, sum, AMX_ROW_SIZE);
    if (count > 1)
        _tile_stored(1, sum + TILE, AMX_ROW_SIZE);
    if (count > 2)
        _tile_stored(2, sum + 2 * TILE, AMX_ROW_SIZE);
    if (count > 3)
        _tile_stored(3, sum + 3 * TILE, AMX_ROW_SIZE);
}

#endif
