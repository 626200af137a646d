/* Edges, merging, and quantiles against sorted values. */
#include "test.h"

#include <math.h>
#include <stdlib.h>

#include "stat/histogram.h"
#include "util/digest.h"

static const HistogramLayout layouts[] = {{0, 62}, {0, 8}, {10, 47}, {20, 62}, {3, 20}};

enum { LAYOUT_COUNT = 5 };

static void buckets_tile_the_range_without_gap_or_overlap(void)
{
    for (size_t k = 0; k < LAYOUT_COUNT; k++) {
        HistogramLayout layout = layouts[k];
        uint32_t count = histogram_bucket_count(layout);
        CHECK_INT(histogram_low(layout, 0), 0);
        CHECK(histogram_low(layout, count - 1) == INT64_C(1) << layout.top_bits);
        for (uint32_t b = 0; b < count; b++) {
            int64_t low = histogram_low(layout, b), high = histogram_high(layout, b);
            CHECK(low < high);
            CHECK_INT(histogram_bucket(layout, low), b);
            CHECK_INT(histogram_bucket(layout, high - 1), b);
            if (b + 1 < count)
                CHECK_INT(histogram_low(layout, b + 1), high);
        }
        CHECK_INT(histogram_bucket(layout, INT64_MAX), count - 1);
    }
}

static void a_bucket_is_narrower_than_its_values_by_256(void)
{
    for (size_t k = 0; k < LAYOUT_COUNT; k++) {
        HistogramLayout layout = layouts[k];
        int64_t unit = INT64_C(1) << layout.unit_bits;
        for (uint32_t b = 0; b + 1 < histogram_bucket_count(layout); b++) {
            int64_t low = histogram_low(layout, b), width = histogram_high(layout, b) - low;
            CHECK(width == unit || width <= low / 256);
        }
    }
}

static void the_named_layouts_are_as_large_as_they_say(void)
{
    CHECK_INT(histogram_bucket_count(HISTOGRAM_LATENCY), 7681);
    CHECK_INT(histogram_bucket_count(HISTOGRAM_DURATION), 8961);
}

static int compare_values(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Values over many octaves; the quantile must lie within 0.4 % of the sorted neighbours. */
static void quantiles_are_within_four_per_mille(void)
{
    enum { COUNT = 20000 };
    int64_t *values = g_new(int64_t, COUNT);
    HistogramLayout layout = {0, 62};
    int64_t *count = g_new0(int64_t, histogram_bucket_count(layout));
    Histogram h = histogram_view(layout, count);
    for (int i = 0; i < COUNT; i++) {
        uint64_t bits = digest_scramble((uint64_t)i);
        values[i] = (int64_t)(bits >> (8 + bits % 50));
        histogram_add(&h, values[i], 1);
    }
    qsort(values, COUNT, sizeof values[0], compare_values);
    CHECK_INT(histogram_total(&h), COUNT);
    for (int i = 1; i < 1000; i++) {
        double share = i / 1000.0, got = histogram_quantile(&h, share);
        int at = i * COUNT / 1000;
        double low = (double)values[at - 1], high = (double)values[at];
        CHECK(got >= low * 0.996 - 1e-9 && got <= high * 1.004 + 1e-9);
    }
    g_free(values);
    g_free(count);
}

static void small_integers_are_exact(void)
{
    int64_t *count = g_new0(int64_t, histogram_bucket_count(layouts[0]));
    Histogram h = histogram_view(layouts[0], count);
    for (int64_t v = 1; v <= 100; v++)
        histogram_add(&h, v, 1);
    CHECK_NEAR(histogram_quantile(&h, 0.5), 50, 0);
    CHECK_NEAR(histogram_quantile(&h, 0.99), 99, 0);
    CHECK_NEAR(histogram_quantile(&h, 0), 1, 0);
    CHECK_NEAR(histogram_quantile(&h, 1), 100, 0);
    g_free(count);
}

static void even_values_in_one_bucket_give_a_straight_line(void)
{
    HistogramLayout layout = {0, 20};
    int64_t *count = g_new0(int64_t, histogram_bucket_count(layout));
    Histogram h = histogram_view(layout, count);
    int64_t low = histogram_low(layout, 2000), high = histogram_high(layout, 2000);
    for (int64_t v = low; v < high; v++)
        histogram_add(&h, v, 1);
    double middle = ((double)low + (double)high - 1) / 2;
    CHECK_NEAR(histogram_quantile(&h, 0.5), middle, 1e-9);
    g_free(count);
}

static void merging_is_adding(void)
{
    HistogramLayout layout = HISTOGRAM_LATENCY;
    uint32_t bucket_count = histogram_bucket_count(layout);
    int64_t *count[3];
    Histogram h[3];
    for (int i = 0; i < 3; i++) {
        count[i] = g_new0(int64_t, bucket_count);
        h[i] = histogram_view(layout, count[i]);
    }
    for (int64_t v = 0; v < 3000; v++) {
        histogram_add(&h[v % 2], v * v * 1000, v);
        histogram_add(&h[2], v * v * 1000, v);
    }
    histogram_merge(&h[0], &h[1]);
    for (uint32_t b = 0; b < bucket_count; b++)
        CHECK_INT(count[0][b], count[2][b]);
    for (int i = 0; i < 3; i++)
        g_free(count[i]);
}

static void nothing_and_too_much_are_said(void)
{
    HistogramLayout layout = {0, 20};
    int64_t *count = g_new0(int64_t, histogram_bucket_count(layout));
    Histogram h = histogram_view(layout, count);
    CHECK(isnan(histogram_quantile(&h, 0.5)));
    histogram_add(&h, INT64_C(1) << 40, 2);
    CHECK_NEAR(histogram_quantile(&h, 0.5), 0x1p20, 0);
    g_free(count);
}

TEST_MAIN(CASE(buckets_tile_the_range_without_gap_or_overlap),
          CASE(a_bucket_is_narrower_than_its_values_by_256),
          CASE(the_named_layouts_are_as_large_as_they_say),
          CASE(quantiles_are_within_four_per_mille), CASE(small_integers_are_exact),
          CASE(even_values_in_one_bucket_give_a_straight_line), CASE(merging_is_adding),
          CASE(nothing_and_too_much_are_said))
