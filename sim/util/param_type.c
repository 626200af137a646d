#include "util/param_type.h"

#include <math.h>

#define ANY      -INFINITY, INFINITY
#define POSITIVE 0.0, INFINITY

#define NUMBER_ROW(name, limits, kind)                                                             \
    {                                                                                              \
        name, FIELD_DOUBLE, sizeof(double), limits, kind                                           \
    }
#define TEXT_ROW(name)                                                                             \
    {                                                                                              \
        name, FIELD_TEXT, sizeof(const char *), ANY, VALUE_NUMBER                                  \
    }
#define TIME_ROW(name)                                                                             \
    {                                                                                              \
        name, FIELD_TIME, sizeof(SimTime), POSITIVE, VALUE_DURATION                                \
    }

static const TypeRow type_rows[PARAM_TYPE_COUNT] = {
    [PARAM_TYPE_BOOL] = {"bool", FIELD_BOOL, sizeof(bool), ANY, VALUE_NUMBER},
    [PARAM_TYPE_INT] = {"int", FIELD_INT, sizeof(int64_t), POSITIVE, VALUE_NUMBER},
    [PARAM_TYPE_NUMBER] = NUMBER_ROW("number", ANY, VALUE_NUMBER),
    [PARAM_TYPE_FRACTION] = {"fraction", FIELD_DOUBLE, sizeof(double), 0.0, 1.0, VALUE_FRACTION},
    [PARAM_TYPE_FACTOR] = NUMBER_ROW("factor", POSITIVE, VALUE_FACTOR),
    [PARAM_TYPE_PPM] = NUMBER_ROW("ppm", ANY, VALUE_PPM),
    [PARAM_TYPE_TEMPERATURE] = NUMBER_ROW("temperature", ANY, VALUE_TEMPERATURE),
    [PARAM_TYPE_TEMPERATURE_DELTA] = NUMBER_ROW("temperature_delta", ANY, VALUE_TEMPERATURE_DELTA),
    [PARAM_TYPE_HOURS] = NUMBER_ROW("hours", ANY, VALUE_HOURS),
    [PARAM_TYPE_DURATION] = TIME_ROW("duration"),
    [PARAM_TYPE_INSTANT] = TIME_ROW("instant"),
    [PARAM_TYPE_TIME] = TIME_ROW("time"),
    [PARAM_TYPE_DATETIME] = {"datetime", FIELD_INT, sizeof(int64_t), ANY, VALUE_NUMBER},
    [PARAM_TYPE_SIZE] = {"size", FIELD_INT, sizeof(Bytes), POSITIVE, VALUE_SIZE},
    [PARAM_TYPE_BITRATE] = NUMBER_ROW("bitrate", POSITIVE, VALUE_BITRATE),
    [PARAM_TYPE_RATE] = NUMBER_ROW("rate", POSITIVE, VALUE_RATE),
    [PARAM_TYPE_CHARGE] = NUMBER_ROW("charge", POSITIVE, VALUE_CHARGE),
    [PARAM_TYPE_ENERGY] = NUMBER_ROW("energy", POSITIVE, VALUE_ENERGY),
    [PARAM_TYPE_POWER] = NUMBER_ROW("power", POSITIVE, VALUE_POWER),
    [PARAM_TYPE_CURRENT] = NUMBER_ROW("current", POSITIVE, VALUE_CURRENT),
    [PARAM_TYPE_VOLTAGE] = NUMBER_ROW("voltage", POSITIVE, VALUE_VOLTAGE),
    [PARAM_TYPE_FREQUENCY] = NUMBER_ROW("frequency", POSITIVE, VALUE_FREQUENCY),
    [PARAM_TYPE_CHOICE] = {"choice", FIELD_CHOICE, sizeof(int), ANY, VALUE_NUMBER},
    [PARAM_TYPE_TEXT] = TEXT_ROW("text"),
    [PARAM_TYPE_IDENT] = TEXT_ROW("ident"),
    [PARAM_TYPE_FILE] = TEXT_ROW("file"),
    [PARAM_TYPE_REF] = TEXT_ROW("ref"),
    [PARAM_TYPE_SELECTOR] = TEXT_ROW("selector"),
    [PARAM_TYPE_CONDITION] = TEXT_ROW("condition"),
    [PARAM_TYPE_FORM] = {"form", FIELD_FORM, sizeof(Form), ANY, VALUE_NUMBER},
};

const TypeRow *param_type_row(ParamType type)
{
    g_assert(type < PARAM_TYPE_COUNT);
    return &type_rows[type];
}

ValueKind param_value_kind(const ParamSpec *spec)
{
    static const ValueKind rates[] = {[RATE_OF_EVENTS] = VALUE_RATE,
                                      [RATE_OF_FRACTION] = VALUE_RATE_FRACTION,
                                      [RATE_OF_SIZE] = VALUE_RATE_SIZE};
    return spec->type == PARAM_TYPE_RATE ? rates[spec->rate_of] : param_type_row(spec->type)->kind;
}

bool param_has_range(const ParamSpec *spec)
{
    return (spec->min < 0.0 || spec->min > 0.0 || spec->max > 0.0 || spec->max < 0.0) &&
           spec->max < INFINITY;
}

ParamLimits param_limits(const ParamSpec *spec)
{
    const TypeRow *row = param_type_row(spec->type);
    ParamLimits limits = {row->min, row->max, param_value_kind(spec)};
    if (limits.kind == VALUE_RATE_FRACTION)
        limits.min = -INFINITY;
    if (param_has_range(spec) || spec->max >= INFINITY) {
        limits.min = spec->min;
        limits.max = spec->max;
    }
    return limits;
}

static char *limit_text(const ParamSpec *spec, ValueKind kind, double limit)
{
    if (spec->type == PARAM_TYPE_INT && limit >= 0x1p63)
        return g_strdup("2^63-1");
    return value_show(kind, limit);
}

char *param_limits_text(const ParamSpec *spec)
{
    ParamLimits limits = param_limits(spec);
    if (spec->type == PARAM_TYPE_FRACTION && !param_has_range(spec))
        return g_strdup("0%..100%");
    g_autofree char *low = limit_text(spec, limits.kind, limits.min);
    g_autofree char *high = limit_text(spec, limits.kind, limits.max);
    return g_strdup_printf("%s..%s", low, high);
}
