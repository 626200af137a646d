/* Closed forms of energy: who draws how much, and how long a battery lasts. */
#include "exp/predict_part.h"

#include <math.h>

#include "exp/radio_load.h"
#include "hw/battery.h"
#include "world/cell.h"

/* Mean power of a nominal device by consumer, nW; no leak. What is not sleep comes on top of it. */
static void find_powers(const Nominal *n, double *ret_nw)
{
    const FleetFigures *figures = n->figures;
    const FleetSpec *fleet = n->fleet;
    double awake_s = (double)figures->wake_ns * 1e-9;
    if (!fleet->work->is_at_gateway)
        awake_s += (double)figures->latency_ns * 1e-9;
    double extra_active = (double)MAX(figures->active_nw - figures->sleep_nw, 0);
    double extra_tx = (double)MAX(figures->tx_nw - figures->sleep_nw, 0);
    ret_nw[CONSUMER_SENSOR] = (double)fleet->sensor.standby_nw + n->rate * figures->capture_nj;
    ret_nw[CONSUMER_INFERENCE] = MIN(n->rate * awake_s, 1.0) * extra_active;
    ret_nw[CONSUMER_RADIO] = n->rate * figures->radio_nj + n->beat_rate * n->beat_s * extra_tx;
    ret_nw[CONSUMER_SLEEP] = (double)figures->sleep_nw;
    ret_nw[CONSUMER_BOOT] = ret_nw[CONSUMER_LEAK] = 0.0;
}

/* Full to brown-out under a constant load, mean over the leaves that the fleet is in. */
static double battery_life(const Forecast *forecast, const Nominal *n, uint32_t f, double load_nw)
{
    Energy full = n->figures->capacity_nj;
    Energy empty = int64_from_double(n->fleet->power->brownout * (double)full);
    double sum = 0.0, count = 0.0;
    for (uint32_t s = 0; s < forecast->spec->segment_count; s++) {
        const SegmentSpec *segment = &forecast->spec->segments[s];
        if (segment->fleet != f)
            continue;
        double leak = cell_leak_rate(n->fleet, &forecast->spec->leaves[segment->leaf].climate);
        SimTime life = battery_time_to(full, empty, int64_from_double(load_nw), leak);
        sum += life == TIME_NEVER ? INFINITY : (double)life * 1e-9 * segment->count;
        count += segment->count;
    }
    return sum / count;
}

static void add(const Forecast *forecast, const Nominal *n, PredictionRow row)
{
    row.low = row.high = NAN;
    forecast_add(forecast, n->scope, row);
}

/* Each in ampere, and all together. */
static void add_currents(const Forecast *forecast, const Nominal *n, const double *nw,
                         const char *basis)
{
    static const char *const quantities[CONSUMER_COUNT] = {
        [CONSUMER_SENSOR] = "current_sensor", [CONSUMER_INFERENCE] = "current_inference",
        [CONSUMER_RADIO] = "current_radio",   [CONSUMER_BOOT] = "current_boot",
        [CONSUMER_SLEEP] = "current_sleep",   [CONSUMER_LEAK] = "current_self_discharge"};
    double all = 0.0, per_watt = 1.0 / n->figures->supply_v;
    for (int c = 0; c < CONSUMER_COUNT; c++) {
        all += nw[c];
        if (nw[c] > 0.0)
            add(forecast, n,
                (PredictionRow){.quantity = quantities[c],
                                .unit = "A",
                                .basis = basis,
                                .predicted = nw[c] * 1e-9 * per_watt,
                                .per_measured = per_watt});
    }
    add(forecast, n,
        (PredictionRow){.quantity = "mean_current",
                        .unit = "A",
                        .basis = basis,
                        .predicted = all * 1e-9 * per_watt});
}

void predict_energy(const Forecast *forecast, const Nominal *n, uint32_t f)
{
    const char *basis = board_fidelity_name(n->section->board->fidelity);
    double nw[CONSUMER_COUNT], load = 0.0, life = NAN;
    find_powers(n, nw);
    for (int c = 0; c < CONSUMER_COUNT; c++)
        load += nw[c];
    if (n->fleet->power != NULL) {
        double usable = (1.0 - n->fleet->power->brownout) * (double)n->figures->capacity_nj;
        life = battery_life(forecast, n, f, load);
        nw[CONSUMER_LEAK] = MAX(usable / life - load, 0.0);
    }
    add(forecast, n,
        (PredictionRow){.quantity = "energy_per_inference",
                        .unit = "J",
                        .basis = basis,
                        .predicted = n->figures->inference_nj * 1e-9});
    if (n->figures->latency_ns != TIME_NEVER) { /* a law without a mean: neither has the load one */
        add_currents(forecast, n, nw, basis);
        add(forecast, n,
            (PredictionRow){
                .quantity = "battery_life", .unit = "s", .basis = basis, .predicted = life});
    }
    add(forecast, n,
        (PredictionRow){
            .quantity = "on_air_share",
            .unit = "fraction",
            .basis = "air time",
            .predicted =
                radio_load(n->fleet, forecast->spec->heartbeat, n->figures->upload_rate).share});
}
