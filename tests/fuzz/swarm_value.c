#include "swarm_value.h"

#include <math.h>
#include <string.h>

#include "util/dist.h"
#include "world/metric.h"

/* --- chance --------------------------------------------------------------------------------- */

/* xorshift64*: S. Vigna, ACM TOMS 42(4), 2016. */
uint32_t swarm_below(Swarm *swarm, uint32_t count)
{
    swarm->state ^= swarm->state >> 12;
    swarm->state ^= swarm->state << 25;
    swarm->state ^= swarm->state >> 27;
    uint64_t random = swarm->state * UINT64_C(0x2545f4914f6cdd1d);
    return (uint32_t)((random >> 33) % MAX(count, 1));
}

bool swarm_happens(Swarm *swarm, uint32_t percent)
{
    return swarm_below(swarm, 100) < percent;
}

/* One of "a|b|c". */
static char *one_of(Swarm *swarm, const char *words, const char *separator)
{
    g_auto(GStrv) list = g_strsplit(words, separator, -1);
    return g_strdup(list[swarm_below(swarm, g_strv_length(list))]);
}

const char *swarm_name(Swarm *swarm, const char *kind)
{
    g_autofree char *start = g_strdup_printf("%s ", kind);
    const char *found = NULL;
    uint32_t count = 0;
    for (guint i = 0; i < swarm->names->len; i++) {
        const char *name = g_ptr_array_index(swarm->names, i);
        if (g_str_has_prefix(name, start) && swarm_below(swarm, ++count) == 0)
            found = name + strlen(start);
    }
    return found;
}

/* --- keys with choices of their own --------------------------------------------------------- */

typedef struct ChoiceRow {
    const char *kind, *key, *values; /* "a|b|c" */
} ChoiceRow;

/* Files that are there, and sizes that end within a second. */
static const ChoiceRow choices[] = {
    {"scenario", "name", "swarm"},
    {"scenario", "extends", ""},
    {"scenario", "duration", "2h|5h17min|11h|26h|3d"},
    {"scenario", "warmup", "0s|20min|1h|7h"},
    {"scenario", "stat_interval", "10min|47min|1h|6h"},
    {"scenario", "faults", "*|*|none|faults-1"},
    {"scenario", "seed", "1|2|77|9223372036854775807"},
    {"fleet", "devices", "1|2|3|7|19"},
    {"fleet", "tags", "alpha|alpha, beta"},
    {"model", "file", "wake-word"},
    {"model", "data", "auto"},
    {"region", "replicate", "1|2|3"},
    {"workload", "arrival",
     "periodic(every=5min)|periodic(every=7min, "
     "jitter=1min)|poisson(rate=12/h)|poisson(rate=60/d)"},
    {"workload", "batch", "10min|15min|2h"},
    {"gateway-pool", "count", "1|2|3"},
    {"gateway-pool", "workers", "1|2|4"},
    {"network", "bandwidth_up", "50kbps|250kbps|2Mbps"},
    {"network", "mtu", "20B|256B|1kB"},
    {"network", "header", "0B|13B|40B"},
    {"network", "retries", "0|1|3"},
    {"network", "retry_spacing", "0s|7ms|400ms"},
    {"network", "duty_cycle", "100%|60%|10%"},
    {"network", "poll", "none|30s|5min"},
    {"network", "listen", "0s|20ms|300ms"},
    {"faults", "every", "37min|3h|1d"},
    {"faults", "mtbf", "2h|9h|5d"},
    {"faults", "rate", "1/d|9/d|0.1/h"},
    {"faults", "time_between",
     "exp(mean=3h)|weibull(shape=2, scale=8h)|2h|uniform(min=1h, max=9h)"},
    {"power", "replace", "never|2h|exp(mean=9h)|lognormal(median=20min, sigma=0.5)"},
    {"health", "heartbeat", "30s|60s|7min|3h|30h"},
    {"requirement", "where", "*|tag:alpha|fleet:fleet-1"},
    {"sweep", "replications", "1|1|2|3"},
    {"output", "interval", "10min|1h|5h"},
    {"output", "plots", "auto"},
};

static char *choice_of(Swarm *swarm, const char *kind, const char *key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(choices); i++) {
        if (strcmp(choices[i].kind, kind) == 0 && strcmp(choices[i].key, key) == 0)
            return one_of(swarm, choices[i].values, "|");
    }
    return NULL;
}

/* --- numbers -------------------------------------------------------------------------------- */

typedef struct TypeRow {
    double low, high, unit; /* in base units; the unit in base units */
    const char *suffix;
} TypeRow;

