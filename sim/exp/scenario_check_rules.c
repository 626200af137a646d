/* Rules between the keys of a section, and between sections that refer to each other. */
#include "exp/scenario_part.h"

#include <math.h>
#include <string.h>

#include "env/pattern.h"
#include "net/contact.h"
#include "policy/arrival/arrival_table.h"
#include "policy/fault/fault_table.h"

enum { STEP_COUNT_MAX = 1000000 };

/* An error unless the key is older than what makes it idle. */
static void refuse_idle(const Reading *reading, KeyPlace key, const char *deciding, const char *why)
{
    KeyPlace decider = {key.kind, key.name, deciding};
    KeyLayer layer = reading_layer(reading, key);
    if (layer != LAYER_DEFAULT && layer >= reading_layer(reading, decider))
        reading_say(reading, PROBLEM_ERROR, key, "the key has no effect %s", why);
}

static void check_steps(const Reading *reading, KeyPlace key, SimTime step)
{
    SimTime duration = reading->scenario->run.duration;
    if (step > 0 && duration > 0 && duration / step >= STEP_COUNT_MAX)
        reading_say(reading, PROBLEM_ERROR, key, "that makes more than %d steps in the run",
                    STEP_COUNT_MAX);
}

static void check_run(const Reading *reading)
{
    const RunSection *run = &reading->scenario->run;
    if (run->duration > 0 && run->warmup >= run->duration)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"scenario", "", "warmup"},
                    "must be shorter than the duration");
    check_steps(reading, (KeyPlace){"scenario", "", "stat_interval"}, run->stat_interval);
    check_steps(reading, (KeyPlace){"output", "", "interval"}, reading->scenario->output.interval);
}

static void check_model(const Reading *reading, const ModelSection *model)
{
    if (!isnan(model->accuracy))
        refuse_idle(reading, (KeyPlace){"model", model->head.name, "data"}, "accuracy",
                    "with `accuracy`: no answer is computed");
}

static void check_arrival(const Reading *reading, const WorkloadSection *workload)
{
    KeyPlace place = {"workload", workload->head.name, "arrival"};
    if (workload->arrival.choice < 0)
        return;
    const ArrivalOps *arrival = arrival_at((size_t)workload->arrival.choice);
    const void *params = workload->arrival.params;
    const char *wrong = arrival->check == NULL ? NULL : arrival->check(params);
    double rate = arrival->rate(params);
    if (wrong != NULL)
        reading_say(reading, PROBLEM_ERROR, place, "%s", wrong);
    else if (!(rate > 0.0))
        reading_say(reading, PROBLEM_ERROR, place, "a device is never asked");
    if (!arrival->is_thinned && workload->pattern.choice != PATTERN_FLAT)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"workload", workload->head.name, "pattern"},
                    "arrival = %s keeps its own time; only poisson follows a pattern",
                    arrival->form.name);
}

/* A device works on one demand at a time; what it has sent away runs beside the next. */
static void check_busy(const Reading *reading, const WorkloadSection *workload)
{
    bool is_here = workload->where == WHERE_DEVICE;
    bool is_wrong = is_here ? workload->busy == BUSY_ALLOW
                            : workload->busy == BUSY_QUEUE || workload->busy == BUSY_DROP;
    if (is_wrong)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"workload", workload->head.name, "busy"},
                    "where = %s can only %s", is_here ? "device" : "gateway",
                    is_here ? "queue or drop" : "allow");
}

static void check_workload(const Reading *reading, const WorkloadSection *workload)
{
    const char *name = workload->head.name;
    check_arrival(reading, workload);
    check_busy(reading, workload);
    if (workload->where != WHERE_DEVICE)
        return;
    refuse_idle(reading, (KeyPlace){"workload", name, "input_size"}, "where",
                "with where = device: no input is sent");
    if (workload->upload == UPLOAD_NONE)
        refuse_idle(reading, (KeyPlace){"workload", name, "result_size"}, "upload",
                    "with where = device and upload = none: no result is sent");
}

