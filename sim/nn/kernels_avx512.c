/*
 * nn/kernels_avx512.c - 16 lanes; four uint8 times four int8 in one instruction (vpdpbusd).
 *
 * Source:  Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
 */
#include "nn/kernels_avx512.h"

#if defined(__x86_64__)
#include <string.h>

#include "nn/avx512.h"

enum { LANES = AVX512_LANES, CHUNK = SIMD_CHUNK_VECTORS * LANES, VECTOR_SIZE = 64 };
enum { PANELS = 4, TILE_ROWS = 8 };

static bool is_available(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vnni");
}

/* --- requantisation ----------------------------------------------------------------------- */

/* Four rows of a whole panel. */
AVX512_INLINE void requant_four(const SimdRequant *rq, const SimdSums *rows,
                                const Avx512Scale *scale, const bool is_plain)
{
    const __m512i by_row = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    size_t step = rows->y_step;
    int8_t *y = rows->y;
    __m512i value[4];
    for (int r = 0; r < 4; r++)
        value[r] = avx512_multiply(_mm512_loadu_si512(rows->sum + r * (int64_t)rq->count), scale,
                                   is_plain);
    __m512i bytes =
        _mm512_permutexvar_epi32(by_row, avx512_pack_bytes(value, rq->zero_point, rq->range));
    _mm_storeu_si128((__m128i *)(void *)y, _mm512_castsi512_si128(bytes));
    _mm_storeu_si128((__m128i *)(void *)(y + step), _mm512_extracti32x4_epi32(bytes, 1));
    _mm_storeu_si128((__m128i *)(void *)(y + 2 * step), _mm512_extracti32x4_epi32(bytes, 2));
    _mm_storeu_si128((__m128i *)(void *)(y + 3 * step), _mm512_extracti32x4_epi32(bytes, 3));
}

AVX512_INLINE void requant_rows(const SimdRequant *rq, const SimdSums *sums, const bool is_plain)
{
    for (int32_t at = 0; at < sums->width; at += LANES) {
        int32_t rest = sums->width - at, r = 0;
        Avx512Scale scale = avx512_load_scale(rq, at);
        SimdSums rows = *sums;
        rows.sum += at;
        rows.y += at;
        for (; r + 4 <= sums->row_count && rest >= LANES; r += 4) {
            requant_four(rq, &rows, &scale, is_plain);
            rows.sum += 4 * (int64_t)rq->count;
            rows.y += 4 * sums->y_step;
        }
        for (; r < sums->row_count; r++, rows.sum += rq->count, rows.y += sums->y_step) {
            __m512i value = avx512_multiply(_mm512_loadu_si512(rows.sum), &scale, is_plain);
            avx512_store_bytes(rows.y, avx512_clamp_bytes(value, rq->zero_point, rq->range), rest);
        }
    }
}

/* Eight outputs a row, one row behind the other: two rows in a vector. */
AVX512 static void requant_pairs(const SimdRequant *rq, const SimdSums *sums)
{
    Avx512Scale scale = avx512_load_scale(rq, 0);
    __m512i twice = _mm512_shuffle_i64x2(scale.mantissa, scale.mantissa, 0x44);
    scale.mantissa = twice;
    scale.odd = _mm512_srli_epi64(twice, 32);
    scale.half = _mm512_shuffle_i64x2(scale.half, scale.half, 0x44);
    scale.nudge = _mm512_shuffle_i64x2(scale.nudge, scale.nudge, 0x44);
    scale.right = _mm512_shuffle_i64x2(scale.right, scale.right, 0x44);
    for (int32_t r = 0; r < sums->row_count; r += 2) {
        const int32_t *sum = sums->sum + r * (int64_t)rq->count;
        __m512i both = _mm512_inserti64x4(
            _mm512_loadu_si512(sum),
            _mm256_loadu_si256((const __m256i *)(const void *)(sum + rq->count)), 1);
        __m128i bytes =
            avx512_clamp_bytes(avx512_multiply_plain(both, &scale), rq->zero_point, rq->range);
        avx512_store_bytes(sums->y + (size_t)r * sums->y_step, bytes,
                           r + 2 <= sums->row_count ? 16 : 8);
    }
}

AVX512 static void requant(const SimdRequant *rq, const SimdSums *sums)
{
    bool is_paired = sums->width == LANES / 2 && sums->y_step == LANES / 2;
    if (rq->is_plain && is_paired)
        requant_pairs(rq, sums);
    else if (rq->is_plain)
        requant_rows(rq, sums, true);
    else
        requant_rows(rq, sums, false);
}

/* --- products ----------------------------------------------------------------------------- */

AVX512_INLINE __m512i spread_unit(const uint8_t *x)
{
    int32_t unit;
    memcpy(&unit, x, sizeof unit);
    return _mm512_set1_epi32(unit);
}

/* Rows row .. row + row_count - 1 of panels panel .. panel + panel_count - 1; all sums stay in
 * registers. */
