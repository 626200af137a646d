#include "amx_emulated.h"

#if defined(__x86_64__)
#include <glib.h>
#include <immintrin.h>
#include <string.h>

enum { TILES = 8, ROWS = 16, ROW_SIZE = 64 };

typedef struct TileConfig {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_size[2 * TILES];
    uint8_t row_count[2 * TILES];
} TileConfig;

typedef struct Tiles {
    TileConfig config;
    uint8_t data[TILES][ROWS][ROW_SIZE];
    int64_t product_count, configuration_count;
    int broken; /* a tile, plus 1; 0: none */
} Tiles;

static _Thread_local Tiles emulated;

static void load_config(const void *from)
{
    TileConfig *config = &emulated.config;
    memcpy(config, from, sizeof *config);
    memset(emulated.data, 0, sizeof emulated.data);
    emulated.configuration_count++;
    g_assert(config->palette == 1 && config->start_row == 0);
    for (int i = 0; i < 14; i++)
        g_assert(config->reserved[i] == 0);
    for (int t = 0; t < 2 * TILES; t++) {
        g_assert((config->row_size[t] == 0) == (config->row_count[t] == 0));
        g_assert(config->row_size[t] <= (t < TILES ? ROW_SIZE : 0));
        g_assert(config->row_count[t] <= (t < TILES ? ROWS : 0));
    }
}

static void store_config(void *to)
{
    memcpy(to, &emulated.config, sizeof emulated.config);
}

static void load_tile(int tile, const void *from, size_t step)
{
    g_assert(emulated.config.palette == 1);
    memset(emulated.data[tile], 0, sizeof emulated.data[tile]);
    for (int r = 0; r < emulated.config.row_count[tile]; r++)
        memcpy(emulated.data[tile][r], (const char *)from + (size_t)r * step,
               emulated.config.row_size[tile]);
}

static void store_tile(int tile, void *to, size_t step)
{
    g_assert(emulated.config.palette == 1);
    for (int r = 0; r < emulated.config.row_count[tile]; r++)
        memcpy((char *)to + (size_t)r * step, emulated.data[tile][r],
               emulated.config.row_size[tile]);
}

/* sum[m][n] += the four products of a's unsigned and b's signed bytes */
static int32_t dot_bytes(int32_t sum, const uint8_t *a, const uint8_t *b)
{
    for (int i = 0; i < 4; i++)
        sum += a[i] * (int8_t)b[i];
    return sum;
}

/* sum[m][n] += dot(a[m][k], b[k][n]), elements being units of four bytes */
static void multiply_tiles(int sum, int a, int b)
{
    const TileConfig *config = &emulated.config;
    g_assert(config->palette == 1 && sum != a && sum != b && a != b);
    g_assert(config->row_size[sum] % 4 == 0 && config->row_size[a] % 4 == 0);
    g_assert(config->row_size[b] == config->row_size[sum]);
    g_assert(config->row_count[a] == config->row_count[sum]);
    g_assert(config->row_count[b] == config->row_size[a] / 4);
    emulated.product_count++;
    for (int m = 0; m < config->row_count[sum]; m++) {
        int32_t row[ROW_SIZE / 4];
        memcpy(row, emulated.data[sum][m], sizeof row);
        for (int k = 0; k < config->row_size[a] / 4; k++) {
            for (int n = 0; n < config->row_size[sum] / 4; n++)
                row[n] =
                    dot_bytes(row[n], &emulated.data[a][m][4 * k], &emulated.data[b][k][4 * n]);
        }
        memcpy(emulated.data[sum][m], row, sizeof row);
    }
    if (emulated.broken == sum + 1)
        emulated.data[sum][ROWS - 1][ROW_SIZE - 4]++;
}

static bool is_always_ready(void)
{
    return true;
}

/* What kernels_amx.c is made of here. */
#undef _tile_loadd
#undef _tile_stored
#undef _tile_dpbusd
#define _tile_loadconfig  load_config
#define _tile_storeconfig store_config
#define _tile_loadd       load_tile
#define _tile_stored      store_tile
#define _tile_dpbusd      multiply_tiles
#define amx_cpu_is_ready  is_always_ready
#define kernels_amx       kernels_amx_emulated
#include "nn/kernels_amx.c"

int64_t amx_emulated_product_count(void)
{
    return emulated.product_count;
}

int64_t amx_emulated_configuration_count(void)
{
    return emulated.configuration_count;
}

void amx_emulated_disturb(void)
{
    TileConfig other = {.palette = 1, .row_size = {32}, .row_count = {8}};
    load_config(&other);
}

void amx_emulated_break(int tile)
{
    emulated.broken = tile + 1;
}

void amx_emulated_repair(void)
{
    emulated.broken = 0;
}
#endif
