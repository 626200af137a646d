/*
 * nn/avx512.h - requantisation of 16 lanes, for kernel sets with AVX-512.
 *
 * Both roundings of quant_multiply() without a branch, from 64-bit products of even and odd lanes.
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

/* The first 1 .. 63 bytes of a vector, nothing beyond; masked stores, unlike loads, are slow. */
AVX512_INLINE __m512i avx512_load_bytes(const void *from, int32_t count)
{
    return _mm512_maskz_loadu_epi8((UINT64_C(1) << count) - 1, from);
}

/* See SimdColumn. */
typedef struct Avx512Scale {
    __m512i mantissa, odd_mantissa; /* the second: of odd lanes, one lane lower */
    __m512i even, odd;              /* summands of the products of even and odd lanes */
    __m512i right, left;
} Avx512Scale;

AVX512_INLINE Avx512Scale avx512_load_scale(const SimdRequant *rq, int32_t at)
{
    const int32_t *column = rq->scale + at;
    int64_t count = rq->count;
    __m512i mantissa = _mm512_loadu_si512(column + SIMD_MANTISSA * count);
    return (Avx512Scale){
        .mantissa = mantissa,
        .odd_mantissa = _mm512_srli_epi64(mantissa, 32),
        .even = _mm512_loadu_si512(column + SIMD_EVEN * count),
        .odd = _mm512_loadu_si512(column + SIMD_ODD * count),
        .right = _mm512_loadu_si512(column + SIMD_RIGHT * count),
        .left = _mm512_loadu_si512(column + SIMD_LEFT * count),
    };
}

/* The first 8 lanes' twice. */
AVX512_INLINE Avx512Scale avx512_halve_scale(Avx512Scale scale)
{
    scale.mantissa = _mm512_shuffle_i64x2(scale.mantissa, scale.mantissa, 0x44);
    scale.odd_mantissa = _mm512_shuffle_i64x2(scale.odd_mantissa, scale.odd_mantissa, 0x44);
    scale.even = _mm512_shuffle_i64x2(scale.even, scale.even, 0x44);
    scale.odd = _mm512_shuffle_i64x2(scale.odd, scale.odd, 0x44);
    scale.right = _mm512_shuffle_i64x2(scale.right, scale.right, 0x44);
    scale.left = _mm512_shuffle_i64x2(scale.left, scale.left, 0x44);
    return scale;
}

/* The high halves of x M + summand, lane by lane. */
AVX512_INLINE __m512i avx512_high_mul(__m512i x, const Avx512Scale *scale)
{
    __m512i even = _mm512_mul_epi32(x, scale->mantissa);
    __m512i odd = _mm512_mul_epi32(_mm512_srli_epi64(x, 32), scale->odd_mantissa);
    even = _mm512_add_epi64(even, scale->even);
    odd = _mm512_add_epi64(odd, scale->odd);
    return _mm512_mask_shuffle_epi32(odd, 0x5555, even, _MM_PERM_DDBB);
}

/* With the zero point; x is twice what is multiplied. */
AVX512_INLINE __m512i avx512_multiply_twice(__m512i x, const Avx512Scale *scale, __m512i nudge)
{
    __m512i y = avx512_high_mul(x, scale);
    return _mm512_srav_epi32(_mm512_mask_add_epi32(y, _mm512_movepi32_mask(x), y, nudge),
                             scale->right);
}

AVX512_INLINE __m512i avx512_clamp(__m512i value, int32_t low, int32_t high)
{
    value = _mm512_max_epi32(value, _mm512_set1_epi32(low));
    return _mm512_min_epi32(value, _mm512_set1_epi32(high));
}

/* Any x and shift: rounds by comparing what is shifted out with half. */
AVX512_INLINE __m512i avx512_multiply_any(__m512i x, const Avx512Scale *scale,
                                          const SimdRequant *rq)
{
    const __m512i one = _mm512_set1_epi32(1), round = _mm512_set1_epi64(1 << 30);
    x = _mm512_sllv_epi32(x, scale->left);
    __m512i even = _mm512_mul_epi32(x, scale->mantissa);
    __m512i odd = _mm512_mul_epi32(_mm512_srli_epi64(x, 32), scale->odd_mantissa);
    even = _mm512_srli_epi64(_mm512_add_epi64(even, round), 31);
    odd = _mm512_slli_epi64(_mm512_add_epi64(odd, round), 1);
    __m512i y = _mm512_mask_blend_epi32(0xAAAA, even, odd);
    __m512i ones = _mm512_sub_epi32(_mm512_sllv_epi32(one, scale->right), one);
    __m512i limit = _mm512_sub_epi32(_mm512_srli_epi32(ones, 1), _mm512_srai_epi32(y, 31));
    __mmask16 is_up = _mm512_cmpgt_epi32_mask(_mm512_and_si512(y, ones), limit);
    __m512i whole = _mm512_srav_epi32(y, scale->right);
    whole = _mm512_mask_add_epi32(whole, is_up, whole, one);
    whole = avx512_clamp(whole, INT8_MIN - rq->zero_point, INT8_MAX - rq->zero_point);
    return _mm512_add_epi32(whole, _mm512_set1_epi32(rq->zero_point));
}

AVX512_INLINE __m512i avx512_multiply(__m512i x, const Avx512Scale *scale)
{
    return avx512_multiply_twice(_mm512_add_epi32(x, x), scale, _mm512_set1_epi32(-1));
}

/* Four vectors as bytes; each block of 128 bits has four of the first, of the second, ... */
AVX512_INLINE __m512i avx512_pack_bytes(const __m512i *value, QuantRange range)
{
    __m512i low = _mm512_packs_epi32(value[0], value[1]);
    __m512i high = _mm512_packs_epi32(value[2], value[3]);
    __m512i y = _mm512_packs_epi16(low, high);
    y = _mm512_max_epi8(y, _mm512_set1_epi8((int8_t)range.low));
    return _mm512_min_epi8(y, _mm512_set1_epi8((int8_t)range.high));
}

/* From packed: 16 of the first, of the second, ... */
AVX512_INLINE __m512i avx512_in_order(__m512i bytes)
{
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    return _mm512_permutexvar_epi32(order, bytes);
}

#endif