AVX512_INLINE void tile(const SimdProduct *product, int row, const int row_count, int panel,
                        const int panel_count)
{
    __m512i sum[TILE_ROWS][PANELS];
    const uint8_t *x[TILE_ROWS];
    size_t panel_size = (size_t)product->run_count * (size_t)product->run_units * VECTOR_SIZE;
    const char *w = (const char *)product->w + (size_t)panel * panel_size;
    for (int p = 0; p < panel_count; p++) {
        for (int r = 0; r < row_count; r++)
            sum[r][p] = _mm512_loadu_si512(product->bias + (panel + p) * LANES);
    }
    for (int32_t run = 0; run < product->run_count; run++) {
        for (int r = 0; r < row_count; r++)
            x[r] = product->x[row + r] + product->run_at[run];
        for (int32_t u = 0; u < product->run_units; u++, w += VECTOR_SIZE) {
            __m512i weight[PANELS];
            for (int p = 0; p < panel_count; p++)
                weight[p] = _mm512_loadu_si512(w + (size_t)p * panel_size);
            for (int r = 0; r < row_count; r++) {
                __m512i unit = spread_unit(x[r] + SIMD_UNIT_SIZE * u);
                for (int p = 0; p < panel_count; p++)
                    sum[r][p] = _mm512_dpbusd_epi32(sum[r][p], unit, weight[p]);
            }
        }
    }
    for (int r = 0; r < row_count; r++) {
        for (int p = 0; p < panel_count; p++)
            _mm512_storeu_si512(
                product->sum + ((row + r) * product->panel_count + panel + p) * LANES, sum[r][p]);
    }
}

/* Panels panel .. of all rows; a tile may compute rows behind the last, which repeat one. */
AVX512_INLINE void product_panels(const SimdProduct *product, int panel, const int panel_count)
{
    enum { FEW = 4 };
    const int step = panel_count == PANELS ? FEW : TILE_ROWS;
    if (product->row_count == 1) {
        tile(product, 0, 1, panel, panel_count);
        return;
    }
    for (int row = 0; row < product->row_count; row += step)
        tile(product, row, step, panel, panel_count);
}

AVX512 static void product(const SimdProduct *product)
{
    int panel = 0;
    for (; panel + PANELS <= product->panel_count; panel += PANELS)
        product_panels(product, panel, PANELS);
    for (; panel + 2 <= product->panel_count; panel += 2)
        product_panels(product, panel, 2);
    for (; panel < product->panel_count; panel++)
        product_panels(product, panel, 1);
}

/* --- elements ----------------------------------------------------------------------------- */

AVX512 static void convert(const int8_t *x, int32_t zero_point, void *y, int32_t count)
{
    (void)zero_point;
    const __m512i flip = _mm512_set1_epi8(INT8_MIN);
    uint8_t *to = y;
    for (; count > 0; count -= VECTOR_SIZE, x += VECTOR_SIZE, to += VECTOR_SIZE) {
        __mmask64 mask = count >= VECTOR_SIZE ? ~UINT64_C(0) : (UINT64_C(1) << count) - 1;
        __m512i value = _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, x), flip);
        _mm512_mask_storeu_epi8(to, mask, value);
    }
}

/* --- depthwise ---------------------------------------------------------------------------- */

/* Unpacking works in blocks of 128 bits: vector v has channels 4 v .. 4 v + 3 of each block. */
static int32_t channel_at(int32_t i)
{
    int32_t vector = i / LANES, block = i % LANES / 4, lane = i % 4;
    return 16 * block + 4 * vector + lane;
}

AVX512 static void interleave(const uint8_t *const *tap, uint8_t *y, int32_t chunk_count)
{
    const uint8_t *a = tap[0], *b = tap[1], *c = tap[2], *d = tap[3];
    for (int32_t i = 0; i < chunk_count; i++, y += SIMD_CHUNK_VECTORS * VECTOR_SIZE) {
        __m512i a0 = _mm512_loadu_si512(a + i * CHUNK), b0 = _mm512_loadu_si512(b + i * CHUNK);
        __m512i c0 = _mm512_loadu_si512(c + i * CHUNK), d0 = _mm512_loadu_si512(d + i * CHUNK);
        __m512i ab_low = _mm512_unpacklo_epi8(a0, b0), ab_high = _mm512_unpackhi_epi8(a0, b0);
        __m512i cd_low = _mm512_unpacklo_epi8(c0, d0), cd_high = _mm512_unpackhi_epi8(c0, d0);
        _mm512_storeu_si512(y, _mm512_unpacklo_epi16(ab_low, cd_low));
        _mm512_storeu_si512(y + VECTOR_SIZE, _mm512_unpackhi_epi16(ab_low, cd_low));
        _mm512_storeu_si512(y + 2 * VECTOR_SIZE, _mm512_unpacklo_epi16(ab_high, cd_high));
        _mm512_storeu_si512(y + 3 * VECTOR_SIZE, _mm512_unpackhi_epi16(ab_high, cd_high));
    }
}

enum { CHUNK_SIZE = SIMD_CHUNK_VECTORS * VECTOR_SIZE };

