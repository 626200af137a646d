/*
 * stat/histogram.h - log-linear histogram of non-negative integers: quantiles within 0.4 %.
 *
 * 256 buckets for each octave, so a bucket is narrower than 1/256 of its values; below 256
 * units every unit has its own.  Edges follow from the layout alone and counts are integers:
 * histograms may be filled and merged in any order.
 *
 * Units:   of the values; a layout's unit is 2^unit_bits of them.
 * Shapes:  count [histogram_bucket_count()]; the last bucket holds what is beyond the range.
 * Owner:   the caller owns the counts; a Histogram is a view of them.
 * Errors:  none.
 * Source:  the idea of G. Tene's HdrHistogram.
 */
#ifndef TINYFLEET_STAT_HISTOGRAM_H
#define TINYFLEET_STAT_HISTOGRAM_H

#include <glib.h>
#include <stdint.h>

enum { HISTOGRAM_OCTAVE_BITS = 8, HISTOGRAM_OCTAVE = 1 << HISTOGRAM_OCTAVE_BITS };

/* Values 0 .. 2^top_bits - 1, told apart by 2^unit_bits; unit_bits + 8 <= top_bits <= 62. */
typedef struct HistogramLayout {
    uint32_t unit_bits, top_bits;
} HistogramLayout;

typedef struct Histogram {
    HistogramLayout layout;
    int64_t *count;
} Histogram;

/* From a microsecond, in ns, to 39 hours: 7,681 buckets. */
#define HISTOGRAM_LATENCY ((HistogramLayout){10, 47})

/* From a millisecond, in ns, to 146 years: 8,961 buckets. */
#define HISTOGRAM_DURATION ((HistogramLayout){20, 62})

uint32_t histogram_bucket_count(HistogramLayout layout);

/* Views counts that are zero or already filled under the same layout. */
Histogram histogram_view(HistogramLayout layout, int64_t *count);

/* Bucket b holds low <= value < high; high is INT64_MAX for the last. */
int64_t histogram_low(HistogramLayout layout, uint32_t bucket);
int64_t histogram_high(HistogramLayout layout, uint32_t bucket);

static inline uint32_t histogram_bucket(HistogramLayout layout, int64_t value)
{
    g_assert(value >= 0);
    uint64_t units = (uint64_t)value >> layout.unit_bits;
    if (units < HISTOGRAM_OCTAVE)
        return (uint32_t)units;
    if (value >> layout.top_bits != 0)
        return (layout.top_bits - layout.unit_bits - HISTOGRAM_OCTAVE_BITS + 1)
               << HISTOGRAM_OCTAVE_BITS;
    uint32_t octave = 63U - (uint32_t)__builtin_clzll(units) - HISTOGRAM_OCTAVE_BITS;
    return (octave << HISTOGRAM_OCTAVE_BITS) + (uint32_t)(units >> octave);
}

static inline void histogram_add(Histogram *histogram, int64_t value, int64_t times)
{
    histogram->count[histogram_bucket(histogram->layout, value)] += times;
}

/* Adds the counts of `other`; the layouts must be equal. */
void histogram_merge(Histogram *histogram, const Histogram *other);

int64_t histogram_total(const Histogram *histogram);

/* The value that this share (0..1) of the entries does not exceed, linear inside a bucket, the
 * lower edge beyond the range; NAN if there are no entries. */
double histogram_quantile(const Histogram *histogram, double share);

#endif
