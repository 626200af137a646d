/*
 * nn/pool.h - what AVERAGE_POOL_2D and MAX_POOL_2D share: checks, state, the walk.
 *
 * x [batch][in_h][in_w][c]; y [batch][out_h][out_w][c]; only positions inside the input count.
 *
 * Errors:  pool_check(): FLEET_ERROR_INPUT.
 */
#ifndef TINYFLEET_NN_POOL_H
#define TINYFLEET_NN_POOL_H

#include "nn/op.h"
#include "nn/quant.h"
#include "nn/window.h"

typedef struct PoolState {
    Window window;
    int32_t image_count; /* of one sample */
    int32_t channels;
    QuantRange range;
} PoolState;

/* Folds `channels` values of one position into acc. */
typedef void (*PoolFold)(const int8_t *x, int32_t *acc, int32_t channels);

/* Turns what count positions folded to into values. */
typedef void (*PoolFinish)(const int32_t *acc, int32_t count, int8_t *y, const PoolState *state);

typedef struct PoolKind {
    int32_t start; /* of acc */
    PoolFold fold;
    PoolFinish finish;
} PoolKind;

extern const OpField pool_fields[];

bool pool_check(const OpView *view, GError **error);
size_t pool_state_size(const OpView *view);
void pool_prepare(const OpView *view, void *state);
size_t pool_scratch_size(const OpView *view, int32_t batch);
void pool_run(const PoolState *state, const OpRun *run, const PoolKind *kind);
void pool_work(const OpView *view, Work *work);

#endif
