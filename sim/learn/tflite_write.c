#include "learn/tflite_write.h"

enum {
    SCHEMA_VERSION = 3,
    CONSTANT_ALIGNMENT = 16,
};

/* A vector of offsets, to be filled in item by item. */
static size_t write_offsets(GByteArray *file, size_t place, size_t count)
{
    size_t at = flat_write_vector(file, &(FlatItems){NULL, count, 4, 4});
    flat_point(file, place, at);
    return at;
}

static void write_items(GByteArray *file, size_t place, const FlatItems *items)
{
    flat_point(file, place, flat_write_vector(file, items));
}

static void write_name(GByteArray *file, size_t place, const char *text)
{
    flat_point(file, place, flat_write_string(file, text));
}

/* Operators of one code and version share an entry. */
typedef struct Codes {
    size_t count;
    size_t *index; /* [operator_count]: entry of each operator */
    size_t *first; /* [count]: an operator of each entry */
} Codes;

static size_t find_code(const TfliteModel *model, const Codes *codes, const TfliteOperator *op)
{
    size_t entry = 0;
    for (; entry < codes->count; entry++) {
        const TfliteOperator *known = &model->operators[codes->first[entry]];
        if (known->builtin_code == op->builtin_code && known->version == op->version)
            break;
    }
    return entry;
}

static void codes_init(Codes *codes, const TfliteModel *model)
{
    codes->count = 0;
    codes->index = g_new(size_t, model->operator_count);
    codes->first = g_new(size_t, model->operator_count);
    for (size_t i = 0; i < model->operator_count; i++) {
        codes->index[i] = find_code(model, codes, &model->operators[i]);
        if (codes->index[i] == codes->count)
            codes->first[codes->count++] = i;
    }
}

static void codes_clear(Codes *codes)
{
    g_free(codes->index);
    g_free(codes->first);
}

/* OperatorCode: deprecated_builtin_code, custom_code, version, builtin_code. */
static void write_codes(GByteArray *file, size_t place, const TfliteModel *model,
                        const Codes *codes)
{
    size_t vector = write_offsets(file, place, codes->count);
    for (size_t i = 0; i < codes->count; i++) {
        const TfliteOperator *op = &model->operators[codes->first[i]];
        const FlatField fields[] = {
            flat_of_s8(MIN(op->builtin_code, 127)),
            flat_absent(),
            flat_of_s32(op->version),
            flat_of_s32(op->builtin_code),
        };
        FlatPlaces table = flat_write_table(file, fields, G_N_ELEMENTS(fields));
        flat_point(file, flat_item_place(vector, i), table.at);
    }
}

/* QuantizationParameters: min, max, scale, zero_point, details type, details, dimension. */
static void write_quantisation(GByteArray *file, size_t place, const TfliteTensor *tensor)
{
    const FlatField fields[] = {
        flat_absent(),
        flat_absent(),
        flat_of_offset(),
        flat_of_offset(),
        flat_absent(),
        flat_absent(),
        flat_of_s32(tensor->quantised_dimension),
    };
    FlatPlaces table = flat_write_table(file, fields, G_N_ELEMENTS(fields));
    flat_point(file, place, table.at);
    size_t count = tensor->scale_count;
    g_autofree int64_t *zero_points = g_new(int64_t, count);
    for (size_t i = 0; i < count; i++)
        zero_points[i] = tensor->zero_point;
    write_items(file, table.field[2], &(FlatItems){tensor->scales, count, sizeof(float), 4});
    write_items(file, table.field[3], &(FlatItems){zero_points, count, sizeof(int64_t), 8});
}

/* Tensor: shape, type, buffer, name, quantization. Buffer 0 is the empty one. */
static void write_tensor(GByteArray *file, size_t place, const TfliteTensor *tensor, int32_t buffer)
{
    const FlatField fields[] = {
        flat_of_offset(),
        flat_of_s8((int32_t)tensor->type),
        flat_of_s32(buffer),
        flat_of_offset(),
        tensor->scale_count > 0 ? flat_of_offset() : flat_absent(),
    };
    FlatPlaces table = flat_write_table(file, fields, G_N_ELEMENTS(fields));
    flat_point(file, place, table.at);
    write_items(file, table.field[0],
                &(FlatItems){tensor->shape, (size_t)tensor->rank, sizeof(int32_t), 4});
    write_name(file, table.field[3], tensor->name);
    if (tensor->scale_count > 0)
        write_quantisation(file, table.field[4], tensor);
}

