#include "nn/panel.h"

#include <string.h>

enum { PLAIN_SUM_MAX = (1 << 30) - 1, ELEMENT_MAX = 255 };

void panel_layout(Panel *panel, const SimdOps *simd, size_t *end)
{
    panel->run_units = (panel->run_length + simd->group - 1) / simd->group;
    panel->panel_count = (panel->width + simd->lanes - 1) / simd->lanes;
    panel->requant.count = panel->panel_count * simd->lanes;
    size_t units = (size_t)panel->run_count * (size_t)panel->run_units;
    size_t lanes = (size_t)panel->requant.count;
    panel->weight_at = *end;
    panel->scale_at = op_align(panel->weight_at + units * lanes * SIMD_UNIT_SIZE);
    *end = op_align(panel->scale_at + (SIMD_COLUMNS * lanes + 1) * sizeof(int32_t));
}

void simd_fill_scale(SimdScaleFill *fill, int32_t at, KernelScale scale, int32_t bias,
                     const WeightSums *sums)
{
    int32_t *column = fill->column + at;
    int64_t count = fill->count;
    column[SIMD_BIAS * count] = bias;
    column[SIMD_MANTISSA * count] = scale.mantissa;
    column[SIMD_HALF * count] = scale.half;
    column[SIMD_NUDGE * count] = scale.nudge;
    column[SIMD_RIGHT * count] = scale.right;
    column[SIMD_LEFT * count] = scale.left;
    int64_t largest = sums->absolute * ELEMENT_MAX + ABS((int64_t)bias);
    fill->is_plain = fill->is_plain && scale.left == 0 && largest <= PLAIN_SUM_MAX;
}

int32_t simd_folded_bias(const SimdOps *simd, int32_t bias, int32_t zero_point, int64_t sum)
{
    int64_t excess = simd->element_size == 1 ? (zero_point + 128) * sum : 0;
    return (int32_t)(uint32_t)(uint64_t)(bias - excess);
}

/* Where weight k of a run goes: its element within the panel of one output. */
static void put_weight(const SimdOps *simd, void *weight, size_t at, int8_t value)
{
    if (simd->element_size == 1)
        ((int8_t *)weight)[at] = value;
    else
        ((int16_t *)weight)[at] = value;
}

static WeightSums fill_output(const Panel *panel, const SimdOps *simd, const int8_t *from,
                              size_t step, void *weight)
{
    WeightSums sums = {0, 0};
    size_t group = (size_t)simd->group, unit_step = (size_t)simd->lanes * group;
    for (int32_t run = 0; run < panel->run_count; run++) {
        for (int32_t k = 0; k < panel->run_length; k++, from += step) {
            size_t unit = (size_t)run * (size_t)panel->run_units + (size_t)k / group;
            put_weight(simd, weight, unit * unit_step + (size_t)k % group, *from);
            sums.plain += *from;
            sums.absolute += ABS(*from);
        }
    }
    return sums;
}

void panel_fill(Panel *panel, const OpView *view, const DenseSource *source, void *state)
{
    const SimdOps *simd = view->kernels->simd;
    const int8_t *weights = view->constant[source->role->weights];
    size_t units = (size_t)panel->run_count * (size_t)panel->run_units;
    SimdScaleFill fill = {(int32_t *)(void *)((char *)state + panel->scale_at),
                          panel->requant.count, true};
    for (int32_t o = 0; o < panel->width; o++) {
        size_t unit =
            (size_t)(o / simd->lanes) * units * (size_t)simd->lanes + (size_t)(o % simd->lanes);
        char *weight = (char *)state + panel->weight_at + unit * SIMD_UNIT_SIZE;
        const int8_t *from = weights + source->first + (size_t)o * source->row_step;
        WeightSums sums = fill_output(panel, simd, from, source->step, weight);
        int32_t channel = source->first_channel + o;
        int32_t bias = weights_bias(view, source->role, channel);
        simd_fill_scale(&fill, o, weights_scale(view, source->role, channel), bias, &sums);
        fill.column[SIMD_BIAS * (int64_t)fill.count + o] =
            simd_folded_bias(simd, bias, panel->in_zero_point, sums.plain);
    }
    panel->requant.is_plain = fill.is_plain;
}

size_t panel_sum_size(const Panel *panel, const SimdOps *simd)
{
    (void)simd;
    return op_align(SIMD_ROWS * (size_t)panel->requant.count * sizeof(int32_t));
}

void panel_run(const Panel *panel, const void *state, const SimdOps *simd, const PanelRows *rows)
{
    const char *base = state;
    SimdRequant rq = panel->requant;
    rq.scale = (const int32_t *)(const void *)(base + panel->scale_at);
    SimdProduct product = {
        .run_at = rows->run_at,
        .run_count = panel->run_count,
        .run_units = panel->run_units,
        .w = base + panel->weight_at,
        .bias = rq.scale,
        .panel_count = panel->panel_count,
        .row_count = rows->row_count,
        .sum = rows->sum,
    };
    memcpy(product.x, rows->x, sizeof product.x);
    simd->product(&product);
    SimdSums sums = {rows->sum, rows->row_count, panel->width, rows->y, rows->y_step};
    simd->requant(&rq, &sums);
}

static size_t matrix_rows_size(const Panel *panel, const SimdOps *simd)
{
    return op_align(SIMD_ROWS * (size_t)panel->run_length * (size_t)simd->element_size) +
           SIMD_SLACK;
}

size_t panel_matrix_scratch_size(const Panel *panel, const SimdOps *simd)
{
    return matrix_rows_size(panel, simd) + panel_sum_size(panel, simd);
}

void panel_run_matrix(const Panel *panel, const void *state, const OpRun *run, int64_t row_count)
{
    static const int32_t no_distance[1] = {0};
    const SimdOps *simd = run->kernels->simd;
    size_t row_size = (size_t)panel->run_length * (size_t)simd->element_size;
    const int8_t *from = run->input[0];
    uint8_t *x = run->scratch;
    PanelRows rows = {.run_at = no_distance, .y = run->output[0], .y_step = (size_t)panel->width};
    rows.sum = (int32_t *)(void *)(x + matrix_rows_size(panel, simd));
    for (int64_t at = 0; at < row_count; at += SIMD_ROWS) {
        rows.row_count = (int32_t)MIN(row_count - at, SIMD_ROWS);
        for (int32_t r = 0; r < SIMD_ROWS; r++)
            rows.x[r] = x + (size_t)MIN(r, rows.row_count - 1) * row_size;
        int32_t element_count = rows.row_count * panel->run_length;
        simd->convert(from, panel->in_zero_point, x, element_count);
        panel_run(panel, state, simd, &rows);
        from += element_count;
        rows.y += (size_t)rows.row_count * rows.y_step;
    }
}
