/* Operators of a .tflite file: which one, its tensors, its options. */
#include <math.h>

#include "nn/op_name.h"
#include "nn/op_table.h"
#include "nn/tflite_part.h"

enum {
    FIELD_CODE_OLD = 0,
    FIELD_CODE_CUSTOM = 1,
    FIELD_CODE = 3,
    FIELD_OPCODE_INDEX = 0,
    FIELD_INPUTS = 1,
    FIELD_OUTPUTS = 2,
    FIELD_OPTIONS_TYPE = 3,
    FIELD_OPTIONS = 4,
};

static bool refuse_unknown(TfliteReader *reader, const FlatTable *table, int32_t code,
                           GError **error)
{
    g_autofree char *known = op_table_names();
    const char *name = op_name_find(code);
    FlatVector custom = {0, 0};
    if (code == OP_CODE_CUSTOM)
        custom = flat_vector(&reader->flat, table, FIELD_CODE_CUSTOM, 1);
    g_autofree char *custom_name =
        tflite_printable((const char *)reader->flat.bytes + custom.at, custom.count);
    g_autofree char *text = custom.count > 0 ? g_strdup_printf("CUSTOM '%s'", custom_name)
                            : name != NULL   ? g_strdup(name)
                                             : g_strdup_printf("number %d", code);
    return op_refuse(error, "it is %s, which tinyfleet does not have; it has: %s", text, known);
}

static bool read_code(TfliteReader *reader, const FlatTable *table, Operator *op, GError **error)
{
    Flat *flat = &reader->flat;
    uint32_t index = (uint32_t)flat_s32(flat, table, FIELD_OPCODE_INDEX, 0);
    if (index >= reader->codes.count)
        return op_refuse(error, "it names operator code %u of %u", index, reader->codes.count);
    FlatTable code_table = flat_element_table(flat, reader->codes, index);
    int32_t code = MAX(flat_s8(flat, &code_table, FIELD_CODE_OLD, 0),
                       flat_s32(flat, &code_table, FIELD_CODE, 0));
    op->ops = op_table_find(code);
    return op->ops != NULL || refuse_unknown(reader, &code_table, code, error);
}

static bool read_integer(Flat *flat, const FlatTable *table, const OpField *field, void *target,
                         GError **error)
{
    uint32_t id = (uint32_t)field->id;
    int32_t value = field->kind == OP_FIELD_S8 ? flat_s8(flat, table, id, field->otherwise)
                                               : flat_s32(flat, table, id, field->otherwise);
    if (value < field->low || value > field->high)
        return op_refuse(error, "it has %s = %d, which must be %d to %d", field->name, value,
                         field->low, field->high);
    *(int32_t *)target = value;
    return true;
}

static bool read_number(Flat *flat, const FlatTable *table, const OpField *field, void *target,
                        GError **error)
{
    float value = flat_f32(flat, table, (uint32_t)field->id, 0.0F);
    if (!isfinite(value))
        return op_refuse(error, "it has %s = %g, which must be a finite number", field->name,
                         (double)value);
    *(float *)target = value;
    return true;
}

static bool read_options(TfliteReader *reader, const FlatTable *table, Operator *op, GError **error)
{
    Flat *flat = &reader->flat;
    const OpOps *ops = op->ops;
    if (ops->fields == NULL)
        return true;
    int32_t code = (uint8_t)flat_s8(flat, table, FIELD_OPTIONS_TYPE, 0);
    FlatTable options = flat_table(flat, table, FIELD_OPTIONS);
    if (options.at != 0 && code != ops->options_code)
        return op_refuse(error, "it has an option table of kind %d, which must be %d", code,
                         ops->options_code);
    for (const OpField *field = ops->fields; field->name != NULL; field++) {
        void *target = (char *)&op->options + field->offset;
        bool is_read = field->kind == OP_FIELD_F32
                           ? read_number(flat, &options, field, target, error)
                           : read_integer(flat, &options, field, target, error);
        if (!is_read)
            return false;
    }
    return true;
}

static bool read_parts(TfliteReader *reader, const FlatTable *table, Operator *op, GError **error)
{
    if (!read_code(reader, table, op, error))
        return false;
    TfliteIndices inputs = {"input", FIELD_INPUTS, true, op->input, &op->input_count};
    TfliteIndices outputs = {"output", FIELD_OUTPUTS, false, op->output, &op->output_count};
    return tflite_read_indices(reader, table, &inputs, error) &&
           tflite_read_indices(reader, table, &outputs, error) &&
           read_options(reader, table, op, error);
}

bool tflite_read_operator(TfliteReader *reader, int32_t index, GError **error)
{
    Operator *op = &reader->graph->op[index];
    FlatTable table = flat_element_table(&reader->flat, reader->operators, (uint32_t)index);
    bool is_read = read_parts(reader, &table, op, error);
    if (!flat_is_good(&reader->flat)) {
        g_clear_error(error);
        is_read = op_refuse(error, "%s", flat_problem(&reader->flat));
    }
    if (!is_read && op->ops != NULL)
        g_prefix_error(error, "%s: operator %d (%s): ", reader->graph->name, index, op->ops->name);
    else if (!is_read)
        g_prefix_error(error, "%s: operator %d: ", reader->graph->name, index);
    return is_read;
}
