/*
 * learn/matmul.h - c += a b, the loop where training spends its time.
 *
 * Every c[i][j] starts from its old value and adds a[i][k] b[k][j] for k = 0, 1, 2 ..., each
 * product rounded before it is added: the same bits however the work is tiled.
 *
 * Shapes:  a [rows][depth] with free strides, so that a transpose costs nothing;
 *          b [depth][columns] and c [rows][columns] dense, no overlap.
 * Errors:  none.
 */
#ifndef TINYFLEET_LEARN_MATMUL_H
#define TINYFLEET_LEARN_MATMUL_H

#include <stddef.h>

typedef struct MatmulShape {
    size_t rows, depth, columns;
    size_t a_row_step, a_depth_step; /* a[i][k] is at i * a_row_step + k * a_depth_step */
} MatmulShape;

void matmul_add(const MatmulShape *shape, const float *restrict a, const float *restrict b,
                float *restrict c);

/* out [columns][rows] = in [rows][columns]. */
void matmul_transpose(size_t rows, size_t columns, const float *restrict in, float *restrict out);

#endif
