/* Keys of what a fleet is made of: fleet, model, workload, power, region. */
#include "exp/scenario.h"
#include "exp/scenario_keys.h"

#include "env/climate.h"
#include "env/pattern.h"
#include "policy/arrival/arrival_table.h"

static const ParamSpec outdoor_params[] = {
    PARAM_ROW(TEMPERATURE_DELTA, PlaceOutdoor, plus, .doc = "above the climate of the region"),
    PARAM_NONE,
};

static const FormSpec outdoor_form = {"outdoor", "The climate of the region.", outdoor_params,
                                      sizeof(PlaceOutdoor)};

const FormSpec *fleet_place_form_at(size_t i)
{
    return i == PLACE_OUTDOOR ? &outdoor_form : place_form_at(i);
}

const ParamSpec scenario_fleet_params[] = {
    PARAM_ROW(INT, FleetSection, devices, .is_required = true, .min = 1, .max = 1e9,
              .doc = "number of devices"),
    PARAM_ROW(REF, FleetSection, hwprofile, .ref = "hwprofile", .is_required = true,
              .doc = "board of hwprofiles/ (file name without .ini), or a path"),
    PARAM_ROW(REF, FleetSection, model, .ref = "model", .is_required = true,
              .doc = "a [model NAME] section, or a model of models/ by its path without ending"),
    {.name = "regions",
     .type = PARAM_TYPE_NUMBER,
     .type_name = "weight",
     .offset = offsetof(FleetSection, regions),
     .is_map = true,
     .ref = "region",
     .def = "global",
     .doc = "where the devices are: name:weight, or a plain list for equal shares; exact shares "
            "by largest remainder; a region with children spreads over its leaves"},
    PARAM_ROW(REF, FleetSection, workload, .ref = "workload", .is_required = true,
              .doc = "what the devices are asked to do"),
    PARAM_ROW(REF, FleetSection, network, .ref = "network", .is_required = true,
              .doc = "link from the device to its gateway, or to the cloud"),
    PARAM_ROW(REF, FleetSection, power, .ref = "power", .def = "mains",
              .doc = "`mains` or a [power NAME] section"),
    PARAM_ROW(REF, FleetSection, sensor, .ref = "sensor", .def = "none", .special = "none",
              .doc = "a [sensor NAME] section; `none` = capture is free"),
    PARAM_ROW(REF, FleetSection, gateways, .ref = "gateway-pool", .def = "none", .special = "none",
              .doc = "pool that serves this fleet; `none` = straight to the cloud"),
    PARAM_ROW(TEXT, FleetSection, firmware, .def = "1.0.0", .doc = "version installed at t = 0"),
    PARAM_DIST(DURATION, FleetSection, age, .def = "0s",
               .doc = "age of a device at t = 0: matters for wear-out"),
    PARAM_DIST(DURATION, FleetSection, boot_time, .def = "2s",
               .doc = "from reset to ready, of the application"),
    PARAM_DIST(DURATION, FleetSection, bootloader_time, .def = "0s",
               .doc = "spent before each boot attempt"),
    PARAM_DIST(FRACTION, FleetSection, memory_use, .def = "0.6",
               .doc = "share of the RAM in use right after boot"),
    PARAM_ROW(FRACTION, FleetSection, variation, .def = "5%", .max = 0.5,
              .doc = "spread from device to device (1 sigma) of clock speed, current and battery "
                     "capacity; also acts on an explicit `model.latency`"),
    PARAM_ROW(FRACTION, FleetSection, clock_spread, .def = "auto", .special = "auto", .max = 0.5,
              .doc = "overrides `variation` for the clock speed"),
    PARAM_ROW(FRACTION, FleetSection, current_spread, .def = "auto", .special = "auto", .max = 0.5,
              .doc = "overrides `variation` for the current"),
    PARAM_ROW(FRACTION, FleetSection, capacity_spread, .def = "auto", .special = "auto", .max = 0.5,
              .doc = "overrides `variation` for the battery capacity"),
    PARAM_ROW(FORM, FleetSection, place, .form_at = fleet_place_form_at, .def = "outdoor",
              .doc = "what a device feels: the climate of its leaf region, or a room"),
    PARAM_DIST(PPM, FleetSection, drift, .def = "0ppm",
               .doc = "clock error of each device, constant between syncs"),
    PARAM_ROW(DURATION, FleetSection, sync, .def = "24h", .special = "never",
              .doc = "how often the clock is set right; `never`"),
    PARAM_LIST(IDENT, FleetSection, tags, .doc = "free labels that selectors may use"),
    PARAM_ENABLED(FleetSection),
    PARAM_NONE,
};