static void check_power(const Reading *reading, const PowerSection *power)
{
    static const char *const of_battery[] = {"capacity", "voltage", "self_discharge",
                                             "brownout", "resume",  "replace"};
    const char *name = power->head.name;
    for (size_t i = 0; i < G_N_ELEMENTS(of_battery) && power->source == POWER_MAINS; i++)
        refuse_idle(reading, (KeyPlace){"power", name, of_battery[i]}, "source",
                    "with source = mains");
    if (power->source != POWER_BATTERY)
        return;
    if (!power->has_capacity)
        reading_say_section(reading, PROBLEM_ERROR, "power", name,
                            "needs the key 'capacity' with source = battery");
    if (power->resume < power->brownout)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"power", name, "resume"},
                    "must not be below brownout, or the device would go down at once");
}

/* The parameter of the kind that says how often, NULL if it does not. */
static const char *own_rate(const FaultSection *fault)
{
    const FaultOps *kind = fault->kind.choice < 0 ? NULL : fault_at((size_t)fault->kind.choice);
    bool is_own = kind != NULL && kind->rate != NULL && kind->rate(fault->kind.params, 1) > 0.0;
    return is_own ? kind->rate_param : NULL;
}

/* Which keys of time a fault has; exactly one is right, and none beside the kind's own rate. */
static void check_timing(const Reading *reading, const FaultSection *fault)
{
    static const char *const keys[] = {"rate", "mtbf", "time_between", "at", "every"};
    const char *given[G_N_ELEMENTS(keys)];
    const char *own = own_rate(fault), *first = own;
    size_t count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        KeyPlace key = {"faults", fault->head.name, keys[i]};
        if (reading_is_given(reading, key))
            given[count++] = keys[i];
    }
    if (count == 0 && own == NULL)
        reading_say_section(reading, PROBLEM_ERROR, "faults", fault->head.name,
                            "needs one of rate, mtbf, time_between, at, every");
    for (size_t i = 0; i < count; i++) {
        if (first != NULL)
            reading_say(reading, PROBLEM_ERROR, (KeyPlace){"faults", fault->head.name, given[i]},
                        "'%s' says already when; give one of them", first);
        else
            first = given[i];
    }
    if (count == 1 && fault->timing == BY_RATE && !(fault->rate > 0.0))
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"faults", fault->head.name, "rate"},
                    "must be above 0");
}

static void check_at(const Reading *reading, const FaultSection *fault)
{
    const SimTime *times = fault->at.items;
    for (size_t i = 1; i < fault->at.count; i++) {
        if (times[i] <= times[i - 1])
            reading_say(reading, PROBLEM_ERROR, (KeyPlace){"faults", fault->head.name, "at"},
                        "the times must ascend");
    }
}

static void check_fault(const Reading *reading, const FaultSection *fault)
{
    const char *name = fault->head.name;
    const FaultOps *kind = fault->kind.choice < 0 ? NULL : fault_at((size_t)fault->kind.choice);
    check_timing(reading, fault);
    check_at(reading, fault);
    if (kind == NULL)
        return;
    if (kind->length == LENGTH_REQUIRED && !fault->has_length)
        reading_say_section(reading, PROBLEM_ERROR, "faults", name,
                            "needs the key 'length' with kind = %s", kind->form.name);
    if (kind->length == LENGTH_REFUSED && fault->has_length)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"faults", name, "length"},
                    "kind = %s lasts for ever", kind->form.name);
    if (fault->per == PER_GATEWAY && !kind->hits_gateways)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"faults", name, "per"},
                    "kind = %s does not strike gateways", kind->form.name);
    else if (fault->per != PER_DEVICE && own_rate(fault) != NULL)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"faults", name, "per"},
                    "'%s' is a rate of each device; it goes with per = device", own_rate(fault));
}

/* Without beats there is nothing to miss. */
static void check_health(const Reading *reading)
{
    static const char *const of_beats[] = {"detector", "missed", "grace"};
    if (reading->scenario->health.heartbeat != TIME_NEVER ||
        reading->scenario->health.detector == DETECTOR_NONE)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(of_beats); i++)
        refuse_idle(reading, (KeyPlace){"health", "", of_beats[i]}, "heartbeat",
                    "with heartbeat = never: no beat is missed");
}

