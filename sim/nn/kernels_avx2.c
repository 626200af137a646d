/*
 * nn/kernels_avx2.c - 8 lanes; two int16 times two int16 in one instruction (vpmaddwd).
 *
 * Bytes times bytes would saturate at int16, so elements are int16 here.
 *
 * Source:  Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
 */
#include "nn/kernels_avx2.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define AVX2        __attribute__((target("avx2")))
#define AVX2_INLINE static inline __attribute__((always_inline, target("avx2")))

enum { LANES = 8, CHUNK = SIMD_CHUNK_VECTORS * LANES, VECTOR_SIZE = 32 };
enum { PANELS = 2, TILE_ROWS = 8 };

static bool is_available(void)
{
    return __builtin_cpu_supports("avx2");
}

AVX2_INLINE __m256i load(const void *from)
{
    return _mm256_loadu_si256(from);
}

AVX2_INLINE __m256i multiply_add(__m256i sum, __m256i x, __m256i w)
{
    return _mm256_add_epi32(sum, _mm256_madd_epi16(x, w));
}

/* --- requantisation ----------------------------------------------------------------------- */

typedef struct Scale {
    __m256i mantissa, odd; /* odd: lane 2 i has the mantissa of lane 2 i + 1 */
    __m256i half, nudge, right, left;
} Scale;

AVX2_INLINE Scale load_scale(const SimdRequant *rq, int32_t at)
{
    const int32_t *column = rq->scale + at;
    int64_t count = rq->count;
    return (Scale){
        .mantissa = load(column + SIMD_MANTISSA * count),
        .odd = load(column + SIMD_MANTISSA * count + 1),
        .half = load(column + SIMD_HALF * count),
        .nudge = load(column + SIMD_NUDGE * count),
        .right = load(column + SIMD_RIGHT * count),
        .left = load(column + SIMD_LEFT * count),
    };
}

AVX2_INLINE Scale spread_scale(SimdScale scale)
{
    __m256i mantissa = _mm256_set1_epi32(scale.mantissa);
    return (Scale){mantissa,
                   mantissa,
                   _mm256_set1_epi32(scale.half),
                   _mm256_set1_epi32(scale.nudge),
                   _mm256_set1_epi32(scale.right),
                   _mm256_setzero_si256()};
}

/* (x M + 2^30) >> 31 */
AVX2_INLINE __m256i high_mul(__m256i x, const Scale *scale)
{
    const __m256i round = _mm256_set1_epi64x(1 << 30);
    __m256i even = _mm256_mul_epi32(x, scale->mantissa);
    __m256i odd = _mm256_mul_epi32(_mm256_srli_epi64(x, 32), scale->odd);
    even = _mm256_srli_epi64(_mm256_add_epi64(even, round), 31);
    odd = _mm256_add_epi64(odd, round);
    odd = _mm256_add_epi64(odd, odd);
    return _mm256_blend_epi32(even, odd, 0xAA);
}

/* Without left shifts, |x| < 2^30. */
AVX2_INLINE __m256i multiply_plain(__m256i x, const Scale *scale)
{
    __m256i y = high_mul(x, scale);
    __m256i nudge = _mm256_and_si256(_mm256_srai_epi32(y, 31), scale->nudge);
    __m256i sum = _mm256_add_epi32(_mm256_add_epi32(y, scale->half), nudge);
    return _mm256_srav_epi32(sum, scale->right);
}

/* Any x and shift: rounds by comparing what is shifted out with half. */
AVX2_INLINE __m256i multiply_any(__m256i x, const Scale *scale)
{
    const __m256i one = _mm256_set1_epi32(1);
    __m256i y = high_mul(_mm256_sllv_epi32(x, scale->left), scale);
    __m256i ones = _mm256_sub_epi32(_mm256_sllv_epi32(one, scale->right), one);
    __m256i limit = _mm256_sub_epi32(_mm256_srli_epi32(ones, 1), _mm256_srai_epi32(y, 31));
    __m256i is_up = _mm256_cmpgt_epi32(_mm256_and_si256(y, ones), limit);
    return _mm256_sub_epi32(_mm256_srav_epi32(y, scale->right), is_up);
}

