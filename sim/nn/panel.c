#include "nn/panel.h"

#include <string.h>

enum { PLAIN_SUM_MAX = (1 << 30) - 1, ELEMENT_MAX = 255, MATRIX_ROWS = 64 };

void panel_layout(Panel *panel, const SimdOps *simd, size_t *end)
{
    panel->run_units = (panel->run_length + simd->group - 1) / simd->group;
    panel->panel_count = (panel->width + simd->lanes - 1) / simd->lanes;
    panel->requant.count = panel->panel_count * simd->lanes;
    size_t units = (size_t)panel->run_count * (size_t)panel->run_units;
    size_t lanes = (size_t)panel->requant.count;
    panel->weight_at = *end;
    panel->scale_at = op_align(panel->weight_at + units * lanes * SIMD_UNIT_SIZE);
    *end = op_align(panel->scale_at + SIMD_COLUMNS * lanes * sizeof(int32_t));
}

WeightSums panel_weight_sums(const int8_t *weights, size_t step, size_t count)
{
    WeightSums sums = {0, 0};
    for (size_t k = 0; k < count; k++, weights += step) {
        sums.plain += *weights;
        sums.absolute += ABS(*weights);
    }
    return sums;
}

SimdChannel simd_channel(const OpView *view, const WeightsRole *role, int32_t channel,
                         int32_t in_zero_point)
{
    return (SimdChannel){
        .multiplier = quant_multiplier(weights_multiplier(view, role, channel)),
        .bias = weights_bias(view, role, channel),
        .in_zero_point = in_zero_point,
    };
}

static int32_t output_at(const SimdScaleFill *fill, const SimdChannel *channel, int64_t sum)
{
    int32_t scaled = quant_multiply((int32_t)sum, channel->multiplier);
    return quant_clamp(quant_add_wrap(scaled, fill->zero_point), fill->range);
}

bool simd_settle_constant(const SimdScaleFill *fill, SimdChannel *channel)
{
    int64_t reach = channel->sums.absolute * ELEMENT_MAX;
    int64_t low = channel->bias - reach, high = channel->bias + reach;
    if (channel->multiplier.shift > 0 || low < INT32_MIN || high > INT32_MAX)
        return false;
    int32_t y = output_at(fill, channel, low); /* which grows with the sum */
    if (y != output_at(fill, channel, high))
        return false;
    channel->multiplier = (QuantMultiplier){1 << 30, -1}; /* a quarter */
    channel->bias = 4 * (y - fill->zero_point);
    channel->sums = (WeightSums){0, 0};
    return true;
}

void simd_fill_channel(SimdScaleFill *fill, const SimdOps *simd, int32_t at,
                       const SimdChannel *channel)
{
    KernelScale scale = kernels_scale(channel->multiplier);
    int32_t *column = fill->column + at;
    int64_t count = fill->count;
    /* What uint8 elements, 128 + zero point too large each, add to the sum. */
    int64_t excess =
        simd->element_size == 1 ? (channel->in_zero_point + 128) * channel->sums.plain : 0;
    column[SIMD_BIAS * count] = (int32_t)(uint32_t)(uint64_t)(channel->bias - excess);
    column[SIMD_MANTISSA * count] = scale.mantissa;
    column[SIMD_RIGHT * count] = scale.right;
    column[SIMD_LEFT * count] = scale.left;
    int64_t largest = channel->sums.absolute * ELEMENT_MAX + ABS((int64_t)channel->bias);
    bool is_plain = scale.right >= 1 && scale.right <= SIMD_RIGHT_MAX && largest <= PLAIN_SUM_MAX;
    if (!is_plain) {
        column = fill->column + at / simd->lanes * simd->lanes;
        column[SIMD_IS_SLOW * count] = 1;
        return;
    }
    int64_t summand = simd_summand(fill->zero_point, scale.right);
    int32_t *pair = fill->column + (at % 2 == 0 ? SIMD_EVEN : SIMD_ODD) * count + at / 2 * 2;
    memcpy(pair, &summand, sizeof summand);
}

