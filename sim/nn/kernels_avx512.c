/*
 * nn/kernels_avx512.c - 16 lanes; four uint8 times four int8 in one instruction (vpdpbusd).
 *
 * Source:  Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
 */
#include "nn/kernels_avx512.h"

#if defined(__x86_64__)
#include <string.h>

#include "nn/avx512_add.h"
#include "nn/avx512_rows.h"

enum { LANES = AVX512_LANES, CHUNK = SIMD_CHUNK_VECTORS * LANES, VECTOR_SIZE = 64 };
enum { PANELS = 2, TILE_ROWS = 8 };

static bool is_available(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vnni");
}

/* --- products ----------------------------------------------------------------------------- */

AVX512_INLINE int32_t load_unit(const uint8_t *x)
{
    int32_t unit;
    memcpy(&unit, x, sizeof unit);
    return unit;
}

/* Outputs whose sums all stay in registers, from a row and a panel on. */
typedef struct Tile {
    int32_t row, panel;
    int row_count, panel_count; /* known when compiling */
} Tile;

AVX512_INLINE void sum_tile(const SimdProduct *product, const Tile tile, __m512i (*sum)[TILE_ROWS])
{
    const uint8_t *row_x[TILE_ROWS], *x[TILE_ROWS];
    size_t panel_size = (size_t)product->run_count * (size_t)product->run_units * VECTOR_SIZE;
    const char *w = (const char *)product->w + (size_t)tile.panel * panel_size;
    const int32_t *bias = product->requant.scale + tile.panel * LANES;
    int32_t last = product->row_count - 1; /* which rows beyond repeat */
    SIMD_UNROLL
    for (int r = 0; r < tile.row_count; r++)
        row_x[r] = product->x + product->row_at[tile.row + r < last ? tile.row + r : last];
    SIMD_UNROLL
    for (int p = 0; p < tile.panel_count; p++) {
        SIMD_UNROLL
        for (int r = 0; r < tile.row_count; r++)
            sum[p][r] = _mm512_loadu_si512(bias + p * LANES);
    }
    for (int32_t run = 0; run < product->run_count; run++) {
        SIMD_UNROLL
        for (int r = 0; r < tile.row_count; r++)
            x[r] = row_x[r] + product->run_at[run];
        for (int32_t u = 0; u < product->run_units; u++, w += VECTOR_SIZE) {
            __m512i weight[PANELS];
            SIMD_UNROLL
            for (int p = 0; p < tile.panel_count; p++)
                weight[p] = _mm512_loadu_si512(w + (size_t)p * panel_size);
            SIMD_UNROLL
            for (int r = 0; r < tile.row_count; r++) {
                __m512i unit = _mm512_set1_epi32(load_unit(x[r] + SIMD_UNIT_SIZE * u));
                SIMD_UNROLL
                for (int p = 0; p < tile.panel_count; p++)
                    sum[p][r] = _mm512_dpbusd_epi32(sum[p][r], unit, weight[p]);
            }
        }
    }
}

AVX512_INLINE void run_tile(const SimdProduct *product, const Tile tile)
{
    __m512i sum[PANELS][TILE_ROWS];
    sum_tile(product, tile, sum);
    Avx512Rows rows = {.step = product->y_step, .row_count = product->row_count - tile.row};
    SIMD_UNROLL
    for (int p = 0; p < tile.panel_count; p++) {
        int32_t at = (tile.panel + p) * LANES;
        rows.y = product->y + (size_t)tile.row * product->y_step + at;
        rows.width = product->width - at;
        avx512_requant_rows(&product->requant, at, sum[p], tile.row_count, rows);
    }
}

/* Panels panel .. of all rows. */
AVX512_INLINE void product_panels(const SimdProduct *product, int32_t panel, const int panel_count)
{
    enum { FEW = 4 };
    int32_t row = 0, row_count = product->row_count;
    for (; row + FEW < row_count; row += TILE_ROWS)
        run_tile(product, (Tile){row, panel, TILE_ROWS, panel_count});
    if (row + 1 < row_count)
        run_tile(product, (Tile){row, panel, FEW, panel_count});
    else if (row < row_count)
        run_tile(product, (Tile){row, panel, 1, panel_count});
}

/* --- products of few outputs -------------------------------------------------------------- */

enum { HALF_LANES = LANES / 2 };

/* Sums of 8 outputs of TILE_ROWS rows: half a panel each. */
AVX512_INLINE void sum_halves(const SimdProduct *product, int32_t row, __m256i *sum)
{
    const uint8_t *row_x[TILE_ROWS];
    const char *w = product->w;
    int32_t last = product->row_count - 1; /* which rows beyond repeat */
    SIMD_UNROLL
    for (int r = 0; r < TILE_ROWS; r++) {
        row_x[r] = product->x + product->row_at[row + r < last ? row + r : last];
        sum[r] = _mm256_loadu_si256((const __m256i *)(const void *)product->requant.scale);
    }
    for (int32_t run = 0; run < product->run_count; run++) {
        size_t at = (size_t)product->run_at[run];
        for (int32_t u = 0; u < product->run_units; u++, w += VECTOR_SIZE, at += SIMD_UNIT_SIZE) {
            __m256i weight = _mm256_loadu_si256((const __m256i *)(const void *)w);
            SIMD_UNROLL
            for (int r = 0; r < TILE_ROWS; r++) {
                __m256i unit = _mm256_set1_epi32(load_unit(row_x[r] + at));
                sum[r] = _mm256_dpbusd_epi32(sum[r], unit, weight);
            }
        }
    }
}

