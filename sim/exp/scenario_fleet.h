/*
 * exp/scenario_fleet.h - what a scenario says of fleets, models, workloads, power and regions.
 *
 * Units:   base units of util/param.h; times in ns.
 * Owner:   the Scenario.
 */
#ifndef TINYFLEET_EXP_SCENARIO_FLEET_H
#define TINYFLEET_EXP_SCENARIO_FLEET_H

#include <stdbool.h>
#include <stdint.h>

#include "hw/board.h"
#include "util/dist.h"
#include "util/param.h"

typedef enum PowerSource { POWER_MAINS, POWER_BATTERY } PowerSource;
typedef enum WorkloadWhere { WHERE_DEVICE, WHERE_GATEWAY } WorkloadWhere;
typedef enum WorkloadBusy { BUSY_AUTO, BUSY_QUEUE, BUSY_DROP, BUSY_ALLOW } WorkloadBusy;
typedef enum WorkloadUpload { UPLOAD_NONE, UPLOAD_EVENT, UPLOAD_ALL, UPLOAD_BATCH } WorkloadUpload;

/* What every named section begins with. */
typedef struct SectionHead {
    const char *name;  /* "speakers" */
    const char *place; /* "smart-home.ini:43", where it begins */
    bool enabled;
    bool is_inherited; /* came from a base file */
} SectionHead;

typedef struct FleetSection {
    SectionHead head;
    int64_t devices;
    const char *hwprofile, *model, *workload, *network, *power, *sensor, *gateways, *firmware;
    ParamList regions;                    /* ParamPair */
    ParamList tags;                       /* const char * */
    Dist age, boot_time, bootloader_time; /* ns */
    Dist memory_use, drift;
    double variation;                                     /* of what the next three leave open */
    double clock_spread, current_spread, capacity_spread; /* never NAN once read */
    Form place;
    SimTime sync; /* TIME_NEVER */
    const Board *board;
    int32_t model_index, workload_index, network_index;
    int32_t power_index;  /* -1 = mains */
    int32_t sensor_index; /* -1 = none */
    int32_t pool_index;   /* -1 = none */
} FleetSection;

typedef struct ModelSection {
    SectionHead head;
    const char *file, *version;
    double accuracy;  /* NAN = computed */
    const char *data; /* NULL = auto */
    Dist latency;     /* ns */
    bool has_latency;
    Bytes arena;       /* -1 = from the graph */
    double crash_rate; /* 1/s */
    double hang_probability;
    const char *path, *pool_path; /* found files; pool_path NULL if accuracy is given */
} ModelSection;

typedef struct WorkloadSection {
    SectionHead head;
    Form arrival;     /* family policy/arrival */
    int where;        /* WorkloadWhere */
    int busy;         /* WorkloadBusy */
    SimTime deadline; /* TIME_NEVER */
    Form pattern;     /* family env/pattern */
    Bytes input_size, result_size;
    int upload; /* WorkloadUpload */
    SimTime batch;
    double positive_rate;
} WorkloadSection;

typedef struct PowerSection {
    SectionHead head;
    int source;    /* PowerSource */
    Dist capacity; /* coulomb */
    bool has_capacity;
    double voltage, self_discharge, brownout, resume;
    Dist replace; /* ns; constant TIME_NEVER = never */
} PowerSection;

typedef enum SensorMcu { SENSOR_MCU_SLEEP, SENSOR_MCU_ACTIVE } SensorMcu;

typedef struct SensorSection {
    SectionHead head;
    SimTime window, warm_up;
    double current, standby_current; /* A */
    int mcu;                         /* SensorMcu */
} SensorSection;

typedef struct RegionSection {
    SectionHead head;
    const char *parent;
    int64_t replicate;
    double weight;
    Dist temperature; /* this and the next four: the parent's unless given; see PlacedLeaf */
    double swing, season, latitude, timezone;
} RegionSection;

#endif
