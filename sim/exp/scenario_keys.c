#include "exp/scenario_keys.h"

#include <glib.h>
#include <string.h>

#include "exp/scenario.h"

#define MANY(name_, struct_, array_, params_, doc_)                                                \
    {                                                                                              \
        .name = name_, .is_many = true, .params = params_, .size = sizeof(struct_),                \
        .offset = offsetof(Scenario, array_), .doc = doc_                                          \
    }
#define ONE(name_, struct_, field_, params_, doc_)                                                 \
    {                                                                                              \
        .name = name_, .params = params_, .size = sizeof(struct_),                                 \
        .offset = offsetof(Scenario, field_), .doc = doc_                                          \
    }

static const SectionKind kinds[] = {
    {.name = "scenario",
     .is_required = true,
     .params = scenario_run_params,
     .size = sizeof(RunSection),
     .offset = offsetof(Scenario, run),
     .doc = "The run as a whole."},
    {.name = "fleet",
     .is_many = true,
     .is_required = true,
     .params = scenario_fleet_params,
     .size = sizeof(FleetSection),
     .offset = offsetof(Scenario, fleets),
     .doc = "A group of like devices."},
    MANY("model", ModelSection, models, scenario_model_params,
         "A model and what is known about it."),
    MANY("workload", WorkloadSection, workloads, scenario_workload_params,
         "When inferences happen and what is done with the result."),
    MANY("power", PowerSection, powers, scenario_power_params, "Where the energy comes from."),
    MANY("sensor", SensorSection, sensors, scenario_sensor_params,
         "What a device listens or looks with, and what that costs."),
    MANY("region", RegionSection, regions, scenario_region_params,
         "A place; regions form a tree through `parent`."),
    MANY("gateway-pool", PoolSection, pools, scenario_pool_params,
         "Gateways that serve devices; an instance is the pool's gateways in one region."),
    MANY("network", NetworkSection, networks, scenario_network_params, "A kind of link."),
    MANY("faults", FaultSection, faults, scenario_fault_params,
         "One cause of failure, with exactly one of rate, mtbf, time_between, at, every."),
    ONE("health", HealthSection, health, scenario_health_params, "How trouble is noticed."),
    ONE("recovery", RecoverySection, recovery, scenario_recovery_params,
        "What is done about trouble."),
    MANY("requirement", RequirementSection, requirements, scenario_requirement_params,
         "A promise that the report checks."),
    ONE("sweep", SweepSection, sweep, scenario_sweep_params, "How often the scenario is run."),
    ONE("output", OutputSection, output, scenario_output_params,
        "What is recorded: never changes results, only files."),
};

const SectionKind *section_kind_at(size_t i)
{
    return i < G_N_ELEMENTS(kinds) ? &kinds[i] : NULL;
}

const SectionKind *section_kind_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    }
    return NULL;
}

const ParamSpec *section_key_find(const SectionKind *kind, const char *key)
{
    for (const ParamSpec *spec = kind->params; spec->name != NULL; spec++) {
        if (strcmp(spec->name, key) == 0)
            return spec;
    }
    return NULL;
}
