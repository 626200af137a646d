#include "world/request.h"

#include "world/energy.h"
#include "world/inference.h"
#include "world/plan.h"
#include "world/pool.h"
#include "world/send.h"
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

static void push(Shard *shard, Event event, SimTime at)
{
    event.class = EVENT_ARRIVE;
    event.time = at;
    if (at < shard->spec->end)
        eventq_push(shard->queue, &event);
}

/* A whole message over the device's link; when it begins, a start-up has gone before one up. */
static Sent cross(const Departure *departure, LinkMessage message, uint32_t demand)
{
    static const RngPurpose fates[] = {RNG_REQUEST_FATE, RNG_REPLY_FATE};
    static const RngPurpose latencies[] = {RNG_REQUEST_LATENCY, RNG_REPLY_LATENCY};
    const Strip *strip = departure->strip;
    uint32_t number = strip_number(strip, departure->device);
    Rng fate = rng_at(strip->fleet_key, number, fates[message.direction], demand);
    Rng latency = rng_at(strip->fleet_key, number, latencies[message.direction], demand);
    LinkUse use = uplink_use(departure->shard, strip, departure->device);
    Passage passage = link_pass(strip->fleet->link, &use, fate, latency, message);
    Sent sent = uplink_sent(&passage);
    sent.is_down = message.direction == LINK_DOWN;
    return sent;
}

/* What the board takes for it, sleep included. */
static Energy whole_energy(const Strip *strip, const Device *device, const Sent *sent)
{
    const FleetSpec *fleet = strip->fleet;
    uint8_t level = device->current;
    if (sent->is_down)
        return inference_energy(fleet->rx_nw[level], sent->air_ns);
    SimTime listening = time_mul(fleet->link->listen, sent->tries);
    return inference_energy(fleet->start_nw[level], fleet->tx_overhead_ns) +
           inference_energy(fleet->tx_nw[level], sent->air_ns) +
           inference_energy(fleet->listen_nw[level], listening);
}

void request_set_out(const Departure *departure, bool is_reply, uint32_t place)
{
    Shard *shard = departure->shard;
    const Strip *strip = departure->strip;
    const WorkSpec *work = strip->fleet->work;
    uint32_t d = departure->device, demand = request_at(shard, place)->demand;
    SimTime begun =
        is_reply ? departure->start : time_add(departure->start, strip->fleet->tx_overhead_ns);
    LinkMessage message = is_reply ? (LinkMessage){work->result_size, LINK_DOWN, begun}
                                   : (LinkMessage){work->input_size, LINK_UP, begun};
    Sent sent = cross(departure, message, demand);
    send_book(departure, &sent);
    request_at(shard, place)->energy += whole_energy(strip, &shard->devices[d], &sent);
    if (!sent.is_heard || strip->instance == WORLD_NONE) {
        request_miss(shard, place, departure->start);
        return;
    }
    Event event = {.destination = is_reply ? d : pool_entity(shard, strip->instance),
                   .source = d,
                   .sequence = ++shard->rest[d].sequence,
                   .kind = is_reply ? KIND_ANSWER : KIND_REQUEST,
                   .payload = place};
    push(shard, event, MAX(time_add(begun, sent.time_ns), departure->start + 1));
}

/* Handed to the radio: it sets out, waits, or is dropped and misses at t. */
static void offer(Shard *shard, uint32_t d, RadioMessage message, SimTime t)
{
    Departure departure = departure_of(shard, d, message.offered, message.offered);
    departure.row[COUNTER_SENT]++;
    RadioAnswer answer = radio_offer(shard, d, message);
    if (answer == RADIO_GOES)
        request_set_out(&departure, message.kind == RADIO_REPLY, message.index);
    else if (answer == RADIO_DROPPED)
        request_miss(shard, message.index, t);
}

void request_send(Shard *shard, uint32_t d, SimTime t)
{
    const FleetSpec *fleet = shard_strip(shard, d)->fleet;
    Device *device = &shard->devices[d];
    int64_t awake = fleet->active_nw[device->current] - fleet->sleep_nw[device->current];
    energy_spend(shard, d, CONSUMER_INFERENCE, t, inference_energy(MAX(awake, 0), fleet->wake_ns));
    Energy sensed = sensor_spend(shard, d, t);
    Request request = {
        .asked = t,
        .energy = sensed + inference_energy(fleet->active_nw[device->current], fleet->wake_ns),
        .device = d,
        .demand = device->demand,
        .epoch = shard->rest[d].epoch};
    RadioMessage message = {.offered = time_add(t, fleet->wake_ns),
                            .index = open_request(shard, request),
                            .kind = RADIO_REQUEST};
    offer(shard, d, message, t);
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
    offer(shard, d, (RadioMessage){.offered = event->time, .index = place, .kind = RADIO_REPLY},
          event->time);
    plan_battery(shard, d, event->time);
    device_wake_for_radio(shard, d);
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
    device_wake_for_radio(shard, d);
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
