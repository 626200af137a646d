/* Energy of the state that a device is in: asleep, standing by, booting. */
#include "world/energy.h"
#include "world/radio.h"
#include "world/settle.h"

static bool is_powered(DeviceState state, uint8_t flags)
{
    return state == STATE_UP || state == STATE_BOOTING ||
           (state == STATE_DOWN && !(flags & DEVICE_DEAD));
}

void device_book_state(Shard *shard, uint32_t d, SimTime t)
{
    Device *device = &shard->devices[d];
    const FleetSpec *fleet = shard_strip(shard, d)->fleet;
    SimTime from = device->settled_at;
    if (t <= from)
        return;
    DeviceState state = device_state(device, &shard->rest[d]);
    device->settled_at = t;
    if (!is_powered(state, device->flags))
        return;
    if (state == STATE_UP && fleet->link->poll > 0)
        radio_poll(shard, d, from, t);
    int64_t asleep = fleet->sleep_nw[device->current], awake = fleet->active_nw[device->current];
    energy_draw(shard, d, (Draw){CONSUMER_SLEEP, asleep, from, t});
    if (fleet->sensor.standby_nw > 0)
        energy_draw(shard, d, (Draw){CONSUMER_SENSOR, fleet->sensor.standby_nw, from, t});
    if (state == STATE_BOOTING)
        energy_draw(shard, d, (Draw){CONSUMER_BOOT, MAX(awake - asleep, 0), from, t});
}