const ParamSpec scenario_model_params[] = {
    PARAM_ROW(FILE, ModelSection, file, .is_required = true,
              .doc = "model file (.tflite): beside the scenario, else in the data folders"),
    PARAM_ROW(TEXT, ModelSection, version, .def = "1", .doc = "shown in plots"),
    PARAM_ROW(FRACTION, ModelSection, accuracy,
              .doc = "assumed accuracy: right or wrong is drawn and no inference is computed; "
                     "absent: every answer is computed"),
    PARAM_ROW(FILE, ModelSection, data, .def = "auto", .special = "auto",
              .doc = "folder with labels.csv and input tensors; `auto` = the one beside the "
                     "file; needed unless `accuracy` is given"),
    PARAM_DIST(DURATION, ModelSection, latency,
               .doc = "measured latency, instead of the estimate from model and board"),
    PARAM_ROW(SIZE, ModelSection, arena, .doc = "measured tensor arena, instead of the estimate"),
    PARAM_ROW(RATE, ModelSection, crash_rate, .def = "0/d",
              .doc = "crashes per device that this build adds"),
    PARAM_ROW(FRACTION, ModelSection, hang_probability, .def = "0",
              .doc = "chance that an inference never returns; the watchdog ends it"),
    PARAM_ENABLED(ModelSection),
    PARAM_NONE,
};

static const char *const where_words[] = {"device", "gateway", NULL};
static const char *const busy_words[] = {"auto", "queue", "drop", "allow", NULL};
static const char *const upload_words[] = {"none", "event", "all", "batch", NULL};

const ParamSpec scenario_workload_params[] = {
    PARAM_ROW(FORM, WorkloadSection, arrival, .form_at = arrival_form_at, .is_required = true,
              .doc = "when a device is asked"),
    PARAM_ROW(CHOICE, WorkloadSection, where, .words = where_words, .def = "device",
              .doc = "who answers: the device or its gateway"),
    PARAM_ROW(CHOICE, WorkloadSection, busy, .words = busy_words, .def = "auto",
              .doc = "a demand while another is open waits its turn, is a miss, or runs beside "
                     "it; `auto` = queue on the device, allow when offloaded"),
    PARAM_ROW(DURATION, WorkloadSection, deadline, .def = "none", .special = "none",
              .doc = "an answer later than this, or none, is a miss"),
    PARAM_ROW(FORM, WorkloadSection, pattern, .form_at = pattern_form_at, .def = "flat",
              .doc = "scales the arrival rate by local time; ratio = busiest to quietest hour, "
                     "mean 1"),
    PARAM_ROW(SIZE, WorkloadSection, input_size, .def = "1kB",
              .doc = "sent when the inference is offloaded"),
    PARAM_ROW(SIZE, WorkloadSection, result_size, .def = "32B", .doc = "sent per uploaded result"),
    PARAM_ROW(CHOICE, WorkloadSection, upload, .words = upload_words, .def = "event",
              .doc = "which results are reported upstream"),
    PARAM_ROW(DURATION, WorkloadSection, batch, .def = "15min", .only_with = "upload = batch",
              .doc = "period of `upload = batch`"),
    PARAM_ROW(FRACTION, WorkloadSection, positive_rate, .def = "5%",
              .doc = "share of demands whose input is an event; what is uploaded is decided by "
                     "the model's answer"),
    PARAM_ENABLED(WorkloadSection),
    PARAM_NONE,
};

