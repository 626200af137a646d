/* Sensors: what has no effect, and captures that take longer than from demand to demand. */
#include "exp/scenario_part.h"

#include <string.h>

#include "policy/arrival/arrival_table.h"

static void check_sensor(const Reading *reading, const SensorSection *sensor)
{
    static const char *const of_capture[] = {"window", "warm_up", "mcu"};
    const char *name = sensor->head.name;
    SimTime capture = time_add(sensor->window, sensor->warm_up);
    bool is_drawing = sensor->current > 0.0 || sensor->mcu == SENSOR_MCU_ACTIVE;
    if (capture == 0 && reading_is_given(reading, (KeyPlace){"sensor", name, "current"}) &&
        sensor->current > 0.0)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"sensor", name, "current"},
                    "the key has no effect without `window` or `warm_up`");
    if (capture == 0 && sensor->mcu == SENSOR_MCU_ACTIVE)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"sensor", name, "mcu"},
                    "the key has no effect without `window` or `warm_up`");
    for (size_t i = 0; !is_drawing && capture > 0 && i < 2; i++) {
        KeyPlace key = {"sensor", name, of_capture[i]};
        if (reading_is_given(reading, key))
            reading_say(reading, PROBLEM_ERROR, key,
                        "the key has no effect without `current` or mcu = active");
    }
}

/* At random demands may come sooner than a window lasts; on average they may not. */
static void check_capture(const Reading *reading, const FleetSection *fleet)
{
    const Scenario *scenario = reading->scenario;
    if (fleet->sensor_index < 0 || fleet->workload_index < 0)
        return;
    const SensorSection *sensor =
        &g_array_index(scenario->sensors, SensorSection, fleet->sensor_index);
    const WorkloadSection *work =
        &g_array_index(scenario->workloads, WorkloadSection, fleet->workload_index);
    if (work->arrival.choice < 0)
        return;
    double capture_s = (double)time_add(sensor->window, sensor->warm_up) * 1e-9;
    double rate = arrival_at((size_t)work->arrival.choice)->rate(work->arrival.params);
    if (rate * capture_s > 1.0 + 1e-9)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"fleet", fleet->head.name, "sensor"},
                    "a capture of sensor '%s' takes %g s with its warm_up, but workload '%s' asks "
                    "every %g s: a window of at most that, or fewer demands, would be right",
                    sensor->head.name, capture_s, work->head.name, 1.0 / rate);
}

void scenario_check_sensors(const Reading *reading)
{
    const Scenario *scenario = reading->scenario;
    for (guint i = 0; i < scenario->sensors->len; i++)
        check_sensor(reading, &g_array_index(scenario->sensors, SensorSection, i));
    for (guint i = 0; i < scenario->fleets->len; i++)
        check_capture(reading, &g_array_index(scenario->fleets, FleetSection, i));
}
