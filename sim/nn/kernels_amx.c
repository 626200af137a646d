/*
 * nn/kernels_amx.c - AVX-512's loops, but deep products as tiles: 16 rows times 16 units times 16
 * lanes in one instruction (tdpbusd).
 *
 * A panel's weights are a tile as they lie: 16 units of 16 lanes of 4 bytes. Rows of inputs are
 * one too where they are equally far apart, as those of a matrix are; where windows go over the
 * end of a picture's line, or 16 units are of several runs, they are copied first.
 */
#include "nn/kernels_amx.h"

#if defined(__x86_64__)
#include <string.h>

#include "nn/amx.h"
#include "nn/amx_cpu.h"
#include "nn/avx512_add.h"
#include "nn/avx512_rows.h"
#include "nn/kernels_avx512.h"

/* --- products ----------------------------------------------------------------------------- */

enum { SUMS = AMX_PANELS * AMX_ROWS * AMX_LANES };

/* 16 rows of a product. */
typedef struct RowBlock {
    const SimdProduct *product;
    const uint8_t *x[AMX_ROWS];
    bool is_spaced; /* rows are equally far apart: */
    size_t step;    /* bytes */
    uint8_t *copy;  /* [AMX_ROWS][AMX_ROW_SIZE] scratch */
} RowBlock;

/* The unit of a row that is next. */
typedef struct Place {
    int32_t run, unit;
} Place;

/* Rows row .. row + 15; those beyond the last repeat it. */
static RowBlock row_block(const SimdProduct *product, int32_t row, uint8_t *copy)
{
    RowBlock block = {.product = product, .is_spaced = true, .copy = copy};
    for (int32_t r = 0; r < AMX_ROWS; r++) {
        int32_t last = product->row_count - 1;
        block.x[r] = product->x + product->row_at[row + r < last ? row + r : last];
    }
    block.step = (uintptr_t)block.x[1] - (uintptr_t)block.x[0];
    for (int32_t r = 2; r < AMX_ROWS; r++)
        block.is_spaced &= (uintptr_t)block.x[r] - (uintptr_t)block.x[r - 1] == block.step;
    return block;
}

static void move(Place *place, int32_t count, int32_t run_units)
{
    place->unit += count;
    if (place->unit == run_units)
        *place = (Place){place->run + 1, 0};
}

/* Copies units of all rows into lanes first .. 15 of their copies; those before are 0. */
AMX static void copy_units(const RowBlock *block, Place *place, int32_t first)
{
    const SimdProduct *product = block->product;
    if (first > 0)
        memset(block->copy, 0, AMX_ROWS * AMX_ROW_SIZE);
    for (int32_t lane = first; lane < AMX_UNITS;) {
        int32_t room = AMX_UNITS - lane, rest = product->run_units - place->unit;
        int32_t count = room < rest ? room : rest;
        __mmask16 mask = (__mmask16)((1U << count) - 1);
        int32_t at = product->run_at[place->run] + SIMD_UNIT_SIZE * place->unit;
        uint8_t *to = block->copy + SIMD_UNIT_SIZE * lane;
        for (int r = 0; r < AMX_ROWS; r++)
            _mm512_mask_storeu_epi32(to + r * AMX_ROW_SIZE, mask,
                                     _mm512_maskz_loadu_epi32(mask, block->x[r] + at));
        move(place, count, product->run_units);
        lane += count;
    }
}

/* Loads units of all rows as lanes first .. 15; those before are 0. Moves the place behind. */
AMX static void load_units(const RowBlock *block, Place *place, int32_t first)
{
    const SimdProduct *product = block->product;
    bool is_in_run = first == 0 && place->unit + AMX_UNITS <= product->run_units;
    if (block->is_spaced && is_in_run) {
        int32_t at = product->run_at[place->run] + SIMD_UNIT_SIZE * place->unit;
        amx_load_rows(block->x[0] + at, block->step);
        move(place, AMX_UNITS, product->run_units);
        return;
    }
    copy_units(block, place, first);
    amx_load_rows(block->copy, AMX_ROW_SIZE);
}

