#include "tiny_model.h"

#include <string.h>

#include "nn/tflite_read.h"

enum { SLOT = 8, SLOTS_MAX = 12, ALIGNMENT = 16 };

static void pad_to(GByteArray *file, guint alignment)
{
    static const uint8_t zeros[ALIGNMENT];
    if (file->len % alignment != 0)
        g_byte_array_append(file, zeros, alignment - file->len % alignment);
}

static void put(GByteArray *file, uint32_t at, const void *value, uint32_t size)
{
    memcpy(file->data + at, value, size);
}

static void append_u32(GByteArray *file, uint32_t value)
{
    g_byte_array_append(file, (const guint8 *)&value, sizeof value);
}

/* A table with a slot of 8 bytes for each of `count` fields, all zero; answers where. */
static uint32_t add_table(GByteArray *file, uint32_t count)
{
    pad_to(file, 8);
    uint16_t sizes[2] = {(uint16_t)(4 + 2 * count), (uint16_t)(8 + SLOT * count)};
    uint32_t vtable = file->len;
    g_byte_array_append(file, (const guint8 *)sizes, sizeof sizes);
    for (uint32_t i = 0; i < count; i++) {
        uint16_t offset = (uint16_t)(8 + SLOT * i);
        g_byte_array_append(file, (const guint8 *)&offset, sizeof offset);
    }
    pad_to(file, 8);
    uint32_t at = file->len;
    append_u32(file, at - vtable);
    for (uint32_t i = 0; i < 1 + 2 * count; i++)
        append_u32(file, 0);
    return at;
}

static uint32_t slot(uint32_t table, uint32_t id)
{
    return table + 8 + SLOT * id;
}

/* Leaves a field out. */
static void drop(GByteArray *file, uint32_t table, uint32_t id)
{
    uint32_t distance = 0;
    memcpy(&distance, file->data + table, sizeof distance);
    uint16_t none = 0;
    put(file, table - distance + 4 + 2 * id, &none, sizeof none);
}

static void set_s32(GByteArray *file, uint32_t table, uint32_t id, int32_t value)
{
    put(file, slot(table, id), &value, sizeof value);
}

/* Makes the offset at `at` point to `target`, which lies behind it. */
static void link_to(GByteArray *file, uint32_t at, uint32_t target)
{
    uint32_t distance = target - at;
    put(file, at, &distance, sizeof distance);
}

/* A vector whose elements start at a multiple of 16; answers where its count is. */
static uint32_t add_vector(GByteArray *file, const void *data, uint32_t count, uint32_t size)
{
    pad_to(file, ALIGNMENT);
    for (int i = 0; i < 3; i++)
        append_u32(file, 0);
    uint32_t at = file->len;
    append_u32(file, count);
    if (data != NULL)
        g_byte_array_append(file, data, count * size);
    for (uint32_t i = 0; data == NULL && i < count; i++)
        append_u32(file, 0);
    return at;
}

/* The field at `at` becomes a vector of these elements. */
static void set_vector(GByteArray *file, uint32_t at, const void *data, uint32_t count,
                       uint32_t size)
{
    uint32_t vector = add_vector(file, data, count, size);
    link_to(file, at, vector);
}

static void write_tensor(GByteArray *file, uint32_t at, const TinyModel *model, int32_t index)
{
    const TinyTensor *tensor = &model->tensor[index];
    uint32_t table = add_table(file, 6);
    link_to(file, at, table);
    set_vector(file, slot(table, 0), tensor->dims, (uint32_t)tensor->rank, 4);
    file->data[slot(table, 1)] = (uint8_t)tensor->type;
    set_s32(file, table, 2, tensor->buffer_of > 0 ? (int32_t)tensor->buffer_of : index + 1);
    char name[8];
    g_snprintf(name, sizeof name, "t%d", index);
    set_vector(file, slot(table, 3), name, (uint32_t)strlen(name), 1);
    file->data[slot(table, 5)] = (uint8_t)tensor->is_variable;
    if (tensor->scale == 0.0F) {
        drop(file, table, 4);
        return;
    }
    uint32_t quantisation = add_table(file, 7);
    link_to(file, slot(table, 4), quantisation);
    drop(file, quantisation, 0);
    drop(file, quantisation, 1);
    drop(file, quantisation, 5);
    bool is_list = model->scales.count > 0 && model->scales.tensor == index;
    float scale[TINY_SCALES_MAX];
    for (uint32_t i = 0; i < TINY_SCALES_MAX; i++)
        scale[i] = tensor->scale;
    set_vector(file, slot(quantisation, 2), scale, is_list ? model->scales.count : 1, 4);
    set_s32(file, quantisation, 6, is_list ? model->scales.dim : 0);
    set_vector(file, slot(quantisation, 3), &tensor->zero_point, 1, 8);
}

