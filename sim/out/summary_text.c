#include "out/summary_text.h"

#include <math.h>
#include <string.h>

#include "exp/requirement.h"
#include "exp/result_find.h"
#include "out/verdict_text.h"
#include "out/view.h"

#define COLUMN_COUNT  6
#define CONDITION_MAX 60

/* One form of a summary. */
static const struct {
    const char *name;
    char *(*print)(const Study *study, const SummaryStyle *style);
} forms[] = {
    [SUMMARY_TEXT] = {"text", summary_print_text},
    [SUMMARY_JSON] = {"json", summary_print_json},
    [SUMMARY_CSV] = {"csv", summary_print_csv},
    [SUMMARY_MARKDOWN] = {"md", summary_print_markdown},
    [SUMMARY_JUNIT] = {"junit", summary_print_junit},
};

bool summary_format_find(const char *name, SummaryFormat *ret_format)
{
    g_assert(name && ret_format);

    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
        if (strcmp(forms[i].name, name) == 0) {
            *ret_format = (SummaryFormat)i;
            return true;
        }
    return false;
}

char *summary_format(const Study *study, SummaryFormat format, const SummaryStyle *style)
{
    g_assert(study && style);
    g_assert((size_t)format < G_N_ELEMENTS(forms));
    return forms[format].print(study, style);
}

/* Text for a terminal: no control characters, and ASCII alone if asked. */
static void put_clean(GString *out, const char *text, const SummaryStyle *style)
{
    static const struct {
        gunichar sign;
        const char *ascii;
    } replacements[] = {{0x2713, "+"}, {0x2717, "x"}, {0x2013, "-"}, {0x2026, "..."},
                        {0xb5, "u"},   {0xb7, "-"},   {0xb0, ""}};
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        const char *ascii = NULL;
        for (size_t i = 0; style->is_ascii && i < G_N_ELEMENTS(replacements); i++)
            if (replacements[i].sign == c)
                ascii = replacements[i].ascii;
        if (ascii)
            g_string_append(out, ascii);
        else if (g_unichar_iscntrl(c) || (style->is_ascii && c > 126))
            g_string_append_c(out, '?');
        else
            g_string_append_unichar(out, c);
    }
}

/* The cells of one requirement's line. */
typedef struct Line {
    char *cell[COLUMN_COUNT];
} Line;

static void line_clear(gpointer item)
{
    for (int c = 0; c < COLUMN_COUNT; c++)
        g_free(((Line *)item)->cell[c]);
}

static char *clean(const char *text, const SummaryStyle *style)
{
    GString *out = g_string_new(NULL);
    put_clean(out, text, style);
    return g_string_free(out, FALSE);
}

static Line make_line(const Study *study, const RequirementRow *row, const SummaryStyle *style)
{
    VerdictText text = verdict_text(study, row);
    g_autofree char *scope = verdict_scope_text(study, row);
    g_autofree char *verdict =
        g_strdup_printf("%s %s", verdict_sign(row->verdict), verdict_word(row->verdict));
    bool is_sweep = study->points->len > 1;
    g_autofree char *name = g_strconcat(is_sweep ? view_point(study, row->point) : "",
                                        is_sweep ? ": " : "", row->name, NULL);
    g_autofree char *rule = verdict_condition_text(row);
    g_autofree char *condition = g_strdup_printf("%s%s%s", rule, scope[0] ? " " : "", scope);
    g_autofree char *interval =
        text.ci_low[0] ? g_strdup_printf("[%s, %s]", text.ci_low, text.ci_high) : g_strdup("");
    Line line = {{clean(verdict, style), clean(name, style), clean(condition, style),
                  clean(text.observed, style), clean(interval, style), clean(text.note, style)}};
    return line;
}

/* A cell, padded to its column; observed values stand at its right end. */
static void put_cell(GString *out, const char *text, glong width, bool is_right)
{
    glong missing = width - g_utf8_strlen(text, -1);
    g_string_append_printf(out, "%*s", is_right && missing > 0 ? (int)missing : 0, "");
    g_string_append(out, text);
    g_string_append_printf(out, "%*s", !is_right && missing > 0 ? (int)missing : 0, "");
}

static const char *color_of(Verdict verdict)
{
    static const char *const colors[] = {"\033[32m", "\033[31m", "\033[33m", "\033[33m"};
    return colors[verdict];
}

static void put_requirements(GString *out, const Study *study, const SummaryStyle *style)
{
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(Line));
    glong width[COLUMN_COUNT] = {0};
    g_array_set_clear_func(lines, line_clear);
    for (guint i = 0; i < study->requirements->len; i++) {
        const RequirementRow *row = &g_array_index(study->requirements, RequirementRow, i);
        Line line = make_line(study, row, style);
        for (int c = 0; c < COLUMN_COUNT; c++)
            width[c] = MAX(width[c], g_utf8_strlen(line.cell[c], -1));
        g_array_append_val(lines, line);
    }
    width[2] = MIN(width[2], CONDITION_MAX);
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = &g_array_index(lines, Line, i);
        Verdict verdict = g_array_index(study->requirements, RequirementRow, i).verdict;
        g_string_append(out, "  ");
        g_string_append(out, style->is_color ? color_of(verdict) : "");
        put_cell(out, line->cell[0], width[0], false);
        g_string_append(out, style->is_color ? "\033[0m" : "");
        for (int c = 1; c < COLUMN_COUNT; c++) {
            g_string_append(out, "  ");
            put_cell(out, line->cell[c], c == 5 ? 0 : width[c], c == 3);
        }
        while (out->str[out->len - 1] == ' ')
            g_string_truncate(out, out->len - 1);
        g_string_append_c(out, '\n');
    }
    g_string_append(out, lines->len > 0 ? "\n" : "");
}

