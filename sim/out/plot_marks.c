#include "out/plot_marks.h"

#include <string.h>

#include "out/claim.h"
#include "out/view.h"

#define MARK_MAX     60 /* bands of a figure */
#define UNMARKED_MAX 3  /* sentences of a caption */

static bool is_begin(const EventRow *row, const char *subject)
{
    return strcmp(row->kind, "fault.begin") == 0 && (!subject || !strcmp(row->subject, subject));
}

static const EventRow *event_at(const RunResult *run, guint index)
{
    return &g_array_index(run->event_rows, EventRow, index);
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

/* Devices one at a time are not drawn, and of several that begin at once the first. */
static bool is_candidate(const RunResult *run, guint index)
{
    const EventRow *row = event_at(run, index);
    if (!is_begin(row, NULL) || g_str_has_prefix(row->subject, "device:"))
        return false;
    for (guint i = 0; i < index; i++)
        if (event_at(run, i)->t == row->t && is_begin(event_at(run, i), row->subject))
            return false;
    return true;
}

static bool is_first_of_its_name(const RunResult *run, guint index)
{
    for (guint i = 0; i < index; i++)
        if (is_begin(event_at(run, i), event_at(run, index)->subject))
            return false;
    return true;
}

static const char *name_of(const EventRow *row)
{
    return g_str_has_prefix(row->subject, "faults.") ? row->subject + 7 : row->subject;
}

void plot_add_marks(Chart *chart, const Study *study, double seconds)
{
    g_assert(chart && study);
    g_assert(seconds > 0);

    const RunResult *run = view_first_run(study, 0);
    if (!run)
        return;
    double unit = seconds * 1e9;
    if (study->warmup > 0)
        chart_add_mark(chart, 0, (double)study->warmup / unit, "warm-up");
    for (guint i = 0; i < run->event_rows->len && chart->marks->len < MARK_MAX; i++) {
        if (!is_candidate(run, i) || !is_in_all_runs(study, event_at(run, i)))
            continue;
        const EventRow *row = event_at(run, i);
        chart_add_mark(chart, (double)row->t / unit, (double)find_end(run, row) / unit,
                       name_of(row));
    }
}

void plot_say_unmarked(GString *caption, const Study *study)
{
    g_assert(caption && study);

    const RunResult *run = view_first_run(study, 0);
    guint count = 0;
    for (guint i = 0; run && i < run->event_rows->len && count < UNMARKED_MAX; i++) {
        if (!is_candidate(run, i) || is_in_all_runs(study, event_at(run, i)) ||
            !is_first_of_its_name(run, i))
            continue;
        g_string_append_c(caption, ' ');
        claim_put_name(caption, name_of(event_at(run, i)));
        g_string_append(caption, " strikes at other instants in each replication: no band.");
        count++;
    }
}
