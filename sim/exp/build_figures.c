/* What a nominal device does: for predictions, facts and assumptions. */
#include "exp/build_part.h"

#include <math.h>

#include "hw/power.h"

typedef struct Nominal {
    const FleetSpec *fleet;
    PowerTable power;
} Nominal;

/* nW for so long, in nJ. */
static double energy(int64_t power_nw, SimTime ns)
{
    return (double)power_nw * ((double)ns * 1e-9);
}

/* What sending a message takes on top of sleeping. */
static double upload_energy(const Nominal *n, Bytes size)
{
    int64_t extra = n->power.nw[POWER_TX] - n->power.nw[POWER_SLEEP];
    return energy(MAX(extra, 0),
                  n->fleet->tx_overhead_ns + link_air_time(n->fleet->link, size, LINK_UP));
}

/* Uploads of one demand; of a batch its part. */
static double demand_upload(const Nominal *n, double upload_rate)
{
    const WorkSpec *work = n->fleet->work;
    if (work->upload != SEND_BATCHES)
        return upload_rate * upload_energy(n, work->result_size);
    double results = work->arrival->rate(work->arrival_params) * (double)work->batch * 1e-9;
    double held = MAX(floor(results), 1.0);
    return upload_energy(n, work->result_size * (Bytes)held) / MAX(results, 1.0);
}

/* One demand that is answered: here, or elsewhere. */
static double demand_energy(const Nominal *n, SimTime latency_ns)
{
    const FleetSpec *fleet = n->fleet;
    const int64_t *nw = n->power.nw;
    double wake = energy(nw[POWER_ACTIVE], fleet->wake_ns);
    if (!fleet->work->is_at_gateway)
        return wake + energy(nw[POWER_ACTIVE], latency_ns);
    SimTime up =
        fleet->tx_overhead_ns + link_air_time(fleet->link, fleet->work->input_size, LINK_UP);
    SimTime down = link_air_time(fleet->link, fleet->work->result_size, LINK_DOWN);
    return wake + energy(nw[POWER_TX], up) + energy(nw[POWER_RX], down);
}

/* Sending the input and receiving the answer, on top of sleeping. */
static double demand_radio(const Nominal *n)
{
    const FleetSpec *fleet = n->fleet;
    const int64_t *nw = n->power.nw;
    if (!fleet->work->is_at_gateway)
        return 0.0;
    SimTime down = link_air_time(fleet->link, fleet->work->result_size, LINK_DOWN);
    return upload_energy(n, fleet->work->input_size) +
           energy(MAX(nw[POWER_RX] - nw[POWER_SLEEP], 0), down);
}

static double capture_energy(const Nominal *n)
{
    const SensorSpec *sensor = &n->fleet->sensor;
    int64_t awake = sensor->is_awake ? n->power.nw[POWER_ACTIVE] - n->power.nw[POWER_SLEEP] : 0;
    return energy(sensor->capture_nw + MAX(awake, 0), sensor->capture_ns);
}

/* Right answers, and answers that are events; an assumed accuracy is that of both strata. */
static PoolShares shares_of(const BuiltModel *model, const ModelSpec *spec, const WorkSpec *work)
{
    double p = work->positive_rate, a = spec->accuracy;
    if (model->pool == NULL)
        return (PoolShares){a, p * a + (1.0 - p) * (1.0 - a)};
    return data_pool_shares(model->pool, model->answers, p);
}

void build_figures(Blueprint *blueprint, uint32_t f)
{
    const FleetSection *section = &g_array_index(blueprint->scenario->fleets, FleetSection, f);
    const FleetSpec *fleet = &blueprint->fleets[f];
    const BuiltModel *model = &blueprint->models[section->model_index];
    FleetFigures *figures = &blueprint->figures[f];
    double supply_v = section->board->voltage;
    if (fleet->power != NULL)
        supply_v =
            g_array_index(blueprint->scenario->powers, PowerSection, section->power_index).voltage;
    Nominal n = {fleet, power_table(section->board, supply_v, 1.0)};
    PoolShares shares = shares_of(model, fleet->model, fleet->work);

    figures->wake_ns = fleet->wake_ns;
    figures->active_nw = n.power.nw[POWER_ACTIVE];
    figures->sleep_nw = n.power.nw[POWER_SLEEP];
    figures->tx_nw = n.power.nw[POWER_TX];
    figures->model_flash = (Bytes)model->graph->file_size;
    figures->model_arena = model->arena;
    if (fleet->power != NULL)
        figures->capacity_nj = int64_from_double(dist_mean(&fleet->power->capacity));
    figures->accuracy = shares.right;
    figures->upload_rate = fleet->work->upload == SEND_NOTHING  ? 0.0
                           : fleet->work->upload == SEND_EVENTS ? shares.event
                                                                : 1.0;
    figures->supply_v = supply_v;
    figures->capture_nj = capture_energy(&n);
    figures->radio_nj = demand_radio(&n) + demand_upload(&n, figures->upload_rate);
    figures->inference_nj = demand_energy(&n, figures->latency_ns) + figures->capture_nj +
                            demand_upload(&n, figures->upload_rate);
    if (figures->latency_ns == TIME_NEVER) /* of a law without a mean */
        figures->inference_nj = INFINITY;
}
