#include "world/metrics.h"

#include <math.h>
#include <string.h>

enum { PAGES_PER_SET = 4, PAGES_MIN = 256 };

/* Zeroed pages, handed out in order; a block that is full stays and a new one is begun. */
struct MetricsMemory {
    GPtrArray *blocks; /* int64_t *, to be freed */
    int64_t *block;
    size_t used, capacity; /* pages of `block` */
    int64_t **page_tables;
    uint32_t growth_count;
};

static uint32_t page_count_of(Sample sample)
{
    uint32_t bucket_count = histogram_bucket_count(sample_layout(sample));
    return (bucket_count + HISTOGRAM_OCTAVE - 1) / HISTOGRAM_OCTAVE;
}

static void begin_block(struct MetricsMemory *memory, size_t capacity)
{
    memory->block = g_new0(int64_t, capacity * HISTOGRAM_OCTAVE);
    memory->used = 0;
    memory->capacity = capacity;
    g_ptr_array_add(memory->blocks, memory->block);
}

static int64_t *take_page(struct MetricsMemory *memory)
{
    if (memory->used == memory->capacity) {
        begin_block(memory, memory->capacity);
        memory->growth_count++;
    }
    return memory->block + memory->used++ * HISTOGRAM_OCTAVE;
}

static void free_all(gpointer block)
{
    g_free(block);
}

/* Every set gets its table of pages: sets of windows and groups first, then those of causes. */
static void give_tables(Metrics *metrics)
{
    size_t row_count = (size_t)metrics->calendar->window_count * metrics->group_count;
    size_t row_pages = 0;
    for (uint32_t s = 0; s < SAMPLE_COUNT; s++)
        row_pages += page_count_of((Sample)s);
    uint32_t repair_pages = page_count_of(SAMPLE_REPAIR_TIME);
    uint32_t detection_pages = page_count_of(SAMPLE_DETECTION_TIME);
    size_t cause_pages = (size_t)metrics->cause_count * (repair_pages + detection_pages);
    int64_t **table = g_new0(int64_t *, row_count * row_pages + cause_pages + 1);
    metrics->memory->page_tables = table;
    for (size_t row = 0; row < row_count; row++) {
        for (uint32_t s = 0; s < SAMPLE_COUNT; s++) {
            metrics->samples[row * SAMPLE_COUNT + s].pages = table;
            table += page_count_of((Sample)s);
        }
    }
    for (uint32_t i = 0; i < metrics->cause_count; i++) {
        metrics->causes[i].repair.pages = table;
        metrics->causes[i].detection.pages = table + repair_pages;
        table += repair_pages + detection_pages;
    }
}

static void pool_init(PoolMetrics *pool, const MetricsCalendar *calendar)
{
    size_t level_count = (size_t)calendar->window_count * METRICS_LEVELS;
    pool->busy_ns = g_new0(__int128, calendar->slice_count);
    pool->requests = g_new0(int64_t, calendar->slice_count);
    pool->queue_ns = g_new0(__int128, calendar->slice_count);
    pool->in_system_ns = g_new0(__int128, calendar->slice_count);
    pool->busy_steps = g_new0(int64_t, calendar->slice_count);
    pool->queue_steps = g_new0(int64_t, calendar->slice_count);
    pool->imbalance = g_new0(int64_t, calendar->stat_count);
    pool->imbalance_count = g_new0(int64_t, calendar->stat_count);
    pool->queue_level = g_new0(__int128, level_count);
    pool->system_level = g_new0(__int128, level_count);
}

static void pool_clear(PoolMetrics *pool)
{
    g_free(pool->busy_ns);
    g_free(pool->requests);
    g_free(pool->queue_ns);
    g_free(pool->in_system_ns);
    g_free(pool->busy_steps);
    g_free(pool->queue_steps);
    g_free(pool->imbalance);
    g_free(pool->imbalance_count);
    g_free(pool->queue_level);
    g_free(pool->system_level);
}

