/* Boards fitted to models, powers, workloads, links: what the devices of each fleet are. */
#include "exp/build_part.h"
#include "exp/radio_load.h"

#include <math.h>

#include "hw/fit.h"
#include "hw/power.h"
#include "policy/arrival/arrival_table.h"
#include "util/detmath.h"

#define SPREAD_LEAST   0.2 /* no device is slower, or hungrier, than a fifth or five times that */
#define SPREAD_MOST    5.0
#define BATCH_SDS      10.0
#define CANDIDATES_MAX 4e9 /* demands of a device are counted in 32 bits */

/* What fleets refer to, built once each. */
typedef struct Parts {
    WorkSpec *works;   /* [Scenario.workloads] */
    PowerSpec *powers; /* [Scenario.powers] */
    LinkModel *links;  /* [Scenario.networks] */
} Parts;

/* --- workloads, batteries, links ----------------------------------------------------------- */

static bool build_work(const Blueprint *blueprint, const WorkloadSection *section, WorkSpec *work,
                       GError **error)
{
    static const UploadWhat uploads[] = {[UPLOAD_NONE] = SEND_NOTHING,
                                         [UPLOAD_EVENT] = SEND_EVENTS,
                                         [UPLOAD_ALL] = SEND_ALL,
                                         [UPLOAD_BATCH] = SEND_BATCHES};
    *work = (WorkSpec){.arrival = arrival_at((size_t)section->arrival.choice),
                       .arrival_params = section->arrival.params,
                       .pattern = pattern_from_form(section->pattern),
                       .is_at_gateway = section->where == WHERE_GATEWAY,
                       .is_dropping = section->busy == BUSY_DROP,
                       .deadline = section->deadline,
                       .upload = uploads[section->upload],
                       .input_size = section->input_size,
                       .result_size = section->result_size,
                       .batch = section->batch,
                       .positive_rate = section->positive_rate};
    g_autofree char *place = build_section("workload", section->head.name);
    double rate = work->arrival->rate(work->arrival_params) * pattern_peak(&work->pattern);
    double seconds = (double)blueprint->scenario->run.duration * 1e-9;
    if (rate * seconds > CANDIDATES_MAX)
        return build_refuse(blueprint, place, "arrival", error,
                            "arrival asks a device more than %.0e times in the run",
                            CANDIDATES_MAX);
    return true;
}

/* Coulomb at a voltage to nJ. */
static void build_power(Blueprint *blueprint, const PowerSection *section, PowerSpec *power)
{
    if (section->source != POWER_BATTERY)
        return;
    const Dist *capacity = &section->capacity;
    double *samples = NULL;
    if (capacity->kind == DIST_EMPIRICAL)
        samples = build_alloc(blueprint, capacity->sample_count, sizeof *samples);
    *power = (PowerSpec){.capacity = dist_scale(capacity, section->voltage * 1e9, samples),
                         .brownout = section->brownout,
                         .resume = section->resume,
                         .self_discharge = section->self_discharge,
                         .replace = section->replace};
}

static LinkModel build_link(const NetworkSection *section)
{
    LinkModel link = {.latency = section->latency,
                      .up_bps = section->bandwidth_up,
                      .down_bps = section->bandwidth_down,
                      .loss = section->loss_model,
                      .mtu = section->mtu,
                      .header = section->header,
                      .retries = (uint32_t)section->retries,
                      .retry_spacing = section->retry_spacing,
                      .listen = section->listen,
                      .poll = section->poll == TIME_NEVER ? 0 : section->poll,
                      .duty_cycle = section->duty_cycle,
                      .contact = contact_from_form(section->contact),
                      .queue = (uint32_t)section->queue};
    link_prepare(&link);
    return link;
}

