/* The few sentences to read first. */
#include <math.h>
#include <string.h>

#include "out/claim.h"
#include "out/number.h"
#include "out/plot_spec.h"
#include "out/report_part.h"
#include "out/view.h"

static void put_item(GString *page, const GString *sentence)
{
    if (sentence->len > 0)
        g_string_append_printf(page, "<li>%s</li>\n", sentence->str);
}

void report_alarms(GString *page, const Study *study)
{
    g_assert(page && study);

    double wrong = view_total(study, "false_alarms", "sum");
    double right = view_total(study, "detection_time", "count");
    double all = (isnan(wrong) ? 0 : wrong) + (isnan(right) ? 0 : right);
    char share[NUMBER_SIZE], count[NUMBER_SIZE];
    if (isnan(wrong) || !(all > 0))
        return;
    number_show(wrong / all, 0.01, "fraction", share);
    number_bare((NumberStyle){1, 0, ""}, all, count);
    if (wrong > 0)
        claim_put(page, share, "false share");
    g_string_append(page, wrong > 0 ? " of " : "None of ");
    claim_put(page, count, "judged alarms");
    g_string_append_printf(page,
                           " alarm%s in all replications %s false: the device served. The others "
                           "told of a failure; alarms during power cuts and link losses are "
                           "neither.",
                           all == 1 ? "" : "s", all == 1 || wrong <= 1 ? "was" : "were");
}

/* What a figure says of everything together. */
static void put_figure(GString *page, const Study *study, const char *name, const char *label)
{
    g_autoptr(GString) sentence = g_string_new(NULL);
    const PlotSpec *spec = plot_spec_find(name);
    plot_say_all(sentence, study, spec, label);
    put_item(page, sentence);
}

/* The cause with the most downtime. */
static void put_cause(GString *page, const Study *study)
{
    g_autoptr(Chart) chart = plot_build_bars(study, plot_spec_find("downtime"));
    g_autoptr(GString) sentence = g_string_new(chart ? "What costs service: " : NULL);
    if (chart)
        g_string_append(sentence, chart->caption);
    put_item(page, sentence);
}

void report_findings(GString *page, const Study *study)
{
    g_assert(page && study);

    g_autoptr(GString) items = g_string_new(NULL);
    g_autoptr(GString) alarms = g_string_new(NULL);
    if (study->points->len != 1)
        return;
    put_figure(items, study, "availability", "Availability");
    put_cause(items, study);
    report_alarms(alarms, study);
    put_item(items, alarms);
    put_figure(items, study, "latency", "Latency");
    put_figure(items, study, "misses", "Deadline misses");
    put_figure(items, study, "battery", "Battery life");
    if (items->len > 0)
        g_string_append_printf(page, "<ul class=\"findings\">\n%s</ul>\n", items->str);
}
