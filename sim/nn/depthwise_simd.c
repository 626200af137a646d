#include <string.h>

#include "nn/depthwise.h"

enum { TAPS_MAX = 128, REACH_MAX = 1024, ROW_ELEMENTS_MAX = 1 << 20, GROUP_MAX = 4 };

/* Channels with fillers: a power of two below a chunk, or a multiple of chunks. */
static int32_t filled_channels(int32_t channels, int32_t chunk)
{
    int32_t filled = 1;
    if (channels > chunk)
        return simd_round_up(channels, chunk);
    while (filled < channels)
        filled *= 2;
    return filled;
}

static int64_t phase_pixels(const WindowAxis *w)
{
    return w->out + (int64_t)(w->filter - 1) * w->dilation / w->stride;
}

bool depthwise_simd_fits(const ConvShape *shape, const SimdOps *simd)
{
    const WindowAxis *h = &shape->window.h, *w = &shape->window.w;
    if (simd == NULL)
        return false;
    int64_t channels = filled_channels(shape->out_channels, simd_chunk(simd));
    int64_t reach = (int64_t)(h->filter - 1) * h->dilation + 1;
    return (int64_t)h->filter * w->filter <= TAPS_MAX && reach <= REACH_MAX &&
           w->stride <= ROW_ELEMENTS_MAX / channels / phase_pixels(w) &&
           (reach + 1) * w->filter <= ROW_ELEMENTS_MAX * 16 / channels / w->out;
}

void depthwise_simd_layout(DepthwiseSimd *depthwise, const ConvShape *shape, const SimdOps *simd,
                           size_t *end)
{
    const WindowAxis *h = &shape->window.h, *w = &shape->window.w;
    int32_t chunk = simd_chunk(simd);
    depthwise->channels = filled_channels(shape->out_channels, chunk);
    depthwise->period = MAX(depthwise->channels / chunk, 1);
    depthwise->chunk_count = (w->out * depthwise->channels + chunk - 1) / chunk;
    depthwise->group_count = (w->filter + simd->group - 1) / simd->group;
    depthwise->tap_count = h->filter * depthwise->group_count;
    depthwise->ring_count = (h->filter - 1) * h->dilation + 1;
    depthwise->phase_pixels = (int32_t)phase_pixels(w);
    depthwise->requant = (SimdRequant){.count = depthwise->period * chunk,
                                       .zero_point = shape->out_zero_point,
                                       .range = shape->range};
    size_t lanes = (size_t)depthwise->requant.count;
    depthwise->weight_at = *end;
    depthwise->scale_at =
        op_align(depthwise->weight_at + (size_t)depthwise->tap_count * lanes * SIMD_UNIT_SIZE);
    *end = op_align(depthwise->scale_at + SIMD_COLUMNS * lanes * sizeof(int32_t));
}

/* --- weights ------------------------------------------------------------------------------ */

/* Which output channel lane i stands for; -1 a filler. */
static int32_t lane_channel(const DepthwiseSimd *depthwise, const ConvShape *shape,
                            const SimdOps *simd, int32_t i)
{
    int32_t chunk = simd_chunk(simd);
    int32_t channel = (i / chunk * chunk + simd->channel_at(i % chunk)) % depthwise->channels;
    return channel < shape->out_channels ? channel : -1;
}

/* All taps of one lane: w [filter_h][filter_w][out_channels] at the lane's channel. */
static void put_lane(const DepthwiseSimd *depthwise, const ConvShape *shape, const SimdOps *simd,
                     const int8_t *w, void *unit)
{
    const Window *window = &shape->window;
    for (int32_t ky = 0; ky < window->h.filter; ky++) {
        for (int32_t kx = 0; kx < window->w.filter; kx++, w += shape->out_channels) {
            size_t group = (size_t)(ky * depthwise->group_count + kx / simd->group);
            size_t at = group * (size_t)depthwise->requant.count * (size_t)simd->group +
                        (size_t)(kx % simd->group);
            if (simd->element_size == 1)
                ((int8_t *)unit)[at] = *w;
            else
                ((int16_t *)unit)[at] = *w;
        }
    }
}