static const char *const source_words[] = {"mains", "battery", NULL};

const ParamSpec scenario_power_params[] = {
    PARAM_ROW(CHOICE, PowerSection, source, .words = source_words, .is_required = true,
              .doc = "the grid, or a battery"),
    PARAM_DIST(CHARGE, PowerSection, capacity, .doc = "of the battery; needed with one"),
    PARAM_ROW(VOLTAGE, PowerSection, voltage, .def = "3.0V", .doc = "nominal, of the battery"),
    PARAM_ROW(FRACTION, PowerSection, self_discharge, .def = "2%",
              .doc = "of the remaining charge per year at 20C; doubles every 10C"),
    PARAM_ROW(FRACTION, PowerSection, brownout, .def = "3%",
              .doc = "state of charge below which the device resets and stays off"),
    PARAM_ROW(FRACTION, PowerSection, resume, .def = "8%",
              .doc = "state of charge that a boot takes: with less the battery counts as empty"),
    PARAM_DIST(DURATION, PowerSection, replace, .def = "never", .special = "never",
               .doc = "until an empty battery is swapped; `never` = the device is lost"),
    PARAM_ENABLED(PowerSection),
    PARAM_NONE,
};

static const char *const mcu_words[] = {"sleep", "active", NULL};

const ParamSpec scenario_sensor_params[] = {
    PARAM_ROW(DURATION, SensorSection, window, .def = "0s",
              .doc = "captured before each inference; the demand is due when it is complete, so "
                     "capture adds energy, not latency"),
    PARAM_ROW(CURRENT, SensorSection, current, .def = "0A",
              .doc = "drawn by the sensor while it captures"),
    PARAM_ROW(DURATION, SensorSection, warm_up, .def = "0s",
              .doc = "before the window, at the same current"),
    PARAM_ROW(CHOICE, SensorSection, mcu, .words = mcu_words, .def = "sleep",
              .doc = "state of the microcontroller meanwhile; sleep: DMA fills the buffer"),
    PARAM_ROW(CURRENT, SensorSection, standby_current, .def = "0A",
              .doc = "drawn whenever the device is powered, by what wakes it for example"),
    PARAM_NONE,
};

const ParamSpec scenario_region_params[] = {
    PARAM_ROW(REF, RegionSection, parent, .ref = "region", .def = "global",
              .doc = "enclosing region"),
    PARAM_ROW(INT, RegionSection, replicate, .def = "1", .min = 1, .max = 100000,
              .doc = "make NAME-1 .. NAME-N alike; NAME then stands for all of them and cannot "
                     "be a parent"),
    PARAM_ROW(NUMBER, RegionSection, weight, .def = "1",
              .doc = "share among siblings when a fleet names the parent"),
    PARAM_DIST(TEMPERATURE, RegionSection, temperature, .def = "20C",
               .doc = "mean of the year, outdoors; this and the keys below: unless given, those "
                      "of the parent"),
    PARAM_ROW(TEMPERATURE_DELTA, RegionSection, swing, .def = "8C",
              .doc = "amplitude of the day (half of peak to peak); hottest at 15:00 local"),
    PARAM_ROW(TEMPERATURE_DELTA, RegionSection, season, .def = "8C",
              .doc = "amplitude of the year; hottest 20 July in the north, 20 January in the "
                     "south; 0C = none"),
    PARAM_ROW(NUMBER, RegionSection, latitude, .def = "45", .min = -90, .max = 90,
              .doc = "degrees; its sign says when summer is"),
    PARAM_ROW(HOURS, RegionSection, timezone, .def = "0", .min = -12, .max = 14,
              .doc = "shifts day and night"),
    PARAM_ENABLED(RegionSection),
    PARAM_NONE,
};
