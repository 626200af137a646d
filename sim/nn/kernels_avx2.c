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

/* See SimdColumn. */
typedef struct Scale {
    __m256i mantissa, odd_mantissa; /* the second: of odd lanes, one lane lower */
    __m256i even, odd;              /* summands of the products of even and odd lanes */
    __m256i right, left;
} Scale;

AVX2_INLINE Scale load_scale(const SimdRequant *rq, int32_t at)
{
    const int32_t *column = rq->scale + at;
    int64_t count = rq->count;
    __m256i mantissa = load(column + SIMD_MANTISSA * count);
    return (Scale){
        .mantissa = mantissa,
        .odd_mantissa = _mm256_srli_epi64(mantissa, 32),
        .even = load(column + SIMD_EVEN * count),
        .odd = load(column + SIMD_ODD * count),
        .right = load(column + SIMD_RIGHT * count),
        .left = load(column + SIMD_LEFT * count),
    };
}

AVX2_INLINE Scale spread_scale(QuantMultiplier scale, int32_t zero_point)
{
    __m256i mantissa = _mm256_set1_epi32(scale.mantissa);
    __m256i summand = _mm256_set1_epi64x(simd_summand(zero_point, -scale.shift));
    return (Scale){mantissa,
                   mantissa,
                   summand,
                   summand,
                   _mm256_set1_epi32(-scale.shift),
                   _mm256_setzero_si256()};
}

/* zero_point + multiply(x, scale), without left shifts, |x| < 2^30. */
AVX2_INLINE __m256i multiply_plain(__m256i x, const Scale *scale, __m256i nudge)
{
    x = _mm256_add_epi32(x, x);
    __m256i even = _mm256_mul_epi32(x, scale->mantissa);
    __m256i odd = _mm256_mul_epi32(_mm256_srli_epi64(x, 32), scale->odd_mantissa);
    even = _mm256_srli_epi64(_mm256_add_epi64(even, scale->even), 32);
    odd = _mm256_add_epi64(odd, scale->odd);
    __m256i y = _mm256_blend_epi32(even, odd, 0xAA);
    y = _mm256_add_epi32(y, _mm256_and_si256(_mm256_srai_epi32(x, 31), nudge));
    return _mm256_srav_epi32(y, scale->right);
}

AVX2_INLINE __m256i clamp(__m256i value, int32_t low, int32_t high)
{
    value = _mm256_max_epi32(value, _mm256_set1_epi32(low));
    return _mm256_min_epi32(value, _mm256_set1_epi32(high));
}

/* Any x and shift: rounds by comparing what is shifted out with half. */
AVX2_INLINE __m256i multiply_any(__m256i x, const Scale *scale, const SimdRequant *rq)
{
    const __m256i one = _mm256_set1_epi32(1), round = _mm256_set1_epi64x(1 << 30);
    x = _mm256_sllv_epi32(x, scale->left);
    __m256i even = _mm256_mul_epi32(x, scale->mantissa);
    __m256i odd = _mm256_mul_epi32(_mm256_srli_epi64(x, 32), scale->odd_mantissa);
    even = _mm256_srli_epi64(_mm256_add_epi64(even, round), 31);
    odd = _mm256_slli_epi64(_mm256_add_epi64(odd, round), 1);
    __m256i y = _mm256_blend_epi32(even, odd, 0xAA);
    __m256i ones = _mm256_sub_epi32(_mm256_sllv_epi32(one, scale->right), one);
    __m256i limit = _mm256_sub_epi32(_mm256_srli_epi32(ones, 1), _mm256_srai_epi32(y, 31));
    __m256i is_up = _mm256_cmpgt_epi32(_mm256_and_si256(y, ones), limit);
    y = _mm256_sub_epi32(_mm256_srav_epi32(y, scale->right), is_up);
    y = clamp(y, INT8_MIN - rq->zero_point, INT8_MAX - rq->zero_point);
    return _mm256_add_epi32(y, _mm256_set1_epi32(rq->zero_point));
}