AVX2_INLINE __m256i multiply(__m256i x, const Scale *scale, const bool is_plain)
{
    return is_plain ? multiply_plain(x, scale) : multiply_any(x, scale);
}

/* Eight values as bytes, in the low half of the answer. */
AVX2_INLINE __m128i clamp_bytes(__m256i value, int32_t zero_point, QuantRange range)
{
    value = _mm256_max_epi32(value, _mm256_set1_epi32(range.low - zero_point));
    value = _mm256_min_epi32(value, _mm256_set1_epi32(range.high - zero_point));
    value = _mm256_add_epi32(value, _mm256_set1_epi32(zero_point));
    __m128i words =
        _mm_packs_epi32(_mm256_castsi256_si128(value), _mm256_extracti128_si256(value, 1));
    return _mm_packs_epi16(words, words);
}

AVX2_INLINE void store_bytes(int8_t *y, __m128i bytes, int32_t count)
{
    int8_t all[16];
    if (count >= LANES) {
        _mm_storel_epi64((__m128i *)(void *)y, bytes);
        return;
    }
    _mm_storeu_si128((__m128i *)(void *)all, bytes);
    memcpy(y, all, (size_t)count);
}

AVX2_INLINE void requant_rows(const SimdRequant *rq, const SimdSums *sums, const bool is_plain)
{
    for (int32_t at = 0; at < sums->width; at += LANES) {
        Scale scale = load_scale(rq, at);
        const int32_t *sum = sums->sum + at;
        int8_t *y = sums->y + at;
        for (int32_t r = 0; r < sums->row_count; r++, sum += rq->count, y += sums->y_step) {
            __m256i value = multiply(load(sum), &scale, is_plain);
            store_bytes(y, clamp_bytes(value, rq->zero_point, rq->range), sums->width - at);
        }
    }
}

AVX2 static void requant(const SimdRequant *rq, const SimdSums *sums)
{
    if (rq->is_plain)
        requant_rows(rq, sums, true);
    else
        requant_rows(rq, sums, false);
}

/* --- products ----------------------------------------------------------------------------- */

AVX2_INLINE __m256i spread_unit(const uint8_t *x)
{
    int32_t unit;
    memcpy(&unit, x, sizeof unit);
    return _mm256_set1_epi32(unit);
}

/* Rows row .. row + row_count - 1 of panels panel .. panel + panel_count - 1; all sums stay in
 * registers. */
AVX2_INLINE void tile(const SimdProduct *product, int row, const int row_count, int panel,
                      const int panel_count)
{
    __m256i sum[TILE_ROWS][PANELS];
    const uint8_t *x[TILE_ROWS];
    size_t panel_size = (size_t)product->run_count * (size_t)product->run_units * VECTOR_SIZE;
    const char *w = (const char *)product->w + (size_t)panel * panel_size;
    for (int p = 0; p < panel_count; p++) {
        for (int r = 0; r < row_count; r++)
            sum[r][p] = load(product->bias + (panel + p) * LANES);
    }
    for (int32_t run = 0; run < product->run_count; run++) {
        for (int r = 0; r < row_count; r++)
            x[r] = product->x[row + r] + product->run_at[run];
        for (int32_t u = 0; u < product->run_units; u++, w += VECTOR_SIZE) {
            __m256i weight[PANELS];
            for (int p = 0; p < panel_count; p++)
                weight[p] = load(w + (size_t)p * panel_size);
            for (int r = 0; r < row_count; r++) {
                __m256i unit = spread_unit(x[r] + SIMD_UNIT_SIZE * u);
                for (int p = 0; p < panel_count; p++)
                    sum[r][p] = multiply_add(sum[r][p], unit, weight[p]);
            }
        }
    }
    for (int r = 0; r < row_count; r++) {
        for (int p = 0; p < panel_count; p++) {
            int32_t *to = product->sum + ((row + r) * product->panel_count + panel + p) * LANES;
            _mm256_storeu_si256((__m256i *)(void *)to, sum[r][p]);
        }
    }
}