static void check_network(const Reading *reading, const NetworkSection *network)
{
    const char *mistake = loss_check(&network->loss_model);
    if (mistake != NULL)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"network", network->head.name, "loss"}, "%s",
                    mistake);
    Contact contact = contact_from_form(network->contact);
    mistake = contact_check(&contact);
    if (mistake != NULL)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"network", network->head.name, "contact"},
                    "%s", mistake);
    bool is_asleep = network->poll != TIME_NEVER;
    if (is_asleep && (contact.kind != CONTACT_ALWAYS || network->duty_cycle < 1.0))
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"network", network->head.name, "poll"},
                    "goes with contact = always and duty_cycle = 100%% only");
}

static void check_requirement(const Reading *reading, const RequirementSection *requirement)
{
    const RunSection *run = &reading->scenario->run;
    const char *name = requirement->head.name;
    KeyPlace from = {"requirement", name, "from"}, to = {"requirement", name, "to"};
    if (requirement->from < run->warmup)
        reading_say(reading, PROBLEM_ERROR, from, "is inside the warm-up");
    if (requirement->from >= run->duration && run->duration > run->warmup) {
        reading_say(reading, PROBLEM_ERROR, from, "is not before the end of the run");
        return;
    }
    if (requirement->to > run->duration && run->duration > 0)
        reading_say(reading, PROBLEM_ERROR, to, "is after the end of the run");
    else if (requirement->to <= requirement->from && run->warmup < run->duration)
        reading_say(reading, PROBLEM_ERROR, reading_is_given(reading, to) ? to : from,
                    "leaves nothing between from and to");
    if (requirement->rule != RULE_CI)
        refuse_idle(reading, (KeyPlace){"requirement", name, "confidence"}, "rule",
                    "without rule = ci");
}

static void check_fleet(const Reading *reading, const FleetSection *fleet)
{
    const Scenario *scenario = reading->scenario;
    const char *name = fleet->head.name;
    const ParamPair *pairs = fleet->regions.items;
    for (size_t i = 0; i < fleet->regions.count; i++) {
        if (!(pairs[i].value >= 0.0))
            reading_say(reading, PROBLEM_ERROR, (KeyPlace){"fleet", name, "regions"},
                        "the weight of '%s' must not be below 0", pairs[i].name);
    }
    if (fleet->power_index < 0 ||
        g_array_index(scenario->powers, PowerSection, fleet->power_index).source == POWER_MAINS)
        refuse_idle(reading, (KeyPlace){"fleet", name, "capacity_spread"}, "power",
                    "without a battery");
    if (fleet->workload_index < 0 || fleet->gateways != NULL)
        return;
    const WorkloadSection *workload =
        &g_array_index(scenario->workloads, WorkloadSection, fleet->workload_index);
    if (workload->where == WHERE_GATEWAY)
        reading_say_section(reading, PROBLEM_ERROR, "fleet", name,
                            "needs the key 'gateways': workload '%s' has where = gateway",
                            workload->head.name);
}

void scenario_check_rules(Reading *reading)
{
    const Scenario *scenario = reading->scenario;
    check_run(reading);
    check_health(reading);
    for (guint i = 0; i < scenario->models->len; i++)
        check_model(reading, &g_array_index(scenario->models, ModelSection, i));
    for (guint i = 0; i < scenario->workloads->len; i++)
        check_workload(reading, &g_array_index(scenario->workloads, WorkloadSection, i));
    for (guint i = 0; i < scenario->powers->len; i++)
        check_power(reading, &g_array_index(scenario->powers, PowerSection, i));
    scenario_check_sensors(reading);
    for (guint i = 0; i < scenario->networks->len; i++)
        check_network(reading, &g_array_index(scenario->networks, NetworkSection, i));
    for (guint i = 0; i < scenario->faults->len; i++)
        check_fault(reading, &g_array_index(scenario->faults, FaultSection, i));
    for (guint i = 0; i < scenario->requirements->len; i++)
        check_requirement(reading, &g_array_index(scenario->requirements, RequirementSection, i));
    for (guint i = 0; i < scenario->fleets->len; i++)
        check_fleet(reading, &g_array_index(scenario->fleets, FleetSection, i));
}