void depthwise_simd_fill(DepthwiseSimd *depthwise, const ConvShape *shape, const OpView *view,
                         void *state, const WeightsRole *role)
{
    const SimdOps *simd = view->kernels->simd;
    char *base = state;
    const int8_t *weights = view->constant[role->weights];
    size_t step = (size_t)shape->out_channels;
    size_t tap_count = (size_t)shape->window.h.filter * (size_t)shape->window.w.filter;
    SimdScaleFill fill = {(int32_t *)(void *)(base + depthwise->scale_at), depthwise->requant.count,
                          shape->out_zero_point, shape->range};
    for (int32_t i = 0; i < depthwise->requant.count; i++) {
        int32_t c = lane_channel(depthwise, shape, simd, i);
        if (c < 0)
            continue;
        SimdChannel channel = simd_channel(view, role, c, shape->zero_point);
        channel.sums = panel_weight_sums(weights + c, step, tap_count);
        if (!simd_settle_constant(&fill, &channel))
            put_lane(depthwise, shape, simd, weights + c,
                     base + depthwise->weight_at + (size_t)i * SIMD_UNIT_SIZE);
        simd_fill_channel(&fill, simd, i, &channel);
    }
}

/* --- running ------------------------------------------------------------------------------ */

/* What a run keeps in the scratch, bytes from its start. */
typedef struct Layout {
    size_t line_at;    /* a row of the picture as elements */
    size_t phases_at;  /* its pixels by phase, [stride][phase_pixels][channels], and slack */
    size_t ring_at;    /* [ring_count] spread rows, then one of the border */
    size_t x_at, y_at; /* pointers to rows; a row of outputs */
    size_t group_step, row_size, phases_size, size;
} Layout;

static Layout find_layout(const DepthwiseSimd *depthwise, const ConvShape *shape,
                          const SimdOps *simd)
{
    const WindowAxis *w = &shape->window.w;
    size_t element = (size_t)simd->element_size, chunk = (size_t)simd_chunk(simd);
    Layout at = {.line_at = 0};
    at.phases_at = op_align((size_t)w->in * (size_t)shape->in_channels * element + SIMD_SLACK);
    at.phases_size = op_align((size_t)w->stride * (size_t)depthwise->phase_pixels *
                                  (size_t)depthwise->channels * element +
                              chunk * element);
    at.ring_at = at.phases_at + at.phases_size;
    at.group_step = (size_t)depthwise->chunk_count * chunk * SIMD_UNIT_SIZE;
    at.row_size = (size_t)depthwise->group_count * at.group_step;
    at.x_at = at.ring_at + ((size_t)depthwise->ring_count + 1) * at.row_size;
    at.y_at = op_align(at.x_at + (size_t)depthwise->tap_count * sizeof(uint8_t *));
    at.size = at.y_at + op_align((size_t)depthwise->chunk_count * chunk);
    return at;
}

size_t depthwise_simd_scratch_size(const DepthwiseSimd *depthwise, const ConvShape *shape,
                                   const SimdOps *simd)
{
    Layout at = find_layout(depthwise, shape, simd);
    return at.size;
}

/* A picture being run. */
typedef struct Walk {
    const DepthwiseSimd *depthwise;
    const ConvShape *shape;
    const SimdOps *simd;
    Layout at;
    uint8_t *scratch;
    const int8_t *picture;
} Walk;

/* Pixels from one place to another, `count` of them. */
typedef struct PixelCopy {
    const uint8_t *restrict from;
    uint8_t *restrict to;
    size_t from_step, to_step; /* bytes from pixel to pixel; the smaller one is copied */
    int32_t count;
} PixelCopy;

static inline void copy_of_size(const PixelCopy *copy, const size_t size)
{
    const uint8_t *restrict from = copy->from;
    uint8_t *restrict to = copy->to;
    for (int32_t i = 0; i < copy->count; i++, from += copy->from_step, to += copy->to_step)
        memcpy(to, from, size);
}