/* Panels panel .. of all rows; a tile may compute rows behind the last, which repeat one. */
AVX2_INLINE void product_panels(const SimdProduct *product, int panel, const int panel_count)
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

AVX2 static void product(const SimdProduct *product)
{
    int panel = 0;
    for (; panel + PANELS <= product->panel_count; panel += PANELS)
        product_panels(product, panel, PANELS);
    for (; panel < product->panel_count; panel++)
        product_panels(product, panel, 1);
}

/* --- elements ----------------------------------------------------------------------------- */

AVX2 static void convert(const int8_t *x, int32_t zero_point, void *y, int32_t count)
{
    int16_t *to = y;
    int32_t i = 0;
    const __m256i zero = _mm256_set1_epi16((int16_t)zero_point);
    for (; i + 16 <= count; i += 16) {
        __m256i wide =
            _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(x + i)));
        _mm256_storeu_si256((__m256i *)(void *)(to + i), _mm256_sub_epi16(wide, zero));
    }
    for (; i < count; i++)
        to[i] = (int16_t)(x[i] - zero_point);
}

/* --- depthwise ---------------------------------------------------------------------------- */

/* Unpacking works in blocks of 128 bits: of 16 channels, the first vector has 0 .. 3 and
 * 8 .. 11, the second the others. */
static int32_t channel_at(int32_t i)
{
    int32_t vector = i / LANES, block = i % LANES / 4, lane = i % 4;
    return 16 * (vector / 2) + 8 * block + 4 * (vector % 2) + lane;
}

AVX2 static void interleave(const uint8_t *const *tap, uint8_t *y, int32_t chunk_count)
{
    const uint8_t *a = tap[0], *b = tap[1];
    for (int32_t i = 0; i < 2 * chunk_count; i++, y += 2 * VECTOR_SIZE) {
        __m256i first = load(a + i * VECTOR_SIZE), second = load(b + i * VECTOR_SIZE);
        _mm256_storeu_si256((__m256i *)(void *)y, _mm256_unpacklo_epi16(first, second));
        _mm256_storeu_si256((__m256i *)(void *)(y + VECTOR_SIZE),
                            _mm256_unpackhi_epi16(first, second));
    }
}

/* The four vectors of a chunk, requantised and packed back into the order of the channels. */
AVX2_INLINE __m256i pack_chunk(const SimdRequant *rq, const __m256i *sum, int32_t at,
                               const bool is_plain)
{
    __m256i value[SIMD_CHUNK_VECTORS];
    for (int v = 0; v < SIMD_CHUNK_VECTORS; v++) {
        Scale scale = load_scale(rq, at + v * LANES);
        value[v] = multiply(sum[v], &scale, is_plain);
    }
    const __m256i zero = _mm256_set1_epi16((int16_t)rq->zero_point);
    __m256i low = _mm256_adds_epi16(_mm256_packs_epi32(value[0], value[1]), zero);
    __m256i high = _mm256_adds_epi16(_mm256_packs_epi32(value[2], value[3]), zero);
    __m256i y = _mm256_permute4x64_epi64(_mm256_packs_epi16(low, high), 0xD8);
    y = _mm256_max_epi8(y, _mm256_set1_epi8((int8_t)rq->range.low));
    return _mm256_min_epi8(y, _mm256_set1_epi8((int8_t)rq->range.high));
}

