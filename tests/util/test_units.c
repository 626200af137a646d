/* One way from double to integer, and sums of times that never wrap. */
#include "test.h"

#include "util/units.h"

static void halves_go_up(void)
{
    CHECK_INT(int64_from_double(2.5), 3);
    CHECK_INT(int64_from_double(-2.5), -2);
    CHECK_INT(int64_from_double(2.4999), 2);
    CHECK_INT(int64_from_double(-0.0), 0);
}

static void integers_pass_unchanged(void)
{
    for (int64_t i = -3; i <= 3; i++) {
        CHECK_INT(int64_from_double((double)i), i);
        CHECK_INT(int64_from_double((double)(i * (INT64_C(1) << 51))), i * (INT64_C(1) << 51));
    }
}

static void the_ends_saturate(void)
{
    CHECK_INT(int64_from_double(1e300), INT64_MAX);
    CHECK_INT(int64_from_double(-1e300), INT64_MIN);
    CHECK_INT(int64_from_double(INFINITY), INT64_MAX);
    CHECK_INT(int64_from_double(-INFINITY), INT64_MIN);
    CHECK_INT(int64_from_double(0x1p63), INT64_MAX);
    CHECK_INT(int64_from_double(0x1p62), INT64_C(1) << 62);
}

static void never_absorbs_and_sums_do_not_wrap(void)
{
    CHECK_INT(time_add(5, NS_PER_S), 1000000005);
    CHECK_INT(time_add(TIME_NEVER, 1), TIME_NEVER);
    CHECK_INT(time_add(1, TIME_NEVER), TIME_NEVER);
    CHECK_INT(time_add(TIME_NEVER - 1, 2), TIME_NEVER);
    CHECK_INT(time_add(10, -3), 7);
}

static void never_absorbs_and_products_do_not_wrap(void)
{
    CHECK_INT(time_mul(NS_PER_S, 60), NS_PER_MIN);
    CHECK_INT(time_mul(NS_PER_S, 0), 0);
    CHECK_INT(time_mul(TIME_NEVER, 0), TIME_NEVER);
    CHECK_INT(time_mul(TIME_NEVER, 1), TIME_NEVER);
    CHECK_INT(time_mul(TIME_NEVER / 2, 2), TIME_NEVER - 1);
    CHECK_INT(time_mul(TIME_NEVER / 2, 3), TIME_NEVER);
    CHECK_INT(time_mul(INT64_C(1) << 40, INT64_C(1) << 30), TIME_NEVER);
}

static void lengths_of_time_nest(void)
{
    CHECK_INT(NS_PER_W, INT64_C(604800) * NS_PER_S);
    CHECK_INT(NS_PER_S, 1000 * NS_PER_MS);
    CHECK_INT(NS_PER_MS, 1000 * NS_PER_US);
}

TEST_MAIN(CASE(halves_go_up), CASE(integers_pass_unchanged), CASE(the_ends_saturate),
          CASE(never_absorbs_and_sums_do_not_wrap), CASE(never_absorbs_and_products_do_not_wrap),
          CASE(lengths_of_time_nest))
