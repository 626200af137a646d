/* How often things happen: what a run could not end with, or numbers of 32 bits not tell apart. */
#include "exp/scenario_part.h"

#include <math.h>

#include "policy/arrival/arrival_table.h"

#define PER_S_MAX   1e6
#define PER_RUN_MAX 1e9  /* of one device or unit */
#define IN_ALL_MAX  1e12 /* of all devices */
#define BATCHES_MAX 1e9

/* What is counted, for sentences: "a device is struck", "strikes of a device". */
typedef struct Words {
    const char *happens, *things;
} Words;

/* One error at most. `rate` in 1/s; false: there was one. */
static bool check_rate(const Reading *reading, KeyPlace key, double rate, Words words)
{
    double run_s = (double)reading->scenario->run.duration / (double)NS_PER_S;
    if (rate > PER_S_MAX)
        reading_say(reading, PROBLEM_ERROR, key, "%s more than 1e6 times a second", words.happens);
    else if (rate * run_s > PER_RUN_MAX)
        reading_say(reading, PROBLEM_ERROR, key, "that makes more than 1e9 %s in the run",
                    words.things);
    else
        return true;
    return false;
}

static double device_count(const Scenario *scenario)
{
    double count = 0.0;
    for (guint i = 0; i < scenario->fleets->len; i++)
        count += (double)g_array_index(scenario->fleets, FleetSection, i).devices;
    return count;
}

static void check_in_all(const Reading *reading, KeyPlace key, double rate)
{
    double run_s = (double)reading->scenario->run.duration / (double)NS_PER_S;
    if (rate * run_s * device_count(reading->scenario) > IN_ALL_MAX)
        reading_say(reading, PROBLEM_ERROR, key,
                    "that makes more than 1e12 strikes of all devices in the run");
}

/* Occurrences a second of one unit, and the key that says so; 0: none does. */
static double fault_rate(const FaultSection *fault, const char **ret_key)
{
    switch (fault->timing) {
    case BY_RATE:
        *ret_key = "rate";
        return fault->rate;
    case BY_MTBF:
        *ret_key = "mtbf";
        return fault->rate;
    case BY_TIME_BETWEEN:
        *ret_key = "time_between";
        return (double)NS_PER_S / dist_mean(&fault->time_between);
    case BY_EVERY:
        *ret_key = "every";
        return (double)NS_PER_S / (double)fault->every;
    case BY_AT:
    case BY_KIND:
        break;
    }
    return 0.0;
}

static void check_fault_rate(const Reading *reading, const FaultSection *fault)
{
    static const Words of_device = {"a device is struck", "strikes of a device"};
    static const Words of_unit = {"a unit is struck", "strikes of a unit"};
    const char *key = NULL;
    double rate = fault_rate(fault, &key);
    if (key == NULL || !(rate > 0.0))
        return;
    KeyPlace place = {"faults", fault->head.name, key};
    bool is_per_device = fault->per == PER_DEVICE;
    bool is_fine = check_rate(reading, place, rate, is_per_device ? of_device : of_unit);
    if (is_fine && is_per_device)
        check_in_all(reading, place, rate);
}

/* Those after the end strike nobody: perhaps meant for a longer run. */
static void check_at_is_in_run(const Reading *reading, const FaultSection *fault)
{
    const SimTime *times = fault->at.items;
    SimTime duration = reading->scenario->run.duration;
    size_t late = 0;
    for (size_t i = 0; i < fault->at.count; i++)
        late += times[i] >= duration;
    if (late == 0 || duration <= 0)
        return;
    KeyPlace key = {"faults", fault->head.name, "at"};
    if (late == fault->at.count)
        reading_say(reading, PROBLEM_WARNING, key, "after the end of the run: it never strikes");
    else
        reading_say(reading, PROBLEM_WARNING, key,
                    "%zu of the %zu times are after the end of the run", late, fault->at.count);
}

static void check_demands(const Reading *reading, const WorkloadSection *workload)
{
    static const Words of_demands = {"a device is asked", "demands of a device"};
    if (workload->arrival.choice < 0)
        return;
    const ArrivalOps *arrival = arrival_at((size_t)workload->arrival.choice);
    double rate = arrival->rate(workload->arrival.params);
    if (rate > 0.0)
        check_rate(reading, (KeyPlace){"workload", workload->head.name, "arrival"}, rate,
                   of_demands);
    bool is_batched = workload->upload == UPLOAD_BATCH && workload->batch > 0;
    if (is_batched &&
        (double)reading->scenario->run.duration / (double)workload->batch > BATCHES_MAX)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"workload", workload->head.name, "batch"},
                    "that makes more than 1e9 batches of a device in the run");
}

void scenario_check_rates(Reading *reading)
{
    static const Words of_crashes = {"a device crashes", "crashes of a device"};
    const Scenario *scenario = reading->scenario;
    for (guint i = 0; i < scenario->workloads->len; i++)
        check_demands(reading, &g_array_index(scenario->workloads, WorkloadSection, i));
    for (guint i = 0; i < scenario->models->len; i++) {
        const ModelSection *model = &g_array_index(scenario->models, ModelSection, i);
        check_rate(reading, (KeyPlace){"model", model->head.name, "crash_rate"}, model->crash_rate,
                   of_crashes);
    }
    for (guint i = 0; i < scenario->faults->len; i++) {
        const FaultSection *fault = &g_array_index(scenario->faults, FaultSection, i);
        check_fault_rate(reading, fault);
        check_at_is_in_run(reading, fault);
    }
}
