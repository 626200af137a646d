#include "out/verdict_text.h"

#include <math.h>
#include <string.h>

#include "out/view.h"

static void describe_needed(const Study *study, const RequirementRow *row, char *text, size_t size)
{
    text[0] = '\0';
    if (row->verdict != VERDICT_UNCLEAR)
        return;
    if (isnan(row->ci_low) && view_run_count(study, row->point) > 1)
        g_strlcpy(text, "only one replication had any, which gives no interval", size);
    else if (isnan(row->ci_low))
        g_strlcpy(text, "one replication gives no interval; run at least 2", size);
    else if (row->needed == INT64_MAX)
        g_strlcpy(text, "more than 10 000 replications would be needed to decide", size);
    else if (row->needed > 0)
        g_snprintf(text, size, "about %" G_GINT64_FORMAT " replications would decide", row->needed);
}

static void describe(const RequirementRow *row, const char *needed, char note[NOTE_SIZE])
{
    const char *words[4];
    int count = 0;
    if (strcmp(row->level, "must") != 0)
        words[count++] = row->level;
    if (strcmp(row->rule, "worst") == 0)
        words[count++] = "worst replication";
    else if (strcmp(row->rule, "mean") == 0)
        words[count++] = "judged by the mean";
    if (needed[0])
        words[count++] = needed;
    note[0] = '\0';
    for (int i = 0; i < count; i++) {
        g_strlcat(note, i > 0 ? "; " : "", NOTE_SIZE);
        g_strlcat(note, words[i], NOTE_SIZE);
    }
}

VerdictText verdict_text(const Study *study, const RequirementRow *row)
{
    g_assert(study && row);

    VerdictText text = {.observed = ""};
    const char *unit = view_unit(study, row->metric, row->stat);
    NumberStyle style = number_style(row->observed, 0.5 * (row->ci_high - row->ci_low), unit);
    style = number_style_apart(style, row->observed, row->limit);
    style = number_style_apart(style, row->ci_low, row->limit);
    style = number_style_apart(style, row->ci_high, row->limit);
    number_text(style, row->observed, text.observed);
    if (!isnan(row->ci_low)) {
        number_bare(style, row->ci_low, text.ci_low);
        number_bare(style, row->ci_high, text.ci_high);
    }
    describe_needed(study, row, text.needed, sizeof text.needed);
    describe(row, text.needed, text.note);
    return text;
}

const char *verdict_word(Verdict verdict)
{
    static const char *const words[] = {"PASS", "FAIL", "UNCLEAR", "NO DATA"};
    g_assert((size_t)verdict < G_N_ELEMENTS(words));
    return words[verdict];
}

const char *verdict_sign(Verdict verdict)
{
    static const char *const signs[] = {"✓", "✗", "?", "–"};
    g_assert((size_t)verdict < G_N_ELEMENTS(signs));
    return signs[verdict];
}

const char *verdict_class(Verdict verdict)
{
    static const char *const classes[] = {"pass", "fail", "unclear", "unclear"};
    g_assert((size_t)verdict < G_N_ELEMENTS(classes));
    return classes[verdict];
}

char *verdict_condition_text(const RequirementRow *row)
{
    g_assert(row);
    return number_spaced(row->condition);
}

char *verdict_scope_text(const Study *study, const RequirementRow *row)
{
    g_assert(study && row);
    if (row->scope == 0)
        return g_strdup("");
    g_autofree char *scope = view_scope_text(view_scope(study, row->scope));
    return g_strconcat("in ", scope, NULL);
}

uint32_t verdict_count(const Study *study, const char *level, Verdict verdict)
{
    g_assert(study);
    uint32_t count = 0;
    for (guint i = 0; i < study->requirements->len; i++) {
        const RequirementRow *row = &g_array_index(study->requirements, RequirementRow, i);
        if (row->verdict == verdict && (!level || strcmp(row->level, level) == 0))
            count++;
    }
    return count;
}

char *verdict_sentence(const Study *study)
{
    static const char *const levels[] = {"must", "should"};
    static const Verdict verdicts[] = {VERDICT_FAIL, VERDICT_UNCLEAR, VERDICT_NO_DATA};
    static const char *const words[] = {"failed", "unclear", "without data"};
    g_assert(study);

    if (study->requirements->len == 0)
        return g_strdup("no requirements were set");
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%u of %u requirement%s passed",
                           verdict_count(study, NULL, VERDICT_PASS), study->requirements->len,
                           study->requirements->len == 1 ? "" : "s");
    for (size_t l = 0; l < G_N_ELEMENTS(levels); l++)
        for (size_t v = 0; v < G_N_ELEMENTS(verdicts); v++) {
            uint32_t count = verdict_count(study, levels[l], verdicts[v]);
            if (count > 0)
                g_string_append_printf(out, ", %u %s%s", count, l ? "should-level " : "", words[v]);
        }
    return g_string_free(out, FALSE);
}