/* zero_point + multiply(sum, scale), as far as it matters for bytes. */
AVX2_INLINE __m256i requant(__m256i sum, const Scale *scale, const SimdRequant *rq, bool is_slow)
{
    return is_slow ? multiply_any(sum, scale, rq)
                   : multiply_plain(sum, scale, _mm256_set1_epi32(-1));
}

/* Eight values as bytes, in the low half of the answer. */
AVX2_INLINE __m128i pack_bytes(__m256i value, QuantRange range)
{
    value = clamp(value, range.low, range.high);
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

/* --- products ----------------------------------------------------------------------------- */

AVX2_INLINE __m256i spread_unit(const uint8_t *x)
{
    int32_t unit;
    memcpy(&unit, x, sizeof unit);
    return _mm256_set1_epi32(unit);
}

/* Outputs whose sums all stay in registers, from a row and a panel on. */
typedef struct Tile {
    int32_t row, panel;
    int row_count, panel_count; /* known when compiling */
} Tile;

AVX2_INLINE void sum_tile(const SimdProduct *product, const Tile tile, __m256i (*sum)[TILE_ROWS])
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
            sum[p][r] = load(bias + p * LANES);
    }
    for (int32_t run = 0; run < product->run_count; run++) {
        SIMD_UNROLL
        for (int r = 0; r < tile.row_count; r++)
            x[r] = row_x[r] + product->run_at[run];
        for (int32_t u = 0; u < product->run_units; u++, w += VECTOR_SIZE) {
            __m256i weight[PANELS];
            SIMD_UNROLL
            for (int p = 0; p < tile.panel_count; p++)
                weight[p] = load(w + (size_t)p * panel_size);
            SIMD_UNROLL
            for (int r = 0; r < tile.row_count; r++) {
                __m256i unit = spread_unit(x[r] + SIMD_UNIT_SIZE * u);
                SIMD_UNROLL
                for (int p = 0; p < tile.panel_count; p++)
                    sum[p][r] = multiply_add(sum[p][r], unit, weight[p]);
            }
        }
    }
}

AVX2_INLINE void run_tile(const SimdProduct *product, const Tile tile)
{
    __m256i sum[PANELS][TILE_ROWS];
    const SimdRequant *rq = &product->requant;
    sum_tile(product, tile, sum);
    for (int p = 0; p < tile.panel_count; p++) {
        int32_t at = (tile.panel + p) * LANES;
        Scale scale = load_scale(rq, at);
        int8_t *y = product->y + (size_t)tile.row * product->y_step + at;
        bool is_slow = simd_is_slow(rq, at);
        for (int r = 0; r < tile.row_count && tile.row + r < product->row_count;
             r++, y += product->y_step)
            store_bytes(y, pack_bytes(requant(sum[p][r], &scale, rq, is_slow), rq->range),
                        product->width - at);
    }
}

/* Panels panel .. of all rows. */
AVX2_INLINE void product_panels(const SimdProduct *product, int32_t panel, const int panel_count)
{
    enum { FEW = 4 };
    const int step = panel_count == PANELS ? FEW : TILE_ROWS;
    if (product->row_count == 1) {
        run_tile(product, (Tile){0, panel, 1, panel_count});
        return;
    }
    for (int32_t row = 0; row < product->row_count; row += step)
        run_tile(product, (Tile){row, panel, step, panel_count});
}

