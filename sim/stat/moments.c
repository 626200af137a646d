#include "stat/moments.h"

#include <math.h>

Moments moments_none(void)
{
    return (Moments){0, NAN, 0.0, NAN, NAN};
}

Moments moments_of(const double *values, size_t count)
{
    Moments moments = moments_none();
    for (size_t i = 0; i < count; i++)
        moments_add(&moments, values[i]);
    return moments;
}

void moments_add(Moments *moments, double value)
{
    if (moments->n == 0) {
        *moments = (Moments){1, value, 0.0, value, value};
        return;
    }
    moments->n++;
    double away = value - moments->mean;
    moments->mean += away / (double)moments->n;
    moments->squares += away * (value - moments->mean);
    moments->min = value < moments->min ? value : moments->min;
    moments->max = value > moments->max ? value : moments->max;
}

void moments_merge(Moments *moments, const Moments *other)
{
    if (other->n == 0)
        return;
    if (moments->n == 0) {
        *moments = *other;
        return;
    }
    double n = (double)moments->n, m = (double)other->n;
    double away = other->mean - moments->mean;
    moments->n += other->n;
    moments->mean += away * (m / (n + m));
    moments->squares += other->squares + away * away * (n * m / (n + m));
    moments->min = other->min < moments->min ? other->min : moments->min;
    moments->max = other->max > moments->max ? other->max : moments->max;
}

double moments_variance(const Moments *moments)
{
    return moments->n < 2 ? NAN : moments->squares / (double)(moments->n - 1);
}

double moments_sd(const Moments *moments)
{
    return sqrt(moments_variance(moments));
}
