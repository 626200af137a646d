/*
 * exp/scenario.h - plain structs: what a scenario file says, nothing computed.
 *
 * One struct per kind of section, one field per key and of the same name; the ParamSpec tables
 * of exp/scenario_keys.h fill them.  References are names until scenario_read() has turned them
 * into indices, which stand in fields that end in `_index`.
 *
 * Units:   base units of util/param.h; times in ns; is_auto fields are NAN or -1 as there.
 * Owner:   the Scenario owns everything, texts and forms included.
 */
#ifndef TINYFLEET_EXP_SCENARIO_H
#define TINYFLEET_EXP_SCENARIO_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "exp/condition.h"
#include "exp/placement.h"
#include "exp/scenario_fleet.h"
#include "exp/scenario_service.h"
#include "exp/selector.h"
#include "util/param.h"

typedef enum RequirementLevel { LEVEL_MUST, LEVEL_SHOULD } RequirementLevel;
typedef enum RequirementRule { RULE_CI, RULE_MEAN, RULE_WORST } RequirementRule;
typedef enum OutputBy { BY_FLEET, BY_REGION, BY_POOL, BY_HWPROFILE, BY_TAG } OutputBy;

typedef struct RunSection { /* [scenario] */
    const char *name, *description;
    ParamList extends; /* const char * */
    SimTime duration, warmup, stat_interval;
    int64_t seed, start; /* start: seconds since 1970 */
    ParamList faults;    /* const char *; Scenario.faults are those that take part */
} RunSection;

typedef struct RequirementSection {
    SectionHead head;
    const char *check, *where;
    int level, rule; /* RequirementLevel, RequirementRule */
    double confidence;
    SimTime from, to; /* instants, `warmup` and `end` resolved */
    Condition condition;
    Selector selector;
} RequirementSection;

typedef struct SweepSection {
    int64_t replications;
} SweepSection;

typedef struct OutputSection {
    SimTime interval;
    bool per_device, histograms;
    ParamList by;    /* int: OutputBy */
    ParamList plots; /* const char *; count 0 = auto */
} OutputSection;

typedef struct Scenario {
    RunSection run;
    GArray *fleets;       /* FleetSection, enabled ones in file order; the rest likewise */
    GArray *models;       /* ModelSection; a fleet's plain model file makes one */
    GArray *workloads;    /* WorkloadSection */
    GArray *powers;       /* PowerSection */
    GArray *sensors;      /* SensorSection */
    GArray *regions;      /* RegionSection */
    GArray *pools;        /* PoolSection */
    GArray *networks;     /* NetworkSection */
    GArray *faults;       /* FaultSection, only those that take part */
    GArray *requirements; /* RequirementSection */
    HealthSection health;
    RecoverySection recovery;
    SweepSection sweep;
    OutputSection output;
    int32_t backbone_index;     /* network from the gateways up; the built-in one stands last */
    Placement *placement;       /* regions, leaves, pool instances, who is where */
    GArray *config;             /* ConfigRow, by section and key: effective values, their origin */
    GArray *inputs;             /* InputFile: scenario files, models, profiles, pools */
    const char *effective_text; /* a scenario file that runs as it is */
    const char *text_sha256;    /* of the effective text with files named as in the scenario */
    struct ScenarioMemory *memory; /* what owns all of the above */
} Scenario;

void scenario_free(Scenario *scenario);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scenario, scenario_free)

/* "smart-home.ini:44": where a key of a section ("fleet speakers") was given, else where the
 * section begins; what errors found after reading start with. */
const char *scenario_place(const Scenario *scenario, const char *section, const char *key);

#endif