AVX2 static void product(const SimdProduct *product)
{
    int32_t panel = 0;
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

enum { CHUNK_SIZE = SIMD_CHUNK_VECTORS * VECTOR_SIZE };

AVX2 static void interleave(const uint8_t *const *tap, uint8_t *y, int32_t chunk_count,
                            int32_t period)
{
    for (int32_t phase = 0; phase < period; phase++) {
        for (int32_t i = phase; i < chunk_count; i += period) {
            for (int half = 0; half < 2; half++, y += 2 * VECTOR_SIZE) {
                size_t at = (size_t)(2 * i + half) * VECTOR_SIZE;
                __m256i a = load(tap[0] + at), b = load(tap[1] + at);
                _mm256_storeu_si256((__m256i *)(void *)y, _mm256_unpacklo_epi16(a, b));
                _mm256_storeu_si256((__m256i *)(void *)(y + VECTOR_SIZE),
                                    _mm256_unpackhi_epi16(a, b));
            }
        }
    }
}

/* The four vectors of a chunk, requantised and packed back into the order of the channels. */
AVX2_INLINE __m256i pack_chunk(const SimdRequant *rq, const __m256i *sum, int32_t at)
{
    __m256i value[SIMD_CHUNK_VECTORS];
    for (int v = 0; v < SIMD_CHUNK_VECTORS; v++) {
        Scale scale = load_scale(rq, at + v * LANES);
        value[v] = requant(sum[v], &scale, rq, simd_is_slow(rq, at + v * LANES));
    }
    __m256i low = _mm256_packs_epi32(value[0], value[1]);
    __m256i high = _mm256_packs_epi32(value[2], value[3]);
    __m256i y = _mm256_permute4x64_epi64(_mm256_packs_epi16(low, high), 0xD8);
    y = _mm256_max_epi8(y, _mm256_set1_epi8((int8_t)rq->range.low));
    return _mm256_min_epi8(y, _mm256_set1_epi8((int8_t)rq->range.high));
}

/* The chunk at x_at of each tap. */
AVX2_INLINE __m256i depthwise_chunk(const SimdDepthwise *job, int32_t phase, size_t x_at)
{
    const char *w = (const char *)job->w + (size_t)phase * CHUNK_SIZE;
    __m256i sum[SIMD_CHUNK_VECTORS];
    for (int v = 0; v < SIMD_CHUNK_VECTORS; v++)
        sum[v] = load(job->requant.scale + phase * CHUNK + v * LANES);
    for (int32_t t = 0; t < job->tap_count; t++, w += (size_t)job->period * CHUNK_SIZE) {
        const uint8_t *x = job->x[t] + x_at;
        for (int v = 0; v < SIMD_CHUNK_VECTORS; v++)
            sum[v] = multiply_add(sum[v], load(x + v * VECTOR_SIZE), load(w + v * VECTOR_SIZE));
    }
    return pack_chunk(&job->requant, sum, phase * CHUNK);
}

AVX2 static void depthwise(const SimdDepthwise *job)
{
    size_t x_at = 0;
    for (int32_t phase = 0; phase < job->period; phase++) {
        for (int32_t i = phase; i < job->chunk_count; i += job->period, x_at += CHUNK_SIZE)
            _mm256_storeu_si256((__m256i *)(void *)(job->y + i * CHUNK),
                                depthwise_chunk(job, phase, x_at));
    }
}

/* --- sums --------------------------------------------------------------------------------- */

enum { ADD_LEFT_SHIFT = 20 };

AVX2_INLINE __m256i scale_input(__m128i x, int32_t zero_point, const Scale *scale, __m256i nudge)
{
    __m256i wide = _mm256_sub_epi32(_mm256_cvtepi8_epi32(x), _mm256_set1_epi32(zero_point));
    return multiply_plain(_mm256_slli_epi32(wide, ADD_LEFT_SHIFT), scale, nudge);
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
    Scale a_scale = spread_scale(add->a_scale, 0), b_scale = spread_scale(add->b_scale, 0);
    Scale y_scale = spread_scale(add->y_scale, add->zero_point);
    __m256i a_nudge = _mm256_set1_epi32(simd_nudge(-add->a_scale.shift));
    __m256i b_nudge = _mm256_set1_epi32(simd_nudge(-add->b_scale.shift));
    __m256i y_nudge = _mm256_set1_epi32(simd_nudge(-add->y_scale.shift));
    for (int32_t i = 0; i < count; i += LANES) {
        __m256i first = scale_input(load_bytes(a + i, count - i), add->a_zero, &a_scale, a_nudge);
        __m256i second = scale_input(load_bytes(b + i, count - i), add->b_zero, &b_scale, b_nudge);
        __m256i sum =
            add->is_minus ? _mm256_sub_epi32(first, second) : _mm256_add_epi32(first, second);
        sum = multiply_plain(sum, &y_scale, y_nudge);
        store_bytes(y + i, pack_bytes(sum, add->range), count - i);
    }
}

static const SimdOps simd = {
    .lanes = LANES,
    .element_size = 2,
    .group = 2,
    .convert = convert,
    .product = product,
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