/* sum [count][row][lane] of panels panel .. panel + count - 1. The last tile of weights ends with
 * their last unit, so that nothing behind it is read; what it has in common with the tile before
 * is multiplied by 0. */
AMX static void sum_panels(const RowBlock *block, int32_t panel, int32_t count, int32_t *sum)
{
    const SimdProduct *product = block->product;
    int32_t unit_count = product->run_count * product->run_units, last = unit_count - AMX_UNITS;
    size_t panel_size = (size_t)unit_count * AMX_ROW_SIZE;
    const char *w = (const char *)product->w + (size_t)panel * panel_size;
    Place place = {0, 0};
    amx_begin(product->requant.scale + panel * AMX_LANES, count);
    for (int32_t unit = 0; unit < unit_count; unit += AMX_UNITS) {
        int32_t from = unit < last ? unit : last;
        load_units(block, &place, unit - from);
        amx_dot(w + (size_t)from * AMX_ROW_SIZE, panel_size, count);
    }
    amx_end(sum, count);
}

AMX static void requant_panel(const SimdProduct *product, int32_t row, int32_t panel,
                              const int32_t *sum)
{
    int32_t at = panel * AMX_LANES;
    Avx512Rows rows = {.y = product->y + (size_t)row * product->y_step + at,
                       .step = product->y_step,
                       .row_count = product->row_count - row,
                       .width = product->width - at};
    avx512_requant_rows(&product->requant, at, (const __m512i *)(const void *)sum, AMX_ROWS, rows);
}

/* Rows row .. row + 15. */
AMX static void run_rows(const SimdProduct *product, int32_t row)
{
    _Alignas(64) uint8_t copy[AMX_ROWS * AMX_ROW_SIZE];
    _Alignas(64) int32_t sum[SUMS];
    RowBlock block = row_block(product, row, copy);
    for (int32_t panel = 0; panel < product->panel_count; panel += AMX_PANELS) {
        int32_t rest = product->panel_count - panel;
        int32_t count = rest < AMX_PANELS ? rest : AMX_PANELS;
        sum_panels(&block, panel, count, sum);
        for (int32_t p = 0; p < count; p++)
            requant_panel(product, row, panel + p, sum + p * AMX_ROWS * AMX_LANES);
    }
}

/* Whether 1 .. 16 rows take less as tiles. In cycles, from published throughputs: AVX-512
 * multiplies two vectors in one; 16 units of up to four panels are four tile products, always of
 * 16 rows, behind which loads and copies hide. Starting and storing sums is not worth it for few
 * rows or shallow ones. */
static bool is_worth_tiles(const SimdProduct *product, int32_t row_count)
{
    enum { VECTORS = 2, START = 100, TILE_PRODUCT = 16 };
    int64_t unit_count = (int64_t)product->run_count * product->run_units;
    int64_t tiles = (unit_count + AMX_UNITS - 1) / AMX_UNITS;
    int64_t groups = (product->panel_count + AMX_PANELS - 1) / AMX_PANELS;
    int64_t by_vectors = unit_count * row_count * product->panel_count / VECTORS;
    int64_t by_tiles = groups * (START + tiles * AMX_PANELS * TILE_PRODUCT);
    return unit_count >= AMX_UNITS && by_tiles < by_vectors;
}

/* Blocks of 16 rows as tiles, and the rest as what is faster. */
AMX static void product(const SimdProduct *product)
{
    int32_t row = 0;
    for (; row < product->row_count; row += AMX_ROWS) {
        int32_t rest = product->row_count - row;
        if (!is_worth_tiles(product, rest < AMX_ROWS ? rest : AMX_ROWS))
            break;
        if (row == 0)
            amx_configure();
        run_rows(product, row);
    }
    if (row >= product->row_count)
        return;
    SimdProduct others = *product;
    others.row_at += row;
    others.row_count -= row;
    others.y += (size_t)row * product->y_step;
    avx512_product(&others);
}

/* --- whether it may be used --------------------------------------------------------------- */