static void copy_pixels(const PixelCopy *copy)
{
    size_t size = MIN(copy->from_step, copy->to_step);
    if (size == 8)
        copy_of_size(copy, 8);
    else if (size == 16)
        copy_of_size(copy, 16);
    else if (size == 32)
        copy_of_size(copy, 32);
    else if (size == 64)
        copy_of_size(copy, 64);
    else
        copy_of_size(copy, size);
}

/* Every element of a pixel `repeat` times. */
static void repeat_channels(const Walk *walk, const uint8_t *from, uint8_t *to)
{
    const ConvShape *shape = walk->shape;
    size_t element = (size_t)walk->simd->element_size;
    int32_t repeat = shape->out_channels / shape->in_channels;
    for (int32_t c = 0; c < shape->in_channels; c++, from += element) {
        for (int32_t k = 0; k < repeat; k++, to += element)
            memcpy(to, from, element);
    }
}

/* Pixels first, first + stride, ... of the line, all of one phase. */
static void fill_phase(const Walk *walk, const uint8_t *line, int32_t first, uint8_t *to)
{
    const ConvShape *shape = walk->shape;
    const WindowAxis *w = &shape->window.w;
    size_t element = (size_t)walk->simd->element_size;
    size_t from_step = (size_t)shape->in_channels * element;
    size_t to_step = (size_t)walk->depthwise->channels * element;
    int32_t index = (first + w->before) / w->stride;
    int32_t count =
        MIN((w->in - first + w->stride - 1) / w->stride, walk->depthwise->phase_pixels - index);
    to += (size_t)index * to_step;
    line += (size_t)first * from_step;
    if (shape->out_channels > shape->in_channels) {
        for (int32_t i = 0; i < count; i++, line += (size_t)w->stride * from_step, to += to_step)
            repeat_channels(walk, line, to);
    } else { /* fillers may get what follows the pixel: they weigh nothing */
        PixelCopy copy = {line, to, (size_t)w->stride * from_step, to_step, count};
        copy_pixels(&copy);
    }
}

/* Row iy of the picture, its pixels by phase; what lies beside the picture stays as it is. */
static void fill_phases(const Walk *walk, int32_t iy)
{
    const ConvShape *shape = walk->shape;
    const WindowAxis *w = &shape->window.w;
    size_t pixel = (size_t)walk->depthwise->channels * (size_t)walk->simd->element_size;
    size_t phase_size = (size_t)walk->depthwise->phase_pixels * pixel;
    uint8_t *line = walk->scratch + walk->at.line_at;
    uint8_t *phases = walk->scratch + walk->at.phases_at;
    const int8_t *from = walk->picture + (size_t)iy * (size_t)w->in * (size_t)shape->in_channels;
    if (w->stride == 1 && walk->depthwise->channels == shape->in_channels) {
        int32_t count = MIN(w->in, walk->depthwise->phase_pixels - w->before);
        size_t end = (size_t)(w->before + count) * pixel;
        walk->simd->convert(from, shape->zero_point, phases + (size_t)w->before * pixel,
                            count * shape->in_channels);
        memset(phases + end, simd_pad_byte(walk->simd, shape->zero_point),
               MIN(walk->at.phases_size - end, SIMD_SLACK));
        return;
    }
    walk->simd->convert(from, shape->zero_point, line, w->in * shape->in_channels);
    for (int32_t first = 0; first < MIN(w->stride, w->in); first++)
        fill_phase(walk, line, first,
                   phases + (size_t)((first + w->before) % w->stride) * phase_size);
}

/* Spreads what lies by phase: group by group, taps side by side. */
static void spread_row(const Walk *walk, uint8_t *to)
{
    const WindowAxis *w = &walk->shape->window.w;
    const uint8_t *phases = walk->scratch + walk->at.phases_at;
    size_t pixel = (size_t)walk->depthwise->channels * (size_t)walk->simd->element_size;
    for (int32_t g = 0; g < walk->depthwise->group_count; g++) {
        const uint8_t *tap[GROUP_MAX];
        for (int32_t t = 0; t < walk->simd->group; t++) {
            int32_t kx = g * walk->simd->group + t;
            int32_t column = kx < w->filter ? kx * w->dilation : 0; /* else weighs nothing */
            int32_t at = column % w->stride * walk->depthwise->phase_pixels + column / w->stride;
            tap[t] = phases + (size_t)at * pixel;
        }
        walk->simd->interleave(tap, to + (size_t)g * walk->at.group_step,
                               walk->depthwise->chunk_count, walk->depthwise->period);
    }
}

