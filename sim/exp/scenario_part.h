/*
 * exp/scenario_part.h - the inside of exp/scenario_read.h: one reading, and its steps.
 *
 * The steps run in the order they stand here.  Each tolerates what the ones before it have found
 * wrong: a value that could not be read is absent, a name that is unknown has no index.
 *
 * Owner:   everything that outlives the reading hangs on ScenarioMemory.
 * Errors:  every mistake goes to reading->problems.
 */
#ifndef TINYFLEET_EXP_SCENARIO_PART_H
#define TINYFLEET_EXP_SCENARIO_PART_H

#include "exp/scenario.h"
#include "exp/scenario_keys.h"
#include "exp/scenario_read.h"
#include "util/inifile.h"
#include "util/param_read.h"

typedef struct ScenarioMemory {
    ParamContext params;
    IniFile *merged;       /* the file over its bases, settings on top */
    GPtrArray *boards;     /* Board */
    GArray *removed;       /* FleetSection: not enabled; their names are known, but match nothing */
    GPtrArray *files;      /* char *: scenario files read, the scenario itself last */
    GHashTable *positions; /* "kind\x1fname" of every filled section -> position + 1 */
    const bool *every_fleet;  /* [fleet_count]: all true, made when a selector first needs it */
    const bool *every_leaf;   /* [leaf_count]: likewise */
    GHashTable *region_nodes; /* name, also of a replicated section -> NodeRange */
    const char *shown;        /* the scenario itself, as places call it */
    char *folder;             /* where it lies */
} ScenarioMemory;

/* Nodes of the placement that a name stands for: one, or all replicates. */
typedef struct NodeRange {
    uint32_t first, count;
} NodeRange;

typedef struct Reading {
    Scenario *scenario;
    ScenarioMemory *memory; /* the scenario's */
    const ScenarioPlaces *places;
    ProblemList *problems;
} Reading;

/* A key of a section, for a mistake about it. */
typedef struct KeyPlace {
    const char *kind, *name, *key; /* name "" if the kind has none */
} KeyPlace;

/* NULL if no region has this name. */
const NodeRange *reading_region(const Reading *reading, const char *name);

/* What decides which of two keys came later: a base file, the scenario, a setting. */
typedef enum KeyLayer { LAYER_DEFAULT, LAYER_BASE, LAYER_FILE, LAYER_SET } KeyLayer;

KeyLayer reading_layer(const Reading *reading, KeyPlace key);
bool reading_is_given(const Reading *reading, KeyPlace key);

/* Where the key is given, else where its section begins: "fleet.ini:14"; to be freed. */
char *reading_place(const Reading *reading, KeyPlace key);

/* Adds "key = text: SENTENCE" at the place of the key, or "key: SENTENCE" at its section if it
 * was not given. */
void reading_say(const Reading *reading, ProblemSeverity severity, KeyPlace key, const char *format,
                 ...) G_GNUC_PRINTF(4, 5);

/* Adds a sentence at the line where a section begins. */
void reading_say_section(const Reading *reading, ProblemSeverity severity, const char *kind,
                         const char *name, const char *format, ...) G_GNUC_PRINTF(5, 6);

/* The sections of a kind, as they are filled: records of kind->size bytes. */
GArray *scenario_sections(const Scenario *scenario, const SectionKind *kind);
const SectionHead *scenario_head(const Scenario *scenario, const SectionKind *kind, guint i);

/* Names of a kind's sections in alphabetical order, ends with NULL; to be freed with g_free. */
const char **scenario_names(const Scenario *scenario, const char *kind);

/* "no such fleet; did you mean 'speakers'? (fleets: doorbells speakers)"; to be freed. Sorts
 * `known`, which ends with NULL. */
char *reading_unknown(const char *what, const char *word, const char **known);

/* Makes scenario_find() know the sections as they stand now, or the newest of one kind. */
void scenario_index(const Scenario *scenario);
void scenario_index_newest(const Scenario *scenario, const char *kind);

/* Position of the section of this name, -1 if there is none. */
int32_t scenario_find(const Scenario *scenario, const char *kind, const char *name);

/* --- steps ---------------------------------------------------------------------------------- */

/* memory->merged: the text over its bases, then the settings. */
void scenario_merge(Reading *reading, IniFile *take_own, const char *const *settings);

/* Every section into its struct. */
void scenario_fill(Reading *reading);

/* Names into indices; sections that nothing refers to. */
void scenario_check_refs(Reading *reading);

/* Numbers and distributions one by one, and keys without effect. */
void scenario_check_values(Reading *reading);

/* Rules between the keys of a section, and between sections that refer to each other. */
void scenario_check_rules(Reading *reading);
void scenario_check_sensors(const Reading *reading); /* of those, between sensors and fleets */

/* What happens too often for a run, or never. */
void scenario_check_rates(Reading *reading);

/* Boards, model files, data pools: found and read. */
void scenario_check_files(Reading *reading);

/* Regions, leaves, gateways, devices: scenario->placement. */
void scenario_place_regions(Reading *reading);
void scenario_place_gateways(Reading *reading);
void scenario_place_devices(Reading *reading);

/* Selectors and conditions. */
void scenario_check_scopes(Reading *reading);

/* Effective values, texts and inputs; only of a scenario without errors. */
void scenario_effective(Reading *reading);

#endif
