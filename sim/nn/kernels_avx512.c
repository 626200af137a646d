/*
 * nn/kernels_avx512.c - 16 lanes; four uint8 times four int8 in one instruction (vpdpbusd).
 *
 * Source:  Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
 */
#include "nn/kernels_avx512.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define AVX512_INLINE                                                                              \
    static inline __attribute__((always_inline, target("avx512f,avx512bw,avx512vl,avx512dq,"       \
                                                       "avx512vnni")))

enum { LANES = 16, CHUNK = SIMD_CHUNK_VECTORS * LANES, VECTOR_SIZE = 64, PANELS = 4 };

static bool is_available(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vnni");
}

/* --- requantisation ----------------------------------------------------------------------- */

typedef struct Scale {
    __m512i mantissa, odd; /* odd: lane 2 i has the mantissa of lane 2 i + 1 */
    __m512i half, nudge, right, left;
} Scale;

AVX512_INLINE Scale load_scale(const SimdRequant *rq, int32_t at)
{
    const int32_t *column = rq->scale + at;
    int64_t count = rq->count;
    return (Scale){
        .mantissa = _mm512_loadu_si512(column + SIMD_MANTISSA * count),
        .odd = _mm512_loadu_si512(column + SIMD_MANTISSA * count + 1),
        .half = _mm512_loadu_si512(column + SIMD_HALF * count),
        .nudge = _mm512_loadu_si512(column + SIMD_NUDGE * count),
        .right = _mm512_loadu_si512(column + SIMD_RIGHT * count),
        .left = _mm512_loadu_si512(column + SIMD_LEFT * count),
    };
}

AVX512_INLINE Scale spread_scale(SimdScale scale)
{
    __m512i mantissa = _mm512_set1_epi32(scale.mantissa);
    return (Scale){mantissa,
                   mantissa,
                   _mm512_set1_epi32(scale.half),
                   _mm512_set1_epi32(scale.nudge),
                   _mm512_set1_epi32(scale.right),
                   _mm512_setzero_si512()};
}

/* (x M + 2^30) >> 31 */
AVX512_INLINE __m512i high_mul(__m512i x, const Scale *scale)
{
    const __m512i round = _mm512_set1_epi64(1 << 30);
    __m512i even = _mm512_mul_epi32(x, scale->mantissa);
    __m512i odd = _mm512_mul_epi32(_mm512_srli_epi64(x, 32), scale->odd);
    even = _mm512_srli_epi64(_mm512_add_epi64(even, round), 31);
    odd = _mm512_add_epi64(odd, round);
    odd = _mm512_add_epi64(odd, odd);
    return _mm512_mask_blend_epi32(0xAAAA, even, odd);
}

/* Without left shifts, |x| < 2^30. */
AVX512_INLINE __m512i multiply_plain(__m512i x, const Scale *scale)
{
    __m512i y = high_mul(x, scale);
    __m512i sum = _mm512_add_epi32(y, scale->half);
    sum = _mm512_mask_add_epi32(sum, _mm512_movepi32_mask(y), sum, scale->nudge);
    return _mm512_srav_epi32(sum, scale->right);
}

/* Any x and shift: rounds by comparing what is shifted out with half. */
AVX512_INLINE __m512i multiply_any(__m512i x, const Scale *scale)
{
    const __m512i one = _mm512_set1_epi32(1);
    __m512i y = high_mul(_mm512_sllv_epi32(x, scale->left), scale);
    __m512i ones = _mm512_sub_epi32(_mm512_sllv_epi32(one, scale->right), one);
    __m512i limit = _mm512_sub_epi32(_mm512_srli_epi32(ones, 1), _mm512_srai_epi32(y, 31));
    __mmask16 is_up = _mm512_cmpgt_epi32_mask(_mm512_and_si512(y, ones), limit);
    __m512i whole = _mm512_srav_epi32(y, scale->right);
    return _mm512_mask_add_epi32(whole, is_up, whole, one);
}

AVX512_INLINE __m512i multiply(__m512i x, const Scale *scale, const bool is_plain)
{
    return is_plain ? multiply_plain(x, scale) : multiply_any(x, scale);
}

/* Stores 1 .. 16 bytes; masked stores are slow. */
AVX512_INLINE void store_bytes(int8_t *y, __m128i bytes, int32_t count)
{
    if (count >= LANES)
        _mm_storeu_si128((__m128i *)(void *)y, bytes);
    else if (count == LANES / 2)
        _mm_storel_epi64((__m128i *)(void *)y, bytes);
    else
        _mm_mask_storeu_epi8(y, (__mmask16)((1U << count) - 1), bytes);
}

AVX512_INLINE __m128i clamp_bytes(__m512i value, int32_t zero_point, QuantRange range)
{
    value = _mm512_max_epi32(value, _mm512_set1_epi32(range.low - zero_point));
    value = _mm512_min_epi32(value, _mm512_set1_epi32(range.high - zero_point));
    return _mm512_cvtepi32_epi8(_mm512_add_epi32(value, _mm512_set1_epi32(zero_point)));
}

/* Four vectors as bytes; each block of 128 bits has four of the first, of the second, ... */
AVX512_INLINE __m512i pack_bytes(const __m512i *value, int32_t zero_point, QuantRange range)
{
    const __m512i zero = _mm512_set1_epi16((int16_t)zero_point);
    __m512i low = _mm512_adds_epi16(_mm512_packs_epi32(value[0], value[1]), zero);
    __m512i high = _mm512_adds_epi16(_mm512_packs_epi32(value[2], value[3]), zero);
    __m512i y = _mm512_packs_epi16(low, high);
    y = _mm512_max_epi8(y, _mm512_set1_epi8((int8_t)range.low));
    return _mm512_min_epi8(y, _mm512_set1_epi8((int8_t)range.high));
}

