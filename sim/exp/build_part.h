/*
 * exp/build_part.h - the inside of exp/build.h: a blueprint, and the steps that fill it.
 *
 * The steps run in the order they stand here; each reads what the ones before it have made.
 *
 * Owner:   the Blueprint; what build_alloc() gives lives as long.
 * Errors:  each step keeps what it finds in `problems`, "PLACE: error: sentence", PLACE being the
 *          line of the scenario that asks for it; what is wrong with a file names the file.  A step
 *          is false only when going on makes no sense.
 */
#ifndef TINYFLEET_EXP_BUILD_PART_H
#define TINYFLEET_EXP_BUILD_PART_H

#include "control/monitor.h"
#include "exp/build.h"
#include "exp/build_tree.h"
#include "exp/data_pool.h"
#include "nn/graph.h"
#include "nn/plan.h"
#include "util/problem.h"

/* A [model] section that a fleet uses. */
typedef struct BuiltModel {
    Graph *graph; /* NULL if no fleet uses the section */
    Plan *plan;   /* this and the next two NULL if the accuracy is assumed */
    DataPool *pool;
    Answer *answers;
    Bytes arena; /* RAM that its tensors take on a device */
    CostWork work;
    WeightRun *weights; /* [weight_run_count] */
    uint32_t weight_run_count;
    uint64_t weight_size;
} BuiltModel;

struct Blueprint {
    const Scenario *scenario;
    WorldSpec spec;
    ProblemList *problems; /* mistakes so far: all are found before any is told */
    GPtrArray *blocks;     /* what build_alloc() gave */
    BuiltModel *models;    /* [Scenario.models] */
    ModelSpec *model_specs;
    FleetSpec *fleets; /* [Scenario.fleets] */
    FleetFigures *figures;
    BuildTree *tree;
    ScopeSet *scopes;
    MetricsCalendar *calendar;
    MonitorRules monitor;
    RecordOps record_ops;
};

/* Zeroed. */
void *build_alloc(Blueprint *blueprint, size_t count, size_t size);

/* "fleet speakers": what scenario_place() calls a section. To be freed. */
char *build_section(const char *kind, const char *name);

/* Puts the place of a key, and ": error: ", in front of *error's message. */
void build_prefix(const Blueprint *blueprint, const char *section, const char *key, GError **error);

/* Keeps a mistake of the scenario, if there is one, and goes on: true. What is no mistake of the
 * scenario goes to error: false. */
bool build_collect(Blueprint *blueprint, GError **mistake, GError **error);

/* Sets error to "PLACE: error: sentence" and returns false. */
bool build_refuse(const Blueprint *blueprint, const char *section, const char *key, GError **error,
                  const char *format, ...) G_GNUC_PRINTF(5, 6);

/* Reads and runs the models that fleets use: models, model_specs. */
bool build_models(Blueprint *blueprint, const RunOptions *options, GError **error);
void build_models_clear(Blueprint *blueprint);

/* Boards fitted to models, powers, workloads, links: fleets, figures. */
bool build_fleets(Blueprint *blueprint, GError **error);

/* What a board's device does in numbers; the rest of the fleet stands. */
void build_figures(Blueprint *blueprint, uint32_t fleet);

/* spec.faults: laws of time, units, who can be hit. */
bool build_faults(Blueprint *blueprint, GError **error);

#endif
