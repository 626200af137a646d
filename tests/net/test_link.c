/* Air time by hand, retries by closed form, and the quick beat against the whole message. */
#include <math.h>

#include "net/link.h"
#include "test.h"

static RngKey fleet_key(void)
{
    return rng_key(11, 0, "fleet x");
}

static LinkUse use_of(uint32_t device)
{
    return (LinkUse){rng_key(11, 0, "network y"), device, 1.0};
}

/* 256 B + 8 B header at 66 kbps up (32 ms), 132 kbps down; 20 ms latency. */
static LinkModel link_of(LossModel loss)
{
    LinkModel link = {.latency = dist_constant(20e6),
                      .up_bps = 66000.0,
                      .down_bps = 132000.0,
                      .loss = loss,
                      .mtu = 256,
                      .header = 8,
                      .retries = 3};
    link_prepare(&link);
    return link;
}

static Passage pass(const LinkModel *link, uint32_t device, uint64_t index, LinkMessage message)
{
    LinkUse use = use_of(device);
    Rng fate = rng_at(fleet_key(), device, RNG_UPLOAD_FATE, index);
    Rng latency = rng_at(fleet_key(), device, RNG_UPLOAD_LATENCY, index);
    return link_pass(link, &use, fate, latency, message);
}

static void a_message_is_cut_into_packets(void)
{
    LinkModel link = link_of(loss_bernoulli(0.0));
    CHECK_INT(link_packets(&link, 1), 1);
    CHECK_INT(link_packets(&link, 256), 1);
    CHECK_INT(link_packets(&link, 257), 2);
    CHECK_INT(link_packets(&link, 1000), 4);
    CHECK_INT(link_bytes(&link, 1000), 1032);
    CHECK_INT(link_air_time(&link, 256, LINK_UP), 32 * NS_PER_MS);
    CHECK_INT(link_air_time(&link, 256, LINK_DOWN), 16 * NS_PER_MS);
    CHECK_INT(link_air_time(&link, 514, LINK_UP), 2 * 32 * NS_PER_MS + 1212121); /* 10 B */
    CHECK_INT(link.slot, 32 * NS_PER_MS);
}

static void without_loss_time_is_air_and_latency(void)
{
    LinkModel link = link_of(loss_bernoulli(0.0));
    Passage passage = pass(&link, 1, 1, (LinkMessage){1000, LINK_UP, 5 * NS_PER_S});
    CHECK(passage.is_delivered);
    CHECK_INT(passage.packets, 4);
    CHECK_INT(passage.tries, 4);
    CHECK_INT(passage.bytes, 1032);
    CHECK_INT(passage.air_ns, link_air_time(&link, 1000, LINK_UP));
    CHECK_INT(passage.time_ns, passage.air_ns + 20 * NS_PER_MS);
}

static void a_dead_link_gives_up_after_all_tries(void)
{
    LinkModel link = link_of(loss_bernoulli(1.0));
    link.retry_spacing = NS_PER_S;
    Passage passage = pass(&link, 1, 1, (LinkMessage){1000, LINK_UP, 0});
    CHECK(!passage.is_delivered);
    CHECK_INT(passage.tries, 4);
    CHECK_INT(passage.air_ns, 4 * 32 * NS_PER_MS);
    CHECK_INT(passage.time_ns, 4 * 32 * NS_PER_MS + 3 * NS_PER_S);
    CHECK_INT(passage.bytes, 4 * 264);
}

/* 100 tries 1,000 weeks apart, on a link whose state has to be looked up; a latency without end. */
static void what_takes_longer_than_time_does_not_wrap(void)
{
    LinkModel link = link_of((LossModel){LOSS_GILBERT_ELLIOTT, 0.9999, 1.0, 0.1, 0.1, NS_PER_S});
    link.retries = 100;
    link.retry_spacing = 1000 * NS_PER_W;
    Passage passage = pass(&link, 1, 1, (LinkMessage){1000, LINK_UP, NS_PER_H});
    CHECK(!passage.is_delivered);
    CHECK_INT(passage.tries, 101);
    CHECK_INT(passage.time_ns, TIME_NEVER - NS_PER_H);
    LinkModel slow = link_of(loss_bernoulli(0.0));
    slow.latency = dist_constant((double)TIME_NEVER);
    CHECK_INT(pass(&slow, 1, 1, (LinkMessage){1000, LINK_UP, 5}).time_ns, TIME_NEVER);
    slow.up_bps = 1e-6; /* 264 bytes in 2e9 s, four of them in 8.4e9 s, five in more than 2^63 ns */
    link_prepare(&slow);
    CHECK_INT(link_air_time(&slow, 256, LINK_UP), INT64_C(2112000000) * NS_PER_S);
    CHECK_INT(link_air_time(&slow, 5 * 256, LINK_UP), TIME_NEVER);
    passage = pass(&slow, 1, 1, (LinkMessage){5 * 256, LINK_UP, 5});
    CHECK_INT(passage.air_ns, TIME_NEVER);
}

/* RELIABILITY L2a: p = 0.2, 4 tries: delivered 1 - p^4, tries (1 - p^4) / (1 - p). */
static void independent_losses_are_retried_by_the_closed_form(void)
{
    LinkModel link = link_of(loss_bernoulli(0.2));
    const int count = 200000;
    double delivered = 0.0, tries = 0.0;
    for (int i = 0; i < count; i++) {
        Passage passage = pass(&link, 3, (uint64_t)i, (LinkMessage){16, LINK_UP, 0});
        delivered += passage.is_delivered;
        tries += passage.tries;
    }
    CHECK_NEAR(delivered / count, 0.9984, 0.00019 * sqrt(5.0));
    CHECK_NEAR(tries / count, 1.248, 0.0021 * sqrt(5.0));
}

