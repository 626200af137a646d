/* Closed forms of causes: how often they strike. */
#include "exp/predict_part.h"

enum { AGE_STEPS = 64 };

static bool is_selected(const Selector *selector, const SegmentSpec *segment)
{
    return selector->is_everything ||
           (selector->fleet[segment->fleet] && selector->leaf[segment->leaf]);
}

/* Devices of a segment that a cause may strike. */
static double devices_at_risk(const Selector *selector, const SegmentSpec *segment)
{
    if (!is_selected(selector, segment))
        return 0.0;
    if (!selector->device)
        return selector->share * segment->count;
    double count = 0;
    for (uint32_t i = 0; i < selector->device_count; i++) {
        uint32_t id = selector->device[i];
        count += id >= segment->first_id && id - segment->first_id < segment->count;
    }
    return count * selector->share;
}

/* From a strike until its life runs anew, in the mean: its length, else watchdog and boot; what
 * waits for somebody to look is not foretold, nor what a unit does not wait for. */
static double mean_healing(const Forecast *forecast, const FaultSpec *fault, const FleetSpec *fleet)
{
    double length = dist_mean(&fault->length);
    if (length < (double)TIME_NEVER)
        return length;
    bool is_reset = fault->is_per_device && fault->ops->healing == HEALS_BY_WATCHDOG &&
                    forecast->spec->watchdog > 0;
    if (!is_reset)
        return 0.0;
    return (double)forecast->spec->watchdog + dist_mean(&fleet->bootloader_time) +
           dist_mean(&fleet->boot_time);
}

/* Share of the first lives that end in the time that counts, by the age of the devices. */
static double first_lives_ended(const Forecast *forecast, const FaultSpec *fault,
                                const FleetSpec *fleet)
{
    double from = (double)forecast->spec->warmup, to = (double)forecast->spec->end, sum = 0;
    for (int i = 0; i < AGE_STEPS; i++) {
        double u = (i + 0.5) / AGE_STEPS;
        double age =
            fleet->age.kind == DIST_CONSTANT ? fleet->age.p[0] : dist_quantile(&fleet->age, u);
        double left = 1.0 - dist_cdf(&fault->gap, age);
        double ended = dist_cdf(&fault->gap, age + to) - dist_cdf(&fault->gap, age + from);
        sum += left > 0.0 ? ended / left : 1.0;
    }
    return sum / AGE_STEPS;
}

/* Strikes of one device, or one unit, in the time that counts: a renewal process where the time is
 * longer than a life, else the first life. `share` of the ends of a life strike. */
static double lives_struck(const Forecast *forecast, const FaultSpec *fault, const FleetSpec *fleet,
                           double share)
{
    double from = (double)forecast->spec->warmup, to = (double)forecast->spec->end;
    double life = dist_mean(&fault->gap);
    bool is_first = fault->ops->healing == HEALS_BY_VISIT || to <= life;
    if (is_first && fault->is_per_device)
        return share * first_lives_ended(forecast, fault, fleet);
    if (is_first)
        return share * (dist_cdf(&fault->gap, to) - dist_cdf(&fault->gap, from));
    return share * (to - from) / (life + share * mean_healing(forecast, fault, fleet));
}

/* Occurrences of one unit, or one device, on the calendar. */
static double occurrences(const Forecast *forecast, const FaultSpec *fault)
{
    double from = (double)forecast->spec->warmup, to = (double)forecast->spec->end, count = 0;
    if (fault->at_count > 0) {
        for (uint32_t i = 0; i < fault->at_count; i++)
            count += fault->at[i] >= forecast->spec->warmup && fault->at[i] < forecast->spec->end;
        return count;
    }
    if (fault->every > 0)
        return (to - from) / (double)fault->every;
    return (to - from) / dist_mean(&fault->gap);
}

/* Strikes of one device of a segment; a unit's strike those of its devices that it hits. */
static double strikes_per_device(const Forecast *forecast, const FaultSpec *fault,
                                 const SegmentSpec *segment)
{
    if (!fault->is_life)
        return occurrences(forecast, fault) * fault->chance * fault->hits;
    const FleetSpec *fleet = &forecast->spec->fleets[segment->fleet];
    if (fault->is_per_device)
        return lives_struck(forecast, fault, fleet, fault->chance * fault->hits);
    return lives_struck(forecast, fault, fleet, fault->chance) * fault->hits;
}

static double outages_per_unit(const Forecast *forecast, const FaultSpec *fault)
{
    return fault->is_life ? lives_struck(forecast, fault, NULL, fault->chance)
                          : occurrences(forecast, fault) * fault->chance;
}

static void predict_cause(const Forecast *forecast, uint32_t c)
{
    const FaultSpec *fault = &forecast->spec->faults[c];
    const FaultSection *section = &g_array_index(forecast->scenario->faults, FaultSection, c);
    bool is_failure = fault->ops->is_failure;
    double count = 0;
    if (fault->ops->is_silent)
        return;
    for (uint32_t s = 0; s < forecast->spec->segment_count; s++) {
        const SegmentSpec *segment = &forecast->spec->segments[s];
        double devices = devices_at_risk(&section->selector, segment);
        if (devices > 0.0 && (is_failure || fault->is_per_device))
            count += devices * strikes_per_device(forecast, fault, segment);
    }
    if (!is_failure && !fault->is_per_device)
        count = outages_per_unit(forecast, fault) * fault->unit_count;
    PredictionRow row = {.quantity = is_failure ? "failures" : "outages",
                         .unit = "count",
                         .basis = fault->is_life ? "lifetime law" : "rate x time",
                         .predicted = count,
                         .low = NAN,
                         .high = NAN};
    forecast_add(forecast, (uint32_t)scope_set_find(forecast->scopes, "faults", fault->name), row);
}

void predict_causes(const Forecast *forecast)
{
    for (uint32_t c = 0; c < forecast->spec->fault_count; c++)
        predict_cause(forecast, c);
}
