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

/* More than a cosine may be off by. */
#define HOUR_SLACK 1e-11

/* Of an hour without the peak, one of its ends is the busiest instant. */
void pattern_prepare(DayPattern *pattern)
{
    for (int hour = 0; hour < PATTERN_HOURS; hour++) {
        SimTime from = hour * NS_PER_H, to = from + NS_PER_H;
        double begin = pattern_factor(pattern, from), end = pattern_factor(pattern, to);
        bool has_peak = pattern->peak % NS_PER_D >= from && pattern->peak % NS_PER_D <= to;
        double most = has_peak ? pattern_peak(pattern) : MAX(begin, end);
        pattern->hour_most[hour] = MIN(most * (1.0 + HOUR_SLACK), pattern_peak(pattern));
    }
}

DayPattern pattern_from_form(Form form)
{
    DayPattern pattern = {.kind = PATTERN_FLAT, .ratio = 1.0};
    if (form.choice == PATTERN_DIURNAL) {
        pattern = *(const DayPattern *)form.params;
        pattern.kind = PATTERN_DIURNAL;
    }
    pattern_prepare(&pattern);
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

/* cos(2 pi k / COSINE_STEPS) for the half turn in which it falls, rounded to 12 digits. */
enum { COSINE_STEPS = 64 };
#define COSINE_SLACK 1e-11
static const double cosines[COSINE_STEPS / 2 + 1] = {
    1.000000000000,  0.995184726672,  0.980785280403,  0.956940335732,  0.923879532511,
    0.881921264348,  0.831469612303,  0.773010453363,  0.707106781187,  0.634393284164,
    0.555570233020,  0.471396736826,  0.382683432365,  0.290284677254,  0.195090322016,
    0.098017140330,  0.000000000000,  -0.098017140330, -0.195090322016, -0.290284677254,
    -0.382683432365, -0.471396736826, -0.555570233020, -0.634393284164, -0.707106781187,
    -0.773010453363, -0.831469612303, -0.881921264348, -0.923879532511, -0.956940335732,
    -0.980785280403, -0.995184726672, -1.000000000000,
};

bool pattern_exceeds(const DayPattern *pattern, SimTime local_time_of_day, double level)
{
    if (pattern->kind == PATTERN_FLAT)
        return level < 1.0;
    SimTime off = local_time_of_day % NS_PER_D - pattern->peak;
    off = off < 0 ? -off : off;
    off = off > NS_PER_D / 2 ? NS_PER_D - off : off;
    SimTime k = off / (NS_PER_D / COSINE_STEPS);
    k = k < COSINE_STEPS / 2 ? k : COSINE_STEPS / 2 - 1;
    double swing = amplitude(pattern), excess = level - 1.0;
    if (excess < swing * (cosines[k + 1] - COSINE_SLACK))
        return true;
    if (excess > swing * (cosines[k] + COSINE_SLACK))
        return false;
    return level < pattern_factor(pattern, local_time_of_day);
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
