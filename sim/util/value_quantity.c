#include <string.h>

#include "util/error.h"
#include "util/value_unit.h"

static bool refuse_rest(const KindRow *row, const char *whole, GError **error)
{
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' is not %s, like %s", whole, row->noun,
                row->example);
    return false;
}

static bool refuse_large(const char *whole, GError **error)
{
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' is too large", whole);
    return false;
}

/* One amount that is the whole text. */
static bool read_amount(const KindRow *row, const char *text, Amount *ret_amount, GError **error)
{
    const char *at = text;
    if (!amount_scan(row, text, &at, ret_amount, error))
        return false;
    return *at == '\0' || refuse_rest(row, text, error);
}

/* amount "/" [number] period; the period in seconds. */
static bool read_rate(ValueKind kind, const char *text, double *ret_value, GError **error)
{
    const KindRow *row = value_kind_row(kind);
    const char *slash = strchr(text, '/');
    Amount amount, period = {.number = {.digits = 1}};
    if (slash == NULL) {
        const char *at = text;
        if (decimal_scan(&at, &amount.number) && amount.number.digits == 0 && *at == '\0') {
            *ret_value = 0.0;
            return true;
        }
        return refuse_rest(row, text, error);
    }
    g_autofree char *left = g_strndup(text, (size_t)(slash - text));
    if (slash[1] == '\0')
        return refuse_rest(row, text, error);
    if (row->amount == VALUE_NUMBER &&
        !read_amount(value_kind_row(VALUE_NUMBER), left, &amount, NULL))
        return refuse_rest(row, text, error);
    if (!read_amount(value_kind_row((ValueKind)row->amount), left, &amount, error))
        return false;
    bool has_number = g_ascii_isdigit(slash[1]);
    g_autofree char *right = g_strdup_printf("%s%s", has_number ? "" : "1", slash + 1);
    if (!read_amount(&value_period_row, right, &period, error))
        return false;
    double numerator, denominator;
    if (!amount_double(amount, text, &numerator, error) ||
        !amount_double(period, text, &denominator, error))
        return false;
    if (!(denominator > 0.0))
        return refuse_rest(row, text, error);
    double rate = numerator / denominator;
    if (!(rate >= -G_MAXDOUBLE && rate <= G_MAXDOUBLE))
        return refuse_large(text, error);
    *ret_value = rate;
    return true;
}

bool value_quantity(ValueKind kind, const char *text, double *ret_value, GError **error)
{
    const KindRow *row = value_kind_row(kind);
    int64_t whole;
    Amount amount;
    if (kind == VALUE_DURATION || kind == VALUE_SIZE) {
        if (!(kind == VALUE_DURATION ? value_duration : value_size)(text, &whole, error))
            return false;
        *ret_value = (double)whole;
        return true;
    }
    if (row->amount >= 0)
        return read_rate(kind, text, ret_value, error);
    return read_amount(row, text, &amount, error) && amount_double(amount, text, ret_value, error);
}

bool value_number(const char *text, double *ret_value, GError **error)
{
    return value_quantity(VALUE_NUMBER, text, ret_value, error);
}

static bool add_amount(Amount amount, const char *whole, int64_t *sum, GError **error)
{
    static const ValueUnit one = {"", 1, 0, 0};
    int64_t part;
    if (!decimal_int(amount.number, amount.unit == NULL ? &one : amount.unit, &part, NULL) ||
        __builtin_add_overflow(*sum, part, sum) || *sum == INT64_MAX)
        return refuse_large(whole, error);
    return true;
}

bool value_duration(const char *text, SimTime *ret_ns, GError **error)
{
    const KindRow *row = value_kind_row(VALUE_DURATION);
    const ValueUnit *last = NULL;
    bool is_negative = *text == '-';
    const char *at = text + is_negative;
    int64_t sum = 0;
    do {
        Amount amount;
        if (last != NULL ? !g_ascii_isdigit(*at) : *at == '-')
            return refuse_rest(row, text, error);
        if (!amount_scan(row, text, &at, &amount, error))
            return false;
        if (last != NULL && amount.unit == NULL)
            return refuse_rest(row, text, error);
        if (last != NULL && amount.unit >= last) {
            g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                        "'%s' has '%s' behind '%s'; larger units go first, like 12d18h30min", text,
                        amount.unit->name, last->name);
            return false;
        }
        if (!add_amount(amount, text, &sum, error))
            return false;
        last = amount.unit;
    } while (*at != '\0' && last != NULL);
    if (*at != '\0')
        return refuse_rest(row, text, error);
    *ret_ns = is_negative ? -sum : sum;
    return true;
}

bool value_size(const char *text, Bytes *ret_bytes, GError **error)
{
    Amount amount;
    int64_t sum = 0;
    if (!read_amount(value_kind_row(VALUE_SIZE), text, &amount, error) ||
        !add_amount(amount, text, &sum, error))
        return false;
    *ret_bytes = sum;
    return true;
}
