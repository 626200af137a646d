#include "world/request.h"

#include "world/energy.h"
#include "world/inference.h"
#include "world/plan.h"
#include "world/pool.h"
#include "world/sensor.h"
#include "world/settle.h"

enum { NO_PLACE = UINT32_MAX, FIRST_PLACES = 256 };

void request_begin(Shard *shard)
{
    shard->requests = g_array_sized_new(FALSE, FALSE, sizeof(Request), FIRST_PLACES);
    shard->free_request = NO_PLACE;
}

void request_clear(Shard *shard)
{
    g_array_unref(shard->requests);
}

Request *request_at(Shard *shard, uint32_t place)
{
    g_assert(place < shard->requests->len);
    return &g_array_index(shard->requests, Request, place);
}

static uint32_t open_request(Shard *shard, Request request)
{
    request.is_open = 1;
    uint32_t place = shard->free_request;
    if (place == NO_PLACE) {
        g_array_append_val(shard->requests, request);
        return shard->requests->len - 1;
    }
    shard->free_request = request_at(shard, place)->next_free;
    *request_at(shard, place) = request;
    return place;
}

static void close_request(Shard *shard, uint32_t place)
{
    Request *request = request_at(shard, place);
    request->is_open = 0;
    request->next_free = shard->free_request;
    shard->free_request = place;
}

void request_miss(Shard *shard, uint32_t place, SimTime t)
{
    const Request *request = request_at(shard, place);
    Outcome outcome = {request->asked, t, request->demand, 0, NULL};
    if (!request->is_lost)
        inference_book(shard, request->device, &outcome);
    close_request(shard, place);
}

/* What a device takes between its items may bring the end of its battery nearer. */
static void plan_battery(Shard *shard, uint32_t d, SimTime t)
{
    if (shard->rest[d].battery_nj > 0)
        device_plan(shard, d, t);
}

/* A whole message over the device's link, with the energy it takes there. */
typedef struct Crossing {
    Passage passage;
    Energy energy;
} Crossing;

static Crossing cross(Shard *shard, uint32_t d, LinkMessage message, uint32_t demand)
{
    static const RngPurpose fates[] = {RNG_REQUEST_FATE, RNG_REPLY_FATE};
    static const RngPurpose latencies[] = {RNG_REQUEST_LATENCY, RNG_REPLY_LATENCY};
    static const Counter bytes[] = {COUNTER_BYTES_UP, COUNTER_BYTES_DOWN};
    const Strip *strip = shard_strip(shard, d);
    const FleetSpec *fleet = strip->fleet;
    Device *device = &shard->devices[d];
    uint32_t number = strip_number(strip, d);
    Rng fate = rng_at(strip->fleet_key, number, fates[message.direction], demand);
    Rng latency = rng_at(strip->fleet_key, number, latencies[message.direction], demand);
    LinkUse use = uplink_use(shard, strip, d);
    Crossing crossing = {link_pass(fleet->link, &use, fate, latency, message), 0};
    const int64_t *power = message.direction == LINK_UP ? fleet->tx_nw : fleet->rx_nw;
    SimTime on_air = crossing.passage.air_ns;
    if (message.direction == LINK_UP)
        on_air = time_add(on_air, fleet->tx_overhead_ns);
    crossing.energy = inference_energy(power[device->current], on_air);
    Energy asleep = inference_energy(fleet->sleep_nw[device->current], on_air);
    energy_spend(shard, d, CONSUMER_RADIO, message.start, MAX(crossing.energy - asleep, 0));
    int64_t *row = metrics_row(shard->metrics, shard_group(shard, strip, d),
                               metrics_slice(shard->metrics->calendar, message.start));
    row[bytes[message.direction]] += crossing.passage.bytes;
    if (crossing.passage.is_delivered) {
        row[COUNTER_DELIVERED]++;
        row[COUNTER_DELIVERED_TRIES] += crossing.passage.tries;
        row[COUNTER_DELIVERED_PACKETS] += crossing.passage.packets;
    }
    return crossing;
}

static void push(Shard *shard, Event event, SimTime at)
{
    event.class = EVENT_ARRIVE;
    event.time = at;
    if (at < shard->spec->end)
        eventq_push(shard->queue, &event);
}

