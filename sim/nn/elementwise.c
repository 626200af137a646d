#include "nn/elementwise.h"

static bool check_dims(const OpView *view, GError **error)
{
    const Tensor *a = view->input[0], *b = view->input[1], *y = view->output[0];
    char text_a[TENSOR_SHAPE_TEXT], text_b[TENSOR_SHAPE_TEXT], text_y[TENSOR_SHAPE_TEXT];
    bool is_good = y->rank == MAX(a->rank, b->rank);
    for (int32_t i = 0; i < TENSOR_RANK_MAX; i++) {
        int32_t from_a = tensor_dim_from_last(a, i), from_b = tensor_dim_from_last(b, i);
        bool fits = from_a == from_b || from_a == 1 || from_b == 1;
        is_good = is_good && fits && tensor_dim_from_last(y, i) == MAX(from_a, from_b);
    }
    if (is_good)
        return true;
    tensor_print_shape(a, text_a);
    tensor_print_shape(b, text_b);
    tensor_print_shape(y, text_y);
    return op_refuse(error, "its inputs %s and %s do not give its output %s", text_a, text_b,
                     text_y);
}

bool elementwise_check(const OpView *view, GError **error)
{
    return elementwise_check_type(view, TENSOR_INT8, error);
}

bool elementwise_check_type(const OpView *view, TensorType type, GError **error)
{
    return op_check_type(view, type, error) &&
           op_check_scale(view->input[0], "first input", error) &&
           op_check_scale(view->input[1], "second input", error) &&
           op_check_scale(view->output[0], "output", error) && check_dims(view, error);
}

/* Steps of one input along the dimensions counted from the last, 0 where it is repeated. */
static void find_steps(const Tensor *tensor, int32_t step[TENSOR_RANK_MAX])
{
    int32_t size = 1;
    for (int32_t i = 0; i < TENSOR_RANK_MAX; i++) {
        int32_t dim = tensor_dim_from_last(tensor, i);
        step[i] = dim == 1 ? 0 : size;
        size *= dim;
    }
}

Elementwise elementwise_plan(const OpView *view)
{
    const Tensor *a = view->input[0], *b = view->input[1], *y = view->output[0];
    Elementwise walk = {.a_count = a->element_count,
                        .b_count = b->element_count,
                        .y_count = y->element_count,
                        .a_is_constant = view->constant[0] != NULL,
                        .b_is_constant = view->constant[1] != NULL,
                        .element_size = (int32_t)tensor_type_size(y->type)};
    int32_t a_step[TENSOR_RANK_MAX], b_step[TENSOR_RANK_MAX];
    find_steps(a, a_step);
    find_steps(b, b_step);
    int32_t last = TENSOR_RANK_MAX; /* filled from the back: last..TENSOR_RANK_MAX - 1 */
    for (int32_t i = 0; i < TENSOR_RANK_MAX; i++) {
        int32_t dim = tensor_dim_from_last(y, i);
        if (dim == 1 && (i > 0 || y->element_count > 1))
            continue;
        if (last < TENSOR_RANK_MAX && a_step[i] == walk.a_step[last] * walk.dims[last] &&
            b_step[i] == walk.b_step[last] * walk.dims[last]) {
            walk.dims[last] *= dim;
            continue;
        }
        last--;
        walk.dims[last] = dim;
        walk.a_step[last] = a_step[i];
        walk.b_step[last] = b_step[i];
    }
    walk.rank = TENSOR_RANK_MAX - last;
    for (int32_t i = 0; i < walk.rank; i++) {
        walk.dims[i] = walk.dims[last + i];
        walk.a_step[i] = walk.a_step[last + i];
        walk.b_step[i] = walk.b_step[last + i];
    }
    return walk;
}

/* Counts one up in the dimensions before the last; false when all are done. */
static bool next_row(const Elementwise *walk, int32_t *index, ElementwiseRow *row)
{
    for (int32_t d = walk->rank - 2; d >= 0; d--) {
        row->a += (ptrdiff_t)walk->a_step[d] * walk->element_size;
        row->b += (ptrdiff_t)walk->b_step[d] * walk->element_size;
        if (++index[d] < walk->dims[d])
            return true;
        row->a -= (ptrdiff_t)walk->a_step[d] * walk->dims[d] * walk->element_size;
        row->b -= (ptrdiff_t)walk->b_step[d] * walk->dims[d] * walk->element_size;
        index[d] = 0;
    }
    return false;
}

void elementwise_run(const Elementwise *walk, const OpRun *run, const void *state,
                     ElementwiseFunction function)
{
    int32_t last = walk->rank - 1;
    size_t element = (size_t)walk->element_size;
    for (int32_t s = 0; s < run->batch; s++) {
        int32_t index[TENSOR_RANK_MAX] = {0};
        ElementwiseRow row = {.a_step = walk->a_step[last],
                              .b_step = walk->b_step[last],
                              .count = walk->dims[last],
                              .simd = run->kernels->simd};
        row.a = (const int8_t *)run->input[0] +
                (walk->a_is_constant ? 0 : (size_t)s * (size_t)walk->a_count * element);
        row.b = (const int8_t *)run->input[1] +
                (walk->b_is_constant ? 0 : (size_t)s * (size_t)walk->b_count * element);
        row.y = (int8_t *)run->output[0] + (size_t)s * (size_t)walk->y_count * element;
        do {
            function(state, &row);
            row.y += (size_t)row.count * element;
        } while (next_row(walk, index, &row));
    }
}
