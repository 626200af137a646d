/*
 * nn/avx512_rows.h - from sums of a panel to its bytes in memory, for kernel sets with AVX-512.
 *
 * Errors:  none.
 */
#ifndef TINYFLEET_NN_AVX512_ROWS_H
#define TINYFLEET_NN_AVX512_ROWS_H

#include <string.h>

#include "nn/avx512.h"

/* Where a panel's bytes go. */
typedef struct Avx512Rows {
    int8_t *y;         /* row r at y + r * step */
    size_t step;       /* bytes */
    int32_t row_count; /* those beyond are not stored */
    int32_t width;     /* bytes of a row: 1 .. 16 are stored */
} Avx512Rows;

/* Four rows of a panel, from packed bytes. */
AVX512_INLINE void avx512_store_rows(__m512i bytes, const Avx512Rows *rows)
{
    bytes = avx512_in_order(bytes);
    int8_t *y = rows->y;
    if (rows->row_count >= 4 && rows->width >= AVX512_LANES) {
        _mm_storeu_si128((__m128i *)(void *)y, _mm512_castsi512_si128(bytes));
        _mm_storeu_si128((__m128i *)(void *)(y + rows->step), _mm512_extracti32x4_epi32(bytes, 1));
        y += 2 * rows->step;
        _mm_storeu_si128((__m128i *)(void *)y, _mm512_extracti32x4_epi32(bytes, 2));
        _mm_storeu_si128((__m128i *)(void *)(y + rows->step), _mm512_extracti32x4_epi32(bytes, 3));
        return;
    }
    int8_t all[4][AVX512_LANES];
    _mm512_storeu_si512(all, bytes);
    size_t width = rows->width < AVX512_LANES ? (size_t)rows->width : AVX512_LANES;
    for (int32_t r = 0; r < 4 && r < rows->row_count; r++, y += rows->step)
        memcpy(y, all[r], width);
}

/* sum[row_count] of lanes at .. at + 15, requantised and stored; row_count is 1 or a multiple
 * of 4. */
AVX512_INLINE void avx512_requant_rows(const SimdRequant *rq, int32_t at, const __m512i *sum,
                                       const int row_count, Avx512Rows rows)
{
    Avx512Scale scale = avx512_load_scale(rq, at);
    bool is_slow = simd_is_slow(rq, at);
    SIMD_UNROLL
    for (int r = 0; r < row_count; r += 4) {
        __m512i value[4];
        SIMD_UNROLL
        for (int i = 0; i < 4; i++)
            value[i] = i >= row_count ? value[0]
                       : is_slow      ? avx512_multiply_any(sum[r + i], &scale, rq)
                                      : avx512_multiply(sum[r + i], &scale);
        avx512_store_rows(avx512_pack_bytes(value, rq->range), &rows);
        rows.y += 4 * rows.step;
        rows.row_count -= 4;
    }
}

#endif