/* Two rows a vector. */
AVX512_INLINE void run_halves(const SimdProduct *product, int32_t row, const Avx512Scale *scale)
{
    const SimdRequant *rq = &product->requant;
    __m256i sum[TILE_ROWS];
    __m512i value[TILE_ROWS / 2];
    bool is_slow = simd_is_slow(rq, 0);
    sum_halves(product, row, sum);
    SIMD_UNROLL
    for (int i = 0; i < TILE_ROWS / 2; i++) {
        __m512i both = _mm512_inserti64x4(_mm512_castsi256_si512(sum[2 * i]), sum[2 * i + 1], 1);
        value[i] = is_slow ? avx512_multiply_any(both, scale, rq) : avx512_multiply(both, scale);
    }
    __m512i bytes = avx512_in_order(avx512_pack_bytes(value, rq->range));
    int32_t rest = product->row_count - row;
    int8_t *y = product->y + (size_t)row * product->y_step;
    if (rest >= TILE_ROWS && product->width == HALF_LANES && product->y_step == HALF_LANES) {
        _mm512_storeu_si512(y, bytes);
        return;
    }
    int8_t all[TILE_ROWS][HALF_LANES];
    _mm512_storeu_si512(all, bytes);
    for (int32_t r = 0; r < TILE_ROWS && r < rest; r++, y += product->y_step)
        memcpy(y, all[r], (size_t)product->width);
}

AVX512 static void product_halves(const SimdProduct *product)
{
    Avx512Scale scale = avx512_halve_scale(avx512_load_scale(&product->requant, 0));
    for (int32_t row = 0; row < product->row_count; row += TILE_ROWS)
        run_halves(product, row, &scale);
}

AVX512 void avx512_product(const SimdProduct *product)
{
    if (product->width <= HALF_LANES) {
        product_halves(product);
        return;
    }
    int32_t panel = 0;
    for (; panel + 2 <= product->panel_count; panel += 2)
        product_panels(product, panel, 2);
    for (; panel < product->panel_count; panel++)
        product_panels(product, panel, 1);
}

/* --- elements ----------------------------------------------------------------------------- */

AVX512 void avx512_convert(const int8_t *x, int32_t zero_point, void *y, int32_t count)
{
    (void)zero_point;
    const __m512i flip = _mm512_set1_epi8(INT8_MIN);
    uint8_t *to = y;
    for (; count >= VECTOR_SIZE; count -= VECTOR_SIZE, x += VECTOR_SIZE, to += VECTOR_SIZE)
        _mm512_storeu_si512(to, _mm512_xor_si512(_mm512_loadu_si512(x), flip));
    if (count > 0)
        _mm512_storeu_si512(to, _mm512_xor_si512(avx512_load_bytes(x, count), flip));
}

/* --- depthwise ---------------------------------------------------------------------------- */

/* Unpacking works in blocks of 128 bits: vector v has channels 4 v .. 4 v + 3 of each block. */
int32_t avx512_channel_at(int32_t i)
{
    int32_t vector = i / LANES, block = i % LANES / 4, lane = i % 4;
    return 16 * block + 4 * vector + lane;
}

AVX512_INLINE void interleave_chunk(const uint8_t *const *tap, size_t at, uint8_t *y)
{
    __m512i a = _mm512_loadu_si512(tap[0] + at), b = _mm512_loadu_si512(tap[1] + at);
    __m512i c = _mm512_loadu_si512(tap[2] + at), d = _mm512_loadu_si512(tap[3] + at);
    __m512i ab_low = _mm512_unpacklo_epi8(a, b), ab_high = _mm512_unpackhi_epi8(a, b);
    __m512i cd_low = _mm512_unpacklo_epi8(c, d), cd_high = _mm512_unpackhi_epi8(c, d);
    _mm512_storeu_si512(y, _mm512_unpacklo_epi16(ab_low, cd_low));
    _mm512_storeu_si512(y + VECTOR_SIZE, _mm512_unpackhi_epi16(ab_low, cd_low));
    _mm512_storeu_si512(y + 2 * VECTOR_SIZE, _mm512_unpacklo_epi16(ab_high, cd_high));
    _mm512_storeu_si512(y + 3 * VECTOR_SIZE, _mm512_unpackhi_epi16(ab_high, cd_high));
}

enum { CHUNK_SIZE = SIMD_CHUNK_VECTORS * VECTOR_SIZE, COLUMNS = 4 };

