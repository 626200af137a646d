/* Regulators, exact energy, and what HARDWARE_NOTES measured. */
#include "hw/power.h"
#include "test.h"

/* NUCLEO-L4R5ZI: 208 uA/MHz at 120 MHz, whatever the voltage. */
static const Board ldo = {.active_current = 208e-6 * 120,
                          .sleep_current = 2.8e-6,
                          .voltage = 3.0,
                          .regulator = BOARD_LDO,
                          .tx_current = 0.044,
                          .rx_current = 0.0097};

static const Board smps = {
    .active_current = 88e-6 * 160, .sleep_current = 9e-6, .voltage = 1.8, .regulator = BOARD_SMPS};

static void an_ldo_keeps_the_current(void)
{
    CHECK_INT(power_table(&ldo, 3.0, 1.0).nw[POWER_ACTIVE], 74880000); /* 75 mW published */
    CHECK_INT(power_table(&ldo, 1.8, 1.0).nw[POWER_ACTIVE], 44928000); /* 45 mW published */
    CHECK_INT(power_table(&ldo, 3.0, 1.0).nw[POWER_SLEEP], 8400);
    CHECK_INT(power_table(&ldo, 3.3, 1.0).nw[POWER_TX], 145200000);
    CHECK_INT(power_table(&ldo, 3.0, 1.0).nw[POWER_RX], 29100000);
}

static void a_switching_regulator_keeps_the_power(void)
{
    CHECK_INT(power_table(&smps, 1.8, 1.0).nw[POWER_ACTIVE], 25344000); /* 25 mW published */
    CHECK_INT(power_table(&smps, 3.6, 1.0).nw[POWER_ACTIVE], 25344000);
}

static void a_radio_that_is_not_given_draws_as_the_core(void)
{
    PowerTable table = power_table(&smps, 3.0, 1.0);
    CHECK_INT(table.nw[POWER_TX], table.nw[POWER_ACTIVE]);
    CHECK_INT(table.nw[POWER_RX], table.nw[POWER_ACTIVE]);
}

static void a_factor_scales_every_state(void)
{
    PowerTable one = power_table(&ldo, 3.0, 1.0), more = power_table(&ldo, 3.0, 1.25);
    for (int state = 0; state < POWER_STATE_COUNT; state++)
        CHECK_NEAR((double)more.nw[state], 1.25 * (double)one.nw[state], 0.5);
}

static void energy_is_exact_and_rounded_down(void)
{
    CHECK_INT(power_energy(75000000, NS_PER_S), 75000000);
    CHECK_INT(power_energy(1, NS_PER_S), 1);
    CHECK_INT(power_energy(1, NS_PER_S - 1), 0);
    CHECK_INT(power_energy(999999937, INT64_C(315576000000000007)), INT64_C(315575980118712006));
    CHECK_INT(power_energy(INT64_MAX, INT64_MAX), INT64_MAX);
    CHECK_INT(power_energy(0, TIME_NEVER), 0);
}

static void charge_and_energy_are_one_at_a_voltage(void)
{
    CHECK_INT(power_energy_of_charge(8640.0, 3.0), INT64_C(25920000000000)); /* 2400 mAh */
    CHECK_NEAR(power_charge(INT64_C(25920000000000), 3.0), 8640.0, 1e-9);
}

/* The longest time is the last one whose energy still fits. */
static void time_ends_where_the_energy_does(void)
{
    const int64_t powers[] = {1, 7, 8400, 74880000, 999999937};
    const Energy energies[] = {0, 1, 12345, INT64_C(25920000000)};
    for (size_t i = 0; i < G_N_ELEMENTS(powers); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(energies); k++) {
            SimTime t = power_time(energies[k], powers[i]);
            if (t == TIME_NEVER)
                continue;
            CHECK(power_energy(powers[i], t) <= energies[k]);
            CHECK(power_energy(powers[i], t + 1) > energies[k]);
        }
    CHECK_INT(power_time(1, 0), TIME_NEVER);
    CHECK_INT(power_time(INT64_MAX, 1), TIME_NEVER);
}

TEST_MAIN(CASE(an_ldo_keeps_the_current), CASE(a_switching_regulator_keeps_the_power),
          CASE(a_radio_that_is_not_given_draws_as_the_core), CASE(a_factor_scales_every_state),
          CASE(energy_is_exact_and_rounded_down), CASE(charge_and_energy_are_one_at_a_voltage),
          CASE(time_ends_where_the_energy_does))
