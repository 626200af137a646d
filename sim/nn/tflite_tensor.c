/* Tensors of a .tflite file: shape, type, quantisation, contents. */
#include <math.h>

#include "nn/quant.h"
#include "nn/tflite_part.h"

enum {
    FIELD_SHAPE = 0,
    FIELD_TYPE = 1,
    FIELD_BUFFER = 2,
    FIELD_NAME = 3,
    FIELD_QUANTISATION = 4,
    FIELD_IS_VARIABLE = 5,
    FIELD_SPARSITY = 6,
    FIELD_SCALE = 2,
    FIELD_ZERO_POINT = 3,
    FIELD_DETAILS = 5,
    FIELD_CHANNEL_DIM = 6,
    FIELD_DATA = 0,
    FIELD_DATA_OFFSET = 1,
    FIELD_DATA_SIZE = 2,
    ALIGNMENT_MAX = 4,
};

static bool read_shape(TfliteReader *reader, const FlatTable *table, Tensor *tensor, GError **error)
{
    FlatVector shape = flat_vector(&reader->flat, table, FIELD_SHAPE, 4);
    if (shape.count > TENSOR_RANK_MAX)
        return op_refuse(error, "it has %u dimensions, which must be at most %d", shape.count,
                         TENSOR_RANK_MAX);
    int64_t element_count = 1;
    for (int32_t i = 0; i < TENSOR_RANK_MAX; i++)
        tensor->dims[i] = 1;
    for (uint32_t i = 0; i < shape.count; i++) {
        int32_t dim = flat_element_s32(&reader->flat, shape, i);
        if (dim < 0)
            return op_refuse(error, "its dimension %u is %d, which must be 0 or more", i, dim);
        tensor->dims[i] = dim;
        element_count *= dim;
        if (element_count > TENSOR_ELEMENTS_MAX)
            return op_refuse(error, "it has more than %d elements", TENSOR_ELEMENTS_MAX);
    }
    tensor->rank = (int32_t)shape.count;
    tensor->element_count = (int32_t)element_count;
    tensor->size = (size_t)element_count * tensor_type_size(tensor->type);
    return true;
}

static bool read_type(TfliteReader *reader, const FlatTable *table, Tensor *tensor, GError **error)
{
    int32_t type = flat_s8(&reader->flat, table, FIELD_TYPE, 0);
    tensor->type = (TensorType)type;
    return tensor_type_size(tensor->type) > 0 ||
           op_refuse(error,
                     "its type is number %d of the schema; int8, int16, int32, int64 and float32 "
                     "are read",
                     type);
}

static bool read_zero_point(TfliteReader *reader, const FlatTable *table, Tensor *tensor,
                            GError **error)
{
    FlatVector zeros = flat_vector(&reader->flat, table, FIELD_ZERO_POINT, 8);
    uint32_t scale_count = (uint32_t)tensor->scale_count;
    if (zeros.count > 1 && zeros.count != scale_count)
        return op_refuse(error, "it has %u zero points for %u scales", zeros.count, scale_count);
    QuantRange range = quant_type_range(tensor->type);
    for (uint32_t i = 0; i < zeros.count; i++) {
        int64_t zero = flat_element_s64(&reader->flat, zeros, i);
        if (zero < range.low || zero > range.high)
            return op_refuse(
                error, "its zero point %u is %" G_GINT64_FORMAT ", which must be within %d to %d",
                i, zero, range.low, range.high);
    }
    if (zeros.count > 0)
        tensor->zero_point = (int32_t)flat_element_s64(&reader->flat, zeros, 0);
    return true;
}

static bool check_scales(const Tensor *tensor, GError **error)
{
    for (int32_t i = 0; i < tensor->scale_count; i++) {
        if (!isfinite(tensor->scale[i]) || !(tensor->scale[i] > 0))
            return op_refuse(error, "its scale %d is %g, which must be a number above 0", i,
                             (double)tensor->scale[i]);
    }
    return true;
}

