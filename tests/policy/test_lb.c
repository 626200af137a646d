/* Every balancer: in range, repeatable, blind to all but its view; then the rule of each.
 * Source of the numbers: NGINX documentation, and counting. */
#include <math.h>

#include "policy/lb/lb_table.h"
#include "test.h"

enum { PICKS = 60000, GATEWAYS = 7 };

typedef struct Pool {
    uint32_t open[GATEWAYS];
} Pool;

static uint32_t open_of(void *pool, uint32_t i)
{
    return ((Pool *)pool)->open[i];
}

static const LbOps *find(const char *name)
{
    for (size_t i = 0; lb_at(i) != NULL; i++)
        if (g_str_equal(lb_at(i)->form.name, name))
            return lb_at(i);
    g_assert_not_reached();
}

static uint32_t pick(const LbOps *ops, void *state, Pool *pool, uint32_t count, uint64_t demand)
{
    LbView view = {count, pool, open_of};
    Rng rng = rng_at(rng_key(9, 0, "gateway-pool hubs"), 4, RNG_BALANCER, demand);
    return ops->pick(state, NULL, &view, &rng);
}

static void answers_are_in_range_and_repeat(void)
{
    for (size_t i = 0; lb_at(i) != NULL; i++) {
        const LbOps *ops = lb_at(i);
        CHECK(lb_form_at(i) == &ops->form);
        g_autofree uint8_t *state = g_malloc0(ops->state_size + 1);
        g_autofree uint8_t *twin = g_malloc0(ops->state_size + 1);
        Pool pool = {{0}};
        for (uint64_t demand = 0; demand < 5000; demand++) {
            uint32_t count = 1 + (uint32_t)(demand * 31 % GATEWAYS); /* gateways come and go */
            uint32_t picked = pick(ops, state, &pool, count, demand);
            if (!CHECK(picked < count))
                return;
            CHECK_INT(pick(ops, twin, &pool, count, demand), picked);
            pool.open[picked] = (pool.open[picked] + 1) % 5;
        }
        CHECK_INT(state[ops->state_size], 0);
    }
}

static void one_gateway_is_always_it(void)
{
    for (size_t i = 0; lb_at(i) != NULL; i++) {
        g_autofree uint8_t *state = g_malloc0(lb_at(i)->state_size + 1);
        Pool pool = {{12}};
        for (uint64_t demand = 0; demand < 10; demand++)
            CHECK_INT(pick(lb_at(i), state, &pool, 1, demand), 0);
    }
}

/* Equal gateways get equal work from every balancer, within 4.5 standard errors. */
static void equal_gateways_share_alike(void)
{
    for (size_t i = 0; lb_at(i) != NULL; i++) {
        g_autofree uint8_t *state = g_malloc0(lb_at(i)->state_size + 1);
        Pool pool = {{3, 3, 3, 3, 3, 3, 3}};
        double got[GATEWAYS] = {0.0};
        for (uint64_t demand = 0; demand < PICKS; demand++)
            got[pick(lb_at(i), state, &pool, GATEWAYS, demand)] += 1.0;
        for (int g = 0; g < GATEWAYS; g++)
            CHECK_NEAR(got[g], (double)PICKS / GATEWAYS, 4.5 * sqrt((double)PICKS / GATEWAYS));
    }
}

static void round_robin_goes_round(void)
{
    const LbOps *ops = find("round-robin");
    g_autofree uint8_t *state = g_malloc0(ops->state_size);
    Pool pool = {{9, 0, 5}};
    for (uint32_t n = 0; n < 12; n++)
        CHECK_INT(pick(ops, state, &pool, 3, n), n % 3);
}

static void least_conn_takes_the_fewest(void)
{
    const LbOps *ops = find("least-conn");
    g_autofree uint8_t *state = g_malloc0(ops->state_size);
    Pool pool = {{4, 2, 7, 3, 2, 9, 2}};
    static const uint32_t expected[] = {1, 4, 6, 1, 4, 6}; /* the tied in turn */
    for (uint32_t n = 0; n < 6; n++)
        CHECK_INT(pick(ops, state, &pool, GATEWAYS, n), expected[n]);
    pool.open[2] = 1;
    CHECK_INT(pick(ops, state, &pool, GATEWAYS, 6), 2);
}

