/*
 * nn/op_resize_bilinear.c - RESIZE_BILINEAR, int8: between four pixels, 10-bit weights.
 *
 * The value, with 20 fraction bits, is rounded to nearest, ties away from zero.
 */
#include "nn/quant.h"
#include "nn/resize.h"

enum { BILINEAR_ONE = 1 << 10 };

static const OpField resize_bilinear_fields[] = {
    OP_S8(2, align_corners, 0, 1),
    OP_S8(3, half_pixel, 0, 1),
    OP_FIELD_NONE,
};

/* Between positions low and high; `part` of BILINEAR_ONE of the way. */
typedef struct BilinearPoint {
    int32_t low, high;
    int32_t part; /* may lie beyond 0 .. BILINEAR_ONE at the border, as in the reference */
} BilinearPoint;

typedef struct BilinearState {
    int32_t image_count; /* of one sample */
    int32_t in_h, in_w, out_h, out_w, channels;
    size_t row_at, column_at; /* BilinearPoint [out_h], [out_w] */
} BilinearState;

static bool resize_bilinear_check(const OpView *view, GError **error)
{
    const int32_t *x = view->input[0]->dims, *y = view->output[0]->dims;
    if (!resize_check(view, error) || !op_check_tensor(view->input[0], "input", TENSOR_INT8, error))
        return false;
    int32_t limit = 1 << 20; /* positions have 10 fraction bits in 32 */
    return (MAX(x[1], x[2]) < limit && MAX(y[1], y[2]) < limit) ||
           op_refuse(error, "its pictures must be below %d x %d", limit, limit);
}

static size_t resize_bilinear_layout(const OpView *view, BilinearState *state)
{
    const int32_t *x = view->input[0]->dims, *y = view->output[0]->dims;
    *state = (BilinearState){x[0], x[1], x[2], y[1], y[2], x[3], 0, 0};
    state->row_at = op_align(sizeof *state);
    state->column_at = op_align(state->row_at + (size_t)y[1] * sizeof(BilinearPoint));
    return state->column_at + (size_t)y[2] * sizeof(BilinearPoint);
}

static size_t resize_bilinear_state_size(const OpView *view)
{
    BilinearState state;
    return resize_bilinear_layout(view, &state);
}

static void fill_points(const OpOptions *options, int32_t in, int32_t out, BilinearPoint *point)
{
    bool is_aligned = options->align_corners != 0 && out > 1;
    int64_t from = is_aligned ? in - 1 : in, to = is_aligned ? out - 1 : out;
    int64_t scale = (BILINEAR_ONE * from + to / 2) / to;
    for (int32_t i = 0; i < out; i++) {
        int64_t at = i * scale;
        if (options->half_pixel != 0)
            at += scale / 2 - BILINEAR_ONE / 2;
        int64_t low = MAX(at / BILINEAR_ONE, 0);
        int64_t high = MIN((at + BILINEAR_ONE - 1) / BILINEAR_ONE, in - 1);
        point[i].low = (int32_t)MIN(low, in - 1);
        point[i].high = (int32_t)MAX(high, 0);
        point[i].part = (int32_t)(at - BILINEAR_ONE * low);
    }
}

static void resize_bilinear_prepare(const OpView *view, void *memory)
{
    BilinearState *state = memory;
    resize_bilinear_layout(view, state);
    char *base = memory;
    fill_points(view->options, state->in_h, state->out_h,
                (BilinearPoint *)(void *)(base + state->row_at));
    fill_points(view->options, state->in_w, state->out_w,
                (BilinearPoint *)(void *)(base + state->column_at));
}

static void bilinear_pixel(const BilinearState *state, const int8_t *picture,
                           const BilinearPoint *row, const BilinearPoint *column, int8_t *y)
{
    int64_t channels = state->channels, width = state->in_w;
    const int8_t *top = picture + row->low * width * channels;
    const int8_t *bottom = picture + row->high * width * channels;
    int64_t left = column->low * channels, right = column->high * channels;
    int64_t down = row->part, up = BILINEAR_ONE - down;
    int64_t east = column->part, west = BILINEAR_ONE - east;
    for (int64_t c = 0; c < channels; c++) {
        int64_t sum = top[left + c] * up * west + bottom[left + c] * down * west +
                      top[right + c] * up * east + bottom[right + c] * down * east;
        int64_t half = sum > 0 ? 1 << 19 : -(1 << 19);
        y[c] = (int8_t)((sum + half) / (1 << 20));
    }
}

static void resize_bilinear_run(const void *memory, const OpRun *run)
{
    const BilinearState *state = memory;
    const char *base = memory;
    const BilinearPoint *row = (const BilinearPoint *)(const void *)(base + state->row_at);
    const BilinearPoint *column = (const BilinearPoint *)(const void *)(base + state->column_at);
    size_t picture_size = (size_t)state->in_h * (size_t)state->in_w * (size_t)state->channels;
    const int8_t *picture = run->input[0];
    int8_t *y = run->output[0];
    for (int32_t n = 0; n < state->image_count; n++, picture += picture_size) {
        for (int32_t oy = 0; oy < state->out_h; oy++) {
            for (int32_t ox = 0; ox < state->out_w; ox++, y += state->channels)
                bilinear_pixel(state, picture, &row[oy], &column[ox], y);
        }
    }
}

const OpOps op_resize_bilinear = {
    .name = "RESIZE_BILINEAR",
    .doc = "The picture in another size, each pixel between four.",
    .code = 23,
    .options_code = 15,
    .fields = resize_bilinear_fields,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .device = {4, 0},
    .check = resize_bilinear_check,
    .state_size = resize_bilinear_state_size,
    .prepare = resize_bilinear_prepare,
    .run = resize_bilinear_run,
};
