#include "op_case.h"

#include <math.h>
#include <string.h>

/* xorshift64*: S. Vigna, ACM TOMS 42(4), 2016. */
static uint64_t next_random(Noise *noise)
{
    noise->state ^= noise->state >> 12;
    noise->state ^= noise->state << 25;
    noise->state ^= noise->state >> 27;
    return noise->state * UINT64_C(0x2545f4914f6cdd1d);
}

int32_t noise_between(Noise *noise, int32_t low, int32_t high)
{
    uint64_t count = (uint64_t)((int64_t)high - low + 1);
    return (int32_t)(low + (int64_t)((next_random(noise) >> 20) % count));
}

float noise_scale(Noise *noise, int32_t low, int32_t high)
{
    double fraction = 1.0 + noise_between(noise, 0, 1 << 23) * 0x1p-23;
    return (float)ldexp(fraction, noise_between(noise, low, high - 1));
}

void noise_fill(Noise *noise, void *bytes, size_t size)
{
    uint8_t *byte = bytes;
    for (size_t i = 0; i < size; i++)
        byte[i] = (uint8_t)(next_random(noise) >> 40);
}

Tensor *op_case_tensor(OpCase *self, int32_t i, TensorType type, int32_t rank, const int32_t *dims)
{
    Tensor *tensor = &self->tensor[i];
    *tensor = (Tensor){.name = "t", .type = type, .rank = rank, .element_count = 1};
    for (int32_t d = 0; d < TENSOR_RANK_MAX; d++)
        tensor->dims[d] = d < rank ? dims[d] : 1;
    for (int32_t d = 0; d < rank; d++)
        tensor->element_count *= dims[d];
    tensor->size = (size_t)tensor->element_count * tensor_type_size(type);
    self->data[i] = g_malloc0(tensor->size * (size_t)(self->is_constant[i] ? 1 : self->batch));
    op_case_scales(self, i, 1, 0);
    return tensor;
}

void op_case_scales(OpCase *self, int32_t i, int32_t count, int32_t channel_dim)
{
    g_free(self->scale[i]);
    self->scale[i] = g_new(float, (gsize)count);
    for (int32_t c = 0; c < count; c++)
        self->scale[i][c] = 1.0F;
    self->tensor[i].scale = self->scale[i];
    self->tensor[i].scale_count = count;
    self->tensor[i].channel_dim = channel_dim;
}

void op_case_clear(OpCase *self)
{
    for (int32_t i = 0; i < OP_CASE_TENSORS; i++) {
        g_clear_pointer(&self->data[i], g_free);
        g_clear_pointer(&self->scale[i], g_free);
    }
}

static void run_samples(const OpCase *self, const OpRun *all, const void *state)
{
    const void *input[OP_TENSORS_MAX] = {NULL};
    void *output[OP_TENSORS_MAX] = {NULL}, *variable[OP_TENSORS_MAX] = {NULL};
    int32_t out = self->input_count;
    int32_t step = self->ops->is_batched ? self->batch : 1;
    for (int32_t s = 0; s < self->batch; s += step) {
        for (int32_t i = 0; i < self->input_count; i++) {
            if (self->data[i] == NULL)
                continue;
            variable[i] = (char *)self->data[i] +
                          (self->is_constant[i] ? 0 : (size_t)s * self->tensor[i].size);
            input[i] = variable[i];
        }
        output[0] = (char *)all->output[0] + (size_t)s * self->tensor[out].size;
        OpRun run = {input, output, all->scratch, all->kernels, step, variable};
        self->ops->run(state, &run);
    }
}

bool op_case_run(const OpCase *self, const KernelSet *kernels, void *y, GError **error)
{
    OpView view = {.options = &self->options,
                   .input_count = self->input_count,
                   .output_count = 1,
                   .output = {&self->tensor[self->input_count]},
                   .kernels = kernels};
    for (int32_t i = 0; i < self->input_count; i++) {
        view.input[i] = self->data[i] == NULL ? NULL : &self->tensor[i];
        view.constant[i] = self->is_constant[i] ? self->data[i] : NULL;
    }
    if (!self->ops->check(&view, error))
        return false;
    void *state = g_aligned_alloc0(1, op_align(self->ops->state_size(&view)), 64);
    size_t scratch_size =
        self->ops->scratch_size == NULL ? 0 : self->ops->scratch_size(&view, self->batch);
    void *scratch = g_aligned_alloc(1, op_align(scratch_size + 1), 64);
    self->ops->prepare(&view, state);
    OpRun run = {NULL, &y, scratch, kernels, self->batch, NULL};
    run_samples(self, &run, state);
    g_aligned_free(scratch);
    g_aligned_free(state);
    return true;
}
