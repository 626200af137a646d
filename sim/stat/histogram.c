#include "stat/histogram.h"

#include <math.h>
#include <stdbool.h>

static uint32_t last_bucket(HistogramLayout layout)
{
    return (layout.top_bits - layout.unit_bits - HISTOGRAM_OCTAVE_BITS + 1)
           << HISTOGRAM_OCTAVE_BITS;
}

uint32_t histogram_bucket_count(HistogramLayout layout)
{
    g_assert(layout.top_bits <= 62);
    g_assert(layout.unit_bits + HISTOGRAM_OCTAVE_BITS <= layout.top_bits);
    return last_bucket(layout) + 1;
}

Histogram histogram_view(HistogramLayout layout, int64_t *count)
{
    g_assert(count != NULL);
    return (Histogram){layout, count};
}

int64_t histogram_low(HistogramLayout layout, uint32_t bucket)
{
    g_assert(bucket <= last_bucket(layout));
    if (bucket < HISTOGRAM_OCTAVE)
        return (int64_t)bucket << layout.unit_bits;
    uint32_t octave = (bucket >> HISTOGRAM_OCTAVE_BITS) - 1;
    int64_t place = (bucket & (HISTOGRAM_OCTAVE - 1)) + HISTOGRAM_OCTAVE;
    return place << (octave + layout.unit_bits);
}

int64_t histogram_high(HistogramLayout layout, uint32_t bucket)
{
    return bucket < last_bucket(layout) ? histogram_low(layout, bucket + 1) : INT64_MAX;
}

void histogram_merge(Histogram *histogram, const Histogram *other)
{
    g_assert(histogram->layout.unit_bits == other->layout.unit_bits);
    g_assert(histogram->layout.top_bits == other->layout.top_bits);
    uint32_t bucket_count = histogram_bucket_count(histogram->layout);
    for (uint32_t i = 0; i < bucket_count; i++)
        histogram->count[i] += other->count[i];
}

int64_t histogram_total(const Histogram *histogram)
{
    int64_t total = 0;
    uint32_t bucket_count = histogram_bucket_count(histogram->layout);
    for (uint32_t i = 0; i < bucket_count; i++)
        total += histogram->count[i];
    return total;
}

/* Integers low .. high - 1 spread evenly over the bucket: one unit wide, it is exact. */
static double place_in(HistogramLayout layout, uint32_t bucket, double share)
{
    int64_t low = histogram_low(layout, bucket);
    if (bucket == last_bucket(layout))
        return (double)low;
    return (double)low + (double)(histogram_high(layout, bucket) - 1 - low) * share;
}

double histogram_quantile(const Histogram *histogram, double share)
{
    g_assert(share >= 0.0);
    g_assert(share <= 1.0);
    int64_t total = histogram_total(histogram), before = 0;
    double rank = share * (double)total;
    for (uint32_t i = 0; before < total; i++) {
        int64_t here = histogram->count[i];
        bool is_last = before + here == total;
        if (here > 0 && (rank <= (double)(before + here) || is_last))
            return place_in(histogram->layout, i, (rank - (double)before) / (double)here);
        before += here;
    }
    return NAN;
}
