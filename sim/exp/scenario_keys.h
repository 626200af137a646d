/*
 * exp/scenario_keys.h - every kind of section and every key that a scenario may use.
 *
 * One ParamSpec table per kind fills the struct of exp/scenario.h; reading, checking, `help keys`
 * and the effective scenario all come from these rows.  What is not here does not exist.
 *
 * Owner:   the tables are static and const.
 */
#ifndef TINYFLEET_EXP_SCENARIO_KEYS_H
#define TINYFLEET_EXP_SCENARIO_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "net/loss.h"
#include "util/param.h"

typedef struct SectionKind {
    const char *name;        /* "fleet" */
    bool is_many;            /* [fleet NAME] any number of times; else [scenario] at most once */
    bool is_required;        /* once at least */
    const ParamSpec *params; /* ends with PARAM_NONE */
    size_t size;             /* of the struct that a section fills */
    size_t offset;           /* in Scenario: of the GArray if many, else of the struct */
    const char *doc;
} SectionKind;

/* The i-th kind in the order of the reference, NULL behind the last. */
const SectionKind *section_kind_at(size_t i);

/* NULL if there is none. */
const SectionKind *section_kind_find(const char *name);

/* NULL if there is none. */
const ParamSpec *section_key_find(const SectionKind *kind, const char *key);

extern const ParamSpec scenario_run_params[], scenario_fleet_params[], scenario_model_params[],
    scenario_workload_params[], scenario_power_params[], scenario_sensor_params[],
    scenario_region_params[], scenario_pool_params[], scenario_network_params[],
    scenario_fault_params[], scenario_health_params[], scenario_recovery_params[],
    scenario_requirement_params[], scenario_sweep_params[], scenario_output_params[];

/* Families of forms with a bare value: "<rate>"; "<fraction>" or a chain of net/loss.h. */
const FormSpec *fault_rate_form_at(size_t i);
const FormSpec *network_loss_form_at(size_t i);

/* What these forms say; NAN and no loss if absent. */
double fault_rate_from_form(Form form);
LossModel network_loss_from_form(Form form);

/* Those of env/climate.h, where `outdoor` may stand without its parameter. */
const FormSpec *fleet_place_form_at(size_t i);

/* `enabled = no` takes an inherited section out. */
#define PARAM_ENABLED(struct_)                                                                     \
    {                                                                                              \
        .name = "enabled", .type = PARAM_TYPE_BOOL, .offset = offsetof(struct_, head.enabled),     \
        .def = "yes", .doc = "`no` removes an inherited section"                                   \
    }

#endif
