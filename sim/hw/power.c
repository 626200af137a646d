#include "hw/power.h"

int64_t power_of_current(const Board *board, double current, double supply_v)
{
    double volt = board->regulator == BOARD_LDO ? supply_v : board->voltage;
    return int64_from_double(current * volt * 1e9);
}

PowerTable power_table(const Board *board, double supply_v, double current_factor)
{
    g_assert(supply_v > 0.0);
    g_assert(current_factor >= 0.0);
    double current[POWER_STATE_COUNT] = {
        [POWER_SLEEP] = board->sleep_current,
        [POWER_ACTIVE] = board->active_current,
        [POWER_TX] = board->tx_current > 0.0 ? board->tx_current : board->active_current,
        [POWER_RX] = board->rx_current > 0.0 ? board->rx_current : board->active_current,
    };
    PowerTable table;
    for (int state = 0; state < POWER_STATE_COUNT; state++)
        table.nw[state] = power_of_current(board, current[state] * current_factor, supply_v);
    return table;
}

Energy power_energy(int64_t power_nw, SimTime dt)
{
    g_assert(power_nw >= 0);
    g_assert(dt >= 0);
    unsigned __int128 product = (unsigned __int128)power_nw * (unsigned __int128)dt;
    unsigned __int128 energy = product / 1000000000;
    return energy > INT64_MAX ? INT64_MAX : (Energy)energy;
}

double power_charge(Energy energy, double supply_v)
{
    g_assert(supply_v > 0.0);
    return (double)energy * 1e-9 / supply_v;
}

Energy power_energy_of_charge(double coulomb, double supply_v)
{
    return int64_from_double(coulomb * supply_v * 1e9);
}

/* The longest dt with floor(power dt / 1e9) <= energy: one below the first that takes more. */
SimTime power_time(Energy energy, int64_t power_nw)
{
    g_assert(energy >= 0);
    g_assert(power_nw >= 0);
    if (power_nw == 0)
        return TIME_NEVER;
    unsigned __int128 more = ((unsigned __int128)energy + 1) * 1000000000;
    unsigned __int128 first =
        (more + (unsigned __int128)power_nw - 1) / (unsigned __int128)power_nw;
    return first > INT64_MAX ? TIME_NEVER : (SimTime)first - 1;
}
