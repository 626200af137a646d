/* One radio does one thing at a time: what sets out when, what waits, what is turned away. All
 * times, energies and bytes are summed by hand: a byte takes 1 ms, a result of 100 B 100 ms, a
 * beat of 24 B 24 ms; sending draws 49,999,000 nW beyond sleeping. */
#include "one_device.h"
#include "test.h"
#include "world/metrics_energy.h"

enum { MS = 1000000 };

/* Three results are ready at 1.010 s, 1.020 s and 1.030 s; beats come at a phase and an hour on. */
static void three_results(OneDevice *one)
{
    one_device_init(one, 2 * NS_PER_H, 0);
    one->work.upload = SEND_ALL;
    one->link.up_bps = one->link.down_bps = 8e3;
    link_prepare(&one->link);
    for (int i = 0; i < 3; i++)
        one->asked[i] = NS_PER_S + i * MS;
}

static int64_t radio_nj(const World *world)
{
    const Metrics *metrics = world_metrics(world);
    int64_t sum = 0;
    for (uint32_t i = 0; i < metrics->calendar->stretch_count; i++)
        sum += (int64_t)metrics_energy((Metrics *)(uintptr_t)metrics, i, 0)[CONSUMER_RADIO];
    return sum;
}

static void what_comes_meanwhile_waits_in_order(void)
{
    OneDevice one;
    three_results(&one);
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_SENT), 5);
    CHECK_INT(one_device_total(world, COUNTER_DELIVERED), 5);
    CHECK_INT(one_device_total(world, COUNTER_MESSAGES), 5);
    CHECK_INT(one_device_total(world, COUNTER_LOST), 0);
    CHECK_INT(one_device_total(world, COUNTER_RADIO_DROPS), 0);
    CHECK_INT(one_device_total(world, COUNTER_BYTES_UP), 3 * 100 + 2 * 24);
    CHECK_INT(one_device_total(world, COUNTER_AIR_TIME), 3 * 100000 + 2 * 24000);
    CHECK_INT(radio_nj(world), 3 * 4999900 + 2 * 1199976);
    one_device_clear(&one);
}

/* The first is on its way from 1.010 s to 1.110 s, one waits, and the third finds it full. */
static void a_message_that_finds_the_queue_full_is_dropped(void)
{
    OneDevice one;
    three_results(&one);
    one.link.queue = 1;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_SENT), 5);
    CHECK_INT(one_device_total(world, COUNTER_DELIVERED), 4);
    CHECK_INT(one_device_total(world, COUNTER_RADIO_DROPS), 1);
    CHECK_INT(one_device_total(world, COUNTER_MESSAGES), 5);
    CHECK_INT(one_device_total(world, COUNTER_MESSAGES_LOST), 1);
    CHECK_INT(one_device_total(world, COUNTER_LOST), 0);
    CHECK_INT(one_device_total(world, COUNTER_BYTES_UP), 2 * 100 + 2 * 24);
    one_device_clear(&one);
}

/* Down at 1.110 s less a nanosecond: two wait. A moment later the second has set out. */
static void a_reset_loses_what_waits(void)
{
    static const SimTime down[] = {1110 * MS - 1, 1110 * MS + 1};
    for (int i = 0; i < 2; i++) {
        OneDevice one;
        three_results(&one);
        FaultSpec *crash = one_device_fault(&one, "crash", &one_device_crash);
        crash->at = &down[i];
        crash->at_count = 1;
        g_autoptr(World) world = one_device_run(&one);
        CHECK_INT(one_device_total(world, COUNTER_SENT), 5);
        CHECK_INT(one_device_total(world, COUNTER_LOST), 2 - i);
        CHECK_INT(one_device_total(world, COUNTER_MESSAGES_LOST), 2 - i);
        CHECK_INT(one_device_total(world, COUNTER_DELIVERED), 3 + i);
        CHECK_INT(one_device_total(world, COUNTER_BYTES_UP), (1 + i) * 100 + 2 * 24);
        one_device_clear(&one);
    }
}

/* Half the time on air is legal: 100 ms of sending, 100 ms of silence. At 1.300 s the second has
 * been sent and the third waits for 1.410 s. */
static void the_law_asks_for_silence(void)
{
    OneDevice one;
    three_results(&one);
    one.link.duty_cycle = 0.5;
    one.spec.end = 1300 * MS;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_SENT) - one_device_total(world, COUNTER_BEATS_DUE),
              3);
    CHECK_INT(one_device_total(world, COUNTER_DELIVERED), 2);
    CHECK_INT(one_device_total(world, COUNTER_AIR_TIME), 2 * 200000);
    one_device_clear(&one);
}

