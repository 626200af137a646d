#include "exp/condition.h"

#include <string.h>

#include "util/error.h"
#include "util/suggest.h"
#include "util/value.h"
#include "world/metric.h"

/* Statistics by name; quantiles p1 .. p99 and p99.9 come on top. */
static const char *const stat_names[] = {"mean", "sd", "min", "max", "sum", "count", "last", NULL};

static const char *const ops[] = {"<=", ">=", "<", ">", NULL};

/* What metrics of a form have. */
typedef struct FormRow {
    const char *stats; /* words */
    bool has_quantiles, has_share;
} FormRow;

static const FormRow form_rows[] = {
    [METRIC_COUNT] = {"sum", false, false},
    [METRIC_RATIO] = {"mean sum count", false, false},
    [METRIC_MISSING] = {"mean count", false, false},
    [METRIC_UPTIME] = {"mean sd min max", true, true},
    [METRIC_BETWEEN] = {"mean count", false, false},
    [METRIC_PER_SERVICE] = {"mean count", false, false},
    [METRIC_PER_TIME] = {"mean sd min max count", true, true},
    [METRIC_SAMPLES] = {"mean sd min max sum count", true, true},
    [METRIC_SPARED] = {"mean sd min max sum count", true, true},
    [METRIC_POOL] = {"mean sd min max", true, true},
    [METRIC_ENERGY] = {"mean", false, false},
    [METRIC_ENERGY_SHARE] = {"mean", false, false},
};

static bool refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s", text);
    return false;
}

/* p1 .. p99, p99.9 */
static bool is_quantile(const char *stat)
{
    size_t length = strlen(stat);
    if (strcmp(stat, "p99.9") == 0)
        return true;
    return stat[0] == 'p' && (length == 2 || length == 3) && stat[1] >= '1' && stat[1] <= '9' &&
           (length == 2 || g_ascii_isdigit(stat[2]));
}

static const FormRow *form_row(uint32_t metric)
{
    MetricForm form = metric_get(metric)->form;
    g_assert(form < G_N_ELEMENTS(form_rows));
    return &form_rows[form];
}

bool condition_has_stat(uint32_t metric, const char *stat)
{
    const FormRow *row = form_row(metric);
    if (is_quantile(stat))
        return row->has_quantiles;
    g_auto(GStrv) stats = g_strsplit(row->stats, " ", -1);
    return g_strv_contains((const char *const *)stats, stat);
}

bool condition_has_share(uint32_t metric)
{
    return form_row(metric)->has_share;
}

/* A text cut at its operator. */
typedef struct Comparison {
    char *left, *right;
    const char *op;
} Comparison;