static uint8_t *ring_row(const Walk *walk, int32_t i)
{
    return walk->scratch + walk->at.ring_at + (size_t)i * walk->at.row_size;
}

/* Taps of the spread rows that output row oy sees; rows up to *next of the padded picture are
 * there. */
static void find_rows(const Walk *walk, int32_t oy, int32_t *next, const uint8_t **x)
{
    const WindowAxis *h = &walk->shape->window.h;
    int32_t first = oy * h->stride, ring = walk->depthwise->ring_count;
    for (*next = MAX(*next, first); *next < first + ring; (*next)++) {
        int32_t iy = *next - h->before;
        if (iy < 0 || iy >= h->in)
            continue;
        fill_phases(walk, iy);
        spread_row(walk, ring_row(walk, *next % ring));
    }
    for (int32_t ky = 0; ky < h->filter; ky++) {
        int32_t py = first + ky * h->dilation, iy = py - h->before;
        const uint8_t *row = ring_row(walk, iy < 0 || iy >= h->in ? ring : py % ring);
        for (int32_t g = 0; g < walk->depthwise->group_count; g++)
            *x++ = row + (size_t)g * walk->at.group_step;
    }
}

static void run_picture(const Walk *walk, SimdDepthwise *job, int8_t *y)
{
    const ConvShape *shape = walk->shape;
    const WindowAxis *h = &shape->window.h, *w = &shape->window.w;
    const uint8_t **x = (const uint8_t **)(void *)(walk->scratch + walk->at.x_at);
    size_t channels = (size_t)shape->out_channels, filled = (size_t)walk->depthwise->channels;
    size_t row_size = (size_t)w->out * channels;
    size_t lanes = (size_t)(job->chunk_count * simd_chunk(walk->simd));
    bool is_direct = lanes == row_size;
    int8_t *line = (int8_t *)walk->scratch + walk->at.y_at;
    int32_t next = 0;
    job->x = x;
    for (int32_t oy = 0; oy < h->out; oy++, y += row_size) {
        find_rows(walk, oy, &next, x);
        job->y = is_direct ? y : line;
        walk->simd->depthwise(job);
        if (is_direct)
            continue;
        if (channels == filled) {
            memcpy(y, line, row_size);
        } else {
            PixelCopy copy = {(const uint8_t *)line, (uint8_t *)y, filled, channels, w->out};
            copy_pixels(&copy);
        }
    }
}

void depthwise_simd_run(const DepthwiseSimd *depthwise, const ConvShape *shape, const void *state,
                        const OpRun *run)
{
    const char *base = state;
    const Window *window = &shape->window;
    Walk walk = {depthwise, shape, run->kernels->simd, {0}, run->scratch, NULL};
    walk.at = find_layout(depthwise, shape, walk.simd);
    int pad = simd_pad_byte(walk.simd, shape->zero_point);
    memset(walk.scratch + walk.at.phases_at, pad, walk.at.phases_size);
    memset(ring_row(&walk, depthwise->ring_count), pad, walk.at.row_size);
    SimdDepthwise job = {
        .tap_count = depthwise->tap_count,
        .w = base + depthwise->weight_at,
        .period = depthwise->period,
        .chunk_count = depthwise->chunk_count,
        .requant = depthwise->requant,
    };
    job.requant.scale = (const int32_t *)(const void *)(base + depthwise->scale_at);
    size_t in_size = (size_t)window->h.in * (size_t)window->w.in * (size_t)shape->in_channels;
    size_t out_size = (size_t)window->h.out * (size_t)window->w.out * (size_t)shape->out_channels;
    size_t count = (size_t)shape->image_count * (size_t)run->batch;
    for (size_t i = 0; i < count; i++) {
        walk.picture = (const int8_t *)run->input[0] + i * in_size;
        run_picture(&walk, &job, (int8_t *)run->output[0] + i * out_size);
    }
}