Metrics *metrics_new(const MetricsCalendar *calendar, MetricsSize size)
{
    g_assert(calendar != NULL);
    Metrics *metrics = g_new0(Metrics, 1);
    metrics->calendar = calendar;
    metrics->group_count = size.group_count;
    metrics->pool_count = size.pool_count;
    metrics->cause_count = size.cause_count;
    size_t row_count = (size_t)size.group_count * calendar->slice_count;
    size_t set_count = (size_t)calendar->window_count * size.group_count * SAMPLE_COUNT;
    metrics->counters = g_new0(int64_t, row_count * COUNTER_COUNT);
    metrics->down_steps = g_new0(int64_t, row_count);
    metrics->samples = g_new0(SampleSet, set_count);
    size_t energy_rows = (size_t)calendar->stretch_count * size.group_count;
    metrics->energies_nj = g_new0(__int128, energy_rows *CONSUMER_COUNT);
    metrics->pools = g_new0(PoolMetrics, size.pool_count);
    metrics->causes = g_new0(CauseMetrics, size.cause_count);
    for (uint32_t i = 0; i < size.pool_count; i++)
        pool_init(&metrics->pools[i], calendar);
    for (uint32_t i = 0; i < size.cause_count; i++) {
        metrics->causes[i].failures = g_new0(int64_t, calendar->slice_count);
        metrics->causes[i].outages = g_new0(int64_t, calendar->slice_count);
        metrics->causes[i].down_us = g_new0(int64_t, calendar->slice_count);
        metrics->causes[i].down_steps = g_new0(int64_t, calendar->slice_count);
    }
    metrics->memory = g_new0(struct MetricsMemory, 1);
    metrics->memory->blocks = g_ptr_array_new_with_free_func(free_all);
    begin_block(metrics->memory, MAX((size_t)PAGES_MIN, set_count * PAGES_PER_SET));
    give_tables(metrics);
    return metrics;
}

void metrics_free(Metrics *metrics)
{
    if (!metrics)
        return;
    for (uint32_t i = 0; i < metrics->cause_count; i++) {
        g_free(metrics->causes[i].failures);
        g_free(metrics->causes[i].outages);
        g_free(metrics->causes[i].down_us);
        g_free(metrics->causes[i].down_steps);
    }
    for (uint32_t i = 0; i < metrics->pool_count; i++)
        pool_clear(&metrics->pools[i]);
    g_ptr_array_unref(metrics->memory->blocks);
    g_free(metrics->memory->page_tables);
    g_free(metrics->memory);
    g_free(metrics->causes);
    g_free(metrics->pools);
    g_free(metrics->energies_nj);
    g_free(metrics->samples);
    g_free(metrics->down_steps);
    g_free(metrics->counters);
    g_free(metrics);
}

void metrics_sample(Metrics *metrics, uint32_t group, Sample sample, uint32_t slice, int64_t value)
{
    uint32_t windows = metrics->calendar->slices[slice].windows;
    for (; windows != 0; windows &= windows - 1) {
        uint32_t window = (uint32_t)__builtin_ctz(windows);
        sample_set_add(metrics, metrics_samples(metrics, window, group, sample), sample, value);
    }
}

/* What the squares leave out: see SampleSet. */
static int64_t coarse_of(HistogramLayout layout, int64_t value)
{
    const int64_t most = INT64_C(1) << 48;
    uint32_t bits = layout.top_bits > 47 ? layout.top_bits - 47 : 0;
    return MIN(value >> bits, most);
}

