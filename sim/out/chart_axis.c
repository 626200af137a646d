#include "out/chart_axis.h"

#include <math.h>
#include <string.h>

#include "out/number.h"
#include "util/detmath.h"

#define TIC_COUNT                6
#define DECADES_WITH_THREE_TICS  4.5
#define DECADES_WITH_MINOR_TIMES 2.6
#define LONGEST_IN_SECONDS       100
#define LABEL_MAX                16

static double power_of_ten(int n)
{
    double power = 1;
    for (int i = 0; i < (n < 0 ? -n : n); i++)
        power *= 10;
    return n < 0 ? 1 / power : power;
}

/* The largest power of ten that is at most x > 0. */
static int exponent_of(double x)
{
    int n = 0;
    while (power_of_ten(n) > x)
        n--;
    while (power_of_ten(n + 1) <= x * (1 + 1e-12))
        n++;
    return n;
}

/* 1, 2, 2.5 or 5 times a power of ten, such that about TIC_COUNT fit into the span. */
static double nice_step(double span)
{
    static const double steps[] = {1, 2, 2.5, 5, 10};
    double rough = span / TIC_COUNT;
    double power = power_of_ten(exponent_of(rough));
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if (steps[i] * power >= rough * (1 - 1e-9))
            return steps[i] * power;
    return 10 * power;
}

/* Fewest decimals that show a step, and so every tic, exactly. */
static int decimals_of_step(double step)
{
    int decimals = 0;
    double x = step;
    while (decimals < 9 && fabs(x - floor(x + 0.5)) > 1e-6 * step * power_of_ten(decimals)) {
        decimals++;
        x = step * power_of_ten(decimals);
    }
    return decimals;
}

/* "99.50 %" -> "99.5 %": zeros at the end of the decimals go. */
static void trim_zeros(char *text)
{
    char *point = strchr(text, '.');
    if (!point)
        return;
    char *end = point + strspn(point + 1, "0123456789") + 1, *keep = end;
    while (keep > point && (keep[-1] == '0' || keep == point + 1))
        keep--;
    memmove(keep, end, strlen(end) + 1);
}

static void add_tic(GString *tics, const char *label, double at)
{
    char place[NUMBER_SIZE];
    number_exact(at, place);
    g_string_append_printf(tics, "%s'", tics->len ? ", " : "");
    for (const char *p = label; *p; p++)
        g_string_append(tics, *p == '%' ? "%%" : (char[]){*p, '\0'});
    g_string_append_printf(tics, "' %s", place);
}

void axis_linear(ChartAxis *axis, double low, double high, const char *unit, bool is_rounded)
{
    g_assert(axis && unit);
    g_assert(low < high);

    double step = nice_step(high - low);
    double size = MAX(fabs(low), fabs(high));
    NumberStyle style = number_style(size, step, unit);
    step = nice_step((high - low) * style.scale) / style.scale;
    style.decimals = decimals_of_step(step * style.scale);
    axis->low = is_rounded ? floor(low / step + 1e-9) * step : low;
    axis->high = is_rounded ? ceil(high / step - 1e-9) * step : high;

    g_autoptr(GString) tics = g_string_new(NULL);
    double first = ceil(axis->low / step - 1e-9);
    for (int i = 0; i < 4 * TIC_COUNT; i++) {
        double at = (first + i) * step;
        if (at > axis->high + 1e-9 * step)
            break;
        char label[NUMBER_SIZE];
        number_text(style, at, label);
        trim_zeros(label);
        add_tic(tics, label, at);
    }
    g_free(axis->tics);
    axis->tics = g_strdup(tics->str);
    axis->is_log = false;
    axis->nines_floor = 0;
}

/* From seconds to years, where tens of seconds are not how anybody counts. Minor tics come in
 * on short axes. */
typedef struct TimeTic {
    double seconds;
    const char *name;
    bool is_minor;
} TimeTic;

static const TimeTic time_tics[] = {
    {1e-3, "1 ms", false},        {1e-2, "10 ms", false},
    {0.1, "0.1 s", false},        {1, "1 s", false},
    {10, "10 s", false},          {30, "30 s", true},
    {60, "1 min", false},         {120, "2 min", true},
    {300, "5 min", true},         {600, "10 min", false},
    {1800, "30 min", true},       {3600, "1 h", false},
    {7200, "2 h", true},          {21600, "6 h", false},
    {43200, "12 h", true},        {86400, "1 d", false},
    {172800, "2 d", true},        {345600, "4 d", false},
    {864000, "10 d", false},      {1728000, "20 d", true},
    {2592000, "30 d", false},     {8640000, "100 d", false},
    {25920000, "300 d", false},   {86400000, "1000 d", false},
    {259200000, "3000 d", false},
};

static void add_time_tics(GString *tics, double low, double high)
{
    bool is_short = det_log(high / low) < DECADES_WITH_MINOR_TIMES * det_log(10);
    for (size_t i = 0; i < G_N_ELEMENTS(time_tics); i++) {
        const TimeTic *tic = &time_tics[i];
        if (tic->seconds >= low * (1 - 1e-9) && tic->seconds <= high * (1 + 1e-9) &&
            (is_short || !tic->is_minor))
            add_tic(tics, tic->name, tic->seconds);
    }
}

