#include "nn/sigmoid.h"

#include <math.h>

bool sigmoid_check(const OpView *view, float scale, int32_t zero_point, GError **error)
{
    if (!unary_check(view, error))
        return false;
    const Tensor *in = view->input[0], *out = view->output[0];
    if (out->scale[0] != scale || out->zero_point != zero_point)
        return op_refuse(error,
                         "its output has scale %g and zero point %d, which must be %g and %d",
                         (double)out->scale[0], out->zero_point, (double)scale, zero_point);
    return in->scale[0] < 8.0F ||
           op_refuse(error, "its input has scale %g, which must be below 8", (double)in->scale[0]);
}

SigmoidScale sigmoid_scale(const OpView *view)
{
    double real = (double)view->input[0]->scale[0] * 0x1p27;
    SigmoidScale scale = {quant_multiplier(real), 0};
    double radius = floor(15.0 * 0x1p27 / ldexp(1.0, scale.multiplier.shift));
    scale.radius = radius > 512.0 ? 512 : (int32_t)radius;
    return scale;
}
