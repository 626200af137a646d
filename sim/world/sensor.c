#include "world/sensor.h"

#include "world/energy.h"
#include "world/inference.h"

Energy sensor_capture(const FleetSpec *fleet, uint8_t level)
{
    const SensorSpec *sensor = &fleet->sensor;
    int64_t awake = fleet->active_nw[level] - fleet->sleep_nw[level];
    int64_t power = sensor->capture_nw + (sensor->is_awake ? MAX(awake, 0) : 0);
    return inference_energy(power, sensor->capture_ns);
}

Energy sensor_spend(Shard *shard, uint32_t d, SimTime asked)
{
    const FleetSpec *fleet = shard_strip(shard, d)->fleet;
    if (fleet->sensor.capture_ns == 0)
        return 0;
    Energy energy = sensor_capture(fleet, shard->devices[d].current);
    energy_spend(shard, d, CONSUMER_SENSOR, asked, energy);
    return energy;
}