/* Windows of 20 ms each half hour: one message sets out in each, whatever waits. */
static void a_window_lets_out_what_begins_in_it(void)
{
    OneDevice one;
    three_results(&one);
    one.link.contact = (Contact){CONTACT_WINDOW, 30 * NS_PER_MIN, 20 * MS};
    g_autoptr(World) world = one_device_run(&one);
    int64_t sent = one_device_total(world, COUNTER_SENT);
    CHECK_INT(sent, 5);
    CHECK_INT(one_device_total(world, COUNTER_DELIVERED), 4); /* four windows in two hours */
    CHECK_INT(one_device_total(world, COUNTER_LOST), 0);
    one_device_clear(&one);
}

/* After each try the receiver is on for 40 ms, and the next may begin no sooner. */
static void a_device_listens_after_sending(void)
{
    OneDevice one;
    three_results(&one);
    one.link.listen = 40 * MS;
    for (int i = 0; i < SPREAD_LEVELS; i++)
        one.fleet.listen_nw[i] = 20001000;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_AIR_TIME), 3 * 140000 + 2 * 64000);
    CHECK_INT(radio_nj(world), 3 * 4999900 + 2 * 1199976 + 5 * 800000);
    one_device_clear(&one);
}

/* Start-up at its own power: 5 ms at 9,999,000 nW beyond sleeping. */
static void a_radio_starts_up_at_its_own_power(void)
{
    OneDevice one;
    three_results(&one);
    one.fleet.tx_overhead_ns = 5 * MS;
    for (int i = 0; i < SPREAD_LEVELS; i++)
        one.fleet.start_nw[i] = 10000000;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_AIR_TIME), 3 * 105000 + 2 * 29000);
    CHECK_INT(radio_nj(world), 3 * 4999900 + 2 * 1199976 + 5 * 49995);
    one_device_clear(&one);
}

/* A poll a second for two hours: 7,200 of them, 1 ms up, 1 ms down and a window of 3 ms. */
static void polls_are_paid_for(void)
{
    OneDevice one;
    three_results(&one);
    one.asked[0] = 0;
    one.link.poll = NS_PER_S;
    one.link.listen = 3 * MS;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_POLLS), 7200);
    CHECK_INT(one_device_total(world, COUNTER_BYTES_DOWN), 7200);
    CHECK_INT(one_device_total(world, COUNTER_BYTES_UP), 7200 + 2 * 24);
    CHECK_INT(one_device_total(world, COUNTER_AIR_TIME), 7200 * 5000 + 2 * 27000);
    CHECK_INT(radio_nj(world), INT64_C(7200) * 5 * 49999 + 2 * (1199976 + 149997));
    one_device_clear(&one);
}

/* A crash at 0:10, back 8 s + 2 s later: ten polls are not made. */
static void who_is_down_does_not_poll(void)
{
    static const SimTime at = 10 * NS_PER_MIN;
    OneDevice one;
    three_results(&one);
    one.asked[0] = 0;
    one.link.poll = NS_PER_S;
    FaultSpec *crash = one_device_fault(&one, "crash", &one_device_crash);
    crash->at = &at;
    crash->at_count = 1;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_POLLS), 7190);
    one_device_clear(&one);
}

/* Nothing gets through: 4 tries, 1 s apart, each 24 ms or 100 ms on air. */
static void a_lost_message_takes_all_its_tries(void)
{
    OneDevice one;
    three_results(&one);
    one.asked[1] = 0;
    one.link.loss = loss_bernoulli(1.0);
    one.link.retries = 3;
    one.link.retry_spacing = NS_PER_S;
    link_prepare(&one.link);
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_LOST), 3);
    CHECK_INT(one_device_total(world, COUNTER_MESSAGES_LOST), 3);
    CHECK_INT(one_device_total(world, COUNTER_DELIVERED), 0);
    CHECK_INT(one_device_total(world, COUNTER_BEATS_DUE), 2);
    CHECK_INT(one_device_total(world, COUNTER_BEATS_HEARD), 0);
    CHECK_INT(one_device_total(world, COUNTER_BYTES_UP), 4 * (100 + 2 * 24));
    CHECK_INT(one_device_total(world, COUNTER_AIR_TIME), 3400000 + 2 * 3096000);
    CHECK_INT(radio_nj(world), 4 * 4999900 + 2 * 4799904);
    one_device_clear(&one);
}

TEST_MAIN(CASE(what_comes_meanwhile_waits_in_order),
          CASE(a_message_that_finds_the_queue_full_is_dropped), CASE(a_reset_loses_what_waits),
          CASE(the_law_asks_for_silence), CASE(a_window_lets_out_what_begins_in_it),
          CASE(a_device_listens_after_sending), CASE(a_radio_starts_up_at_its_own_power),
          CASE(polls_are_paid_for), CASE(who_is_down_does_not_poll),
          CASE(a_lost_message_takes_all_its_tries))
