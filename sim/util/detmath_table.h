/*
 * util/detmath_table.h - tables behind det_log() and det_exp().
 *
 * Row i of the logarithm covers mantissas from bits DET_LOG_FIRST + (i << 45) on: `inverse` is
 * near 1/middle with at most 21 bits, `log` is -ln(inverse).  Both rows that touch 1 hold
 * inverse = 1 and log = 0, so the result keeps its relative accuracy there.
 */
#ifndef TINYFLEET_UTIL_DETMATH_TABLE_H
#define TINYFLEET_UTIL_DETMATH_TABLE_H

#include <stdint.h>

enum { DET_TABLE_SIZE = 128 };

#define DET_LOG_FIRST UINT64_C(0x3fe6000000000000) /* 0.6875 */

typedef struct DetLogRow {
    double inverse, log;
} DetLogRow;

extern const DetLogRow det_log_table[DET_TABLE_SIZE];
extern const double det_exp_table[DET_TABLE_SIZE]; /* 2^(i/128) */

#endif
