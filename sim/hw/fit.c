#include "hw/fit.h"

#include "util/error.h"

FitVerdict fit_verdict(const Board *board, FitNeed need)
{
    if (need.flash > board->flash)
        return FIT_NO_FLASH;
    return need.ram > board->ram ? FIT_NO_RAM : FIT_YES;
}

/* One decimal, none where it would be 0. */
char *fit_size_text(Bytes size)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB"};
    double value = (double)size;
    size_t unit = 0;
    while (value >= 1023.95 && size >= 1024 && unit + 1 < G_N_ELEMENTS(units)) {
        value /= 1024.0;
        unit++;
    }
    int64_t tenths = int64_from_double(value * 10.0);
    if (tenths % 10 == 0)
        return g_strdup_printf("%" G_GINT64_FORMAT " %s", tenths / 10, units[unit]);
    return g_strdup_printf("%" G_GINT64_FORMAT ".%d %s", tenths / 10, (int)(tenths % 10),
                           units[unit]);
}

static void refuse(GError **error, const char *profile, FitNeed need, bool is_flash, Bytes there)
{
    g_autofree char *needs = fit_size_text(is_flash ? need.flash : need.ram);
    g_autofree char *has = fit_size_text(there);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                "model '%s' needs %s %s, hwprofile '%s' has %s", need.model, needs,
                is_flash ? "flash" : "RAM", profile, has);
}

bool fit_check(const Board *board, FitNeed need, GError **error)
{
    FitVerdict verdict = fit_verdict(board, need);
    if (verdict == FIT_YES)
        return true;
    bool is_flash = verdict == FIT_NO_FLASH;
    refuse(error, board->profile, need, is_flash, is_flash ? board->flash : board->ram);
    return false;
}
