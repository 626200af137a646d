#include "world/inference.h"

#include "hw/power.h"
#include "world/damage.h"
#include "world/energy.h"
#include "world/send.h"

static uint32_t pick_sample(const ModelSpec *model, bool is_event, uint64_t bits)
{
    bool from_events = (is_event && model->event_count > 0) || model->other_count == 0;
    const uint32_t *list = from_events ? model->event_samples : model->other_samples;
    uint32_t count = from_events ? model->event_count : model->other_count;
    return list[(uint32_t)((bits >> 32) * count >> 32)];
}

/* With an assumed accuracy, right or wrong is drawn; the model says what would follow. */
static Inference assume(const Strip *strip, uint32_t number, uint32_t demand, bool is_event)
{
    double accuracy = strip->fleet->model->accuracy;
    bool is_right = rng_unit_at(strip->fleet_key, number, RNG_ACCURACY, demand) < accuracy;
    uint8_t confidence = (uint8_t)int64_from_double(255.0 * accuracy);
    return (Inference){.answer = {is_event == is_right, confidence},
                       .is_right = is_right,
                       .is_event = is_event == is_right};
}

Inference inference_of(Shard *shard, uint32_t d, uint32_t demand)
{
    const Strip *strip = shard_strip(shard, d);
    const ModelSpec *model = strip->fleet->model;
    uint32_t number = strip_number(strip, d);
    uint64_t draws[2]; /* event or not, then which sample of that stratum */
    rng_pair_at(strip->fleet_key, number, RNG_SAMPLE, demand, draws);
    bool is_event = rng_unit_of(draws[0]) < strip->fleet->work->positive_rate;
    if (model->answers == NULL)
        return assume(strip, number, demand, is_event);
    uint32_t sample = pick_sample(model, is_event, draws[1]);
    Answer answer = model->answers[sample];
    if (shard->rest[d].damage != 0 && !strip->fleet->work->is_at_gateway) {
        if (!damage_answer(shard, d, sample, &answer))
            return (Inference){.sample = sample, .is_none = true};
    } else if (model->is_recomputed) {
        answer = model->answer(model->context, model->plan, sample);
    }
    return (Inference){.sample = sample,
                       .answer = answer,
                       .is_right = answer.class == model->labels[sample],
                       .is_event = model->is_event[answer.class]};
}

SimTime inference_latency(const Strip *strip, const Device *device, uint32_t number,
                          uint32_t demand)
{
    const ModelSpec *model = strip->fleet->model;
    if (model->latency == NULL)
        return strip->fleet->latency_ns[device->speed];
    Rng rng = rng_at(strip->fleet_key, number, RNG_MODEL_LATENCY, demand);
    double slow = strip->fleet->slowness[device->speed];
    return MAX(int64_from_double(dist_sample(model->latency, &rng) * slow), 1);
}

Energy inference_energy(int64_t power_nw, SimTime dt)
{
    if (dt <= INT64_C(9000000000) && power_nw <= INT64_C(1000000000))
        return power_nw * dt / NS_PER_S;
    return power_energy(power_nw, dt);
}

/* What the next report word will tell. */
static void remember(DeviceReport *report, const Inference *inference, SimTime latency,
                     bool is_late)
{
    report->count++;
    report->late += is_late;
    report->confidence += inference->answer.confidence;
    report->latency_ns += (uint64_t)latency;
}

static void book_answer(Shard *shard, uint32_t d, const Outcome *outcome, uint32_t group,
                        uint32_t slice)
{
    const Strip *strip = shard_strip(shard, d);
    const Inference *inference = outcome->inference;
    int64_t *row = metrics_row(shard->metrics, group, slice);
    SimTime latency = outcome->at - outcome->asked;
    bool is_late = latency > strip->fleet->work->deadline;
    row[COUNTER_ANSWERS]++;
    row[COUNTER_MISSES] += is_late;
    row[COUNTER_RIGHT] += inference->is_right;
    row[COUNTER_ENERGY] += outcome->energy;
    metrics_sample(shard->metrics, group, SAMPLE_INFERENCE_LATENCY, slice, latency);
    remember(&shard->reports[d], inference, latency, is_late);
    bool is_in_row = outcome->asked >= shard->spec->warmup;
    if (shard->misses != NULL && is_in_row)
        shard->misses[d] += is_late;
    if (shard->inferences != NULL && is_in_row)
        shard->inferences[d]++;
}

enum { FOLD_ANSWER = 1, FOLD_MISS = 2 };

void inference_book(Shard *shard, uint32_t d, const Outcome *outcome)
{
    const Strip *strip = shard_strip(shard, d);
    uint32_t group = shard_group(shard, strip, d);
    uint32_t slice = metrics_slice(shard->metrics->calendar, outcome->asked);
    int64_t *row = metrics_row(shard->metrics, group, slice);
    row[COUNTER_DEMANDS]++;
    row[COUNTER_JUDGED]++;
    shard->items++;
    if (outcome->inference != NULL) {
        book_answer(shard, d, outcome, group, slice);
        const Inference *inference = outcome->inference;
        shard_fold(&shard->devices[d], outcome->at,
                   FOLD_ANSWER | (uint64_t)inference->answer.class << 8 |
                       (uint64_t)inference->answer.confidence << 16 |
                       (uint64_t)inference->is_right << 24 | (uint64_t)outcome->demand << 32);
        return;
    }
    row[COUNTER_MISSES]++;
    if (shard->misses != NULL && outcome->asked >= shard->spec->warmup)
        shard->misses[d]++;
    shard_fold(&shard->devices[d], outcome->at, FOLD_MISS | (uint64_t)outcome->demand << 32);
}

static bool is_uploaded(const WorkSpec *work, const Inference *inference)
{
    return work->upload == SEND_ALL || (work->upload == SEND_EVENTS && inference->is_event);
}

Energy inference_upload(Shard *shard, uint32_t d, const Outcome *outcome)
{
    const Strip *strip = shard_strip(shard, d);
    const FleetSpec *fleet = strip->fleet;
    Device *device = &shard->devices[d];
    if (fleet->work->upload == SEND_BATCHES)
        device->pending++;
    if (!is_uploaded(fleet->work, outcome->inference))
        return 0;
    Departure departure = departure_of(shard, d, outcome->at, outcome->at);
    departure.row[COUNTER_SENT]++;
    departure.row[COUNTER_MESSAGES]++;
    RadioMessage message = {.offered = outcome->at, .index = outcome->demand, .kind = RADIO_UPLOAD};
    bool goes = radio_offer(shard, d, message) == RADIO_GOES;
    return goes ? send_upload(&departure, outcome->demand) : 0;
}