/* What is ordinary in a fleet; a key's own limits narrow it. */
static const TypeRow types[PARAM_TYPE_COUNT] = {
    [PARAM_TYPE_INT] = {0, 20, 1, ""},
    [PARAM_TYPE_NUMBER] = {0.5, 50, 1, ""},
    [PARAM_TYPE_FRACTION] = {0.001, 0.999, 0.01, "%"},
    [PARAM_TYPE_FACTOR] = {1, 20, 1, "x"},
    [PARAM_TYPE_PPM] = {1e-6, 1e-4, 1e-6, "ppm"},
    [PARAM_TYPE_TEMPERATURE] = {1, 40, 1, "C"},
    [PARAM_TYPE_TEMPERATURE_DELTA] = {1, 15, 1, "C"},
    [PARAM_TYPE_HOURS] = {1, 12, 1, ""},
    [PARAM_TYPE_DURATION] = {1e6, 1e13, 1e9, "s"},
    [PARAM_TYPE_INSTANT] = {60e9, 7000e9, 1e9, "s"},
    [PARAM_TYPE_SIZE] = {1, 3000, 1, "B"},
    [PARAM_TYPE_BITRATE] = {1e4, 1e7, 1e3, "kbps"},
    [PARAM_TYPE_CHARGE] = {0.01, 5000, 3.6, "mAh"},
    [PARAM_TYPE_ENERGY] = {1e-6, 1, 1e-3, "mJ"},
    [PARAM_TYPE_POWER] = {1e-6, 1, 1e-3, "mW"},
    [PARAM_TYPE_CURRENT] = {1e-6, 0.1, 1e-3, "mA"},
    [PARAM_TYPE_VOLTAGE] = {1.8, 5, 1, "V"},
    [PARAM_TYPE_FREQUENCY] = {1e6, 5e8, 1e6, "MHz"},
};

/* Evenly by magnitude. */
static char *number(Swarm *swarm, const ParamSpec *spec)
{
    const TypeRow *row = &types[spec->type];
    bool is_limited = spec->min != 0.0 || spec->max != 0.0;
    double low = is_limited ? MAX(row->low, spec->min) : row->low;
    double high = is_limited ? MIN(row->high, spec->max) : row->high;
    high = MAX(low, high);
    double share = swarm_below(swarm, 1001) / 1000.0;
    double value = low > 0.0 ? low * pow(high / low, share) : low + (high - low) * share;
    if (spec->type == PARAM_TYPE_INT)
        return g_strdup_printf("%.0f", round(value));
    return g_strdup_printf("%.4g%s", value / row->unit, row->suffix);
}

static char *law(Swarm *swarm, const ParamSpec *spec)
{
    g_autofree char *a = number(swarm, spec);
    g_autofree char *b = number(swarm, spec);
    double first = g_ascii_strtod(a, NULL), second = g_ascii_strtod(b, NULL);
    const char *low = first < second ? a : b, *high = first < second ? b : a;
    switch (swarm_below(swarm, 9)) {
    case 0:
        return g_strdup_printf("exp(mean=%s)", a);
    case 1:
        return g_strdup_printf("uniform(min=%s, max=%s)", low, high);
    case 2:
        return g_strdup_printf("lognormal(median=%s, sigma=0.6)", a);
    case 3:
        return g_strdup_printf("weibull(shape=1.7, scale=%s)", a);
    case 4:
        return g_strdup_printf("normal(mean=%s, sd=%s, min=%s)", high, low, low);
    case 5:
        return g_strdup_printf("pareto(shape=2.5, scale=%s)", low);
    case 6:
        return g_strdup_printf("two-point(low=%s, high=%s, p_high=10%%)", low, high);
    default:
        return g_strdup(a);
    }
}

/* --- words ---------------------------------------------------------------------------------- */

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *board(Swarm *swarm)
{
    g_autoptr(GDir) folder = g_dir_open(swarm->boards, 0, NULL);
    g_assert(folder != NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
        if (g_str_has_suffix(name, ".ini"))
            g_ptr_array_add(names, g_strndup(name, strlen(name) - 4));
    }
    g_ptr_array_sort(names, compare_names);
    return g_strdup(g_ptr_array_index(names, swarm_below(swarm, names->len)));
}

static char *condition(Swarm *swarm)
{
    const Metric *metric = metric_get(swarm_below(swarm, METRIC_ID_COUNT));
    g_autofree char *limit = one_of(swarm, "1%|50%|100ms|9s|20h|3|1000|0.1/s|5mJ|2kB", "|");
    return g_strdup_printf("%s %s %s", metric->name, swarm_happens(swarm, 50) ? "<" : ">", limit);
}

