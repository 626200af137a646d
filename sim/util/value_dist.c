#include <math.h>
#include <string.h>

#include "util/detmath.h"
#include "util/dist_law.h"
#include "util/error.h"
#include "util/suggest.h"
#include "util/value.h"

enum { PARAMS_MAX = 3 };

#define CHANCE_MIN 0x1p-53 /* finest step of rng_unit() */

typedef enum Role {
    ROLE_VALUE,  /* a quantity of the kind */
    ROLE_SPREAD, /* a difference of two */
    ROLE_NUMBER, /* without unit */
    ROLE_SHARE,  /* 0..1 */
} Role;

typedef struct LawParam {
    const char *name;
    Role role;
} LawParam;

/* One way to write a law; the parameters in the order of Dist.p. */
typedef struct LawForm {
    DistKind kind;
    LawParam params[PARAMS_MAX + 1]; /* ends with NULL */
    void (*convert)(double p[PARAMS_MAX]);
    bool has_own_limits; /* min and max are its parameters */
} LawForm;

/* mean and coefficient of variation to median and sigma */
static void lognormal_from_mean(double p[PARAMS_MAX])
{
    double variance = det_log1p(p[1] * p[1]);
    p[0] = p[0] / sqrt(1.0 + p[1] * p[1]);
    p[1] = sqrt(variance);
}

static const LawForm law_forms[] = {
    {DIST_EXP, {{"mean", ROLE_VALUE}}, NULL, false},
    {DIST_NORMAL, {{"mean", ROLE_VALUE}, {"sd", ROLE_SPREAD}}, NULL, false},
    {DIST_LOGNORMAL, {{"median", ROLE_VALUE}, {"sigma", ROLE_NUMBER}}, NULL, false},
    {DIST_LOGNORMAL, {{"mean", ROLE_VALUE}, {"cv", ROLE_NUMBER}}, lognormal_from_mean, false},
    {DIST_WEIBULL, {{"shape", ROLE_NUMBER}, {"scale", ROLE_VALUE}}, NULL, false},
    {DIST_GAMMA, {{"shape", ROLE_NUMBER}, {"scale", ROLE_VALUE}}, NULL, false},
    {DIST_UNIFORM, {{"min", ROLE_VALUE}, {"max", ROLE_VALUE}}, NULL, true},
    {DIST_TRIANGULAR, {{"min", ROLE_VALUE}, {"mode", ROLE_VALUE}, {"max", ROLE_VALUE}}, NULL, true},
    {DIST_PARETO, {{"shape", ROLE_NUMBER}, {"scale", ROLE_VALUE}}, NULL, false},
    {DIST_TWO_POINT,
     {{"low", ROLE_VALUE}, {"high", ROLE_VALUE}, {"p_high", ROLE_SHARE}},
     NULL,
     false},
};

static const char *const empirical_names[] = {"file", "column", "unit", "min", "max", NULL};

bool value_is_dist(const char *text)
{
    g_autofree char *word = g_strndup(text, strcspn(text, " \t("));
    for (int kind = DIST_CONSTANT + 1; kind < DIST_KIND_COUNT; kind++) {
        if (value_word_equal(word, dist_kind_name((DistKind)kind)))
            return true;
    }
    return false;
}

static bool read_role(ValueKind kind, Role role, const char *text, double *ret_value,
                      GError **error)
{
    ValueKind spread = kind == VALUE_TEMPERATURE ? VALUE_TEMPERATURE_DELTA : kind;
    const ValueKind kinds[] = {[ROLE_VALUE] = kind,
                               [ROLE_SPREAD] = spread,
                               [ROLE_NUMBER] = VALUE_NUMBER,
                               [ROLE_SHARE] = VALUE_FRACTION};
    return value_quantity(kinds[role], text, ret_value, error);
}

/* Reads an argument if it is there; errors begin with "name = text: ". */
static bool read_argument(const ValueCall *call, LawParam param, ValueKind kind, double *value,
                          GError **error)
{
    const char *text = value_call_find(call, param.name);
    if (text == NULL || read_role(kind, param.role, text, value, error))
        return true;
    g_prefix_error(error, "%s = %s: ", param.name, text);
    return false;
}

static bool read_limits(const ValueCall *call, ValueKind kind, Dist *dist, GError **error)
{
    return read_argument(call, (LawParam){"min", ROLE_VALUE}, kind, &dist->min, error) &&
           read_argument(call, (LawParam){"max", ROLE_VALUE}, kind, &dist->max, error);
}

static bool finish(const ValueCall *call, Dist *dist, Dist *ret_dist, GError **error)
{
    const char *mistake = dist_check(dist);
    if (mistake != NULL) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s: %s", call->word, mistake);
        return false;
    }
    dist_prepare(dist);
    *ret_dist = *dist;
    return true;
}

/* The way of writing that the call uses, judged by its first parameter; NULL if no law has this
 * name. */
