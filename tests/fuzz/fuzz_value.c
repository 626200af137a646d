/* No text crashes a reader of values; a value that was read shows as a text that reads the same,
 * and a distribution that was read can be drawn from. */
#include <glib.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "util/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_quantity(ValueKind kind, const char *text)
{
    double value, back;
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) again = NULL;
    if (!value_quantity(kind, text, &value, &error)) {
        g_assert(error != NULL && *error->message != '\0');
        return;
    }
    g_assert(isfinite(value));
    g_autofree char *shown = value_show(kind, value);
    g_assert(value_quantity(kind, shown, &back, &again));
    g_assert(fabs(back - value) <= 1e-15 * fabs(value));
}

static void try_integers(const char *text)
{
    int64_t value, back;
    if (value_duration(text, &value, NULL)) {
        g_autofree char *shown = value_show_duration(value);
        g_assert(value_duration(shown, &back, NULL));
        g_assert(back == value);
    }
    if (value_size(text, &value, NULL)) {
        g_autofree char *shown = value_show_size(value);
        g_assert(value_size(shown, &back, NULL));
        g_assert(back == value);
    }
    if (value_int(text, &value, NULL)) {
        g_autofree char *shown = value_show_int(value);
        g_assert(value_int(shown, &back, NULL));
        g_assert(back == value);
    }
    value_time(text, &value, NULL);
    value_datetime(text, &value, NULL);
}

static void try_dist(ValueKind kind, const char *text)
{
    Dist dist;
    if (!value_dist(kind, text, NULL, &dist, NULL))
        return;
    double low = dist_quantile(&dist, 0.25);
    double high = dist_quantile(&dist, 0.75);
    g_assert(low <= high);
    value_dist_within(kind, &dist, 0.0, INFINITY, NULL);
}

static void try_structure(const char *text)
{
    g_autofree char *plain = value_unquote(text, NULL);
    g_auto(GStrv) parts = value_split(text, ',', NULL);
    g_autoptr(ValueCall) call = value_call_parse(text, NULL);
    char *name, *value;
    bool flag;
    g_assert(plain == NULL || strlen(plain) <= strlen(text));
    g_assert(parts == NULL || parts[0] != NULL);
    value_bool(text, &flag, NULL);
    if (value_pair(text, &name, &value, NULL)) {
        g_free(name);
        g_free(value);
    }
    if (call != NULL) {
        for (size_t i = 0; i < call->arg_count; i++)
            g_assert(value_call_find(call, call->names[i]) == call->values[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *raw = g_strndup((const char *)data, size);
    const char *text = g_strstrip(raw);
    for (int kind = 0; kind < VALUE_KIND_COUNT; kind++)
        try_quantity((ValueKind)kind, text);
    try_integers(text);
    try_dist(VALUE_DURATION, text);
    try_dist(VALUE_FRACTION, text);
    try_dist(VALUE_TEMPERATURE, text);
    try_structure(text);
    return 0;
}