static char *rate(Swarm *swarm, const ParamSpec *spec)
{
    static const char *const periods[] = {
        [RATE_OF_EVENTS] = "/d", [RATE_OF_FRACTION] = "%/d", [RATE_OF_SIZE] = "kB/h"};
    return g_strdup_printf("%u%s", 1 + swarm_below(swarm, 30), periods[spec->rate_of]);
}

static char *selector(Swarm *swarm)
{
    static const char *const kinds[] = {"fleet", "region", "gateway-pool"};
    uint32_t k = swarm_below(swarm, 2 * G_N_ELEMENTS(kinds));
    const char *name = k < G_N_ELEMENTS(kinds) ? swarm_name(swarm, kinds[k]) : NULL;
    return name == NULL ? one_of(swarm, "*|tag:alpha", "|")
                        : g_strdup_printf("%s:%s", kinds[k], name);
}

static char *reference(Swarm *swarm, const ParamSpec *spec)
{
    if (strcmp(spec->ref, "hwprofile") == 0)
        return board(swarm);
    return g_strdup(swarm_name(swarm, spec->ref));
}

static char *scalar(Swarm *swarm, const ParamSpec *spec);

/* name(key=value, ...): what is required, and of the rest a half. */
static char *form(Swarm *swarm, const ParamSpec *spec)
{
    uint32_t count = 0;
    while (spec->form_at(count) != NULL)
        count++;
    const FormSpec *picked = spec->form_at(swarm_below(swarm, count));
    if (picked->name[0] == '<')
        return scalar(swarm, picked->params);
    g_autoptr(GString) text = g_string_new(picked->name);
    const char *before = "(";
    for (const ParamSpec *p = picked->params; p != NULL && p->name != NULL; p++) {
        if (!p->is_required && swarm_happens(swarm, 50))
            continue;
        g_autofree char *value = scalar(swarm, p);
        if (value == NULL)
            continue;
        g_string_append_printf(text, "%s%s=%s", before, p->name, value);
        before = ", ";
    }
    if (*before == ',')
        g_string_append_c(text, ')');
    return g_strdup(text->str);
}

/* --- any key -------------------------------------------------------------------------------- */

static char *word(Swarm *swarm, const ParamSpec *spec)
{
    uint32_t count = 0;
    while (spec->words[count] != NULL)
        count++;
    return g_strdup(spec->words[swarm_below(swarm, count)]);
}

static char *scalar(Swarm *swarm, const ParamSpec *spec)
{
    if (spec->special != NULL && swarm_happens(swarm, 15))
        return one_of(swarm, spec->special, " ");
    if (types[spec->type].suffix != NULL && !spec->is_map)
        return spec->is_dist ? law(swarm, spec) : number(swarm, spec);
    switch (spec->type) {
    case PARAM_TYPE_BOOL:
        return one_of(swarm, "yes|no", "|");
    case PARAM_TYPE_CHOICE:
        return word(swarm, spec);
    case PARAM_TYPE_FORM:
        return form(swarm, spec);
    case PARAM_TYPE_REF:
        return reference(swarm, spec);
    case PARAM_TYPE_RATE:
        return rate(swarm, spec);
    case PARAM_TYPE_SELECTOR:
        return selector(swarm);
    case PARAM_TYPE_CONDITION:
        return condition(swarm);
    case PARAM_TYPE_TIME:
        return one_of(swarm, "00:00|07:30|23:59", "|");
    case PARAM_TYPE_DATETIME:
        return one_of(swarm, "2026-01-01T00:00Z|2024-02-28T23:30Z|2027-07-15T12:00Z", "|");
    default:
        return one_of(swarm, "alpha|beta", "|");
    }
}

/* name:weight pairs of a map: one, or two of different names. */
static char *pairs(Swarm *swarm, const ParamSpec *spec)
{
    const char *first = swarm_name(swarm, spec->ref), *second = swarm_name(swarm, spec->ref);
    if (first == NULL)
        return NULL;
    if (strcmp(first, second) == 0)
        return g_strdup(first);
    return g_strdup_printf("%s:%u, %s", first, 1 + swarm_below(swarm, 3), second);
}

char *swarm_value(Swarm *swarm, const char *kind, const ParamSpec *spec)
{
    char *own = choice_of(swarm, kind, spec->name);
    if (own != NULL)
        return own;
    if (spec->is_map)
        return pairs(swarm, spec);
    char *one = scalar(swarm, spec);
    if (!spec->is_list || one == NULL || spec->special != NULL)
        return one;
    g_autofree char *first = one, *second = scalar(swarm, spec);
    return strcmp(first, second) == 0 ? g_strdup(first) : g_strdup_printf("%s, %s", first, second);
}