static bool build_parts(Blueprint *blueprint, Parts *parts, GError **error)
{
    const Scenario *scenario = blueprint->scenario;
    parts->works = build_alloc(blueprint, scenario->workloads->len, sizeof *parts->works);
    parts->powers = build_alloc(blueprint, scenario->powers->len, sizeof *parts->powers);
    parts->links = build_alloc(blueprint, scenario->networks->len, sizeof *parts->links);
    for (guint i = 0; i < scenario->powers->len; i++)
        build_power(blueprint, &g_array_index(scenario->powers, PowerSection, i),
                    &parts->powers[i]);
    for (guint i = 0; i < scenario->networks->len; i++)
        parts->links[i] = build_link(&g_array_index(scenario->networks, NetworkSection, i));
    for (guint i = 0; i < scenario->workloads->len; i++) {
        g_autoptr(GError) mistake = NULL;
        build_work(blueprint, &g_array_index(scenario->workloads, WorkloadSection, i),
                   &parts->works[i], &mistake);
        if (!build_collect(blueprint, &mistake, error))
            return false;
    }
    return true;
}

/* --- boards -------------------------------------------------------------------------------- */

/* Does the model fit? Who only sends inputs need not hold it. */
static bool check_fit(const Blueprint *blueprint, const FleetSection *fleet, GError **error)
{
    const BuiltModel *model = &blueprint->models[fleet->model_index];
    FitNeed need = {
        .model = fleet->model, .flash = (Bytes)model->graph->file_size, .ram = model->arena};
    if (fit_check(fleet->board, need, error))
        return true;
    g_autofree char *place = build_section("fleet", fleet->head.name);
    build_prefix(blueprint, place, "model", error);
    return false;
}

/* From the scenario, or from graph and board, whose cost model was checked as it was read. */
static void set_latency(const Blueprint *blueprint, const FleetSection *fleet,
                        FleetFigures *figures)
{
    const ModelSection *section =
        &g_array_index(blueprint->scenario->models, ModelSection, fleet->model_index);
    CostEstimate estimate = {.basis = "given"};
    if (section->has_latency) {
        estimate.latency_ns = int64_from_double(dist_mean(&section->latency));
        estimate.low_ns = estimate.high_ns = estimate.latency_ns;
    } else {
        estimate = cost_latency(fleet->board, &blueprint->models[fleet->model_index].work);
    }
    figures->latency_ns = estimate.latency_ns;
    figures->latency_low_ns = estimate.low_ns;
    figures->latency_high_ns = estimate.high_ns;
    figures->latency_basis = estimate.basis;
}

/* What the b-th of SPREAD_LEVELS equally likely devices has of the nominal value. */
static double spread_at(double sd, int b)
{
    double factor = 1.0 + sd * det_normal_quantile(((double)b + 0.5) / SPREAD_LEVELS);
    return CLAMP(factor, SPREAD_LEAST, SPREAD_MOST);
}

static void set_spread(FleetSpec *spec, const FleetSection *fleet, SimTime latency_ns,
                       double supply_v)
{
    for (int b = 0; b < SPREAD_LEVELS; b++) {
        double slow = spread_at(fleet->clock_spread, b);
        SimTime latency = int64_from_double((double)latency_ns * slow);
        spec->latency_ns[b] = MAX(latency, 1);
        spec->slowness[b] = slow;
        PowerTable power = power_table(fleet->board, supply_v, spread_at(fleet->current_spread, b));
        spec->sleep_nw[b] = power.nw[POWER_SLEEP];
        spec->active_nw[b] = power.nw[POWER_ACTIVE];
        spec->tx_nw[b] = power.nw[POWER_TX];
        spec->rx_nw[b] = power.nw[POWER_RX];
        spec->start_nw[b] = power.nw[POWER_TX];
        spec->listen_nw[b] = power.nw[POWER_RX];
    }
}

/* --- fleets -------------------------------------------------------------------------------- */