static bool read_quantisation(TfliteReader *reader, const FlatTable *table, Tensor *tensor,
                              GError **error)
{
    Flat *flat = &reader->flat;
    FlatTable quantisation = flat_table(flat, table, FIELD_QUANTISATION);
    FlatVector scales = flat_vector(flat, &quantisation, FIELD_SCALE, 4);
    if (scales.count == 0)
        return true;
    if (flat_has(flat, &quantisation, FIELD_DETAILS))
        return op_refuse(error, "its quantisation is of a special kind, which is not read");
    int32_t channel_dim = flat_s32(flat, &quantisation, FIELD_CHANNEL_DIM, 0);
    if (tensor->rank == 1) /* old converters give biases the dimension of their weights */
        channel_dim = 0;
    if (scales.count > 1) {
        if (channel_dim < 0 || channel_dim >= tensor->rank)
            return op_refuse(error, "it is quantised along dimension %d of %d", channel_dim,
                             tensor->rank);
        if (scales.count != (uint32_t)tensor->dims[channel_dim])
            return op_refuse(error, "it has %u scales for %d channels", scales.count,
                             tensor->dims[channel_dim]);
    }
    if (scales.at % sizeof(float) != 0)
        return op_refuse(error, "its scales lie at byte %u, which must be a multiple of 4",
                         scales.at);
    tensor->scale_count = (int32_t)scales.count;
    tensor->scale = (const float *)(const void *)(flat->bytes + scales.at);
    tensor->channel_dim = channel_dim;
    return check_scales(tensor, error) && read_zero_point(reader, &quantisation, tensor, error);
}

static bool read_data(TfliteReader *reader, const FlatTable *table, Tensor *tensor, GError **error)
{
    Flat *flat = &reader->flat;
    uint32_t buffer = (uint32_t)flat_s32(flat, table, FIELD_BUFFER, 0);
    if (buffer == 0)
        return true;
    if (buffer >= reader->buffers.count)
        return op_refuse(error, "its buffer is number %u of %u", buffer, reader->buffers.count);
    FlatTable content = flat_element_table(flat, reader->buffers, buffer);
    if (flat_u64(flat, &content, FIELD_DATA_OFFSET, 0) > 1 ||
        flat_u64(flat, &content, FIELD_DATA_SIZE, 0) > 1)
        return op_refuse(error, "its buffer lies outside the tables, which is not read");
    FlatVector data = flat_vector(flat, &content, FIELD_DATA, 1);
    if (data.count == 0)
        return true;
    if (tensor->is_variable)
        return op_refuse(error, "it is a variable and has contents, which only a constant has");
    if (data.count != tensor->size)
        return op_refuse(error, "its buffer has %u bytes, its shape %" G_GSIZE_FORMAT, data.count,
                         tensor->size);
    size_t alignment = MIN(tensor_type_size(tensor->type), (size_t)ALIGNMENT_MAX);
    if (data.at % alignment != 0)
        return op_refuse(error, "its contents lie at byte %u, which must be a multiple of %d",
                         data.at, (int)alignment);
    tensor->data = flat->bytes + data.at;
    tensor->file_offset = data.at;
    return true;
}

static bool read_parts(TfliteReader *reader, const FlatTable *table, Tensor *tensor, GError **error)
{
    Flat *flat = &reader->flat;
    FlatVector name = flat_vector(flat, table, FIELD_NAME, 1);
    g_autofree char *text = tflite_printable((const char *)flat->bytes + name.at, name.count);
    tensor->name = g_string_chunk_insert(reader->graph->texts, text);
    tensor->is_variable = flat_s8(flat, table, FIELD_IS_VARIABLE, 0) != 0;
    if (flat_has(flat, table, FIELD_SPARSITY))
        return op_refuse(error, "it is sparse, which is not supported");
    return read_type(reader, table, tensor, error) && read_shape(reader, table, tensor, error) &&
           read_quantisation(reader, table, tensor, error) &&
           read_data(reader, table, tensor, error);
}

bool tflite_read_tensor(TfliteReader *reader, int32_t index, GError **error)
{
    FlatTable table = flat_element_table(&reader->flat, reader->tensors, (uint32_t)index);
    bool is_read = read_parts(reader, &table, &reader->graph->tensor[index], error);
    if (!flat_is_good(&reader->flat)) { /* what came of it before is a consequence */
        g_clear_error(error);
        is_read = op_refuse(error, "%s", flat_problem(&reader->flat));
    }
    if (!is_read)
        g_prefix_error(error, "%s: tensor %d: ", reader->graph->name, index);
    return is_read;
}
