/* Sums of 64 bytes at a time. */
#include "nn/avx512_add.h"

#if defined(__x86_64__)
#include <string.h>

#include "nn/avx512.h"

enum { AVX512_SIZE = 64 };

/* Twice an input of sums, scaled by 2^20 and a multiplier: with d = x - zero point, that is
 * floor((d M + 2^10 + 2^11 (2^(right - 1) - (d < 0))) / 2^(11 + right)). M is taken in pieces
 * that int16 holds: 2^16 high + 2^11 middle + low. */
typedef struct InputScale {
    __m512i zero, low, rest; /* rest: (middle, high), for (d, 32 d) */
    __m512i summand, nudge, right;
} InputScale;

AVX512_INLINE InputScale input_scale(QuantMultiplier scale, int32_t zero_point)
{
    int32_t low = scale.mantissa & 2047, middle = scale.mantissa >> 11 & 31;
    return (InputScale){
        .zero = _mm512_set1_epi16((int16_t)zero_point),
        .low = _mm512_set1_epi32(low),
        .rest = _mm512_set1_epi32((scale.mantissa >> 16) * 65536 + middle),
        .summand = _mm512_set1_epi32((1 << 10) + (simd_half(-scale.shift) << 11)),
        .nudge = _mm512_set1_epi32(simd_nudge(-scale.shift)),
        .right = _mm512_set1_epi32(-scale.shift),
    };
}

/* Half of 2^20: what the input with the larger scale is always multiplied by. */
static bool is_half(QuantMultiplier scale)
{
    return scale.mantissa == 1 << 30 && scale.shift == 0;
}

/* Lanes of the low or high halves of each 128 bits of d. */
AVX512_INLINE __m512i scale_half(__m512i d, const bool is_high)
{
    const __m512i zero = _mm512_setzero_si512();
    __m512i shifted = _mm512_slli_epi16(d, 4);
    return is_high ? _mm512_unpackhi_epi16(zero, shifted) : _mm512_unpacklo_epi16(zero, shifted);
}

AVX512_INLINE __m512i scale_any(__m512i d, const InputScale *scale, const bool is_high)
{
    __m512i shifted = _mm512_slli_epi16(d, 5);
    __m512i pair = is_high ? _mm512_unpackhi_epi16(d, shifted) : _mm512_unpacklo_epi16(d, shifted);
    __m512i low = _mm512_srai_epi32(_mm512_dpwssd_epi32(scale->summand, pair, scale->low), 11);
    __m512i y = _mm512_dpwssd_epi32(low, pair, scale->rest);
    y = _mm512_mask_add_epi32(y, _mm512_movepi32_mask(pair), y, scale->nudge);
    return _mm512_slli_epi32(_mm512_srav_epi32(y, scale->right), 1);
}

typedef struct AddScales {
    InputScale a, b;
    Avx512Scale y;
    __m512i y_nudge;
    bool is_minus;
    QuantRange range;
} AddScales;

AVX512_INLINE AddScales add_scales(const SimdAdd *add)
{
    QuantMultiplier scale = add->y_scale;
    __m512i mantissa = _mm512_set1_epi32(scale.mantissa);
    __m512i summand = _mm512_set1_epi64(simd_summand(add->zero_point, -scale.shift));
    return (AddScales){
        .a = input_scale(add->a_scale, add->a_zero),
        .b = input_scale(add->b_scale, add->b_zero),
        .y = {mantissa, mantissa, summand, summand, _mm512_set1_epi32(-scale.shift),
              _mm512_setzero_si512()},
        .y_nudge = _mm512_set1_epi32(simd_nudge(-scale.shift)),
        .is_minus = add->is_minus,
        .range = add->range,
    };
}

AVX512_INLINE __m512i widen_bytes(__m512i x, const bool is_high, __m512i zero)
{
    __m256i bytes = is_high ? _mm512_extracti64x4_epi64(x, 1) : _mm512_castsi512_si256(x);
    return _mm512_sub_epi16(_mm512_cvtepi8_epi16(bytes), zero);
}

/* 64 sums. */
AVX512_INLINE __m512i add_bytes(const AddScales *scales, __m512i a, __m512i b, const bool is_a_half,
                                const bool is_b_half)
{
    __m512i value[4];
    SIMD_UNROLL
    for (int i = 0; i < 4; i++) {
        __m512i da = widen_bytes(a, i >= 2, scales->a.zero);
        __m512i db = widen_bytes(b, i >= 2, scales->b.zero);
        __m512i first =
            is_a_half ? scale_half(da, i % 2 == 1) : scale_any(da, &scales->a, i % 2 == 1);
        __m512i second =
            is_b_half ? scale_half(db, i % 2 == 1) : scale_any(db, &scales->b, i % 2 == 1);
        __m512i sum =
            scales->is_minus ? _mm512_sub_epi32(first, second) : _mm512_add_epi32(first, second);
        value[i] = avx512_multiply_twice(sum, &scales->y, scales->y_nudge);
    }
    return _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7),
                                    avx512_pack_bytes(value, scales->range));
}

AVX512_INLINE __m512i add_any(const SimdAdd *add, const AddScales *scales, __m512i a, __m512i b)
{
    bool is_a_half = is_half(add->a_scale), is_b_half = is_half(add->b_scale);
    if (is_a_half && is_b_half)
        return add_bytes(scales, a, b, true, true);
    if (is_a_half)
        return add_bytes(scales, a, b, true, false);
    if (is_b_half)
        return add_bytes(scales, a, b, false, true);
    return add_bytes(scales, a, b, false, false);
}

AVX512 void avx512_add(const SimdAdd *add, const int8_t *a, const int8_t *b, int8_t *y,
                       int32_t count)
{
    AddScales scales = add_scales(add);
    int32_t i = 0;
    for (; i + AVX512_SIZE <= count; i += AVX512_SIZE)
        _mm512_storeu_si512(
            y + i, add_any(add, &scales, _mm512_loadu_si512(a + i), _mm512_loadu_si512(b + i)));
    if (i == count)
        return;
    int8_t all[AVX512_SIZE];
    _mm512_storeu_si512(all, add_any(add, &scales, avx512_load_bytes(a + i, count - i),
                                     avx512_load_bytes(b + i, count - i)));
    memcpy(y + i, all, (size_t)(count - i));
}
#endif