static void write_op(GByteArray *file, uint32_t at, const TinyOp *op, int32_t index)
{
    uint32_t table = add_table(file, 5);
    link_to(file, at, table);
    set_s32(file, table, 0, index);
    set_vector(file, slot(table, 1), op->inputs, (uint32_t)op->input_count, 4);
    set_vector(file, slot(table, 2), op->outputs, (uint32_t)op->output_count, 4);
    file->data[slot(table, 3)] = (uint8_t)op->options_code;
    if (op->options_code == 0) {
        drop(file, table, 4);
        return;
    }
    uint32_t options = add_table(file, TINY_FIELDS_MAX);
    link_to(file, slot(table, 4), options);
    uint32_t given = 0;
    for (uint32_t i = 0; i < op->field_count; i++) {
        const TinyField *field = &op->field[i];
        float number = (float)field->value;
        int32_t integer = (int32_t)field->value;
        given |= 1U << field->id;
        if (field->kind == TINY_F32)
            put(file, slot(options, field->id), &number, sizeof number);
        else
            put(file, slot(options, field->id), &integer, field->kind == TINY_S8 ? 1 : 4);
    }
    for (uint32_t id = 0; id < TINY_FIELDS_MAX; id++) {
        if ((given >> id & 1) == 0)
            drop(file, options, id);
    }
}

static void write_code(GByteArray *file, uint32_t at, const TinyOp *op)
{
    uint32_t table = add_table(file, 4);
    link_to(file, at, table);
    set_s32(file, table, 3, op->code);
    if (op->custom == NULL)
        drop(file, table, 1);
    else
        set_vector(file, slot(table, 1), op->custom, (uint32_t)strlen(op->custom), 1);
}

static void write_buffers(GByteArray *file, uint32_t model_table, const TinyModel *model)
{
    uint32_t count = (uint32_t)model->tensor_count + 1;
    uint32_t list = add_vector(file, NULL, count, 4);
    link_to(file, slot(model_table, 4), list);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t table = add_table(file, 1);
        link_to(file, list + 4 + 4 * i, table);
        if (i > 0 && model->tensor[i - 1].data != NULL)
            set_vector(file, slot(table, 0), model->tensor[i - 1].data, model->tensor[i - 1].size,
                       1);
        else
            drop(file, table, 0);
    }
}

static void write_subgraph(GByteArray *file, uint32_t model_table, const TinyModel *model)
{
    uint32_t list = add_vector(file, NULL, 1, 4);
    link_to(file, slot(model_table, 2), list);
    uint32_t table = add_table(file, 4);
    link_to(file, list + 4, table);
    uint32_t tensors = add_vector(file, NULL, (uint32_t)model->tensor_count, 4);
    link_to(file, slot(table, 0), tensors);
    for (int32_t i = 0; i < model->tensor_count; i++)
        write_tensor(file, tensors + 4 + 4 * (uint32_t)i, model, i);
    set_vector(file, slot(table, 1), model->inputs, (uint32_t)model->input_count, 4);
    set_vector(file, slot(table, 2), model->outputs, (uint32_t)model->output_count, 4);
    uint32_t ops = add_vector(file, NULL, (uint32_t)model->op_count, 4);
    link_to(file, slot(table, 3), ops);
    for (int32_t i = 0; i < model->op_count; i++)
        write_op(file, ops + 4 + 4 * (uint32_t)i, &model->op[i], i);
}