static void comparison_clear(Comparison *comparison)
{
    g_clear_pointer(&comparison->left, g_free);
    g_clear_pointer(&comparison->right, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Comparison, comparison_clear)

/* Cuts at the first operator outside parentheses. */
static bool cut(const char *text, Comparison *ret_comparison, GError **error)
{
    size_t depth = 0, at = 0;
    for (; text[at] != '\0'; at++) {
        depth += text[at] == '(';
        depth -= text[at] == ')' && depth > 0;
        if (depth == 0 && strchr("<>=!", text[at]) != NULL)
            break;
    }
    size_t length = strspn(text + at, "<>=!");
    g_autofree char *op = g_strndup(text + at, length);
    int found = value_word_find(ops, op);
    if (length == 0 && depth > 0)
        return refuse(error, "the closing ')' of '%s' is missing", text);
    if (length == 0)
        return refuse(error, "'%s' has no operator (operators: < <= > >=)", text);
    if (found < 0)
        return refuse(error, "unknown operator '%s' (operators: < <= > >=)", op);
    *ret_comparison = (Comparison){g_strstrip(g_strndup(text, at)),
                                   g_strstrip(g_strdup(text + at + length)), ops[found]};
    if (*ret_comparison->left != '\0' && *ret_comparison->right != '\0')
        return true;
    comparison_clear(ret_comparison);
    return refuse(error, "'%s' lacks what stands beside its operator", text);
}

/* Names are words: letter case and '-' for '_' do not count. */
static bool find_metric(const char *name, uint32_t *ret_metric, GError **error)
{
    const char *known[METRIC_ID_COUNT + 1] = {NULL};
    for (uint32_t i = 0; i < METRIC_ID_COUNT; i++) {
        known[i] = metric_get(i)->name;
        if (value_word_equal(known[i], name)) {
            *ret_metric = i;
            return true;
        }
    }
    g_autofree char *hint = suggest_text(name, known);
    return refuse(error, "unknown metric '%s'%s (see: tinyfleet help metrics)", name, hint);
}

static ValueKind metric_kind(const Metric *metric)
{
    static const struct {
        const char *unit;
        ValueKind kind;
    } rows[] = {{"fraction", VALUE_FRACTION}, {"s", VALUE_DURATION}, {"J", VALUE_ENERGY},
                {"W", VALUE_POWER},           {"B", VALUE_SIZE},     {"1/s", VALUE_RATE},
                {"count", VALUE_NUMBER},      {"none", VALUE_NUMBER}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (strcmp(rows[i].unit, metric->unit) == 0)
            return rows[i].kind;
    }
    g_assert_not_reached();
}

/* An amount in the metric's base unit; durations are seconds there. */
static bool read_amount(const Metric *metric, const char *text, double *ret_value, GError **error)
{
    ValueKind kind = metric_kind(metric);
    g_autoptr(GError) mistake = NULL;
    double value = 0.0;
    if (!value_quantity(kind, text, &value, &mistake))
        return refuse(error, "%s is in %s: %s", metric->name,
                      kind == VALUE_DURATION ? "units of time" : metric->unit, mistake->message);
    *ret_value = kind == VALUE_DURATION ? value / 1e9 : value;
    return true;
}

/* "share(metric > x)": what stands in the parentheses. */
static bool read_share(const char *inside, GStringChunk *texts, Condition *condition,
                       GError **error)
{
    g_auto(Comparison) part = {NULL, NULL, NULL};
    if (!cut(inside, &part, error) || !find_metric(part.left, &condition->metric, error))
        return false;
    const Metric *metric = metric_get(condition->metric);
    if (!condition_has_share(condition->metric))
        return refuse(error, "%s has no samples to take a share of", metric->name);
    if (!read_amount(metric, part.right, &condition->threshold, error))
        return false;
    g_autofree char *stat = g_strdup_printf("share(%s %s)", part.op, part.right);
    condition->is_share = true;
    condition->share_op = part.op;
    condition->stat = g_string_chunk_insert_const(texts, stat);
    return true;
}

static bool read_stat(const char *stat, GStringChunk *texts, Condition *condition, GError **error)
{
    const Metric *metric = metric_get(condition->metric);
    g_autofree char *word = g_ascii_strdown(stat, -1);
    if (!is_quantile(word) && value_word_find(stat_names, word) < 0) {
        g_autofree char *hint = suggest_text(word, stat_names);
        return refuse(error,
                      "unknown statistic '%s'%s (statistics: mean sd min max sum count last "
                      "p1..p99 p99.9 share)",
                      stat, hint);
    }
    if (!condition_has_stat(condition->metric, word))
        return refuse(error, "%s has no %s (it has: %s%s)", metric->name, word,
                      form_row(condition->metric)->stats,
                      form_row(condition->metric)->has_quantiles ? " p1..p99 p99.9 share" : "");
    condition->stat = g_string_chunk_insert_const(texts, word);
    return true;
}

/* "metric", "stat(metric)" or "share(metric op x)". */
static bool read_term(const char *term, GStringChunk *texts, Condition *condition, GError **error)
{
    const char *open = strchr(term, '(');
    size_t length = strlen(term);
    if (open == NULL) {
        if (!find_metric(term, &condition->metric, error))
            return false;
        condition->stat = metric_get(condition->metric)->headline;
        return true;
    }
    if (term[length - 1] != ')')
        return refuse(error, "the closing ')' of '%s' is missing", term);
    g_autofree char *stat = g_strstrip(g_strndup(term, (size_t)(open - term)));
    g_autofree char *inside = g_strstrip(g_strndup(open + 1, length - (size_t)(open - term) - 2));
    if (value_word_equal(stat, "share"))
        return read_share(inside, texts, condition, error);
    return find_metric(inside, &condition->metric, error) &&
           read_stat(stat, texts, condition, error);
}

/* As a report says it: "p95(x)", "share(x > 10min)", or the metric alone. */
static char *term_text(const char *term, const Condition *condition)
{
    const char *name = metric_get(condition->metric)->name;
    if (condition->is_share) /* "share(" "> 10min)" */
        return g_strdup_printf("share(%s %s", name, condition->stat + strlen("share("));
    return strchr(term, '(') == NULL ? g_strdup(name)
                                     : g_strdup_printf("%s(%s)", condition->stat, name);
}

bool condition_parse(const char *text, GStringChunk *texts, Condition *ret_condition,
                     GError **error)
{
    g_assert(text != NULL);
    Condition condition = {.threshold = 0.0};
    g_auto(Comparison) whole = {NULL, NULL, NULL};
    if (!cut(text, &whole, error) || !read_term(whole.left, texts, &condition, error))
        return false;
    const Metric *metric = metric_get(condition.metric);
    bool is_read = condition.is_share
                       ? value_quantity(VALUE_FRACTION, whole.right, &condition.limit, error)
                   : strcmp(condition.stat, "count") == 0
                       ? value_number(whole.right, &condition.limit, error)
                       : read_amount(metric, whole.right, &condition.limit, error);
    if (!is_read)
        return false;
    g_autofree char *term = term_text(whole.left, &condition);
    g_autofree char *canonical = g_strdup_printf("%s %s %s", term, whole.op, whole.right);
    condition.text = g_string_chunk_insert_const(texts, canonical);
    condition.op = whole.op;
    condition.limit_text = g_string_chunk_insert_const(texts, whole.right);
    *ret_condition = condition;
    return true;
}