AVX2_INLINE void depthwise_row(const SimdDepthwise *job, const bool is_plain)
{
    size_t w_step = (size_t)job->period * SIMD_CHUNK_VECTORS * VECTOR_SIZE;
    int32_t phase = 0;
    for (int32_t i = 0; i < job->chunk_count; i++) {
        size_t x_at = (size_t)i * SIMD_CHUNK_VECTORS * VECTOR_SIZE;
        const char *w = (const char *)job->w + (size_t)phase * SIMD_CHUNK_VECTORS * VECTOR_SIZE;
        __m256i sum[SIMD_CHUNK_VECTORS];
        for (int v = 0; v < SIMD_CHUNK_VECTORS; v++)
            sum[v] = load(job->requant.scale + phase * CHUNK + v * LANES);
        for (int32_t r = 0; r < job->row_count; r++) {
            const uint8_t *x = job->x[r] + x_at;
            for (int32_t g = 0; g < job->group_count; g++, x += job->group_step, w += w_step) {
                for (int v = 0; v < SIMD_CHUNK_VECTORS; v++)
                    sum[v] =
                        multiply_add(sum[v], load(x + v * VECTOR_SIZE), load(w + v * VECTOR_SIZE));
            }
        }
        _mm256_storeu_si256((__m256i *)(void *)(job->y + i * CHUNK),
                            pack_chunk(&job->requant, sum, phase * CHUNK, is_plain));
        phase = phase + 1 == job->period ? 0 : phase + 1;
    }
}

AVX2 static void depthwise(const SimdDepthwise *job)
{
    if (job->requant.is_plain)
        depthwise_row(job, true);
    else
        depthwise_row(job, false);
}

/* --- sums --------------------------------------------------------------------------------- */

enum { ADD_LEFT_SHIFT = 20 };

AVX2_INLINE __m256i scale_input(__m128i x, int32_t zero_point, const Scale *scale)
{
    __m256i wide = _mm256_sub_epi32(_mm256_cvtepi8_epi32(x), _mm256_set1_epi32(zero_point));
    return multiply_plain(_mm256_slli_epi32(wide, ADD_LEFT_SHIFT), scale);
}

AVX2_INLINE __m128i load_bytes(const int8_t *x, int32_t count)
{
    int8_t all[16] = {0};
    if (count >= LANES)
        return _mm_loadl_epi64((const __m128i *)(const void *)x);
    memcpy(all, x, (size_t)count);
    return _mm_loadu_si128((const __m128i *)(const void *)all);
}

AVX2 static void add(const SimdAdd *add, const int8_t *a, const int8_t *b, int8_t *y, int32_t count)
{
    Scale a_scale = spread_scale(add->a_scale), b_scale = spread_scale(add->b_scale);
    Scale y_scale = spread_scale(add->y_scale);
    for (int32_t i = 0; i < count; i += LANES) {
        __m256i first = scale_input(load_bytes(a + i, count - i), add->a_zero, &a_scale);
        __m256i second = scale_input(load_bytes(b + i, count - i), add->b_zero, &b_scale);
        __m256i sum =
            add->is_minus ? _mm256_sub_epi32(first, second) : _mm256_add_epi32(first, second);
        sum = multiply_plain(sum, &y_scale);
        store_bytes(y + i, clamp_bytes(sum, add->zero_point, add->range), count - i);
    }
}

static const SimdOps simd = {
    .lanes = LANES,
    .element_size = 2,
    .group = 2,
    .convert = convert,
    .product = product,
    .requant = requant,
    .interleave = interleave,
    .channel_at = channel_at,
    .depthwise = depthwise,
    .add = add,
};

const KernelSet kernels_avx2 = {
    .name = "avx2",
    .doc = "AVX2: 16 products in one instruction",
    .is_available = is_available,
    .product = kernels_c_product,
    .depthwise = kernels_c_depthwise,
    .requant_s8 = kernels_c_requant_s8,
    .widen = kernels_c_widen,
    .simd = &simd,
};
#endif
