/*
 * nn/panel.h - a matrix of weights for SimdOps: panels of as many outputs as a vector has lanes.
 *
 * A row of inputs is some runs of elements, each at its own distance from where the row begins,
 * so that a window over a picture needs no gathering. Runs are filled up to whole units with
 * weights of zero.
 *
 * Shapes:  weights [panel][run][unit][lane] units, scales [SIMD_COLUMNS][panels * lanes].
 * Owner:   a Panel is part of an operator's state and has no pointers.
 * Errors:  none.
 */
#ifndef TINYFLEET_NN_PANEL_H
#define TINYFLEET_NN_PANEL_H

#include "nn/simd.h"
#include "nn/weights.h"

typedef struct Panel {
    int32_t run_count, run_length, run_units; /* length in elements */
    int32_t width, panel_count;
    int32_t in_zero_point;
    SimdRequant requant;        /* without its pointer */
    size_t weight_at, scale_at; /* bytes from the start of the state */
} Panel;

/* Lays a Panel of which run_count, run_length, width, in_zero_point and the requantisation's
 * zero point and range are set out from byte *end of a state on; moves *end behind it. */
void panel_layout(Panel *panel, const SimdOps *simd, size_t *end);

/* source: weight [o][run][k] is weights[first + o * row_step + (run * run_length + k) * step] */
void panel_fill(const Panel *panel, const OpView *view, const DenseSource *source, void *state);

/* Columns of scales, filled one channel at a time. */
typedef struct SimdScaleFill {
    int32_t *column; /* [SIMD_COLUMNS][count], zeroed */
    int32_t count;
    int32_t zero_point; /* of the output */
    QuantRange range;
} SimdScaleFill;

/* What a channel's weights add up to. */
typedef struct WeightSums {
    int64_t plain, absolute;
} WeightSums;

typedef struct SimdChannel {
    QuantMultiplier multiplier;
    int32_t bias;
    int32_t in_zero_point;
    WeightSums sums;
} SimdChannel;

/* As the file has it; the sums are still to be filled in. */
SimdChannel simd_channel(const OpView *view, const WeightsRole *role, int32_t channel,
                         int32_t in_zero_point);

WeightSums panel_weight_sums(const int8_t *weights, size_t step, size_t count);

/* True: no input changes the output, so that the channel has become one whose weights count as
 * zero and whose requantisation is plain. Trained models have such channels, with biases and
 * shifts at the limit, which would make the whole layer slow. */
bool simd_settle_constant(const SimdScaleFill *fill, SimdChannel *channel);

void simd_fill_channel(SimdScaleFill *fill, const SimdOps *simd, int32_t at,
                       const SimdChannel *channel);

typedef struct PanelRows {
    const uint8_t *x;
    const int32_t *row_at; /* [row_count] bytes from x to where each row begins */
    const int32_t *run_at; /* [run_count] bytes from there */
    int32_t row_count;
    int8_t *y; /* rows of `width`, y_step apart */
    size_t y_step;
} PanelRows;

void panel_run(const Panel *panel, const void *state, const SimdOps *simd, const PanelRows *rows);

/* Rows of one run that follow each other: x [row_count][run_length], y [row_count][width]. */
size_t panel_matrix_scratch_size(const Panel *panel, const SimdOps *simd);
void panel_run_matrix(const Panel *panel, const void *state, const OpRun *run, int64_t row_count);

#endif
