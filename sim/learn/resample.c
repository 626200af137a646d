#include "learn/resample.h"

#include <glib.h>
#include <math.h>

#include "util/detmath.h"

static const int CROSSINGS = 16;
static const double PASS_SHARE = 0.95;

static uint32_t greatest_divisor(uint32_t a, uint32_t b)
{
    while (b != 0) {
        uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* cut * sinc(cut t) under a Hann window of half width `reach`. */
static double kernel(double t, double cut, double reach)
{
    if (fabs(t) >= reach)
        return 0;
    double window = 0.5 + 0.5 * det_cos(G_PI * t / reach);
    double x = G_PI * cut * t;
    return cut * window * (fabs(x) < 1e-12 ? 1 : det_sin(x) / x);
}

/* taps [phases][width]: the weights of input samples at 1 - width/2 .. width/2 from the floor. */
static double *make_taps(uint32_t phases, int width, double cut)
{
    double *taps = g_new(double, (size_t)phases *(size_t)width);
    double reach = CROSSINGS / cut;
    for (uint32_t phase = 0; phase < phases; phase++)
        for (int i = 0; i < width; i++)
            taps[(size_t)phase * (size_t)width + (size_t)i] =
                kernel(i + 1 - width / 2 - (double)phase / phases, cut, reach);
    return taps;
}

double *resample(const double *samples, size_t count, uint32_t from_hz, uint32_t to_hz,
                 size_t *ret_count)
{
    g_assert(from_hz > 0);
    g_assert(to_hz > 0);
    uint32_t divisor = greatest_divisor(from_hz, to_hz);
    uint64_t from = from_hz / divisor, phases = to_hz / divisor;
    double cut = PASS_SHARE * (to_hz < from_hz ? (double)to_hz / from_hz : 1);
    int width = 2 * ((int)floor(CROSSINGS / cut) + 1);
    g_autofree double *taps = make_taps((uint32_t)phases, width, cut);
    size_t out_count = (size_t)(count * phases / from);
    double *out = g_new(double, out_count > 0 ? out_count : 1);
    for (size_t n = 0; n < out_count; n++) {
        int64_t first = (int64_t)(n * from / phases) + 1 - width / 2;
        const double *row = taps + (n * from % phases) * (size_t)width;
        double sum = 0;
        for (int i = 0; i < width; i++) {
            int64_t at = first + i;
            if (at >= 0 && at < (int64_t)count)
                sum += row[i] * samples[at];
        }
        out[n] = sum;
    }
    *ret_count = out_count;
    return out;
}