/* "label value" with a gap before it, if there is such a number. */
static void put_mean(GString *out, const Study *study, const char *metric, const char *stat,
                     const char *label)
{
    const SummaryRow *row = study_find_summary(study, 0, metric, 0, stat);
    char text[NUMBER_SIZE];
    if (!row || isnan(row->mean) || view_is_moot(study, 0, row->metric, 0))
        return;
    number_show(row->mean, 0.5 * (row->ci_high - row->ci_low), view_unit(study, row->metric, stat),
                text);
    g_string_append_printf(out, "      %s %s", label, text);
}

static void put_work(GString *out, const Study *study)
{
    char devices[NUMBER_SIZE], days[NUMBER_SIZE], beats[NUMBER_SIZE], events[NUMBER_SIZE];
    char wall[NUMBER_SIZE], inferences[NUMBER_SIZE];
    double beat_count = 0, event_count = 0;
    for (guint r = 0; r < study->runs->len; r++) {
        beat_count += (double)view_run(study, r)->beats;
        event_count += (double)view_run(study, r)->events;
    }
    const RunResult *first = view_first_run(study, 0);
    number_count(first ? (double)first->devices : NAN, devices);
    number_count(view_device_days(study), days);
    number_count(beat_count, beats);
    number_count(event_count, events);
    number_show(study->wall_s, study->wall_s / 10, "s", wall);
    g_string_append_printf(out, "  devices   %s", devices);
    double count = view_total(study, "inferences", "sum");
    if (!isnan(count)) {
        number_bare((NumberStyle){1, 0, ""}, count, inferences);
        g_string_append_printf(out, "      inferences %s", inferences);
    }
    g_string_append_printf(out, "      beats %s      events %s      %s device-days in %s\n", beats,
                           events, days, wall);
}

static void put_numbers(GString *out, const Study *study)
{
    g_autoptr(GString) line = g_string_new(NULL);
    put_mean(line, study, "failures", "sum", "failures a run");
    put_mean(line, study, "mttr", "mean", "mean time to repair");
    put_mean(line, study, "energy_per_inference", "mean", "energy/inference");
    if (line->len > 0)
        g_string_append_printf(out, "%s\n", line->str + 4);
    g_string_truncate(line, 0);
    put_mean(line, study, "availability", "mean", "availability");
    put_mean(line, study, "accuracy", "mean", "accuracy (truth)");
    put_mean(line, study, "confidence", "mean", "confidence (reported)");
    put_mean(line, study, "gateway_utilisation", "mean", "gateway load");
    if (line->len > 0)
        g_string_append_printf(out, "%s\n", line->str + 4);
}

/* The verdict of the whole, colour included, and its sentence. */
static void put_verdict(GString *out, const Study *study, const SummaryStyle *style)
{
    bool is_judged = study->requirements->len > 0;
    Verdict verdict = requirements_verdict(study);
    g_autofree char *sentence = verdict_sentence(study);
    put_clean(out, study->name, style);
    g_string_append(out, ": ");
    g_string_append(out, style->is_color && is_judged ? color_of(verdict) : "");
    g_string_append(out, sentence);
    g_string_append(out, style->is_color && is_judged ? "\033[0m" : "");
    if (style->status && strcmp(style->status, "complete") != 0)
        g_string_append_printf(out, " (%s: these are partial results)", style->status);
    g_string_append_c(out, '\n');
}

char *summary_print_text(const Study *study, const SummaryStyle *style)
{
    g_assert(study && style);

    char digest[DIGEST_TEXT_SIZE];
    GString *out = g_string_new(NULL);
    g_autoptr(GString) numbers = g_string_new(NULL);
    put_verdict(out, study, style);
    if (style->is_quiet)
        return g_string_free(out, FALSE);
    g_string_append_c(out, '\n');
    put_requirements(out, study, style);
    put_work(numbers, study);
    put_numbers(numbers, study);
    digest_print(study->digest, digest);
    g_string_append_printf(numbers, "  digest    %s", digest);
    g_auto(GStrv) lines = g_strsplit(numbers->str, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        put_clean(out, lines[i], style);
        g_string_append_c(out, '\n');
    }
    if (style->dir) {
        g_string_append(out, "  results   ");
        put_clean(out, style->dir, style);
        g_string_append(out, "  (report.html)\n");
    }
    return g_string_free(out, FALSE);
}
