#include "world/metrics_calendar.h"

#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>

static int compare_times(const void *a, const void *b)
{
    SimTime x = *(const SimTime *)a, y = *(const SimTime *)b;
    return (x > y) - (x < y);
}

static void add_multiples(GArray *edges, SimTime length, SimTime end)
{
    for (SimTime t = 0; t < end;) {
        g_array_append_val(edges, t);
        t = time_add(t, length);
    }
}

/* Starts of slices, sorted, each once, and at last the end. */
static GArray *find_edges(const MetricsCalendar *calendar)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(SimTime));
    add_multiples(edges, calendar->bin_length, calendar->end);
    add_multiples(edges, calendar->stat_length, calendar->end);
    for (uint32_t w = 0; w < calendar->window_count; w++)
        g_array_append_vals(edges, &calendar->windows[w], 2);
    g_array_append_val(edges, calendar->end);
    qsort(edges->data, edges->len, sizeof(SimTime), compare_times);
    guint kept = 0;
    SimTime *t = (SimTime *)(void *)edges->data;
    for (guint i = 0; i < edges->len; i++) {
        if (kept == 0 || t[i] != t[kept - 1])
            t[kept++] = t[i];
    }
    g_array_set_size(edges, kept);
    return edges;
}

static uint32_t windows_at(const MetricsCalendar *calendar, SimTime t)
{
    uint32_t windows = 0;
    for (uint32_t w = 0; w < calendar->window_count; w++) {
        bool is_inside = calendar->windows[w].from <= t && t < calendar->windows[w].to;
        windows |= (uint32_t)is_inside << w;
    }
    return windows;
}

static void fill_slices(MetricsCalendar *calendar, const SimTime *edges)
{
    uint32_t slice_count = calendar->slice_count;
    calendar->slices = g_new0(Slice, slice_count);
    calendar->first_of_bin = g_new0(uint32_t, calendar->bin_count);
    for (uint32_t i = 0; i < slice_count; i++) {
        Slice *slice = &calendar->slices[i];
        slice->start = edges[i];
        slice->end = edges[i + 1];
        slice->output_bin = (uint32_t)(slice->start / calendar->bin_length);
        slice->stat_bin = (uint32_t)(slice->start / calendar->stat_length);
        slice->windows = windows_at(calendar, slice->start);
        if (slice->start % calendar->bin_length == 0)
            calendar->first_of_bin[slice->output_bin] = i;
    }
}

/* Neighbours with the same windows are one. */
static void fill_stretches(MetricsCalendar *calendar)
{
    calendar->stretches = g_new0(Stretch, calendar->slice_count);
    for (uint32_t i = 0; i < calendar->slice_count; i++) {
        Slice slice = calendar->slices[i];
        Stretch *last = &calendar->stretches[MAX(calendar->stretch_count, 1) - 1];
        if (i > 0 && last->windows == slice.windows)
            last->end = slice.end;
        else
            calendar->stretches[calendar->stretch_count++] =
                (Stretch){slice.start, slice.end, slice.windows};
    }
}

static MetricsWindow clip_window(MetricsWindow window, SimTime end)
{
    g_assert(window.from >= 0);
    g_assert(window.to >= window.from);
    return (MetricsWindow){MIN(window.from, end), MIN(window.to, end)};
}

MetricsCalendar *metrics_calendar_new(SimTime end, SimTime bin_length, SimTime stat_length,
                                      const MetricsWindow *windows, uint32_t window_count)
{
    g_assert(end > 0);
    g_assert(bin_length > 0);
    g_assert(stat_length > 0);
    g_assert(window_count > 0);
    g_assert(window_count <= METRICS_WINDOW_MAX);

    MetricsCalendar *calendar = g_new0(MetricsCalendar, 1);
    calendar->end = end;
    calendar->bin_length = bin_length;
    calendar->stat_length = stat_length;
    calendar->bin_count = (uint32_t)((end - 1) / bin_length + 1);
    calendar->stat_count = (uint32_t)((end - 1) / stat_length + 1);
    calendar->window_count = window_count;
    for (uint32_t w = 0; w < window_count; w++)
        calendar->windows[w] = clip_window(windows[w], end);
    g_autoptr(GArray) edges = find_edges(calendar);
    calendar->slice_count = edges->len - 1;
    fill_slices(calendar, (const SimTime *)(void *)edges->data);
    fill_stretches(calendar);
    return calendar;
}

void metrics_calendar_free(MetricsCalendar *calendar)
{
    if (!calendar)
        return;
    g_free(calendar->slices);
    g_free(calendar->stretches);
    g_free(calendar->first_of_bin);
    g_free(calendar);
}

int32_t metrics_calendar_threshold(MetricsCalendar *calendar, Sample sample, int64_t value)
{
    g_assert(sample < SAMPLE_COUNT);
    uint32_t count = calendar->threshold_count[sample];
    for (uint32_t i = 0; i < count; i++) {
        if (calendar->thresholds[sample][i] == value)
            return (int32_t)i;
    }
    if (count == METRICS_THRESHOLD_MAX)
        return -1;
    calendar->thresholds[sample][count] = value;
    calendar->threshold_count[sample]++;
    return (int32_t)count;
}

/* Of slices first .. beyond - 1, the last that has begun: there may be many of an interval in a
 * bin. */
static uint32_t search_slice(const MetricsCalendar *calendar, uint32_t first, uint32_t beyond,
                             SimTime t)
{
    while (beyond - first > 1) {
        uint32_t middle = first + (beyond - first) / 2;
        if (calendar->slices[middle].start <= t)
            first = middle;
        else
            beyond = middle;
    }
    return first;
}

uint32_t metrics_slice(const MetricsCalendar *calendar, SimTime t)
{
    g_assert(t >= 0);
    if (t >= calendar->end)
        return calendar->slice_count - 1;
    uint32_t bin = (uint32_t)(t / calendar->bin_length);
    uint32_t slice = calendar->first_of_bin[bin];
    if (calendar->slices[slice].end > t)
        return slice;
    uint32_t beyond =
        bin + 1 < calendar->bin_count ? calendar->first_of_bin[bin + 1] : calendar->slice_count;
    return search_slice(calendar, slice, beyond, t);
}

uint32_t metrics_stretch(const MetricsCalendar *calendar, SimTime t)
{
    g_assert(t >= 0);
    uint32_t stretch = 0;
    while (stretch + 1 < calendar->stretch_count && calendar->stretches[stretch].end <= t)
        stretch++;
    return stretch;
}
