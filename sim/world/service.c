#include "world/service.h"

bool service_is_on(const Shard *shard, uint32_t d)
{
    const Strip *strip = shard_strip(shard, d);
    if (device_state(&shard->devices[d], &shard->rest[d]) != STATE_UP)
        return false;
    return !strip->fleet->work->is_at_gateway || !shard_is_dark(shard, strip);
}

static void close_span(Shard *shard, uint32_t d, SimTime t)
{
    DeviceCold *cold = &shard->cold[d];
    const DeviceRest *rest = &shard->rest[d];
    uint32_t group = shard_group(shard, shard_strip(shard, d), d);
    metrics_span_down(shard->metrics, group, cold->down_since, t);
    if (rest->down_cause != 0)
        metrics_span_cause(shard->metrics, rest->down_cause - 1U, cold->down_since, t);
    SimTime from = MAX(cold->down_since, shard->spec->warmup);
    if (t > from)
        cold->down_ns += t - from;
}

void service_update(Shard *shard, uint32_t d, SimTime t, uint16_t cause)
{
    DeviceRest *rest = &shard->rest[d];
    bool is_out = !service_is_on(shard, d);
    if (is_out == (rest->is_out != 0))
        return;
    rest->is_out = is_out;
    if (is_out) {
        shard->cold[d].down_since = t;
        rest->down_cause = cause;
    } else {
        close_span(shard, d, t);
    }
}

void service_finish(Shard *shard, uint32_t d, SimTime t)
{
    if (shard->rest[d].is_out)
        close_span(shard, d, t);
}
