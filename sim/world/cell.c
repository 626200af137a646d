#include "world/cell.h"

#include "hw/battery.h"
#include "hw/power.h"
#include "world/energy.h"
#include "world/inference.h"

static double spread_factor(const Strip *strip, uint32_t number)
{
    if (strip->fleet->capacity_spread <= 0.0)
        return 1.0;
    double u = rng_unit_at(strip->fleet_key, number, RNG_CAPACITY_VARIATION, 0);
    Dist normal = dist_make(DIST_NORMAL, 1.0, strip->fleet->capacity_spread, 0.0);
    return MAX(dist_quantile(&normal, u), 0.2);
}

void cell_renew(Shard *shard, uint32_t d, SimTime t)
{
    const Strip *strip = shard_strip(shard, d);
    const PowerSpec *power = strip->fleet->power;
    DeviceRest *rest = &shard->rest[d];
    uint32_t number = strip_number(strip, d);
    Rng rng = rng_at(strip->fleet_key, number, RNG_CAPACITY, rest->battery++);
    if (rest->battery_nj > 0)
        rest->spent_nj += rest->battery_nj - shard->devices[d].charge_nj;
    double capacity = dist_sample(&power->capacity, &rng) * spread_factor(strip, number);
    energy_new_battery(shard, d, MAX(int64_from_double(capacity), 1));
    rest->battery_nj = shard->devices[d].charge_nj;
    rest->brownout_nj = int64_from_double((double)rest->battery_nj * power->brownout);
    rest->battery_at = t;
    rest->warm_nj = -1;
    rest->hour = t / NS_PER_H;
    rest->hour_nj = rest->battery_nj;
    shard->devices[d].settled_at = t;
}

void cell_boot(Shard *shard, uint32_t d)
{
    DeviceRest *rest = &shard->rest[d];
    const FleetSpec *fleet = shard_strip(shard, d)->fleet;
    if (rest->battery_nj == 0)
        return;
    Energy resume = int64_from_double((double)rest->battery_nj * fleet->power->resume);
    if (shard->devices[d].charge_nj < resume)
        rest->brownout_nj = MAX(rest->brownout_nj, resume);
}

static Energy leak_of_hour(const Shard *shard, uint32_t d, SimTime t)
{
    const Strip *strip = shard_strip(shard, d);
    const FleetSpec *fleet = strip->fleet;
    const DeviceRest *rest = &shard->rest[d];
    Energy charge = shard->devices[d].charge_nj;
    if (fleet->power->self_discharge <= 0.0 || charge <= 0)
        return 0;
    double c = fleet->self_heating + place_temperature(&fleet->place, &strip->leaf.climate,
                                                       shard->spec->start_unix, t - NS_PER_H / 2);
    double rate = battery_leak_rate(fleet->power->self_discharge, c);
    SimTime length = MIN(NS_PER_H, t - rest->battery_at);
    double load = (double)(rest->hour_nj - charge) / ((double)length * 1e-9);
    return battery_leak(rest->hour_nj, MAX(int64_from_double(load), 0), length, rate);
}

/* What has been taken but for leaks since the first full hour after the warm-up. */
static Energy load_since(const DeviceRest *rest, Energy charge)
{
    return rest->warm_nj - charge - rest->leaked_nj;
}

void cell_hour(Shard *shard, uint32_t d, SimTime t)
{
    DeviceRest *rest = &shard->rest[d];
    Energy leak = leak_of_hour(shard, d, t);
    energy_spend(shard, d, CONSUMER_LEAK, t - 1, leak);
    Energy charge = rest->hour_nj = shard->devices[d].charge_nj;
    rest->hour++;
    if (rest->warm_nj < 0 && t >= shard->spec->warmup) {
        rest->warm_nj = charge;
        rest->warm_at = t;
        rest->leaked_nj = rest->days_nj = 0;
        return;
    }
    rest->leaked_nj += leak;
    if (rest->warm_nj >= 0 && (t - rest->warm_at) % NS_PER_D == 0)
        rest->days_nj = load_since(rest, charge);
}

/* When what sleeps and what stands by have taken more than `spare` together, each rounded down by
 * itself as it is booked: at the time of the sum they may be 1 nJ short of it. */
static SimTime first_below(Energy spare, int64_t sleep_nw, int64_t standby_nw)
{
    SimTime dt = power_time(spare, sleep_nw + standby_nw) + 1;
    Energy sleep = inference_energy(sleep_nw, dt), standby = inference_energy(standby_nw, dt);
    if (sleep + standby > spare)
        return dt;
    return time_add(MIN(power_time(sleep, sleep_nw), power_time(standby, standby_nw)), 1);
}

SimTime cell_empty_at(const Shard *shard, uint32_t d)
{
    const Device *device = &shard->devices[d];
    const DeviceRest *rest = &shard->rest[d];
    if (rest->battery_nj == 0 || device_state(device, rest) != STATE_UP)
        return TIME_NEVER;
    Energy spare = device->charge_nj - rest->brownout_nj;
    const FleetSpec *fleet = shard_strip(shard, d)->fleet;
    int64_t asleep = fleet->sleep_nw[device->current] + fleet->sensor.standby_nw;
    if (spare < 0)
        return device->settled_at + 1;
    if (asleep == 0 || spare / 3600 > asleep)
        return TIME_NEVER;
    return time_add(device->settled_at,
                    first_below(spare, fleet->sleep_nw[device->current], fleet->sensor.standby_nw));
}

void cell_sample(Shard *shard, uint32_t d, SimTime at, SimTime life)
{
    uint32_t slice = metrics_slice(shard->metrics->calendar, at);
    uint32_t group = shard_group(shard, shard_strip(shard, d), d);
    metrics_sample(shard->metrics, group, SAMPLE_BATTERY_LIFE, slice, life);
}

double cell_leak_rate(const FleetSpec *fleet, const Climate *climate)
{
    double c = place_steady_temperature(&fleet->place, climate, BATTERY_LEAK_PER_C);
    return battery_leak_rate(fleet->power->self_discharge, c + fleet->self_heating);
}

void cell_project(Shard *shard, uint32_t d, SimTime t)
{
    const Strip *strip = shard_strip(shard, d);
    const Device *device = &shard->devices[d];
    const DeviceRest *rest = &shard->rest[d];
    SimTime span = t - rest->warm_at, rest_of_day = span % NS_PER_D;
    if (rest->battery_nj == 0 || rest->warm_nj < 0 || span < NS_PER_H ||
        device->flags & (DEVICE_EMPTY | DEVICE_LOST))
        return;
    Energy load = load_since(rest, device->charge_nj);
    if (span > NS_PER_D && rest_of_day > 0) {
        load = rest->days_nj;
        span -= rest_of_day;
    }
    int64_t load_nw = int64_from_double((double)load / ((double)span * 1e-9));
    double leak = cell_leak_rate(strip->fleet, &strip->leaf.climate);
    Energy empty = int64_from_double((double)rest->battery_nj * strip->fleet->power->brownout);
    SimTime life = battery_time_to(rest->battery_nj, empty, MAX(load_nw, 0), leak);
    if (life != TIME_NEVER)
        cell_sample(shard, d, t - 1, life);
}
