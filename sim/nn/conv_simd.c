#include <string.h>

#include "nn/conv.h"

enum { PADDED_ELEMENTS_MAX = 1 << 24 };

int64_t conv_padded(const WindowAxis *axis)
{
    return (int64_t)(axis->out - 1) * axis->stride + (int64_t)(axis->filter - 1) * axis->dilation +
           1;
}

bool conv_simd_fits(const ConvShape *shape, const SimdOps *simd)
{
    if (simd == NULL)
        return false;
    int64_t h = conv_padded(&shape->window.h), w = conv_padded(&shape->window.w);
    return h <= PADDED_ELEMENTS_MAX && w <= PADDED_ELEMENTS_MAX &&
           h * w <= PADDED_ELEMENTS_MAX / shape->in_channels;
}

/* Whether neighbouring taps of a row of the filter are neighbours in the picture. */
static bool has_row_runs(const ConvShape *shape)
{
    return (shape->window.w.dilation == 1 || shape->window.w.filter == 1) &&
           shape->group_count == 1;
}

static bool is_pixelwise(const WindowAxis *axis)
{
    return axis->filter == 1 && axis->stride == 1 && axis->before == 0;
}

void conv_simd_layout(ConvSimd *conv, const ConvShape *shape, const SimdOps *simd, size_t *end)
{
    const WindowAxis *h = &shape->window.h, *w = &shape->window.w;
    conv->is_matrix = is_pixelwise(h) && is_pixelwise(w) && shape->group_count == 1;
    conv->padded_h = (int32_t)conv_padded(h);
    conv->padded_w = (int32_t)conv_padded(w);
    conv->panel = (Panel){
        .run_count = has_row_runs(shape) ? h->filter : h->filter * w->filter,
        .run_length =
            has_row_runs(shape) ? w->filter * shape->group_channels : shape->group_channels,
        .width = shape->out_channels / shape->group_count,
        .in_zero_point = shape->zero_point,
        .requant = {.zero_point = shape->out_zero_point, .range = shape->range},
    };
    conv->run_at = *end;
    size_t start = op_align(conv->run_at + (size_t)conv->panel.run_count * sizeof(int32_t));
    *end = start;
    panel_layout(&conv->panel, simd, end);
    conv->panel_size = *end - start;
    *end = start + (size_t)shape->group_count * conv->panel_size;
}

static void fill_runs(const ConvSimd *conv, const ConvShape *shape, const SimdOps *simd,
                      int32_t *run_at)
{
    const WindowAxis *h = &shape->window.h, *w = &shape->window.w;
    int32_t per_row = conv->panel.run_count / h->filter;
    for (int32_t run = 0; run < conv->panel.run_count; run++) {
        int32_t ky = run / per_row, kx = run % per_row;
        int32_t pixel = ky * h->dilation * conv->padded_w + kx * w->dilation;
        run_at[run] = pixel * shape->in_channels * simd->element_size;
    }
}

void conv_simd_fill(ConvSimd *conv, const ConvShape *shape, const OpView *view, void *state,
                    const WeightsRole *role)
{
    char *base = state;
    fill_runs(conv, shape, view->kernels->simd, (int32_t *)(void *)(base + conv->run_at));
    size_t depth = (size_t)conv->panel.run_count * (size_t)conv->panel.run_length;
    for (int32_t g = 0; g < shape->group_count; g++) {
        int32_t first = g * conv->panel.width;
        DenseSource source = {role, first, (size_t)first * depth, depth, 1};
        panel_fill(&conv->panel, view, &source, base + (size_t)g * conv->panel_size);
    }
}

static size_t picture_size(const ConvSimd *conv, const ConvShape *shape, const SimdOps *simd)
{
    return op_align((size_t)conv->padded_h * (size_t)conv->padded_w * (size_t)shape->in_channels *
                        (size_t)simd->element_size +
                    SIMD_SLACK);
}

/* Where each output's window begins in the picture: int32 [outputs]. */
static size_t rows_size(const ConvShape *shape)
{
    return op_align((size_t)shape->window.h.out * (size_t)shape->window.w.out * sizeof(int32_t));
}

