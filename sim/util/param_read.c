#include "util/param_read.h"

#include <math.h>
#include <string.h>

#include "util/error.h"
#include "util/param_type.h"
#include "util/quote.h"
#include "util/suggest.h"

typedef bool (*ScalarReader)(ParamContext *ctx, const ParamSpec *spec, const char *text,
                             void *field, GError **error);

static bool check_limits(const ParamSpec *spec, const char *text, double value, GError **error)
{
    ParamLimits limits = param_limits(spec);
    if (value >= limits.min && value <= limits.max)
        return true;
    if (limits.max >= INFINITY) {
        g_autofree char *low = value_show(limits.kind, limits.min);
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' is below %s", text, low);
        return false;
    }
    g_autofree char *range = param_limits_text(spec);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' is outside %s", text, range);
    return false;
}

bool param_refuse_word(const char *word, const char *const *known, GError **error)
{
    g_autofree char *best = suggest_among(word, "words", known);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "unknown word '%s'%s", word, best);
    return false;
}

static bool read_bool(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                      GError **error)
{
    (void)ctx;
    (void)spec;
    return value_bool(text, field, error);
}

/* All that fits int64_t: `read` says how. */
static bool read_integer(const ParamSpec *spec, const char *text, void *field, GError **error,
                         bool (*read)(const char *, int64_t *, GError **))
{
    int64_t value;
    if (!read(text, &value, error) || !check_limits(spec, text, (double)value, error))
        return false;
    *(int64_t *)field = value;
    return true;
}

static bool read_int(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                     GError **error)
{
    (void)ctx;
    return read_integer(spec, text, field, error, value_int);
}

static bool read_duration(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                          GError **error)
{
    (void)ctx;
    return read_integer(spec, text, field, error, value_duration);
}

static bool read_time(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                      GError **error)
{
    (void)ctx;
    return read_integer(spec, text, field, error, value_time);
}

static bool read_datetime(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                          GError **error)
{
    (void)ctx;
    return read_integer(spec, text, field, error, value_datetime);
}

static bool read_size(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                      GError **error)
{
    (void)ctx;
    return read_integer(spec, text, field, error, value_size);
}

static bool read_double(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                        GError **error)
{
    double value;
    (void)ctx;
    if (!value_quantity(param_value_kind(spec), text, &value, error) ||
        !check_limits(spec, text, value, error))
        return false;
    *(double *)field = value;
    return true;
}

static bool read_choice(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                        GError **error)
{
    (void)ctx;
    int found = value_word_find(spec->words, text);
    if (found < 0)
        return param_refuse_word(text, spec->words, error);
    *(int *)field = found;
    return true;
}

static bool read_text(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                      GError **error)
{
    g_autofree char *plain = value_unquote(text, error);
    if (plain == NULL)
        return false;
    if (*plain == '\0' && spec->type != PARAM_TYPE_TEXT) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "the text is empty");
        return false;
    }
    *(const char **)field = param_text_keep(ctx, plain);
    return true;
}

static bool read_name(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                      GError **error)
{
    return value_name_check(text, error) && read_text(ctx, spec, text, field, error);
}

static bool read_form(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                      GError **error)
{
    return param_read_form(ctx, spec, text, field, error);
}

bool param_read_scalar(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                       GError **error)
{
    static const ScalarReader readers[PARAM_TYPE_COUNT] = {
        [PARAM_TYPE_BOOL] = read_bool,         [PARAM_TYPE_INT] = read_int,
        [PARAM_TYPE_DURATION] = read_duration, [PARAM_TYPE_INSTANT] = read_duration,
        [PARAM_TYPE_TIME] = read_time,         [PARAM_TYPE_DATETIME] = read_datetime,
        [PARAM_TYPE_SIZE] = read_size,         [PARAM_TYPE_CHOICE] = read_choice,
        [PARAM_TYPE_TEXT] = read_text,         [PARAM_TYPE_IDENT] = read_name,
        [PARAM_TYPE_FILE] = read_text,         [PARAM_TYPE_REF] = read_text,
        [PARAM_TYPE_SELECTOR] = read_text,     [PARAM_TYPE_CONDITION] = read_text,
        [PARAM_TYPE_FORM] = read_form,
    };
    g_assert(spec->type < PARAM_TYPE_COUNT);
    ScalarReader read = readers[spec->type] == NULL ? read_double : readers[spec->type];
    return read(ctx, spec, text, field, error);
}

/* Samples of empirical(...): found, read, kept by the context. */
static const double *context_samples(void *user, const char *const file_column_unit[3],
                                     ValueKind kind, size_t *ret_count, GError **error)
{
    ParamContext *ctx = user;
    g_autofree char *path = ctx->file_find == NULL
                                ? g_strdup(file_column_unit[0])
                                : ctx->file_find(ctx->file_user, file_column_unit[0], error);
    if (path == NULL)
        return NULL;
    const char *const place[3] = {path, file_column_unit[1], file_column_unit[2]};
    double *samples = value_samples_read(place, kind, ret_count, error);
    if (samples != NULL)
        g_ptr_array_add(ctx->blocks, samples);
    return samples;
}

static bool read_dist(ParamContext *ctx, const ParamSpec *spec, const char *text, Dist *field,
                      GError **error)
{
    ValueSource source = {context_samples, ctx};
    ParamLimits limits = param_limits(spec);
    Dist dist;
    if (!value_dist(limits.kind, text, &source, &dist, error))
        return false;
    if (dist.kind == DIST_CONSTANT
            ? !check_limits(spec, text, dist.p[0], error)
            : !value_dist_within(limits.kind, &dist, limits.min, limits.max, error))
        return false;
    if (dist_mean(&dist) >= INFINITY) {
        g_autofree char *place = iniplace_text(ctx->place);
        problem_add(ctx->problems, PROBLEM_WARNING, place, "%s = %s: the mean is infinite",
                    spec->name, text);
    }
    *field = dist;
    return true;
}