/* RELIABILITY L3a: retries in neighbouring slots of a chain; full packets take one slot each. */
static void correlated_losses_defeat_retries(void)
{
    LossModel loss = {LOSS_GILBERT_ELLIOTT, 0.01, 0.8, 0.02, 0.1, -1};
    LinkModel link = link_of(loss);
    link.retries = 2;
    const int count = 200000;
    double delivered = 0.0;
    for (int i = 0; i < count; i++) {
        LinkMessage message = {256, LINK_UP, i * INT64_C(77) * NS_PER_S};
        delivered += pass(&link, (uint32_t)i % 1000, (uint64_t)i, message).is_delivered;
    }
    CHECK_NEAR(delivered / count, 0.9306823, 0.00099 * sqrt(5.0));
}

/* Both ways of asking, with and without memory, faults, several packets. */
static void a_beat_has_the_fate_of_its_message(void)
{
    LossModel losses[] = {loss_bernoulli(0.3),
                          {LOSS_GILBERT_ELLIOTT, 0.05, 0.7, 0.1, 0.2, -1},
                          {LOSS_GILBERT_ELLIOTT, 0.7, 0.05, 0.1, 0.2, 3 * NS_PER_MS}};
    for (size_t k = 0; k < G_N_ELEMENTS(losses); k++) {
        LinkModel link = link_of(losses[k]);
        link.retries = 1;
        for (uint64_t i = 0; i < 3000; i++) {
            LinkUse use = use_of(5);
            use.loss_factor = i % 3 == 0 ? 1.7 : 1.0;
            LinkMessage message = {i % 5 == 0 ? 600 : 16, LINK_UP, (SimTime)i * NS_PER_S};
            Rng fate = rng_at(fleet_key(), 5, RNG_BEAT_FATE, i);
            Passage passage = link_pass(&link, &use, fate, fate, message);
            uint32_t tries = 0;
            CHECK_INT(link_beat_arrives(&link, &use, fate, message, &tries), passage.is_delivered);
            CHECK_INT(tries, passage.tries);
        }
    }
}

/* The same uniform against a higher loss: what gets through a worse link gets through a better
 * one, try for try. */
static void a_fault_only_adds_losses(void)
{
    LinkModel link = link_of(loss_bernoulli(0.1));
    link.retries = 0;
    int lost_plain = 0, lost_worse = 0;
    for (uint64_t i = 0; i < 20000; i++) {
        LinkUse plain = use_of(2), worse = use_of(2);
        worse.loss_factor = 4.0;
        Rng fate = rng_at(fleet_key(), 2, RNG_BEAT_FATE, i);
        LinkMessage message = {16, LINK_UP, 0};
        uint32_t tries = 0;
        bool is_through = link_beat_arrives(&link, &plain, fate, message, &tries);
        bool is_through_worse = link_beat_arrives(&link, &worse, fate, message, &tries);
        CHECK(is_through || !is_through_worse);
        lost_plain += !is_through;
        lost_worse += !is_through_worse;
    }
    CHECK_NEAR(lost_plain / 20000.0, 0.1, 4.0 * sqrt(0.09 / 20000.0));
    CHECK_NEAR(lost_worse / 20000.0, 0.4, 4.0 * sqrt(0.24 / 20000.0));
}

static void both_directions_share_one_chain(void)
{
    LossModel loss = {LOSS_GILBERT_ELLIOTT, 0.0, 1.0, 0.01, 0.01, NS_PER_S};
    LinkModel link = link_of(loss);
    link.retries = 0;
    for (uint64_t i = 0; i < 2000; i++) {
        LinkMessage up = {16, LINK_UP, (SimTime)i * NS_PER_S}, down = {16, LINK_DOWN, up.start};
        CHECK_INT(pass(&link, 9, i, up).is_delivered, pass(&link, 9, i + 5000, down).is_delivered);
    }
}

static void mistakes_are_told(void)
{
    LinkModel link = link_of(loss_bernoulli(0.0));
    CHECK(link_check(&link) == NULL);
    LinkModel wrong = link;
    wrong.up_bps = 0.0;
    CHECK_TEXT(link_check(&wrong), "bandwidth must be above 0");
    wrong = link;
    wrong.mtu = 0;
    CHECK_TEXT(link_check(&wrong), "mtu must be at least 1B");
    wrong = link;
    wrong.header = -1;
    CHECK_TEXT(link_check(&wrong), "header must not be negative");
    wrong = link;
    wrong.retry_spacing = -1;
    CHECK_TEXT(link_check(&wrong), "retry_spacing must not be negative");
    wrong = link;
    wrong.loss.good = 2.0;
    CHECK_TEXT(link_check(&wrong), "loss is outside 0%..100%");
}

TEST_MAIN(CASE(a_message_is_cut_into_packets), CASE(without_loss_time_is_air_and_latency),
          CASE(a_dead_link_gives_up_after_all_tries),
          CASE(what_takes_longer_than_time_does_not_wrap),
          CASE(independent_losses_are_retried_by_the_closed_form),
          CASE(correlated_losses_defeat_retries), CASE(a_beat_has_the_fate_of_its_message),
          CASE(a_fault_only_adds_losses), CASE(both_directions_share_one_chain),
          CASE(mistakes_are_told))