size_t conv_simd_scratch_size(const ConvSimd *conv, const ConvShape *shape, const SimdOps *simd)
{
    if (conv->is_matrix)
        return panel_matrix_scratch_size(&conv->panel, simd);
    return picture_size(conv, shape, simd) + rows_size(shape);
}

/* Copies as many of the picture's rows and columns as windows reach, with borders. */
static void fill_picture(const ConvSimd *conv, const ConvShape *shape, const SimdOps *simd,
                         const int8_t *picture, uint8_t *to)
{
    const WindowAxis *h = &shape->window.h, *w = &shape->window.w;
    size_t pixel = (size_t)shape->in_channels * (size_t)simd->element_size;
    size_t row = (size_t)conv->padded_w * pixel, left = (size_t)w->before * pixel;
    int32_t columns = MIN(w->in, conv->padded_w - w->before);
    size_t inside = (size_t)columns * pixel;
    int pad = simd_pad_byte(simd, shape->zero_point);
    for (int32_t py = 0; py < conv->padded_h; py++, to += row) {
        int32_t iy = py - h->before;
        if (iy < 0 || iy >= h->in) {
            memset(to, pad, row);
            continue;
        }
        memset(to, pad, left);
        simd->convert(picture + (size_t)iy * (size_t)w->in * (size_t)shape->in_channels,
                      shape->zero_point, to + left, columns * shape->in_channels);
        memset(to + left + inside, pad, row - left - inside);
    }
}

static void fill_rows(const ConvSimd *conv, const ConvShape *shape, const SimdOps *simd,
                      int32_t *row_at)
{
    const WindowAxis *h = &shape->window.h, *w = &shape->window.w;
    int32_t pixel = shape->in_channels * simd->element_size;
    int32_t down = h->stride * conv->padded_w * pixel, right = w->stride * pixel;
    for (int32_t oy = 0; oy < h->out; oy++) {
        for (int32_t ox = 0; ox < w->out; ox++)
            *row_at++ = oy * down + ox * right;
    }
}

/* A picture at a time, group by group. */
static void run_windows(const ConvSimd *conv, const ConvShape *shape, const void *state,
                        const OpRun *run)
{
    const SimdOps *simd = run->kernels->simd;
    const WindowAxis *h = &shape->window.h, *w = &shape->window.w;
    const char *base = state;
    uint8_t *padded = run->scratch;
    int32_t *row_at = (int32_t *)(void *)(padded + picture_size(conv, shape, simd));
    size_t in_size = (size_t)h->in * (size_t)w->in * (size_t)shape->in_channels;
    size_t out_size = (size_t)h->out * (size_t)w->out * (size_t)shape->out_channels;
    size_t group_step = (size_t)shape->group_channels * (size_t)simd->element_size;
    size_t picture_count = (size_t)shape->image_count * (size_t)run->batch;
    PanelRows rows = {.row_at = row_at,
                      .run_at = (const int32_t *)(const void *)(base + conv->run_at),
                      .row_count = h->out * w->out,
                      .y_step = (size_t)shape->out_channels};
    fill_rows(conv, shape, simd, row_at);
    for (size_t i = 0; i < picture_count; i++) {
        fill_picture(conv, shape, simd, (const int8_t *)run->input[0] + i * in_size, padded);
        for (int32_t g = 0; g < shape->group_count; g++) {
            rows.x = padded + (size_t)g * group_step;
            rows.y = (int8_t *)run->output[0] + i * out_size + g * conv->panel.width;
            panel_run(&conv->panel, base + (size_t)g * conv->panel_size, simd, &rows);
        }
    }
}

void conv_simd_run(const ConvSimd *conv, const ConvShape *shape, const void *state,
                   const OpRun *run)
{
    int64_t picture_count = (int64_t)shape->image_count * run->batch;
    if (conv->is_matrix)
        panel_run_matrix(&conv->panel, state, run,
                         picture_count * shape->window.h.in * shape->window.w.in);
    else
        run_windows(conv, shape, state, run);
}