/* Tens carry the unit, the others are bare. */
static void add_log_tic(GString *tics, double mantissa, double at, const char *unit)
{
    char label[NUMBER_SIZE];
    NumberStyle style = number_style(at * (1 + 1e-12), NAN, unit);
    style.decimals = decimals_of_step(at * style.scale);
    if (mantissa == 1)
        number_text(style, at, label);
    else
        number_bare(style, at, label);
    add_tic(tics, label, at);
}

void axis_log(ChartAxis *axis, double low, double high, const char *unit)
{
    static const double mantissas[] = {1, 2, 5};
    g_assert(axis && unit);
    g_assert(low > 0 && low < high);

    bool has_all = det_log(high / low) < DECADES_WITH_THREE_TICS * det_log(10);
    bool has_times = strcmp(unit, "s") == 0 && high > LONGEST_IN_SECONDS;
    g_autoptr(GString) tics = g_string_new(NULL);
    if (has_times)
        add_time_tics(tics, low, high);
    for (int n = exponent_of(low); !has_times && n <= exponent_of(high); n++)
        for (size_t i = 0; i < (has_all ? G_N_ELEMENTS(mantissas) : 1); i++) {
            double at = mantissas[i] * power_of_ten(n);
            if (at >= low * (1 - 1e-9) && at <= high * (1 + 1e-9))
                add_log_tic(tics, mantissas[i], at, unit);
        }
    g_free(axis->tics);
    axis->tics = g_strdup(tics->str);
    axis->low = low;
    axis->high = high;
    axis->is_log = true;
}

TimeUnit axis_time_unit(double duration_s)
{
    static const TimeUnit units[] = {
        {86400, "t_d", "Simulated time (days)", "day"},
        {3600, "t_h", "Simulated time (hours)", "hour"},
        {60, "t_min", "Simulated time (minutes)", "minute"},
        {1, "t_s", "Simulated time (seconds)", "second"},
    };
    for (size_t i = 0; i + 1 < G_N_ELEMENTS(units); i++)
        if (duration_s >= 2.5 * units[i].seconds)
            return units[i];
    return units[G_N_ELEMENTS(units) - 1];
}

/* "99.95 %", with the decimals that the distance to 1 needs. */
static void add_nines_tic(GString *tics, double distance, int exponent)
{
    char label[NUMBER_SIZE];
    NumberStyle style = {100, MAX(0, -exponent - 2), " %"};
    number_text(style, 1 - distance, label);
    trim_zeros(label);
    add_tic(tics, label, -det_log(distance) / det_log(10));
}

/* Distances to 1 with tics: decades, with their halves and fifths where few fit. */
static void add_nines_tics(GString *tics, double high_place, double low_place)
{
    static const double mantissas[] = {5, 2, 1};
    double span = high_place - low_place;
    for (int n = 0; n >= -9; n--)
        for (size_t i = n < 0 ? 0 : G_N_ELEMENTS(mantissas) - 1; i < G_N_ELEMENTS(mantissas); i++) {
            bool is_shown = mantissas[i] == 1 || (mantissas[i] == 5 && span < 3) || span < 1.5;
            double distance = mantissas[i] * power_of_ten(n);
            double place = -det_log(distance) / det_log(10);
            if (is_shown && place > low_place - 1e-9 && place < high_place - 0.06 * span)
                add_nines_tic(tics, distance, n);
        }
    add_tic(tics, "100 %", high_place);
}

void axis_nines(ChartAxis *axis, double low, double floor)
{
    g_assert(axis);
    g_assert(floor > 0 && low <= 1 - floor);

    axis->is_log = false;
    axis->nines_floor = floor;
    axis->high = -det_log(floor) / det_log(10);
    axis->low = MAX(0.0, axis_place(axis, low) - 0.04 * (axis->high - axis_place(axis, low)));
    g_autoptr(GString) tics = g_string_new(NULL);
    add_nines_tics(tics, axis->high, axis->low);
    g_free(axis->tics);
    axis->tics = g_strdup(tics->str);
}

double axis_place(const ChartAxis *axis, double value)
{
    g_assert(axis);
    if (!(axis->nines_floor > 0) || isnan(value))
        return value;
    return -det_log(MAX(1 - value, axis->nines_floor)) / det_log(10);
}

double axis_share(const ChartAxis *axis, double value)
{
    g_assert(axis);
    if (axis->is_log)
        return det_log(value / axis->low) / det_log(axis->high / axis->low);
    return (axis_place(axis, value) - axis->low) / (axis->high - axis->low);
}

static void push_up(double *shares, const uint32_t *order, uint32_t count, double gap)
{
    for (uint32_t i = 1; i < count; i++)
        shares[order[i]] = MAX(shares[order[i]], shares[order[i - 1]] + gap);
}

static void push_down(double *shares, const uint32_t *order, uint32_t count, double gap)
{
    double top = 1.0;
    for (uint32_t i = count; i-- > 0;) {
        shares[order[i]] = MIN(shares[order[i]], top);
        top = shares[order[i]] - gap;
    }
}

void axis_spread(double *shares, uint32_t count, double gap)
{
    g_assert(shares || count == 0);
    g_assert(count <= LABEL_MAX);

    uint32_t order[LABEL_MAX];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = i;
        for (; place > 0 && shares[order[place - 1]] > shares[i]; place--)
            order[place] = order[place - 1];
        order[place] = i;
    }
    push_up(shares, order, count, gap);
    push_down(shares, order, count, gap);
}