void request_send(Shard *shard, uint32_t d, SimTime t)
{
    const Strip *strip = shard_strip(shard, d);
    const FleetSpec *fleet = strip->fleet;
    Device *device = &shard->devices[d];
    uint32_t demand = device->demand;
    SimTime start = time_add(t, time_add(fleet->wake_ns, fleet->tx_overhead_ns));
    int64_t awake = fleet->active_nw[device->current] - fleet->sleep_nw[device->current];
    energy_spend(shard, d, CONSUMER_INFERENCE, t, inference_energy(MAX(awake, 0), fleet->wake_ns));
    Energy sensed = sensor_spend(shard, d, t);
    Crossing crossing =
        cross(shard, d, (LinkMessage){fleet->work->input_size, LINK_UP, start}, demand);
    Energy energy =
        crossing.energy + inference_energy(fleet->active_nw[device->current], fleet->wake_ns);
    Request request = {.asked = t,
                       .energy = sensed + energy,
                       .device = d,
                       .demand = demand,
                       .epoch = shard->rest[d].epoch};
    uint32_t place = open_request(shard, request);
    if (!crossing.passage.is_delivered || strip->instance == WORLD_NONE) {
        request_miss(shard, place, t);
    } else {
        Event event = {.destination = pool_entity(shard, strip->instance),
                       .source = d,
                       .sequence = ++shard->rest[d].sequence,
                       .kind = KIND_REQUEST,
                       .payload = place};
        push(shard, event, MAX(time_add(start, crossing.passage.time_ns), t + 1));
    }
    device_next_demand(shard, d);
}

/* Is the device still the one that asked? If not, that request has no end but a miss. */
static bool is_awaited(Shard *shard, uint32_t place)
{
    const Request *request = request_at(shard, place);
    uint32_t d = request->device;
    return !request->is_lost && request->epoch == shard->rest[d].epoch &&
           device_state(&shard->devices[d], &shard->rest[d]) == STATE_UP;
}

void request_on_reply(void *context, const Event *event)
{
    Shard *shard = context;
    uint32_t d = event->destination, place = (uint32_t)event->payload;
    device_settle(shard, d, event->time);
    if (!is_awaited(shard, place)) {
        request_miss(shard, place, event->time);
        return;
    }
    const FleetSpec *fleet = shard_strip(shard, d)->fleet;
    LinkMessage message = {fleet->work->result_size, LINK_DOWN, event->time};
    Crossing crossing = cross(shard, d, message, request_at(shard, place)->demand);
    request_at(shard, place)->energy += crossing.energy;
    plan_battery(shard, d, event->time);
    if (!crossing.passage.is_delivered) {
        request_miss(shard, place, event->time);
        return;
    }
    Event answer = {.destination = d,
                    .source = d,
                    .sequence = ++shard->rest[d].sequence,
                    .kind = KIND_ANSWER,
                    .payload = place};
    push(shard, answer, MAX(time_add(event->time, crossing.passage.time_ns), event->time + 1));
}

void request_on_answer(void *context, const Event *event)
{
    Shard *shard = context;
    uint32_t d = event->destination, place = (uint32_t)event->payload;
    device_settle(shard, d, event->time);
    if (!is_awaited(shard, place)) {
        request_miss(shard, place, event->time);
        return;
    }
    const Request *request = request_at(shard, place);
    Inference inference = inference_of(shard, d, request->demand);
    Outcome outcome = {request->asked, event->time, request->demand, request->energy, &inference};
    outcome.energy += inference_upload(shard, d, &outcome);
    plan_battery(shard, d, event->time);
    inference_book(shard, d, &outcome);
    close_request(shard, place);
}

/* By who asked and what: places say who came first in the shard, which is nobody's business. */
static gint place_compare(gconstpointer pa, gconstpointer pb, gpointer shard)
{
    const Request *a = request_at(shard, *(const uint32_t *)pa);
    const Request *b = request_at(shard, *(const uint32_t *)pb);
    if (a->device != b->device)
        return a->device < b->device ? -1 : 1;
    return (a->demand > b->demand) - (a->demand < b->demand);
}

void request_finish(Shard *shard, SimTime t)
{
    g_autoptr(GArray) late = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (uint32_t place = 0; place < shard->requests->len; place++) {
        const Request *request = request_at(shard, place);
        SimTime deadline = shard_strip(shard, request->device)->fleet->work->deadline;
        bool is_open = request->is_open && !request->is_lost;
        if (is_open && time_add(request->asked, deadline) <= t)
            g_array_append_val(late, place);
    }
    g_array_sort_with_data(late, place_compare, shard);
    for (guint i = 0; i < late->len; i++)
        request_miss(shard, g_array_index(late, uint32_t, i), t);
}