static void write_tensors(GByteArray *file, size_t place, const TfliteModel *model)
{
    size_t vector = write_offsets(file, place, model->tensor_count);
    int32_t buffer = 0;
    for (size_t i = 0; i < model->tensor_count; i++) {
        const TfliteTensor *tensor = &model->tensors[i];
        buffer += tensor->constant != NULL ? 1 : 0;
        write_tensor(file, flat_item_place(vector, i), tensor,
                     tensor->constant != NULL ? buffer : 0);
    }
}

/* Operator: opcode_index, inputs, outputs, builtin_options type, builtin_options. */
static void write_operator(GByteArray *file, size_t place, const TfliteOperator *op,
                           size_t code_index)
{
    const FlatField fields[] = {
        flat_of_s32((int32_t)code_index), flat_of_offset(), flat_of_offset(),
        flat_of_s8(op->option_type),      flat_of_offset(),
    };
    FlatPlaces table = flat_write_table(file, fields, G_N_ELEMENTS(fields));
    flat_point(file, place, table.at);
    write_items(file, table.field[1],
                &(FlatItems){op->inputs, op->input_count, sizeof(int32_t), 4});
    write_items(file, table.field[2], &(FlatItems){&op->output, 1, sizeof(int32_t), 4});
    FlatPlaces options = flat_write_table(file, op->options, op->option_count);
    flat_point(file, table.field[4], options.at);
}

/* SubGraph: tensors, inputs, outputs, operators, name. */
static void write_subgraph(GByteArray *file, size_t place, const TfliteModel *model,
                           const Codes *codes)
{
    const FlatField fields[] = {
        flat_of_offset(), flat_of_offset(), flat_of_offset(), flat_of_offset(), flat_of_offset(),
    };
    size_t subgraphs = write_offsets(file, place, 1);
    FlatPlaces table = flat_write_table(file, fields, G_N_ELEMENTS(fields));
    flat_point(file, flat_item_place(subgraphs, 0), table.at);
    write_tensors(file, table.field[0], model);
    write_items(file, table.field[1], &(FlatItems){&model->input, 1, sizeof(int32_t), 4});
    write_items(file, table.field[2], &(FlatItems){&model->output, 1, sizeof(int32_t), 4});
    size_t operators = write_offsets(file, table.field[3], model->operator_count);
    for (size_t i = 0; i < model->operator_count; i++)
        write_operator(file, flat_item_place(operators, i), &model->operators[i], codes->index[i]);
    write_name(file, table.field[4], "main");
}

/* Buffer: data. The first is empty by convention. */
static void write_buffers(GByteArray *file, size_t place, const TfliteModel *model)
{
    size_t count = 1;
    for (size_t i = 0; i < model->tensor_count; i++)
        count += model->tensors[i].constant != NULL ? 1 : 0;
    size_t vector = write_offsets(file, place, count);
    FlatPlaces empty = flat_write_table(file, NULL, 0);
    flat_point(file, flat_item_place(vector, 0), empty.at);
    size_t buffer = 1;
    for (size_t i = 0; i < model->tensor_count; i++) {
        const TfliteTensor *tensor = &model->tensors[i];
        if (tensor->constant == NULL)
            continue;
        const FlatField data = flat_of_offset();
        FlatPlaces table = flat_write_table(file, &data, 1);
        flat_point(file, flat_item_place(vector, buffer++), table.at);
        write_items(file, table.field[0],
                    &(FlatItems){tensor->constant, tensor->constant_size, 1, CONSTANT_ALIGNMENT});
    }
}

/* Model: version, operator_codes, subgraphs, description, buffers. */
GByteArray *tflite_write(const TfliteModel *model)
{
    g_assert(model->operator_count > 0);
    g_assert(G_BYTE_ORDER == G_LITTLE_ENDIAN);
    GByteArray *file = g_byte_array_new();
    size_t root = flat_begin(file, "TFL3");
    const FlatField fields[] = {
        flat_of_s32(SCHEMA_VERSION),
        flat_of_offset(),
        flat_of_offset(),
        flat_of_offset(),
        flat_of_offset(),
    };
    FlatPlaces table = flat_write_table(file, fields, G_N_ELEMENTS(fields));
    flat_point(file, root, table.at);
    Codes codes;
    codes_init(&codes, model);
    write_codes(file, table.field[1], model, &codes);
    write_subgraph(file, table.field[2], model, &codes);
    write_name(file, table.field[3], model->description);
    write_buffers(file, table.field[4], model);
    codes_clear(&codes);
    return file;
}