/* Four rows of a whole panel. */
AVX512_INLINE void requant_four(const SimdRequant *rq, const int32_t *sum, const Scale *scale,
                                int8_t *y, size_t y_step, const bool is_plain)
{
    const __m512i by_row = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    __m512i value[4];
    for (int r = 0; r < 4; r++)
        value[r] = multiply(_mm512_loadu_si512(sum + r * (int64_t)rq->count), scale, is_plain);
    __m512i bytes = _mm512_permutexvar_epi32(by_row, pack_bytes(value, rq->zero_point, rq->range));
    _mm_storeu_si128((__m128i *)(void *)y, _mm512_castsi512_si128(bytes));
    _mm_storeu_si128((__m128i *)(void *)(y + y_step), _mm512_extracti32x4_epi32(bytes, 1));
    _mm_storeu_si128((__m128i *)(void *)(y + 2 * y_step), _mm512_extracti32x4_epi32(bytes, 2));
    _mm_storeu_si128((__m128i *)(void *)(y + 3 * y_step), _mm512_extracti32x4_epi32(bytes, 3));
}

AVX512_INLINE void requant_rows(const SimdRequant *rq, const SimdSums *sums, const bool is_plain)
{
    for (int32_t at = 0; at < sums->width; at += LANES) {
        int32_t rest = sums->width - at, r = 0;
        Scale scale = load_scale(rq, at);
        const int32_t *sum = sums->sum + at;
        int8_t *y = sums->y + at;
        for (; r + 4 <= sums->row_count && rest >= LANES; r += 4) {
            requant_four(rq, sum, &scale, y, sums->y_step, is_plain);
            sum += 4 * (int64_t)rq->count;
            y += 4 * sums->y_step;
        }
        for (; r < sums->row_count; r++, sum += rq->count, y += sums->y_step) {
            __m512i value = multiply(_mm512_loadu_si512(sum), &scale, is_plain);
            store_bytes(y, clamp_bytes(value, rq->zero_point, rq->range), rest);
        }
    }
}

/* Eight outputs a row, one row behind the other: two rows in a vector. */
AVX512 static void requant_pairs(const SimdRequant *rq, const SimdSums *sums)
{
    Scale scale = load_scale(rq, 0);
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
        __m128i bytes = clamp_bytes(multiply_plain(both, &scale), rq->zero_point, rq->range);
        store_bytes(sums->y + (size_t)r * sums->y_step, bytes, r + 2 <= sums->row_count ? 16 : 8);
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
AVX512_INLINE void tile(const SimdProduct *product, const int row, const int row_count, int panel,
                        const int panel_count)
{
    __m512i sum[SIMD_ROWS][PANELS];
    const uint8_t *x[SIMD_ROWS];
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

AVX512 static void product_one_row(const SimdProduct *product)
{
    int panel = 0;
    for (; panel + 4 <= product->panel_count; panel += 4)
        tile(product, 0, 1, panel, 4);
    for (; panel < product->panel_count; panel++)
        tile(product, 0, 1, panel, 1);
}

AVX512 static void product(const SimdProduct *product)
{
    int panel = 0;
    if (product->row_count == 1) {
        product_one_row(product);
        return;
    }
    for (; panel + 4 <= product->panel_count; panel += 4) {
        tile(product, 0, 4, panel, 4);
        if (product->row_count > 4)
            tile(product, 4, 4, panel, 4);
    }
    for (; panel + 2 <= product->panel_count; panel += 2)
        tile(product, 0, 8, panel, 2);
    for (; panel < product->panel_count; panel++)
        tile(product, 0, 8, panel, 1);
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
        Scale scale = load_scale(&job->requant, phase * CHUNK + v * LANES);
        for (int c = 0; c < chunk_count; c++)
            sum[c][v] = multiply(sum[c][v], &scale, is_plain);
    }
    for (int c = 0; c < chunk_count; c++)
        _mm512_storeu_si512(job->y + (i + c * job->period) * CHUNK,
                            pack_bytes(sum[c], job->requant.zero_point, job->requant.range));
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

enum { ADD_LEFT_SHIFT = 20 };

AVX512_INLINE __m512i scale_input(const int8_t *x, __mmask16 mask, int32_t zero_point,
                                  const Scale *scale)
{
    __m512i wide = _mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(mask, x));
    wide = _mm512_sub_epi32(wide, _mm512_set1_epi32(zero_point));
    return multiply_plain(_mm512_slli_epi32(wide, ADD_LEFT_SHIFT), scale);
}

AVX512 static void add(const SimdAdd *add, const int8_t *a, const int8_t *b, int8_t *y,
                       int32_t count)
{
    Scale a_scale = spread_scale(add->a_scale), b_scale = spread_scale(add->b_scale);
    Scale y_scale = spread_scale(add->y_scale);
    for (int32_t i = 0; i < count; i += LANES) {
        int32_t rest = count - i;
        __mmask16 mask = rest >= LANES ? (__mmask16)0xFFFF : (__mmask16)((1U << rest) - 1);
        __m512i first = scale_input(a + i, mask, add->a_zero, &a_scale);
        __m512i second = scale_input(b + i, mask, add->b_zero, &b_scale);
        __m512i sum =
            add->is_minus ? _mm512_sub_epi32(first, second) : _mm512_add_epi32(first, second);
        sum = multiply_plain(sum, &y_scale);
        store_bytes(y + i, clamp_bytes(sum, add->zero_point, add->range), rest);
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