/* EX-LB-3: of three with distinct loads the least loaded is among two different ones with 2/3,
 * the most loaded is never taken. */
static void random_two_takes_the_better_of_two(void)
{
    const LbOps *ops = find("random-two");
    Pool pool = {{5, 1, 9}};
    double got[3] = {0.0};
    for (uint64_t demand = 0; demand < PICKS; demand++)
        got[pick(ops, NULL, &pool, 3, demand)] += 1.0;
    CHECK_NEAR(got[1] / PICKS, 2.0 / 3.0, 4.5 * sqrt(2.0 / 9.0 / PICKS));
    CHECK_NEAR(got[2], 0.0, 0.0);
}

/* The choice hangs on the address, not on what was asked before. */
static void random_two_keeps_no_count(void)
{
    const LbOps *ops = find("random-two");
    CHECK_INT((int64_t)ops->state_size, 0);
    Pool pool = {{0}};
    uint32_t late = pick(ops, NULL, &pool, GATEWAYS, 1000);
    for (uint64_t demand = 0; demand < 100; demand++)
        pick(ops, NULL, &pool, GATEWAYS, demand);
    CHECK_INT(pick(ops, NULL, &pool, GATEWAYS, 1000), late);
}

/* Between the ends that bound it, more with more load, and what one gateway alone does. */
static void forecasts_lie_in_their_range_and_grow(void)
{
    for (size_t i = 0; lb_at(i) != NULL; i++) {
        const LbOps *ops = lb_at(i);
        if (ops->forecast == NULL)
            continue;
        double before = 0.0;
        for (double use = 0.1; use < 0.99; use += 0.08) {
            const LbLoad load = {5, 2, 10.0 * use, 1.0, 1.0, 0.7};
            LbForecast forecast = ops->forecast(NULL, &load);
            CHECK(forecast.low <= forecast.wait && forecast.wait <= forecast.high);
            CHECK(forecast.wait >= before && isfinite(forecast.high));
            CHECK(forecast.basis != NULL);
            before = forecast.wait;
        }
        const LbLoad alone = {1, 2, 1.5, 1.0, 1.0, 1.0};
        CHECK_NEAR(ops->forecast(NULL, &alone).wait, 1.285714, 1e-6); /* M/M/2, printed */
    }
}

/* Printed: E_2/M/1 at 0.8; the mean field at 0.9; two shorter queues at 0.8 by their chain. */
static void forecasts_are_what_is_printed_of_their_policies(void)
{
    const LbLoad two = {2, 1, 1.6, 1.0, 1.0, 1.0};
    LbForecast forecast = find("round-robin")->forecast(NULL, &two);
    CHECK_NEAR(forecast.wait, 2.84398, 1e-5);
    CHECK_TEXT(forecast.basis, "E_k/M/1");
    CHECK_NEAR(forecast.high, 4.0, 1e-9);
    CHECK_NEAR(forecast.low, 16.0 / 9.0, 1e-9);
    CHECK_NEAR(find("least-conn")->forecast(NULL, &two).wait, 1.955737, 0.1 * 1.955737);
    const LbLoad many = {1000, 1, 900.0, 1.0, 1.0, 1.0};
    CHECK_NEAR(find("random-two")->forecast(NULL, &many).wait, 1.614057, 1e-6);
    CHECK_NEAR(find("random-two")->forecast(NULL, &two).wait, 1.955737, 0.05 * 1.955737);
}

TEST_MAIN(CASE(forecasts_lie_in_their_range_and_grow),
          CASE(forecasts_are_what_is_printed_of_their_policies),
          CASE(answers_are_in_range_and_repeat), CASE(one_gateway_is_always_it),
          CASE(equal_gateways_share_alike), CASE(round_robin_goes_round),
          CASE(least_conn_takes_the_fewest), CASE(random_two_takes_the_better_of_two),
          CASE(random_two_keeps_no_count))