static FleetSpec fleet_spec(const Blueprint *blueprint, const Parts *parts,
                            const FleetSection *fleet)
{
    const NetworkSection *network =
        &g_array_index(blueprint->scenario->networks, NetworkSection, fleet->network_index);
    FleetSpec spec = {.name = fleet->head.name,
                      .model = &blueprint->model_specs[fleet->model_index],
                      .work = &parts->works[fleet->workload_index],
                      .link = &parts->links[fleet->network_index],
                      .link_name = network->head.name,
                      .place = place_from_form(fleet->place),
                      .self_heating = fleet->board->self_heating,
                      .age = fleet->age,
                      .boot_time = fleet->boot_time,
                      .bootloader_time = fleet->bootloader_time,
                      .memory_use = fleet->memory_use,
                      .drift = fleet->drift,
                      .sync = fleet->sync,
                      .wake_ns = fleet->board->wake_time,
                      .tx_overhead_ns = fleet->board->tx_overhead,
                      .capacity_spread = fleet->capacity_spread,
                      .device_count = (uint32_t)fleet->devices};
    return spec;
}

/* Voltage that the board runs from; the battery, if it is one. */
static double set_power(const Blueprint *blueprint, const Parts *parts, const FleetSection *fleet,
                        FleetSpec *spec)
{
    if (fleet->power_index < 0)
        return fleet->board->voltage;
    const PowerSection *power =
        &g_array_index(blueprint->scenario->powers, PowerSection, fleet->power_index);
    if (power->source != POWER_BATTERY)
        return fleet->board->voltage;
    spec->power = &parts->powers[fleet->power_index];
    return power->voltage;
}

static void set_sensor(const Blueprint *blueprint, const FleetSection *fleet, double supply_v,
                       FleetSpec *spec)
{
    if (fleet->sensor_index < 0)
        return;
    const SensorSection *section =
        &g_array_index(blueprint->scenario->sensors, SensorSection, fleet->sensor_index);
    spec->sensor = (SensorSpec){
        .capture_nw = power_of_current(fleet->board, section->current, supply_v),
        .standby_nw = power_of_current(fleet->board, section->standby_current, supply_v),
        .capture_ns = time_add(section->window, section->warm_up),
        .is_awake = section->mcu == SENSOR_MCU_ACTIVE};
}

/* Inputs are drawn from events and others in a share that the pool must have. */
static bool check_pool(const Blueprint *blueprint, const FleetSection *fleet, GError **error)
{
    const BuiltModel *model = &blueprint->models[fleet->model_index];
    const WorkloadSection *work =
        &g_array_index(blueprint->scenario->workloads, WorkloadSection, fleet->workload_index);
    if (model->pool == NULL)
        return true;
    bool lacks_events = model->pool->event_count == 0 && work->positive_rate > 0.0;
    bool lacks_others = model->pool->other_count == 0 && work->positive_rate < 1.0;
    if (!lacks_events && !lacks_others)
        return true;
    g_autofree char *place = build_section("workload", work->head.name);
    return build_refuse(blueprint, place, "positive_rate", error,
                        "positive_rate = %g%%: the data pool of model '%s' has no sample %s; "
                        "%s%% would be right",
                        work->positive_rate * 100.0, fleet->model,
                        lacks_events ? "of an event" : "without an event",
                        lacks_events ? "0" : "100");
}

/* The largest message of a device; of a batch, one that all but never comes. */
static double largest_message(const WorkSpec *work)
{
    double size = (double)(work->is_at_gateway ? work->input_size : 1);
    if (work->upload == SEND_BATCHES) {
        double rate = work->arrival->rate(work->arrival_params) * pattern_peak(&work->pattern);
        double mean = rate * (double)work->batch * 1e-9;
        double most = MIN(mean + BATCH_SDS * sqrt(mean) + 1.0, UINT16_MAX);
        return MAX(size, most * (double)work->result_size);
    }
    bool is_sent = work->upload != SEND_NOTHING || work->is_at_gateway;
    return is_sent ? MAX(size, (double)work->result_size) : size;
}

