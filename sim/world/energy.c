#include "world/energy.h"

#include "world/inference.h"

void energy_turn(Shard *shard, SimTime t)
{
    const MetricsCalendar *calendar = shard->metrics->calendar;
    uint32_t i = metrics_stretch(calendar, t);
    bool is_last = i + 1 == calendar->stretch_count;
    shard->purse = (EnergyPurse){calendar->stretches[i].start,
                                 is_last ? TIME_NEVER : calendar->stretches[i].end,
                                 metrics_energy(shard->metrics, i, 0)};
}

void energy_draw(Shard *shard, uint32_t d, Draw draw)
{
    Energy before = 0;
    for (SimTime t = draw.from; t < draw.to;) {
        if (t < shard->purse.from || t >= shard->purse.to)
            energy_turn(shard, t);
        SimTime until = MIN(shard->purse.to, draw.to);
        Energy so_far = inference_energy(draw.power_nw, until - draw.from);
        energy_spend(shard, d, draw.consumer, t, so_far - before);
        before = so_far;
        t = until;
    }
}

void energy_new_battery(Shard *shard, uint32_t d, Energy capacity)
{
    if (shard->rest[d].battery_nj > 0)
        shard->ledger.taken_out_nj += shard->devices[d].charge_nj;
    shard->ledger.put_in_nj += capacity;
    shard->devices[d].charge_nj = capacity;
}

void energy_check(const Shard *shard)
{
    const Metrics *metrics = shard->metrics;
    __int128 spent = 0, charge = 0;
    size_t cells = (size_t)metrics->calendar->stretch_count * metrics->group_count * CONSUMER_COUNT;
    for (size_t i = 0; i < cells; i++)
        spent += metrics->energies_nj[i];
    for (uint32_t d = 0; d < shard->device_count; d++)
        charge += shard->devices[d].charge_nj;
    g_assert(shard->ledger.put_in_nj - shard->ledger.taken_out_nj == charge + spent);
}