void sample_set_add(Metrics *metrics, SampleSet *set, Sample sample, int64_t value)
{
    HistogramLayout layout = sample_layout(sample);
    uint32_t bucket = histogram_bucket(layout, value);
    int64_t **page = &set->pages[bucket >> HISTOGRAM_OCTAVE_BITS];
    if (!*page)
        *page = take_page(metrics->memory);
    (*page)[bucket & (HISTOGRAM_OCTAVE - 1)]++;
    int64_t coarse = coarse_of(layout, value);
    set->min = set->count == 0 ? value : MIN(set->min, value);
    set->max = set->count == 0 ? value : MAX(set->max, value);
    set->count++;
    set->sum += value;
    set->coarse_sum += coarse;
    set->coarse_squares += (__int128)coarse * coarse;
    const MetricsCalendar *calendar = metrics->calendar;
    for (uint32_t i = 0; i < calendar->threshold_count[sample]; i++) {
        set->above[i] += value > calendar->thresholds[sample][i];
        set->at_or_above[i] += value >= calendar->thresholds[sample][i];
    }
}

void sample_set_merge(Metrics *metrics, SampleSet *into, const SampleSet *from, Sample sample)
{
    if (from->count == 0)
        return;
    uint32_t page_count = page_count_of(sample);
    for (uint32_t p = 0; p < page_count; p++) {
        if (!from->pages[p])
            continue;
        if (!into->pages[p])
            into->pages[p] = take_page(metrics->memory);
        for (uint32_t i = 0; i < HISTOGRAM_OCTAVE; i++)
            into->pages[p][i] += from->pages[p][i];
    }
    into->min = into->count == 0 ? from->min : MIN(into->min, from->min);
    into->max = into->count == 0 ? from->max : MAX(into->max, from->max);
    into->count += from->count;
    into->sum += from->sum;
    into->coarse_sum += from->coarse_sum;
    into->coarse_squares += from->coarse_squares;
    for (uint32_t i = 0; i < METRICS_THRESHOLD_MAX; i++) {
        into->above[i] += from->above[i];
        into->at_or_above[i] += from->at_or_above[i];
    }
}

double sample_set_mean(const SampleSet *set)
{
    return set->count == 0 ? NAN : (double)set->sum / (double)set->count;
}

/* Sums of deviations from the whole number below the mean: those are small integers, so that
 * nothing is lost before the one division. */
double sample_set_sd(const SampleSet *set, Sample sample)
{
    if (set->count < 2)
        return NAN;
    HistogramLayout layout = sample_layout(sample);
    __int128 n = set->count, middle = set->coarse_sum / n;
    __int128 rest = set->coarse_sum - middle * n; /* sum of (x - middle) */
    unsigned __int128 squares =
        (unsigned __int128)set->coarse_squares -
        2 * (unsigned __int128)middle * (unsigned __int128)set->coarse_sum +
        (unsigned __int128)middle * (unsigned __int128)middle * (unsigned __int128)n;
    double spread = (double)squares - (double)rest * ((double)rest / (double)n);
    double unit = (double)(layout.top_bits > 47 ? INT64_C(1) << (layout.top_bits - 47) : 1);
    return sqrt(MAX(spread, 0.0) / (double)(n - 1)) * unit;
}

void sample_set_counts(const SampleSet *set, Sample sample, int64_t *ret_counts)
{
    uint32_t bucket_count = histogram_bucket_count(sample_layout(sample));
    memset(ret_counts, 0, bucket_count * sizeof *ret_counts);
    for (uint32_t p = 0; p < page_count_of(sample); p++) {
        uint32_t first = p * HISTOGRAM_OCTAVE;
        size_t count = MIN((uint32_t)HISTOGRAM_OCTAVE, bucket_count - first);
        if (set->pages[p])
            memcpy(ret_counts + first, set->pages[p], count * sizeof *ret_counts);
    }
}

double sample_set_quantile(const SampleSet *set, Sample sample, int64_t *counts, double share)
{
    if (set->count == 0)
        return NAN;
    Histogram histogram = histogram_view(sample_layout(sample), counts);
    double value = histogram_quantile(&histogram, share);
    return CLAMP(value, (double)set->min, (double)set->max);
}

uint32_t metrics_growth_count(const Metrics *metrics)
{
    return metrics->memory->growth_count;
}
