/* Against the bank of Law and Kelton and NIST's statistical reference data. */
#include "test.h"

#include <math.h>

#include "stat/moments.h"

static const double bank[] = {1.53, 1.66, 1.24, 2.34, 2.00, 1.69, 2.69, 2.86, 1.70, 2.60};

static void the_bank_has_its_printed_mean_and_variance(void)
{
    Moments m = moments_of(bank, 10);
    CHECK_INT(m.n, 10);
    CHECK_NEAR(m.mean, 2.031, 1e-12);
    CHECK_NEAR(moments_variance(&m), 0.3090989, 5e-8);
    CHECK(m.min == 1.24 && m.max == 2.86);
}

/* NIST StRD NumAcc3: 1000000.2, then 500 each of 1000000.1 and 1000000.3; sd = 0.1. NumAcc4 is
 * the same at ten million. */
static void small_spread_on_a_large_mean_survives(void)
{
    for (double base = 1e6; base <= 1e7; base *= 10) {
        Moments m = moments_none();
        moments_add(&m, base + 0.2);
        for (int i = 0; i < 500; i++) {
            moments_add(&m, base + 0.1);
            moments_add(&m, base + 0.3);
        }
        CHECK_NEAR(m.mean, base + 0.2, 1e-8);
        CHECK_NEAR(moments_sd(&m), 0.1, 1e-8);
    }
}

static void merging_parts_is_adding_all(void)
{
    for (size_t cut = 0; cut <= 10; cut++) {
        Moments a = moments_of(bank, cut), b = moments_of(bank + cut, 10 - cut);
        moments_merge(&a, &b);
        CHECK_INT(a.n, 10);
        CHECK_NEAR(a.mean, 2.031, 1e-14);
        CHECK_NEAR(moments_variance(&a), 0.30909889, 1e-8);
        CHECK(a.min == 1.24 && a.max == 2.86);
    }
}

static void too_few_values_have_no_spread(void)
{
    Moments m = moments_none();
    CHECK(isnan(m.mean) && isnan(m.min) && isnan(moments_sd(&m)));
    moments_add(&m, 4);
    CHECK(m.mean == 4 && m.min == 4 && m.max == 4 && isnan(moments_sd(&m)));
}

static void the_same_values_give_the_same_bits(void)
{
    Moments a = moments_of(bank, 10), b = moments_none();
    for (int i = 0; i < 10; i++)
        moments_add(&b, bank[i]);
    CHECK(a.mean == b.mean && a.squares == b.squares);
}

TEST_MAIN(CASE(the_bank_has_its_printed_mean_and_variance),
          CASE(small_spread_on_a_large_mean_survives), CASE(merging_parts_is_adding_all),
          CASE(too_few_values_have_no_spread), CASE(the_same_values_give_the_same_bits))