/* Each try of a message has an address of its own, and there are so many. */
static bool check_messages(const Blueprint *blueprint, const FleetSection *fleet,
                           const FleetSpec *spec, GError **error)
{
    double size = largest_message(spec->work);
    double packets = ceil(size / (double)spec->link->mtu);
    if (packets * (1.0 + spec->link->retries) <= LINK_TRY_MAX)
        return true;
    g_autofree char *place = build_section("fleet", fleet->head.name);
    return build_refuse(blueprint, place, "network", error,
                        "network '%s' may try the packets of one message of workload '%s' more "
                        "than %d times: give it a larger mtu or fewer retries",
                        fleet->network, fleet->workload, LINK_TRY_MAX);
}

/* Everything that may be wrong with a fleet; false only if going on makes no sense. */
static bool check_fleet(Blueprint *blueprint, const FleetSection *fleet, const FleetSpec *spec,
                        GError **error)
{
    g_autoptr(GError) mistake = NULL;
    check_pool(blueprint, fleet, &mistake);
    if (!build_collect(blueprint, &mistake, error))
        return false;
    check_messages(blueprint, fleet, spec, &mistake);
    if (!build_collect(blueprint, &mistake, error))
        return false;
    if (!spec->work->is_at_gateway)
        check_fit(blueprint, fleet, &mistake);
    return build_collect(blueprint, &mistake, error);
}

/* Can the radio send all of it? What it may send at all counts. */
static bool check_air(const Blueprint *blueprint, const FleetSection *fleet, uint32_t f,
                      GError **error)
{
    RadioLoad load = radio_load(&blueprint->fleets[f], blueprint->scenario->health.heartbeat,
                                blueprint->figures[f].upload_rate);
    if (load.share < 0.5 * load.limit)
        return true;
    g_autofree char *place = build_section("fleet", fleet->head.name);
    g_autofree char *sum = radio_load_text(&load);
    if (load.share >= load.limit)
        return build_refuse(blueprint, place, "network", error,
                            "network = %s: %s; a faster network, fewer or smaller messages would "
                            "be right",
                            fleet->network, sum);
    g_warning("%s: network = %s: %s; what comes in bursts will wait",
              scenario_place(blueprint->scenario, place, "network"), fleet->network, sum);
    return true;
}

static bool build_fleet(Blueprint *blueprint, const Parts *parts, uint32_t f, GError **error)
{
    const FleetSection *fleet = &g_array_index(blueprint->scenario->fleets, FleetSection, f);
    FleetSpec *spec = &blueprint->fleets[f];
    *spec = fleet_spec(blueprint, parts, fleet);
    double supply_v = set_power(blueprint, parts, fleet, spec);
    set_sensor(blueprint, fleet, supply_v, spec);
    if (blueprint->models[fleet->model_index].graph == NULL)
        return true; /* its file is the mistake */
    if (!check_fleet(blueprint, fleet, spec, error))
        return false;
    set_latency(blueprint, fleet, &blueprint->figures[f]);
    set_spread(spec, fleet, blueprint->figures[f].latency_ns, supply_v);
    build_figures(blueprint, f);
    g_autoptr(GError) mistake = NULL;
    check_air(blueprint, fleet, f, &mistake);
    return build_collect(blueprint, &mistake, error);
}

bool build_fleets(Blueprint *blueprint, GError **error)
{
    guint count = blueprint->scenario->fleets->len;
    Parts parts;
    blueprint->fleets = build_alloc(blueprint, count, sizeof *blueprint->fleets);
    blueprint->figures = build_alloc(blueprint, count, sizeof *blueprint->figures);
    blueprint->spec.fleets = blueprint->fleets;
    blueprint->spec.fleet_count = count;
    if (!build_parts(blueprint, &parts, error))
        return false;
    for (guint f = 0; f < count; f++) {
        if (!build_fleet(blueprint, &parts, f, error))
            return false;
    }
    return true;
}