static const LawForm *find_form(const ValueCall *call)
{
    const LawForm *named = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(law_forms); i++) {
        const LawForm *form = &law_forms[i];
        if (!value_word_equal(call->word, dist_kind_name(form->kind)))
            continue;
        if (named == NULL || value_call_find(call, form->params[0].name) != NULL)
            named = form;
    }
    return named;
}

static bool check_names(const ValueCall *call, const LawForm *form, GError **error)
{
    const char *names[PARAMS_MAX + 3] = {NULL};
    size_t count = 0;
    for (; form->params[count].name != NULL; count++)
        names[count] = form->params[count].name;
    if (!form->has_own_limits) {
        names[count++] = "min";
        names[count] = "max";
    }
    if (!value_call_check(call, names, error))
        return false;
    for (size_t i = 0; form->params[i].name != NULL; i++) {
        if (value_call_find(call, form->params[i].name) == NULL) {
            g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "parameter '%s' of %s is missing%s",
                        form->params[i].name, call->word,
                        form->kind == DIST_LOGNORMAL ? " (median and sigma, or mean and cv)" : "");
            return false;
        }
    }
    return true;
}

static bool read_law(const ValueCall *call, const LawForm *form, ValueKind kind, Dist *ret_dist,
                     GError **error)
{
    if (!check_names(call, form, error))
        return false;
    double p[PARAMS_MAX] = {0.0};
    for (size_t i = 0; form->params[i].name != NULL; i++) {
        if (!read_argument(call, form->params[i], kind, &p[i], error))
            return false;
    }
    if (form->convert != NULL)
        form->convert(p);
    Dist dist = dist_make(form->kind, p[0], p[1], p[2]);
    if (!form->has_own_limits && !read_limits(call, kind, &dist, error))
        return false;
    return finish(call, &dist, ret_dist, error);
}

static bool read_empirical(const ValueCall *call, ValueKind kind, const ValueSource *source,
                           Dist *ret_dist, GError **error)
{
    if (source == NULL) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "empirical is not possible here");
        return false;
    }
    if (!value_call_check(call, empirical_names, error))
        return false;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < 3; i++) {
        const char *text = value_call_find(call, empirical_names[i]);
        if (text == NULL && i < 2) {
            g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                        "parameter '%s' of empirical is missing", empirical_names[i]);
            return false;
        }
        char *plain = text == NULL ? NULL : value_unquote(text, error);
        if (text != NULL && plain == NULL)
            return false;
        g_ptr_array_add(texts, plain);
    }
    Dist dist = dist_make(DIST_EMPIRICAL, 0.0, 0.0, 0.0);
    const char *const place[3] = {texts->pdata[0], texts->pdata[1], texts->pdata[2]};
    dist.sample = source->samples(source->user, place, kind, &dist.sample_count, error);
    return dist.sample != NULL && read_limits(call, kind, &dist, error) &&
           finish(call, &dist, ret_dist, error);
}

/* A call that is no law. */
static bool refuse_law(const char *text, GError **error)
{
    const char *names[DIST_KIND_COUNT] = {NULL};
    for (int i = DIST_CONSTANT + 1; i < DIST_KIND_COUNT; i++)
        names[i - 1] = dist_kind_name((DistKind)i);
    g_autofree char *word = g_strstrip(g_strndup(text, strcspn(text, "(")));
    g_autofree char *best = suggest_among(word, "distributions", names);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "unknown distribution '%s'%s", word, best);
    return false;
}

bool value_dist(ValueKind kind, const char *text, const ValueSource *source, Dist *ret_dist,
                GError **error)
{
    if (!value_is_dist(text)) {
        double value;
        if (g_ascii_isalpha(*text) && strchr(text, '(') != NULL)
            return refuse_law(text, error);
        if (!value_quantity(kind, text, &value, error))
            return false;
        *ret_dist = dist_constant(value);
        return true;
    }
    g_autoptr(ValueCall) call = value_call_parse(text, error);
    if (call == NULL)
        return false;
    const LawForm *form = find_form(call);
    if (form == NULL)
        return read_empirical(call, kind, source, ret_dist, error);
    return read_law(call, form, kind, ret_dist, error);
}

bool value_dist_within(ValueKind kind, const Dist *dist, double least, double most, GError **error)
{
    const DistLaw *law = dist_law_get(dist->kind);
    double below = (law->below != NULL ? law->below : law->cdf)(dist, least) - dist->cdf_min;
    bool is_low = dist->min < least && below >= CHANCE_MIN * dist->cdf_span;
    bool is_high = dist->max > most && 1.0 - dist_cdf(dist, most) >= CHANCE_MIN;
    if (!is_low && !is_high)
        return true;
    g_autofree char *limit = value_show(kind, is_low ? least : most);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                "can fall %s %s: add %s=", is_low ? "below" : "above", limit,
                is_low ? "min" : "max");
    return false;
}