/* Where weight k of a run goes: its element within the panel of one output. */
static void put_weight(const SimdOps *simd, void *weight, size_t at, int8_t value)
{
    if (simd->element_size == 1)
        ((int8_t *)weight)[at] = value;
    else
        ((int16_t *)weight)[at] = value;
}

static void put_output(const Panel *panel, const SimdOps *simd, const int8_t *from, size_t step,
                       void *weight)
{
    size_t group = (size_t)simd->group, unit_step = (size_t)simd->lanes * group;
    for (int32_t run = 0; run < panel->run_count; run++) {
        for (int32_t k = 0; k < panel->run_length; k++, from += step) {
            size_t unit = (size_t)run * (size_t)panel->run_units + (size_t)k / group;
            put_weight(simd, weight, unit * unit_step + (size_t)k % group, *from);
        }
    }
}

void panel_fill(const Panel *panel, const OpView *view, const DenseSource *source, void *state)
{
    const SimdOps *simd = view->kernels->simd;
    const int8_t *weights = view->constant[source->role->weights];
    size_t units = (size_t)panel->run_count * (size_t)panel->run_units;
    size_t depth = (size_t)panel->run_count * (size_t)panel->run_length;
    SimdScaleFill fill = {(int32_t *)(void *)((char *)state + panel->scale_at),
                          panel->requant.count, panel->requant.zero_point, panel->requant.range};
    for (int32_t o = 0; o < panel->width; o++) {
        size_t unit =
            (size_t)(o / simd->lanes) * units * (size_t)simd->lanes + (size_t)(o % simd->lanes);
        const int8_t *from = weights + source->first + (size_t)o * source->row_step;
        SimdChannel channel =
            simd_channel(view, source->role, source->first_channel + o, panel->in_zero_point);
        channel.sums = panel_weight_sums(from, source->step, depth);
        if (!simd_settle_constant(&fill, &channel))
            put_output(panel, simd, from, source->step,
                       (char *)state + panel->weight_at + unit * SIMD_UNIT_SIZE);
        simd_fill_channel(&fill, simd, o, &channel);
    }
}

void panel_run(const Panel *panel, const void *state, const SimdOps *simd, const PanelRows *rows)
{
    const char *base = state;
    SimdProduct product = {
        .x = rows->x,
        .row_at = rows->row_at,
        .run_at = rows->run_at,
        .row_count = rows->row_count,
        .run_count = panel->run_count,
        .run_units = panel->run_units,
        .w = base + panel->weight_at,
        .panel_count = panel->panel_count,
        .width = panel->width,
        .requant = panel->requant,
        .y = rows->y,
        .y_step = rows->y_step,
    };
    product.requant.scale = (const int32_t *)(const void *)(base + panel->scale_at);
    simd->product(&product);
}

size_t panel_matrix_scratch_size(const Panel *panel, const SimdOps *simd)
{
    return op_align(MATRIX_ROWS * (size_t)panel->run_length * (size_t)simd->element_size) +
           SIMD_SLACK;
}

void panel_run_matrix(const Panel *panel, const void *state, const OpRun *run, int64_t row_count)
{
    static const int32_t no_distance[1] = {0};
    const SimdOps *simd = run->kernels->simd;
    const int8_t *from = run->input[0];
    int32_t row_at[MATRIX_ROWS];
    for (int32_t r = 0; r < MATRIX_ROWS; r++)
        row_at[r] = r * panel->run_length * simd->element_size;
    PanelRows rows = {.x = run->scratch,
                      .row_at = row_at,
                      .run_at = no_distance,
                      .y = run->output[0],
                      .y_step = (size_t)panel->width};
    for (int64_t at = 0; at < row_count; at += MATRIX_ROWS) {
        rows.row_count = (int32_t)MIN(row_count - at, MATRIX_ROWS);
        int32_t element_count = rows.row_count * panel->run_length;
        simd->convert(from, panel->in_zero_point, run->scratch, element_count);
        panel_run(panel, state, simd, &rows);
        from += element_count;
        rows.y += (size_t)rows.row_count * rows.y_step;
    }
}