static bool read_list(ParamContext *ctx, const ParamSpec *spec, const char *text, ParamList *field,
                      GError **error)
{
    size_t size = param_type_row(spec->type)->size;
    g_auto(GStrv) parts = value_split(text, ',', error);
    if (parts == NULL)
        return false;
    size_t count = g_strv_length(parts);
    char *items = param_alloc(ctx, count * size);
    for (size_t i = 0; i < count; i++) {
        if (!param_read_scalar(ctx, spec, parts[i], items + i * size, error))
            return false;
    }
    *field = (ParamList){count, items, NULL};
    return true;
}

static bool read_pair(ParamContext *ctx, const ParamSpec *spec, const char *text, ParamPair *pair,
                      GError **error)
{
    g_autofree char *name = NULL;
    g_autofree char *value = NULL;
    if (!value_pair(text, &name, &value, error))
        return false;
    if (spec->ref == NULL && !value_name_check(name, error))
        return false;
    pair->name = param_text_keep(ctx, name);
    pair->value = 1.0;
    return value == NULL || read_double(ctx, spec, value, &pair->value, error);
}

static bool read_map(ParamContext *ctx, const ParamSpec *spec, const char *text, ParamList *field,
                     GError **error)
{
    g_auto(GStrv) parts = value_split(text, ',', error);
    if (parts == NULL)
        return false;
    size_t count = g_strv_length(parts);
    ParamPair *pairs = param_alloc(ctx, count * sizeof *pairs);
    for (size_t i = 0; i < count; i++) {
        if (!read_pair(ctx, spec, parts[i], &pairs[i], error))
            return false;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(pairs[j].name, pairs[i].name) == 0) {
                g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' given twice",
                            pairs[i].name);
                return false;
            }
        }
    }
    *field = (ParamList){count, pairs, NULL};
    return true;
}

static GStrv special_words(const ParamSpec *spec)
{
    return g_strsplit(spec->special == NULL ? "" : spec->special, " ", -1);
}

bool param_is_special(const ParamSpec *spec, const char *word)
{
    g_auto(GStrv) words = special_words(spec);
    return value_word_find((const char *const *)words, word) >= 0;
}

static bool is_any_of(const char *word, const char *const *words)
{
    return value_word_find(words, word) >= 0;
}

static void set_special(ParamContext *ctx, const ParamSpec *spec, const char *word, void *field)
{
    static const char *const endless[] = {"never", "none", "unlimited", "end", "always", NULL};
    static const char *const infinite[] = {"never", "unlimited", NULL};
    g_autofree char *lower = g_ascii_strdown(word, -1);
    if (spec->is_list || spec->is_map)
        *(ParamList *)field = (ParamList){0, NULL, param_text_keep(ctx, lower)};
    else if (spec->is_dist)
        *(Dist *)field =
            dist_constant(is_any_of(word, infinite) ? (double)TIME_NEVER : (double)NAN);
    else if (param_type_row(spec->type)->field == FIELD_TIME)
        *(SimTime *)field = is_any_of(word, endless)           ? TIME_NEVER
                            : value_word_equal(word, "warmup") ? PARAM_WARMUP
                                                               : PARAM_AUTO;
    else if (param_type_row(spec->type)->field == FIELD_INT)
        *(int64_t *)field = -1;
    else if (param_type_row(spec->type)->field == FIELD_DOUBLE)
        *(double *)field = is_any_of(word, infinite) ? (double)INFINITY : (double)NAN;
    else if (param_type_row(spec->type)->field == FIELD_TEXT)
        *(const char **)field = value_word_equal(word, "none") ? NULL : param_text_keep(ctx, lower);
    else
        g_error("'%s' cannot have special words", spec->name);
}

bool param_read_field(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                      GError **error)
{
    if (param_is_special(spec, text)) {
        set_special(ctx, spec, text, field);
        return true;
    }
    FieldKind kind = param_type_row(spec->type)->field;
    bool is_amount = kind == FIELD_INT || kind == FIELD_TIME || kind == FIELD_DOUBLE;
    if (spec->special != NULL && is_amount && value_is_name(text) && !value_is_dist(text)) {
        g_auto(GStrv) words = special_words(spec);
        return param_refuse_word(text, (const char *const *)words, error);
    }
    if (spec->is_map)
        return read_map(ctx, spec, text, field, error);
    if (spec->is_list)
        return read_list(ctx, spec, text, field, error);
    if (spec->is_dist)
        return read_dist(ctx, spec, text, field, error);
    return param_read_scalar(ctx, spec, text, field, error);
}

char *param_say(const char *name, const char *text, const char *message)
{
    g_autofree char *quoted = g_strdup_printf("'%s' ", text);
    g_autofree char *shown = quote_cut(text);
    if (g_str_has_prefix(message, quoted))
        return g_strdup_printf("%s = %s %s", name, shown, message + strlen(quoted));
    return g_strdup_printf("%s = %s: %s", name, shown, message);
}

bool param_read(ParamContext *ctx, const ParamSpec *spec, const char *text, void *record)
{
    g_autoptr(GError) mistake = NULL;
    if (param_read_field(ctx, spec, text, (char *)record + spec->offset, &mistake))
        return true;
    g_autofree char *place = iniplace_text(ctx->place);
    g_autofree char *said = ctx->place.line == 0 ? g_strdup(mistake->message)
                                                 : param_say(spec->name, text, mistake->message);
    problem_add(ctx->problems, PROBLEM_ERROR, place, "%s", said);
    return false;
}
