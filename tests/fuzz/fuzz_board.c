/* Random bytes never crash the reader of board profiles; a board it accepts has a cost for any
 * work, draws power in every state, and lasts within its own limits. */
#include <glib.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hw/board.h"
#include "hw/cost.h"
#include "hw/power.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_board(const Board *board)
{
    const CostWork work = {1e6, 1e3, 1e5, 1e5, 1e4, 10.0};
    CostEstimate estimate = cost_latency(board, &work);
    g_assert(estimate.latency_ns >= 0);
    g_assert(estimate.low_ns <= estimate.latency_ns && estimate.latency_ns <= estimate.high_ns);
    g_assert(board->sleep_current <= board->active_current);
    g_assert(board->temp_min < board->temp_max);
    PowerTable power = power_table(board, board->voltage, 1.0);
    g_assert(power.nw[POWER_SLEEP] >= 0 && power.nw[POWER_ACTIVE] >= power.nw[POWER_SLEEP]);
    g_assert(board_flash_time(board, 1000) >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("profile", MFD_CLOEXEC);
    g_assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
    g_autoptr(GError) error = NULL;
    Board *board = board_read(path, &error);
    g_assert((board == NULL) == (error != NULL));
    if (board != NULL)
        try_board(board);
    board_free(board);
    close(fd);
    return 0;
}
