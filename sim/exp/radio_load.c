#include "exp/radio_load.h"

#include <glib.h>
#include <math.h>

#include "world/uplink.h"

/* Lost so far, in each state of the chain: moved on by one try. */
static void lose_once(const LinkModel *link, uint64_t lag, double lost[2])
{
    double good = lost[0], bad = lost[1];
    double bad_of_good = loss_bad_after(&link->loss, LOSS_STATE_GOOD, lag);
    double bad_of_bad = loss_bad_after(&link->loss, LOSS_STATE_BAD, lag);
    lost[0] = (good * (1.0 - bad_of_good) + bad * (1.0 - bad_of_bad)) * link->loss.good;
    lost[1] = (good * bad_of_good + bad * bad_of_bad) * link->loss.bad;
}

double radio_load_tries(const LinkModel *link, SimTime air_ns)
{
    bool has_memory = link->loss.kind == LOSS_GILBERT_ELLIOTT;
    SimTime step = time_add(air_ns, MAX(link->retry_spacing, link_pause(link, air_ns)));
    uint64_t lag = (uint64_t)(step / link->slot);
    double bad_share = has_memory ? link->chain.bad_share : 0.0;
    double lost[2] = {(1.0 - bad_share) * link->loss.good,
                      has_memory ? bad_share * link->loss.bad : 0.0};
    double tries = 1.0;
    for (uint32_t k = 0; k < link->retries; k++) {
        tries += lost[0] + lost[1];
        if (has_memory)
            lose_once(link, lag, lost);
        else
            lost[0] *= link->loss.good;
    }
    return tries;
}

/* One packet, in ns. */
static double packet_ns(const LinkModel *link, Bytes size, LinkDirection direction)
{
    SimTime air = link_air_time(link, size, direction);
    double tries = radio_load_tries(link, air);
    double pause = direction == LINK_UP ? (double)link_pause(link, air) : 0.0;
    double gap = MAX((double)link->retry_spacing, pause);
    return tries * (double)air + (tries - 1.0) * gap + pause;
}

static double message_ns(const FleetSpec *fleet, Bytes size, LinkDirection direction)
{
    const LinkModel *link = fleet->link;
    double full = (double)(link_packets(link, size) - 1);
    Bytes rest = size - (Bytes)full * link->mtu;
    double start_up = direction == LINK_UP ? (double)fleet->tx_overhead_ns : 0.0;
    return start_up + full * (full > 0.0 ? packet_ns(link, link->mtu, direction) : 0.0) +
           packet_ns(link, rest, direction);
}

/* Batches that are not empty, and what is in them on average. */
static double batch_share(const FleetSpec *fleet, double rate)
{
    const WorkSpec *work = fleet->work;
    double results = rate * (double)work->batch;
    Bytes size = work->result_size * (Bytes)MAX(floor(results), 1.0);
    return MIN(results, 1.0) * message_ns(fleet, size, LINK_UP) / (double)work->batch;
}

RadioLoad radio_load(const FleetSpec *fleet, SimTime heartbeat, double upload_rate)
{
    const LinkModel *link = fleet->link;
    const WorkSpec *work = fleet->work;
    double rate = work->arrival->rate(work->arrival_params) * 1e-9; /* per ns */
    const Bytes beat = BEAT_SIZE + REPORT_SIZE;
    RadioLoad load = {.limit = 1.0,
                      .tries = radio_load_tries(link, link_air_time(link, beat, LINK_UP))};
    load.beats = message_ns(fleet, beat, LINK_UP) / (double)heartbeat;
    load.uploads = work->upload == SEND_BATCHES
                       ? batch_share(fleet, rate)
                       : rate * upload_rate * message_ns(fleet, work->result_size, LINK_UP);
    if (work->is_at_gateway)
        load.requests = rate * (message_ns(fleet, work->input_size, LINK_UP) +
                                message_ns(fleet, work->result_size, LINK_DOWN));
    if (link->poll > 0)
        load.polls = (double)(fleet->tx_overhead_ns + link_air_time(link, POLL_SIZE, LINK_UP) +
                              link_air_time(link, POLL_SIZE, LINK_DOWN) + link->listen) /
                     (double)link->poll;
    load.share = load.beats + load.uploads + load.requests + load.polls;
    if (link->contact.kind == CONTACT_WINDOW)
        load.limit = (double)link->contact.length / (double)link->contact.every;
    return load;
}

char *radio_load_text(const RadioLoad *load)
{
    g_autofree char *window = load->limit < 1.0
                                  ? g_strdup_printf(", of %.3g %% in contact", load->limit * 100.0)
                                  : g_strdup("");
    return g_strdup_printf(
        "its radio would be taken %.3g %% of the time%s: beats %.3g %% + uploads "
        "%.3g %% + requests %.3g %% + polls %.3g %%, %.3g tries each",
        load->share * 100.0, window, load->beats * 100.0, load->uploads * 100.0,
        load->requests * 100.0, load->polls * 100.0, load->tries);
}
