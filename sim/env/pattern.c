#include "env/pattern.h"

#include "util/detmath.h"

#define TWO_PI 6.283185307179586

static const ParamSpec diurnal_params[] = {
    PARAM_ROW(TIME, DayPattern, peak, .is_required = true, .doc = "busiest time of the local day"),
    PARAM_ROW(NUMBER, DayPattern, ratio, .is_required = true, .min = 1.0, .max = 1e6,
              .doc = "busiest to quietest; the mean of the day stays 1"),
    PARAM_NONE,
};

static const FormSpec pattern_forms[] = {
    [PATTERN_FLAT] = {"flat", "All hours alike.", NULL, 0},
    [PATTERN_DIURNAL] = {"diurnal", "A cosine over the local day.", diurnal_params,
                         sizeof(DayPattern)},
};

const FormSpec *pattern_form_at(size_t i)
{
    return i < G_N_ELEMENTS(pattern_forms) ? &pattern_forms[i] : NULL;
}

DayPattern pattern_from_form(Form form)
{
    DayPattern pattern = {.kind = PATTERN_FLAT, .ratio = 1.0};
    if (form.choice == PATTERN_DIURNAL) {
        pattern = *(const DayPattern *)form.params;
        pattern.kind = PATTERN_DIURNAL;
    }
    return pattern;
}

static double amplitude(const DayPattern *pattern)
{
    return (pattern->ratio - 1.0) / (pattern->ratio + 1.0);
}

static double angle(const DayPattern *pattern, SimTime local)
{
    return TWO_PI * ((double)(local % NS_PER_D - pattern->peak) / (double)NS_PER_D);
}

double pattern_factor(const DayPattern *pattern, SimTime local_time_of_day)
{
    if (pattern->kind == PATTERN_FLAT)
        return 1.0;
    return 1.0 + amplitude(pattern) * det_cos(angle(pattern, local_time_of_day));
}

double pattern_peak(const DayPattern *pattern)
{
    return pattern->kind == PATTERN_FLAT ? 1.0 : 1.0 + amplitude(pattern);
}

double pattern_mean(const DayPattern *pattern, SimTime from, SimTime to)
{
    g_assert(to > from);
    if (pattern->kind == PATTERN_FLAT)
        return 1.0;
    double turn = TWO_PI * ((double)(to - from) / (double)NS_PER_D);
    double sines = det_sin(angle(pattern, to)) - det_sin(angle(pattern, from));
    return 1.0 + amplitude(pattern) * sines / turn;
}
