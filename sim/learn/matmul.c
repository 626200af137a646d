#include "learn/matmul.h"

#include "learn/lanes.h"

enum {
    TILE_LANES = 4, /* of a row of c that stay in registers while k runs */
    TILE = TILE_LANES * LANE_COUNT,
};

/* Two rows of TILE columns at once: each load of b serves both. */
static void tile_pair(const MatmulShape *shape, const float *restrict a, const float *restrict b,
                      float *restrict c)
{
    Lanes top[TILE_LANES], low[TILE_LANES];
    float *next = c + shape->columns;
    for (int t = 0; t < TILE_LANES; t++) {
        top[t] = lanes_load(c + t * LANE_COUNT);
        low[t] = lanes_load(next + t * LANE_COUNT);
    }
    for (size_t k = 0; k < shape->depth; k++) {
        Lanes upper = lanes_fill(a[k * shape->a_depth_step]);
        Lanes lower = lanes_fill(a[shape->a_row_step + k * shape->a_depth_step]);
        for (int t = 0; t < TILE_LANES; t++) {
            Lanes factor = lanes_load(b + k * shape->columns + t * LANE_COUNT);
            top[t] += upper * factor;
            low[t] += lower * factor;
        }
    }
    for (int t = 0; t < TILE_LANES; t++) {
        lanes_store(c + t * LANE_COUNT, top[t]);
        lanes_store(next + t * LANE_COUNT, low[t]);
    }
}

static void tile_narrow(const MatmulShape *shape, const float *restrict a, const float *restrict b,
                        float *restrict c)
{
    Lanes sum = lanes_load(c);
    for (size_t k = 0; k < shape->depth; k++)
        sum += lanes_fill(a[k * shape->a_depth_step]) * lanes_load(b + k * shape->columns);
    lanes_store(c, sum);
}

static void single(const MatmulShape *shape, const float *restrict a, const float *restrict b,
                   float *restrict c)
{
    float sum = *c;
    for (size_t k = 0; k < shape->depth; k++)
        sum += a[k * shape->a_depth_step] * b[k * shape->columns];
    *c = sum;
}

/* Columns from `first` of one row. */
static void row_rest(const MatmulShape *shape, size_t first, const float *restrict a,
                     const float *restrict b, float *restrict c)
{
    size_t j = first;
    for (; j + LANE_COUNT <= shape->columns; j += LANE_COUNT)
        tile_narrow(shape, a, b + j, c + j);
    for (; j < shape->columns; j++)
        single(shape, a, b + j, c + j);
}

void matmul_add(const MatmulShape *shape, const float *restrict a, const float *restrict b,
                float *restrict c)
{
    size_t i = 0, columns = shape->columns;
    for (; i + 2 <= shape->rows; i += 2) {
        const float *row = a + i * shape->a_row_step;
        float *out = c + i * columns;
        size_t j = 0;
        for (; j + TILE <= columns; j += TILE)
            tile_pair(shape, row, b + j, out + j);
        row_rest(shape, j, row, b, out);
        row_rest(shape, j, row + shape->a_row_step, b, out + columns);
    }
    if (i < shape->rows)
        row_rest(shape, 0, a + i * shape->a_row_step, b, c + i * columns);
}

void matmul_transpose(size_t rows, size_t columns, const float *restrict in, float *restrict out)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            out[j * rows + i] = in[i * columns + j];
}
