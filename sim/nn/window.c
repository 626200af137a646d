#include "nn/window.h"

static int64_t reach(const WindowAxis *axis)
{
    return (int64_t)(axis->filter - 1) * axis->dilation + 1;
}

static void pad_axis(WindowAxis *axis, OpPadding padding)
{
    int64_t total = (int64_t)(axis->out - 1) * axis->stride + reach(axis) - axis->in;
    axis->before = padding == OP_PADDING_SAME && total > 0 ? (int32_t)(total / 2) : 0;
}

void window_pad(Window *window, OpPadding padding)
{
    pad_axis(&window->h, padding);
    pad_axis(&window->w, padding);
}

static bool check_axis(const WindowAxis *axis, OpPadding padding, GError **error)
{
    int64_t out = padding == OP_PADDING_SAME ? ((int64_t)axis->in + axis->stride - 1) / axis->stride
                                             : (axis->in - reach(axis)) / axis->stride + 1;
    if (padding == OP_PADDING_VALID && reach(axis) > axis->in)
        return op_refuse(error, "its window of %" G_GINT64_FORMAT " does not fit into %d",
                         reach(axis), axis->in);
    if (reach(axis) > INT32_MAX / 2)
        return op_refuse(error, "its window reaches over %" G_GINT64_FORMAT " elements",
                         reach(axis));
    return out == axis->out || op_refuse(error,
                                         "its output has %d positions, its window gives "
                                         "%" G_GINT64_FORMAT,
                                         axis->out, out);
}

bool window_check(const Window *window, OpPadding padding, GError **error)
{
    return check_axis(&window->h, padding, error) && check_axis(&window->w, padding, error);
}
