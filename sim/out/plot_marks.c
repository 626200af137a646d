#include "out/plot_marks.h"

#include <string.h>

#include "out/view.h"

#define MARK_MAX  6
#define OFTEN     4     /* a fault that begins more often is not drawn */
#define NARROWEST 0.003 /* share of the run a band is at least wide */

static bool is_begin(const EventRow *row, const char *subject)
{
    return strcmp(row->kind, "fault.begin") == 0 && (!subject || !strcmp(row->subject, subject));
}

static const EventRow *event_at(const RunResult *run, guint index)
{
    return &g_array_index(run->event_rows, EventRow, index);
}

/* Does it begin at more than OFTEN instants? */
static bool is_frequent(const RunResult *run, const char *subject)
{
    uint32_t count = 0;
    SimTime last = -1;
    for (guint i = 0; i < run->event_rows->len && count <= OFTEN; i++) {
        const EventRow *row = event_at(run, i);
        if (is_begin(row, subject) && row->t != last) {
            last = row->t;
            count++;
        }
    }
    return count > OFTEN;
}

static bool has_begin(const RunResult *run, const EventRow *begin)
{
    for (guint i = 0; i < run->event_rows->len; i++)
        if (event_at(run, i)->t == begin->t && is_begin(event_at(run, i), begin->subject))
            return true;
    return false;
}

static bool is_in_all_runs(const Study *study, const EventRow *begin)
{
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        if (run->point == 0 && strcmp(run->status, "ok") == 0 && !has_begin(run, begin))
            return false;
    }
    return true;
}

/* When the fault that began there ends; the end of the run if it does not. */
static SimTime find_end(const RunResult *run, const EventRow *begin)
{
    for (guint i = 0; i < run->event_rows->len; i++) {
        const EventRow *row = event_at(run, i);
        if (row->t >= begin->t && strcmp(row->kind, "fault.end") == 0 &&
            strcmp(row->subject, begin->subject) == 0 && row->scope == begin->scope)
            return row->t;
    }
    return run->sim_end;
}

static bool is_worth_drawing(const Study *study, const RunResult *run, guint index)
{
    const EventRow *row = event_at(run, index);
    if (!is_begin(row, NULL) || g_str_has_prefix(row->subject, "device:") ||
        is_frequent(run, row->subject))
        return false;
    for (guint i = 0; i < index; i++)
        if (event_at(run, i)->t == row->t && is_begin(event_at(run, i), row->subject))
            return false;
    return is_in_all_runs(study, row);
}

void plot_add_marks(Chart *chart, const Study *study, double seconds)
{
    g_assert(chart && study);
    g_assert(seconds > 0);

    const RunResult *run = view_first_run(study, 0);
    if (!run)
        return;
    double unit = seconds * 1e9, least = NARROWEST * (double)run->sim_end / unit;
    if (study->warmup > 0)
        chart_add_mark(chart, 0, (double)study->warmup / unit, "warm-up");
    for (guint i = 0; i < run->event_rows->len && chart->marks->len < MARK_MAX; i++) {
        if (!is_worth_drawing(study, run, i))
            continue;
        const EventRow *row = event_at(run, i);
        const char *name =
            g_str_has_prefix(row->subject, "faults.") ? row->subject + 7 : row->subject;
        double from = (double)row->t / unit, to = (double)find_end(run, row) / unit;
        chart_add_mark(chart, from, MAX(to, from + least), name);
    }
}
