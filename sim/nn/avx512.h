/*
 * nn/avx512.h - requantisation of 16 lanes, for kernels_avx512.c alone.
 *
 * Both roundings of quant_multiply() without a branch: the product's high half from even and odd
 * lanes, then the shift to the right with ties away from zero.
 *
 * Errors:  none.
 */
#ifndef TINYFLEET_NN_AVX512_H
#define TINYFLEET_NN_AVX512_H

#include <immintrin.h>

#include "nn/simd.h"

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define AVX512_INLINE                                                                              \
    static inline __attribute__((always_inline, target("avx512f,avx512bw,avx512vl,avx512dq,"       \
                                                       "avx512vnni")))

enum { AVX512_LANES = 16 };

typedef struct Avx512Scale {
    __m512i mantissa, odd; /* odd: lane 2 i has the mantissa of lane 2 i + 1 */
    __m512i half, nudge, right, left;
} Avx512Scale;

AVX512_INLINE Avx512Scale avx512_load_scale(const SimdRequant *rq, int32_t at)
{
    const int32_t *column = rq->scale + at;
    int64_t count = rq->count;
    return (Avx512Scale){
        .mantissa = _mm512_loadu_si512(column + SIMD_MANTISSA * count),
        .odd = _mm512_loadu_si512(column + SIMD_MANTISSA * count + 1),
        .half = _mm512_loadu_si512(column + SIMD_HALF * count),
        .nudge = _mm512_loadu_si512(column + SIMD_NUDGE * count),
        .right = _mm512_loadu_si512(column + SIMD_RIGHT * count),
        .left = _mm512_loadu_si512(column + SIMD_LEFT * count),
    };
}

AVX512_INLINE Avx512Scale avx512_spread_scale(SimdScale scale)
{
    __m512i mantissa = _mm512_set1_epi32(scale.mantissa);
    return (Avx512Scale){mantissa,
                         mantissa,
                         _mm512_set1_epi32(scale.half),
                         _mm512_set1_epi32(scale.nudge),
                         _mm512_set1_epi32(scale.right),
                         _mm512_setzero_si512()};
}

/* (x M + 2^30) >> 31 */
AVX512_INLINE __m512i avx512_high_mul(__m512i x, const Avx512Scale *scale)
{
    const __m512i round = _mm512_set1_epi64(1 << 30);
    __m512i even = _mm512_mul_epi32(x, scale->mantissa);
    __m512i odd = _mm512_mul_epi32(_mm512_srli_epi64(x, 32), scale->odd);
    even = _mm512_srli_epi64(_mm512_add_epi64(even, round), 31);
    odd = _mm512_add_epi64(odd, round);
    odd = _mm512_add_epi64(odd, odd);
    return _mm512_mask_blend_epi32(0xAAAA, even, odd);
}

/* Ties away from zero; |y| < 2^30. */
AVX512_INLINE __m512i avx512_shift_right(__m512i y, const Avx512Scale *scale)
{
    __m512i sum = _mm512_add_epi32(y, scale->half);
    sum = _mm512_mask_add_epi32(sum, _mm512_movepi32_mask(y), sum, scale->nudge);
    return _mm512_srav_epi32(sum, scale->right);
}

/* Without left shifts, |x| < 2^30. */
AVX512_INLINE __m512i avx512_multiply_plain(__m512i x, const Avx512Scale *scale)
{
    return avx512_shift_right(avx512_high_mul(x, scale), scale);
}

/* Any x and shift: rounds by comparing what is shifted out with half. */
AVX512_INLINE __m512i avx512_multiply_any(__m512i x, const Avx512Scale *scale)
{
    const __m512i one = _mm512_set1_epi32(1);
    __m512i y = avx512_high_mul(_mm512_sllv_epi32(x, scale->left), scale);
    __m512i ones = _mm512_sub_epi32(_mm512_sllv_epi32(one, scale->right), one);
    __m512i limit = _mm512_sub_epi32(_mm512_srli_epi32(ones, 1), _mm512_srai_epi32(y, 31));
    __mmask16 is_up = _mm512_cmpgt_epi32_mask(_mm512_and_si512(y, ones), limit);
    __m512i whole = _mm512_srav_epi32(y, scale->right);
    return _mm512_mask_add_epi32(whole, is_up, whole, one);
}

AVX512_INLINE __m512i avx512_multiply(__m512i x, const Avx512Scale *scale, const bool is_plain)
{
    return is_plain ? avx512_multiply_plain(x, scale) : avx512_multiply_any(x, scale);
}

/* Stores 1 .. 16 bytes; masked stores are slow. */
AVX512_INLINE void avx512_store_bytes(int8_t *y, __m128i bytes, int32_t count)
{
    if (count >= AVX512_LANES)
        _mm_storeu_si128((__m128i *)(void *)y, bytes);
    else if (count == AVX512_LANES / 2)
        _mm_storel_epi64((__m128i *)(void *)y, bytes);
    else
        _mm_mask_storeu_epi8(y, (__mmask16)((1U << count) - 1), bytes);
}

AVX512_INLINE __m128i avx512_clamp_bytes(__m512i value, int32_t zero_point, QuantRange range)
{
    value = _mm512_max_epi32(value, _mm512_set1_epi32(range.low - zero_point));
    value = _mm512_min_epi32(value, _mm512_set1_epi32(range.high - zero_point));
    return _mm512_cvtepi32_epi8(_mm512_add_epi32(value, _mm512_set1_epi32(zero_point)));
}

/* Four vectors as bytes; each block of 128 bits has four of the first, of the second, ... */
AVX512_INLINE __m512i avx512_pack_bytes(const __m512i *value, int32_t zero_point, QuantRange range)
{
    const __m512i zero = _mm512_set1_epi16((int16_t)zero_point);
    __m512i low = _mm512_adds_epi16(_mm512_packs_epi32(value[0], value[1]), zero);
    __m512i high = _mm512_adds_epi16(_mm512_packs_epi32(value[2], value[3]), zero);
    __m512i y = _mm512_packs_epi16(low, high);
    y = _mm512_max_epi8(y, _mm512_set1_epi8((int8_t)range.low));
    return _mm512_min_epi8(y, _mm512_set1_epi8((int8_t)range.high));
}

#endif