/* Chunks i and, if chunk_count is 2, i + period: they have weights and scales in common. */
AVX512_INLINE void depthwise_chunks(const SimdDepthwise *job, int32_t i, int32_t phase,
                                    const int chunk_count, const bool is_plain)
{
    size_t step = (size_t)job->period * CHUNK_SIZE;
    const char *w = (const char *)job->w + (size_t)phase * CHUNK_SIZE;
    __m512i sum[2][SIMD_CHUNK_VECTORS];
    for (int v = 0; v < SIMD_CHUNK_VECTORS; v++) {
        for (int c = 0; c < chunk_count; c++)
            sum[c][v] = _mm512_loadu_si512(job->requant.scale + phase * CHUNK + v * LANES);
    }
    for (int32_t r = 0; r < job->row_count; r++) {
        const uint8_t *x = job->x[r] + (size_t)i * CHUNK_SIZE;
        for (int32_t g = 0; g < job->group_count; g++, x += job->group_step, w += step) {
            for (int v = 0; v < SIMD_CHUNK_VECTORS; v++) {
                __m512i weight = _mm512_loadu_si512(w + v * VECTOR_SIZE);
                for (int c = 0; c < chunk_count; c++)
                    sum[c][v] = _mm512_dpbusd_epi32(
                        sum[c][v], _mm512_loadu_si512(x + (size_t)c * step + v * VECTOR_SIZE),
                        weight);
            }
        }
    }
    for (int v = 0; v < SIMD_CHUNK_VECTORS; v++) {
        Avx512Scale scale = avx512_load_scale(&job->requant, phase * CHUNK + v * LANES);
        for (int c = 0; c < chunk_count; c++)
            sum[c][v] = avx512_multiply(sum[c][v], &scale, is_plain);
    }
    for (int c = 0; c < chunk_count; c++)
        _mm512_storeu_si512(job->y + (i + c * job->period) * CHUNK,
                            avx512_pack_bytes(sum[c], job->requant.zero_point, job->requant.range));
}

AVX512_INLINE void depthwise_row(const SimdDepthwise *job, const bool is_plain)
{
    for (int32_t phase = 0; phase < job->period; phase++) {
        int32_t i = phase;
        for (; i + job->period < job->chunk_count; i += 2 * job->period)
            depthwise_chunks(job, i, phase, 2, is_plain);
        if (i < job->chunk_count)
            depthwise_chunks(job, i, phase, 1, is_plain);
    }
}

AVX512 static void depthwise(const SimdDepthwise *job)
{
    if (job->requant.is_plain)
        depthwise_row(job, true);
    else
        depthwise_row(job, false);
}

/* --- sums --------------------------------------------------------------------------------- */

/* A multiplier in two pieces, 2^11 high + low: with x = (a - z) 2^20 below 2^29, the product's
 * high half is (a - z) high + ((a - z) low + 2^10 >> 11). */
typedef struct InputScale {
    __m512i zero, high, low;
    Avx512Scale scale;
} InputScale;

AVX512_INLINE InputScale split_scale(SimdScale scale, int32_t zero_point)
{
    return (InputScale){_mm512_set1_epi32(zero_point), _mm512_set1_epi32(scale.mantissa >> 11),
                        _mm512_set1_epi32(scale.mantissa & 2047), avx512_spread_scale(scale)};
}

AVX512_INLINE __m512i scale_input(const int8_t *x, __mmask16 mask, const InputScale *input)
{
    const __m512i half = _mm512_set1_epi32(1 << 10);
    __m512i wide = _mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(mask, x));
    wide = _mm512_sub_epi32(wide, input->zero);
    __m512i low = _mm512_add_epi32(_mm512_madd_epi16(wide, input->low), half);
    __m512i y = _mm512_add_epi32(_mm512_mullo_epi32(wide, input->high), _mm512_srai_epi32(low, 11));
    return avx512_shift_right(y, &input->scale);
}

AVX512 static void add(const SimdAdd *add, const int8_t *a, const int8_t *b, int8_t *y,
                       int32_t count)
{
    InputScale a_scale = split_scale(add->a_scale, add->a_zero);
    InputScale b_scale = split_scale(add->b_scale, add->b_zero);
    Avx512Scale y_scale = avx512_spread_scale(add->y_scale);
    for (int32_t i = 0; i < count; i += LANES) {
        int32_t rest = count - i;
        __mmask16 mask = (__mmask16)(rest >= LANES ? 0xFFFFU : (1U << rest) - 1);
        __m512i first = scale_input(a + i, mask, &a_scale);
        __m512i second = scale_input(b + i, mask, &b_scale);
        __m512i sum =
            add->is_minus ? _mm512_sub_epi32(first, second) : _mm512_add_epi32(first, second);
        sum = avx512_multiply_plain(sum, &y_scale);
        avx512_store_bytes(y + i, avx512_clamp_bytes(sum, add->zero_point, add->range), rest);
    }
}

static const SimdOps simd = {
    .lanes = LANES,
    .element_size = 1,
    .group = 4,
    .convert = convert,
    .product = product,
    .requant = requant,
    .interleave = interleave,
    .channel_at = channel_at,
    .depthwise = depthwise,
    .add = add,
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
