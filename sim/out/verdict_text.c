#include "out/verdict_text.h"

#include <math.h>
#include <string.h>

#include "out/claim.h"
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

/* A count of verdicts, as text or as a claim; NULL words are any. */
static void put_count(GString *out, bool is_html, uint32_t count, const char *verdict,
                      const char *level)
{
    char text[NUMBER_SIZE];
    g_autofree char *what = g_strdup_printf("requirements %s %s", verdict, level ? level : "any");
    g_snprintf(text, sizeof text, "%u", count);
    if (is_html)
        claim_put(out, text, what);
    else
        g_string_append(out, text);
}

static char *sentence(const Study *study, bool is_html)
{
    static const char *const levels[] = {"must", "should"};
    static const struct {
        Verdict verdict;
        const char *name, *word;
    } rest[] = {{VERDICT_FAIL, "fail", "failed"},
                {VERDICT_UNCLEAR, "unclear", "unclear"},
                {VERDICT_NO_DATA, "no-data", "without data"}};

    if (study->requirements->len == 0)
        return g_strdup("no requirements were set");
    GString *out = g_string_new(NULL);
    put_count(out, is_html, verdict_count(study, NULL, VERDICT_PASS), "pass", NULL);
    g_string_append(out, " of ");
    put_count(out, is_html, study->requirements->len, "all", NULL);
    g_string_append_printf(out, " requirement%s passed", study->requirements->len == 1 ? "" : "s");
    for (size_t l = 0; l < G_N_ELEMENTS(levels); l++)
        for (size_t v = 0; v < G_N_ELEMENTS(rest); v++) {
            uint32_t count = verdict_count(study, levels[l], rest[v].verdict);
            if (count == 0)
                continue;
            g_string_append(out, ", ");
            put_count(out, is_html, count, rest[v].name, levels[l]);
            g_string_append_printf(out, " %s%s", l ? "should-level " : "", rest[v].word);
        }
    return g_string_free(out, FALSE);
}

char *verdict_sentence(const Study *study)
{
    g_assert(study);
    return sentence(study, false);
}

char *verdict_sentence_html(const Study *study)
{
    g_assert(study);
    return sentence(study, true);
}