enum { TRIAL_UNITS = AMX_UNITS + 2, TRIAL_DEPTH = TRIAL_UNITS * SIMD_UNIT_SIZE };

/* A product that takes all tiles and reaches both ends of bytes. */
typedef struct Trial {
    _Alignas(64) uint8_t x[AMX_ROWS][TRIAL_DEPTH];
    _Alignas(64) int8_t w[AMX_PANELS][TRIAL_UNITS][AMX_LANES][SIMD_UNIT_SIZE];
    _Alignas(64) int32_t bias[AMX_PANELS][AMX_LANES];
    _Alignas(64) int32_t sum[AMX_PANELS][AMX_ROWS][AMX_LANES];
    int32_t row_at[AMX_ROWS], run_at[1];
} Trial;

static int8_t *trial_weight(Trial *trial, int o, int k)
{
    return &trial->w[o / AMX_LANES][k / SIMD_UNIT_SIZE][o % AMX_LANES][k % SIMD_UNIT_SIZE];
}

static void fill_trial(Trial *trial)
{
    trial->run_at[0] = 0;
    for (int r = 0; r < AMX_ROWS; r++) {
        trial->row_at[r] = r * TRIAL_DEPTH;
        for (int k = 0; k < TRIAL_DEPTH; k++)
            trial->x[r][k] = (uint8_t)(255 - 37 * k - 101 * r);
    }
    for (int o = 0; o < AMX_PANELS * AMX_LANES; o++) {
        trial->bias[o / AMX_LANES][o % AMX_LANES] = 1000 * o - 9999;
        for (int k = 0; k < TRIAL_DEPTH; k++)
            *trial_weight(trial, o, k) = (int8_t)((91 * k + 57 * o) % 256 - 128);
    }
}

static bool is_sum_right(Trial *trial, int r, int o)
{
    int32_t sum = trial->bias[o / AMX_LANES][o % AMX_LANES];
    for (int k = 0; k < TRIAL_DEPTH; k++)
        sum += trial->x[r][k] * *trial_weight(trial, o, k);
    return trial->sum[o / AMX_LANES][r][o % AMX_LANES] == sum;
}

/* Compares sums with plain C: few CPUs have these instructions, an operating system has to save
 * their state, and they go by a table of shapes. Where any of that is not as the manuals say,
 * AVX-512 is still right. */
AMX static bool is_exact(void)
{
    Trial trial;
    _Alignas(64) uint8_t copy[AMX_ROWS * AMX_ROW_SIZE];
    fill_trial(&trial);
    SimdProduct product = {.x = trial.x[0],
                           .row_at = trial.row_at,
                           .run_at = trial.run_at,
                           .row_count = AMX_ROWS,
                           .run_count = 1,
                           .run_units = TRIAL_UNITS,
                           .w = trial.w,
                           .panel_count = AMX_PANELS,
                           .requant = {.scale = trial.bias[0]}};
    RowBlock block = row_block(&product, 0, copy);
    amx_configure();
    sum_panels(&block, 0, AMX_PANELS, trial.sum[0][0]);
    bool is_right = true;
    for (int i = 0; i < SUMS; i++)
        is_right &= is_sum_right(&trial, i % AMX_ROWS, i / AMX_ROWS);
    return is_right;
}

static bool is_available(void)
{
    return kernels_avx512.is_available() && amx_cpu_is_ready() && is_exact();
}

static const SimdOps simd = {
    .lanes = AMX_LANES,
    .element_size = 1,
    .group = SIMD_UNIT_SIZE,
    .convert = avx512_convert,
    .product = product,
    .interleave = avx512_interleave,
    .channel_at = avx512_channel_at,
    .depthwise = avx512_depthwise,
    .add = avx512_add,
};

const KernelSet kernels_amx = {
    .name = "amx",
    .doc = "AMX: 16,384 products in one instruction; AVX-512 with VNNI for the rest",
    .is_available = is_available,
    .product = kernels_c_product,
    .depthwise = kernels_c_depthwise,
    .requant_s8 = kernels_c_requant_s8,
    .widen = kernels_c_widen,
    .simd = &simd,
};
#endif
