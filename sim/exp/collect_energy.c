/* What consumers took in a window: mean power of a device, share of the energy. */
#include "exp/collect_part.h"

#include <math.h>
#include <string.h>

#include "world/metrics_energy.h"

double energy_stat(const Frame *frame, const Metric *metric, const char *stat)
{
    const MetricsCalendar *calendar = frame->totals->calendar;
    __int128 all = 0, own = 0;
    for (uint32_t i = 0; i < calendar->stretch_count; i++) {
        const __int128 *energies = metrics_energy(frame->totals->by_scope, i, frame->scope);
        bool is_inside = calendar->stretches[i].windows >> frame->window & 1;
        for (int c = 0; is_inside && c < CONSUMER_COUNT; c++) {
            all += energies[c];
            own += c == metric->a ? energies[c] : 0;
        }
    }
    double ns = (double)(frame->to - frame->from) * (double)frame->scope_groups->device_count;
    double of = metric->form == METRIC_ENERGY ? ns : (double)all; /* nJ / ns = W */
    if (strcmp(stat, "mean") != 0 || !(of > 0.0))
        return NAN;
    return (double)own / of * metric->scale;
}
