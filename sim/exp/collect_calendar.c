/* Windows and thresholds that the requirements of a scenario ask for. */
#include "exp/collect.h"

#include "exp/collect_part.h"
#include "util/error.h"

static const RequirementSection *requirement_at(const Scenario *scenario, uint32_t i)
{
    return &g_array_index(scenario->requirements, RequirementSection, i);
}

/* The main one, then each other pair of times in order of requirements. Beyond
 * METRICS_WINDOW_MAX they are counted only. */
static uint32_t find_windows(const Scenario *scenario, MetricsWindow *windows)
{
    uint32_t count = 1;
    windows[0] = (MetricsWindow){scenario->run.warmup, scenario->run.duration};
    for (guint r = 0; r < scenario->requirements->len; r++) {
        const RequirementSection *requirement = requirement_at(scenario, r);
        SimTime to = MIN(requirement->to, scenario->run.duration);
        MetricsWindow window = {MIN(requirement->from, to), to};
        uint32_t w = 0, known = MIN(count, (uint32_t)METRICS_WINDOW_MAX);
        while (w < known && (windows[w].from != window.from || windows[w].to != window.to))
            w++;
        if (w < known)
            continue;
        if (count < METRICS_WINDOW_MAX)
            windows[count] = window;
        count++;
    }
    return count;
}

uint32_t collect_window(const Scenario *scenario, uint32_t requirement)
{
    MetricsWindow windows[METRICS_WINDOW_MAX];
    uint32_t count = find_windows(scenario, windows);
    const RequirementSection *own = requirement_at(scenario, requirement);
    SimTime to = MIN(own->to, scenario->run.duration), from = MIN(own->from, to);
    for (uint32_t w = 0; w < count; w++) {
        if (windows[w].from == from && windows[w].to == to)
            return w;
    }
    g_assert_not_reached();
}

static bool add_threshold(MetricsCalendar *calendar, const RequirementSection *requirement,
                          GError **error)
{
    const Condition *condition = &requirement->condition;
    const Metric *metric = metric_get(condition->metric);
    bool has_samples = metric->form == METRIC_SAMPLES || metric->form == METRIC_SPARED;
    if (!condition->is_share || !has_samples)
        return true;
    int64_t value = metric_threshold(metric, condition->threshold);
    if (metrics_calendar_threshold(calendar, (Sample)metric->a, value) >= 0)
        return true;
    g_set_error(
        error, FLEET_ERROR, FLEET_ERROR_INPUT,
        "%s: error: check = %s is one share(%s) too many: at most %d different limits are kept",
        requirement->head.place, condition->text, metric->name, METRICS_THRESHOLD_MAX);
    return false;
}

MetricsCalendar *collect_calendar_new(const Scenario *scenario, GError **error)
{
    g_assert(scenario);

    MetricsWindow windows[METRICS_WINDOW_MAX];
    uint32_t count = find_windows(scenario, windows);
    if (count > METRICS_WINDOW_MAX) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "requirements name %u different pairs of from and to; at most %d are kept",
                    count - 1, METRICS_WINDOW_MAX - 1);
        return NULL;
    }
    MetricsCalendar *calendar =
        metrics_calendar_new(scenario->run.duration, scenario->output.interval,
                             scenario->run.stat_interval, windows, count);
    g_autoptr(GString) refused = g_string_new(NULL);
    for (guint r = 0; r < scenario->requirements->len; r++) {
        g_autoptr(GError) mistake = NULL;
        if (!add_threshold(calendar, requirement_at(scenario, r), &mistake))
            g_string_append_printf(refused, "%s%s", refused->len > 0 ? "\n" : "", mistake->message);
    }
    if (refused->len == 0)
        return calendar;
    g_set_error_literal(error, FLEET_ERROR, FLEET_ERROR_INPUT, refused->str);
    metrics_calendar_free(calendar);
    return NULL;
}
