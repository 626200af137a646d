#include "out/quantile.h"

#include <math.h>
#include <string.h>

#include "exp/result_find.h"
#include "out/view.h"
#include "stat/histogram.h"

#define SAMPLES_MIN 10
#define WIDTH       (1.0 / HISTOGRAM_OCTAVE) /* of a bucket, to its values */

/* One bucket of the histograms of all replications. */
typedef struct Bucket {
    double low, high, count;
} Bucket;

/* 0.95 of "p95"; NAN of what is no quantile. */
static double share_of(const char *stat)
{
    if (stat[0] != 'p' || !g_ascii_isdigit(stat[1]))
        return NAN;
    return g_ascii_strtod(stat + 1, NULL) / 100;
}

bool quantile_is(const Study *study, uint32_t metric, const char *stat)
{
    g_assert(study && stat);
    return !isnan(share_of(stat)) && strcmp(view_metric(study, metric)->population, "time") != 0;
}

static double samples_needed(double share)
{
    double beyond = fmin(share, 1 - share);
    return fmax(SAMPLES_MIN, beyond > 0 ? floor(1 / beyond + 0.5) : SAMPLES_MIN);
}

/* Samples of the runs that ended well; `ret_least` of one of them. */
static double count_samples(const Study *study, const SummaryRow *row, double *ret_least)
{
    double total = 0;
    *ret_least = INFINITY;
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        if (run->point != row->point || strcmp(run->status, "ok") != 0)
            continue;
        const ScalarRow *count = run_find_scalar(run, row->metric, row->scope, "count");
        total += count ? count->value : 0;
        *ret_least = fmin(*ret_least, count ? count->value : 0);
    }
    return total;
}

static gint bucket_compare(gconstpointer pa, gconstpointer pb)
{
    const Bucket *a = pa, *b = pb;
    if (a->high != b->high)
        return (a->high > b->high) - (a->high < b->high);
    return (a->low > b->low) - (a->low < b->low);
}

/* Linear inside a bucket; NAN without histograms. */
static double pooled_quantile(const Study *study, const SummaryRow *row, double share)
{
    g_autoptr(GArray) buckets = g_array_new(FALSE, FALSE, sizeof(Bucket));
    double total = 0, below = 0;
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        guint count = 0;
        const HistogramRow *rows = run_find_histogram(run, row->metric, row->scope, &count);
        for (guint i = 0; run->point == row->point && i < count; i++) {
            Bucket bucket = {rows[i].low, rows[i].high, (double)rows[i].count};
            total += bucket.count;
            g_array_append_val(buckets, bucket);
        }
    }
    g_array_sort(buckets, bucket_compare);
    for (guint i = 0, next; i < buckets->len; i = next) {
        Bucket bucket = g_array_index(buckets, Bucket, i);
        for (next = i + 1; next < buckets->len &&
                           bucket_compare(&bucket, &g_array_index(buckets, Bucket, next)) == 0;
             next++)
            bucket.count += g_array_index(buckets, Bucket, next).count;
        if (below + bucket.count >= share * total)
            return bucket.low + (bucket.high - bucket.low) * (share * total - below) / bucket.count;
        below += bucket.count;
    }
    return NAN;
}

/* Half a bucket at this value. Buckets of shares near 1 are as narrow as those near 0. */
static double half_bucket(double value, const char *unit)
{
    bool is_share = strcmp(unit, "fraction") == 0 && value >= 0 && value <= 1;
    return 0.5 * WIDTH * (is_share ? fmin(value, 1 - value) : fabs(value));
}

/* The mean over replications; no interval but one without width is narrower than a bucket. */
static Quantile of_means(const Study *study, const SummaryRow *row, bool is_quantile)
{
    Quantile quantile = {.value = row->mean, .low = row->ci_low, .high = row->ci_high};
    double half = 0.5 * (row->ci_high - row->ci_low);
    const char *unit = view_unit(study, row->metric, row->stat);
    quantile.sample_count = NAN;
    if (is_quantile) {
        double least_half = half_bucket(row->mean, unit);
        if (half > 0 && half < least_half) {
            quantile.low = fmin(row->ci_low, row->mean - least_half);
            quantile.high = fmax(row->ci_high, row->mean + least_half);
        }
        half = isnan(half) || half < least_half ? least_half : half;
    }
    quantile.style = number_style(row->mean, half, unit);
    return quantile;
}

Quantile quantile_of(const Study *study, const SummaryRow *row)
{
    g_assert(study && row);

    double least = 0, share = share_of(row->stat);
    bool is_quantile = quantile_is(study, row->metric, row->stat);
    Quantile quantile = of_means(study, row, is_quantile);
    if (!is_quantile)
        return quantile;
    double needed = samples_needed(share), total = count_samples(study, row, &least);
    if (total == 0)
        return quantile;
    quantile.sample_count = total;
    if (least >= needed)
        return quantile;
    double pooled = total >= needed ? pooled_quantile(study, row, share) : NAN;
    quantile.form = isnan(pooled) ? QUANTILE_FEW : QUANTILE_POOLED;
    quantile.value = pooled;
    quantile.low = quantile.high = NAN;
    quantile.style =
        number_style(pooled, 4 * WIDTH * fabs(pooled), view_unit(study, row->metric, row->stat));
    return quantile;
}

void quantile_count_text(const Quantile *quantile, char text[NUMBER_SIZE])
{
    g_assert(quantile);
    number_bare((NumberStyle){1, 0, ""}, quantile->sample_count, text);
}

void quantile_text(const Quantile *quantile, char text[NUMBER_SIZE])
{
    g_assert(quantile);
    if (quantile->form != QUANTILE_FEW) {
        number_text(quantile->style, quantile->value, text);
        return;
    }
    char count[NUMBER_SIZE];
    quantile_count_text(quantile, count);
    g_snprintf(text, NUMBER_SIZE, "%s sample%s: too few", count,
               quantile->sample_count == 1 ? "" : "s");
}

char *quantile_words(const Quantile *quantile, const char *stat)
{
    g_assert(quantile && stat);
    if (quantile->form == QUANTILE_FEW)
        return g_strdup("samples");
    return g_strconcat(quantile->form == QUANTILE_POOLED ? "pooled " : "mean ", stat, NULL);
}