GBytes *tiny_write(const TinyModel *model)
{
    GByteArray *file = g_byte_array_new();
    append_u32(file, 0);
    g_byte_array_append(file, (const guint8 *)"TFL3", 4);
    uint32_t table = add_table(file, 5);
    link_to(file, 0, table);
    set_s32(file, table, 0, model->version);
    drop(file, table, 3);
    uint32_t codes = add_vector(file, NULL, (uint32_t)model->op_count, 4);
    link_to(file, slot(table, 1), codes);
    for (int32_t i = 0; i < model->op_count; i++)
        write_code(file, codes + 4 + 4 * (uint32_t)i, &model->op[i]);
    write_subgraph(file, table, model);
    write_buffers(file, table, model);
    return g_byte_array_free_to_bytes(file);
}

Graph *tiny_read(const TinyModel *model, GError **error)
{
    g_autoptr(GBytes) bytes = tiny_write(model);
    return tflite_read_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), "m", error);
}

TinyModel tiny_classifier(void)
{
    static const int8_t conv_weights[3 * 3 * 3 * 2] = {
        12,  -3, 40, 7,  -90, 33, 5,   -128, 17, 20, 1,  -1, 64,  -64, 9, 99, -7, 3,
        -12, 3,  8,  77, 90,  -3, -25, 127,  7,  -2, 11, -1, -64, 64,  0, 9,  -7, 13,
        1,   2,  3,  4,  5,   6,  7,   8,    9,  10, 11, 12, 13,  14,  0, -5, 21, -44};
    static const int32_t conv_bias[3] = {100, -2000, 3000};
    static const int8_t dense_weights[4 * 3] = {50, -20, 3, -60, 100, 7, 1, -90, 80, 33, 44, -55};
    static const int32_t dense_bias[4] = {-10, 500, 20, -300};
    static const int32_t flat_shape[2] = {1, 3};
    return (TinyModel){
        .tensor = {{9, 4, {1, 6, 5, 2}, 0.05F, 3, NULL, 0, 0, 0},
                   {9, 4, {3, 3, 3, 2}, 0.01F, 0, conv_weights, sizeof conv_weights, 0, 0},
                   {2, 1, {3}, 0.0005F, 0, conv_bias, sizeof conv_bias, 0, 0},
                   {9, 4, {1, 6, 5, 3}, 0.1F, -20, NULL, 0, 0, 0},
                   {9, 4, {1, 1, 1, 3}, 0.1F, -20, NULL, 0, 0, 0},
                   {2, 1, {2}, 0, 0, flat_shape, sizeof flat_shape, 0, 0},
                   {9, 2, {1, 3}, 0.1F, -20, NULL, 0, 0, 0},
                   {9, 2, {4, 3}, 0.02F, 0, dense_weights, sizeof dense_weights, 0, 0},
                   {2, 1, {4}, 0.002F, 0, dense_bias, sizeof dense_bias, 0, 0},
                   {9, 2, {1, 4}, 0.2F, 5, NULL, 0, 0, 0},
                   {9, 2, {1, 4}, 1.0F / 256.0F, -128, NULL, 0, 0, 0}},
        .tensor_count = 11,
        .op = {{3,
                NULL,
                {0, 1, 2},
                3,
                {3},
                1,
                1,
                {{0, TINY_S8, 0}, {1, TINY_S32, 1}, {2, TINY_S32, 1}, {3, TINY_S8, 1}},
                4},
               {1,
                NULL,
                {3},
                1,
                {4},
                1,
                5,
                {{0, TINY_S8, 1},
                 {1, TINY_S32, 1},
                 {2, TINY_S32, 1},
                 {3, TINY_S32, 5},
                 {4, TINY_S32, 6}},
                5},
               {22, NULL, {4, 5}, 2, {6}, 1, 0, {{0, TINY_S8, 0}}, 0},
               {9, NULL, {6, 7, 8}, 3, {9}, 1, 8, {{0, TINY_S8, 0}}, 1},
               {25, NULL, {9}, 1, {10}, 1, 9, {{0, TINY_F32, 1.0}}, 1}},
        .op_count = 5,
        .inputs = {0},
        .input_count = 1,
        .outputs = {10},
        .output_count = 1,
        .version = 3,
    };
}