AVX512 void avx512_interleave(const uint8_t *const *tap, uint8_t *y, int32_t chunk_count,
                              int32_t period)
{
    for (int32_t phase = 0; phase < period; phase++) {
        for (int32_t i = phase; i < chunk_count; i += period, y += CHUNK_SIZE)
            interleave_chunk(tap, (size_t)i * CHUNK, y);
    }
}

/* Neighbours of a phase. The counts are known when compiling, that of taps for small filters. */
typedef struct Chunks {
    int32_t phase, first;
    int count, tap_count;
} Chunks;

AVX512_INLINE void sum_chunks(const SimdDepthwise *job, const Chunks chunks,
                              __m512i (*sum)[COLUMNS])
{
    int32_t phase_chunks = job->chunk_count / job->period;
    size_t x_at = (size_t)(chunks.phase * phase_chunks + chunks.first) * CHUNK_SIZE;
    const char *w = (const char *)job->w + (size_t)chunks.phase * CHUNK_SIZE;
    const int32_t *bias = job->requant.scale + chunks.phase * CHUNK;
    SIMD_UNROLL
    for (int v = 0; v < SIMD_CHUNK_VECTORS; v++) {
        SIMD_UNROLL
        for (int c = 0; c < chunks.count; c++)
            sum[v][c] = _mm512_loadu_si512(bias + v * LANES);
    }
    for (int32_t t = 0; t < chunks.tap_count; t++, w += (size_t)job->period * CHUNK_SIZE) {
        const uint8_t *x = job->x[t] + x_at;
        SIMD_UNROLL
        for (int v = 0; v < SIMD_CHUNK_VECTORS; v++) {
            __m512i weight = _mm512_loadu_si512(w + v * VECTOR_SIZE);
            SIMD_UNROLL
            for (int c = 0; c < chunks.count; c++)
                sum[v][c] = _mm512_dpbusd_epi32(
                    sum[v][c], _mm512_loadu_si512(x + c * CHUNK_SIZE + v * VECTOR_SIZE), weight);
        }
    }
}

/* Requantises one vector of each chunk. */
AVX512_INLINE void requant_column(const SimdRequant *rq, int32_t at, const int count, __m512i *sum)
{
    Avx512Scale scale = avx512_load_scale(rq, at);
    if (simd_is_slow(rq, at)) {
        SIMD_UNROLL
        for (int c = 0; c < count; c++)
            sum[c] = avx512_multiply_any(sum[c], &scale, rq);
        return;
    }
    SIMD_UNROLL
    for (int c = 0; c < count; c++)
        sum[c] = avx512_multiply(sum[c], &scale);
}

AVX512_INLINE void run_chunks(const SimdDepthwise *job, const Chunks chunks)
{
    __m512i sum[SIMD_CHUNK_VECTORS][COLUMNS];
    sum_chunks(job, chunks, sum);
    SIMD_UNROLL
    for (int v = 0; v < SIMD_CHUNK_VECTORS; v++)
        requant_column(&job->requant, chunks.phase * CHUNK + v * LANES, chunks.count, sum[v]);
    int8_t *y = job->y + (chunks.first * job->period + chunks.phase) * CHUNK;
    SIMD_UNROLL
    for (int c = 0; c < chunks.count; c++) {
        __m512i value[SIMD_CHUNK_VECTORS] = {sum[0][c], sum[1][c], sum[2][c], sum[3][c]};
        _mm512_storeu_si512(y + c * job->period * CHUNK,
                            avx512_pack_bytes(value, job->requant.range));
    }
}

AVX512_INLINE void depthwise_taps(const SimdDepthwise *job, const int tap_count)
{
    int32_t count = job->chunk_count / job->period;
    for (int32_t phase = 0; phase < job->period; phase++) {
        int32_t i = 0;
        for (; i + COLUMNS <= count; i += COLUMNS)
            run_chunks(job, (Chunks){phase, i, COLUMNS, tap_count});
        if (i + 2 <= count) {
            run_chunks(job, (Chunks){phase, i, 2, tap_count});
            i += 2;
        }
        if (i < count)
            run_chunks(job, (Chunks){phase, i, 1, tap_count});
    }
}

AVX512 void avx512_depthwise(const SimdDepthwise *job)
{
    enum { SMALL_TAPS = 3 }; /* filters of 3 x 3, or 3 x 4 */
    if (job->tap_count == SMALL_TAPS)
        depthwise_taps(job, SMALL_TAPS);
    else
        depthwise_taps(job, job->tap_count);
}

static const SimdOps simd = {
    .lanes = LANES,
    .element_size = 1,
    .group = 4,
    .convert = avx512_convert,
    .product = avx512_product,
    .interleave = avx512_interleave,
    .channel_at = avx512_channel_at,
    .depthwise = avx512_depthwise,
    .add = avx512_add,
};

const KernelSet kernels_avx512 = {
    .name = "avx512",
    .doc = "AVX-512 with VNNI: 64 products in one instruction",
    .is_available = is_available,
    .product = kernels_c_product,
    .depthwise = kernels_c_depthwise,
    .requant_s8 = kernels_c_requant_s8,
    .widen = kernels_c_widen,
    .simd = &simd,
};
#endif
