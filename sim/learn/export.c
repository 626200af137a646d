#include "learn/export.h"

#include <string.h>

#include "learn/matmul.h"
#include "learn/tflite_write.h"

/* Numbers of the schema: BuiltinOperator, BuiltinOptions, Padding, ActivationFunctionType. */
enum {
    OP_AVERAGE_POOL_2D = 1,
    OP_CONV_2D = 3,
    OP_DEPTHWISE_CONV_2D = 4,
    OP_FULLY_CONNECTED = 9,
    OP_RESHAPE = 22,
    OP_SOFTMAX = 25,
    OPTIONS_CONV_2D = 1,
    OPTIONS_DEPTHWISE_CONV_2D = 2,
    OPTIONS_POOL_2D = 5,
    OPTIONS_FULLY_CONNECTED = 8,
    OPTIONS_SOFTMAX = 9,
    OPTIONS_RESHAPE = 17,
    PADDING_SAME = 0,
    PADDING_VALID = 1,
};

static const Affine PROBABILITY = {0x1p-8f, -128};

/* The description under construction; what it points to lives in `kept`. */
typedef struct Export {
    const Net *net;
    const float *params;   /* float form */
    const QuantNet *quant; /* int8 form; NULL in the float form */
    GArray *tensors;       /* of TfliteTensor */
    GArray *operators;     /* of TfliteOperator */
    GPtrArray *kept;
} Export;

static void *keep(Export *export, const void *bytes, size_t size)
{
    void *copy = g_memdup2(bytes, size);
    g_ptr_array_add(export->kept, copy);
    return copy;
}

static int32_t add_tensor(Export *export, const TfliteTensor *tensor)
{
    g_array_append_vals(export->tensors, tensor, 1);
    return (int32_t) export->tensors->len - 1;
}

static void set_affine(Export *export, TfliteTensor *tensor, Affine affine)
{
    if (export->quant == NULL)
        return;
    tensor->type = TFLITE_INT8;
    tensor->scale_count = 1;
    tensor->scales = keep(export, &affine.scale, sizeof affine.scale);
    tensor->zero_point = affine.zero_point;
}

/* An activation [1, height, width, channels], or [1, channels] with rank 2. */
static int32_t add_activation(Export *export, const char *name, MapShape shape, int32_t rank,
                              Affine affine)
{
    TfliteTensor tensor = {.name = name, .type = TFLITE_FLOAT32, .rank = rank};
    const int32_t map[] = {1, shape.height, shape.width, shape.channels};
    const int32_t row[] = {1, (int32_t)map_size(shape)};
    memcpy(tensor.shape, rank == 4 ? map : row, (size_t)rank * sizeof *map);
    set_affine(export, &tensor, affine);
    return add_tensor(export, &tensor);
}

/* The layout of a layer's weights in the file, and its operator. */
typedef struct LayerForm {
    const LayerOps *ops;
    int32_t builtin_code, float_version, int8_version, option_type;
    bool is_units_first; /* [units][taps] in the file, [taps][units] here */
    int32_t rank, quantised_dimension;
    void (*fill_shape)(const Layer *layer, int32_t *shape);
    size_t (*fill_options)(const Layer *layer, FlatField *options);
} LayerForm;

static void conv_shape(const Layer *layer, int32_t *shape)
{
    shape[0] = layer->spec.units;
    shape[1] = layer->spec.kernel_h;
    shape[2] = layer->spec.kernel_w;
    shape[3] = layer->in.channels;
}

static size_t conv_options(const Layer *layer, FlatField *options)
{
    options[0] = flat_of_s8(PADDING_SAME);
    options[1] = flat_of_s32(layer->spec.stride_w);
    options[2] = flat_of_s32(layer->spec.stride_h);
    options[3] = flat_of_s8(layer->spec.is_relu);
    options[4] = flat_of_s32(1);
    options[5] = flat_of_s32(1);
    return 6;
}

static void depthwise_shape(const Layer *layer, int32_t *shape)
{
    shape[0] = 1;
    shape[1] = layer->spec.kernel_h;
    shape[2] = layer->spec.kernel_w;
    shape[3] = layer->in.channels;
}

static size_t depthwise_options(const Layer *layer, FlatField *options)
{
    options[0] = flat_of_s8(PADDING_SAME);
    options[1] = flat_of_s32(layer->spec.stride_w);
    options[2] = flat_of_s32(layer->spec.stride_h);
    options[3] = flat_of_s32(1);
    options[4] = flat_of_s8(layer->spec.is_relu);
    options[5] = flat_of_s32(1);
    options[6] = flat_of_s32(1);
    return 7;
}

static size_t pool_options(const Layer *layer, FlatField *options)
{
    options[0] = flat_of_s8(PADDING_VALID);
    options[1] = flat_of_s32(layer->in.width);
    options[2] = flat_of_s32(layer->in.height);
    options[3] = flat_of_s32(layer->in.width);
    options[4] = flat_of_s32(layer->in.height);
    options[5] = flat_of_s8(layer->spec.is_relu);
    return 6;
}

static void dense_shape(const Layer *layer, int32_t *shape)
{
    shape[0] = layer->spec.units;
    shape[1] = (int32_t)map_size(layer->in);
}

static size_t dense_options(const Layer *layer, FlatField *options)
{
    options[0] = flat_of_s8(layer->spec.is_relu);
    return 1;
}

static const LayerForm forms[] = {
    {&layer_conv, OP_CONV_2D, 1, 3, OPTIONS_CONV_2D, true, 4, 0, conv_shape, conv_options},
    {&layer_depthwise, OP_DEPTHWISE_CONV_2D, 1, 3, OPTIONS_DEPTHWISE_CONV_2D, false, 4, 3,
     depthwise_shape, depthwise_options},
    {&layer_pool, OP_AVERAGE_POOL_2D, 1, 2, OPTIONS_POOL_2D, false, 0, 0, NULL, pool_options},
    {&layer_dense, OP_FULLY_CONNECTED, 1, 4, OPTIONS_FULLY_CONNECTED, true, 2, 0, dense_shape,
     dense_options},
};

static const LayerForm *form_of(const Layer *layer)
{
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (forms[i].ops == layer->spec.ops)
            return &forms[i];
    }
    g_assert_not_reached();
}

/* The int8 weights as the file has them. */
static const int8_t *int8_weights(Export *export, const Layer *layer, size_t i, bool is_turned)
{
    int8_t *weights = keep(export, export->quant->layers[i].weights, layer->weight_count);
    size_t units = layer->bias_count, taps = layer->weight_count / units;
    for (size_t k = 0; is_turned && k < layer->weight_count; k++)
        weights[k % units * taps + k / units] = export->quant->layers[i].weights[k];
    return weights;
}

static const float *float_weights(Export *export, const Layer *layer, bool is_turned)
{
    const float *from = export->params + layer->weight_at;
    float *weights = keep(export, from, layer->weight_count * sizeof *weights);
    size_t units = layer->bias_count;
    if (is_turned)
        matmul_transpose(layer->weight_count / units, units, from, weights);
    return weights;
}

static int32_t add_weights(Export *export, size_t i, const LayerForm *form)
{
    const Layer *layer = &export->net->layers[i];
    g_autofree char *name = g_strdup_printf("%s_%zu/weights", layer->spec.ops->name, i);
    TfliteTensor tensor = {.name = keep(export, name, strlen(name) + 1), .rank = form->rank};
    form->fill_shape(layer, tensor.shape);
    if (export->quant == NULL) {
        tensor.type = TFLITE_FLOAT32;
        tensor.constant = float_weights(export, layer, form->is_units_first);
        tensor.constant_size = layer->weight_count * sizeof(float);
    } else {
        const QuantLayer *quant = &export->quant->layers[i];
        tensor.type = TFLITE_INT8;
        tensor.constant = int8_weights(export, layer, i, form->is_units_first);
        tensor.constant_size = layer->weight_count;
        tensor.scale_count = quant->scale_count;
        tensor.scales = quant->weight_scales;
        tensor.quantised_dimension = form->quantised_dimension;
    }
    return add_tensor(export, &tensor);
}

static int32_t add_biases(Export *export, size_t i, Affine in)
{
    const Layer *layer = &export->net->layers[i];
    g_autofree char *name = g_strdup_printf("%s_%zu/bias", layer->spec.ops->name, i);
    TfliteTensor tensor = {
        .name = keep(export, name, strlen(name) + 1),
        .type = TFLITE_FLOAT32,
        .rank = 1,
        .shape = {(int32_t)layer->bias_count},
        .constant_size = layer->bias_count * sizeof(float),
    };
    if (export->quant == NULL) {
        tensor.constant = export->params + layer->weight_at + layer->weight_count;
    } else {
        const QuantLayer *quant = &export->quant->layers[i];
        float *scales = keep(export, quant->weight_scales, quant->scale_count * sizeof *scales);
        for (size_t c = 0; c < quant->scale_count; c++)
            scales[c] *= in.scale;
        tensor.type = TFLITE_INT32;
        tensor.constant = quant->biases;
        tensor.scale_count = quant->scale_count;
        tensor.scales = scales;
    }
    return add_tensor(export, &tensor);
}

/* RESHAPE to [1, size]: its new shape is a constant and an option. */
static int32_t add_reshape(Export *export, int32_t from, MapShape shape, Affine affine)
{
    const int32_t row[] = {1, (int32_t)map_size(shape)};
    TfliteTensor tensor = {.name = "flat/shape",
                           .type = TFLITE_INT32,
                           .rank = 1,
                           .shape = {2},
                           .constant = keep(export, row, sizeof row),
                           .constant_size = sizeof row};
    TfliteOperator op = {OP_RESHAPE, 1, OPTIONS_RESHAPE, 0, {{0}}, 2, {from}, 0};
    op.inputs[1] = add_tensor(export, &tensor);
    op.output = add_activation(export, "flat", shape, 2, affine);
    g_array_append_val(export->operators, op);
    return op.output;
}

/* The operator of layer i; answers its output. */
static int32_t add_layer(Export *export, size_t i, int32_t from, Affine in)
{
    const Layer *layer = &export->net->layers[i];
    const LayerForm *form = form_of(layer);
    TfliteOperator op = {.builtin_code = form->builtin_code, .option_type = form->option_type};
    op.version = export->quant != NULL ? form->int8_version : form->float_version;
    op.option_count = form->fill_options(layer, op.options);
    op.inputs[op.input_count++] = from;
    if (layer->weight_count > 0) {
        op.inputs[op.input_count++] = add_weights(export, i, form);
        op.inputs[op.input_count++] = add_biases(export, i, in);
    }
    bool is_dense = layer->spec.ops == &layer_dense;
    Affine out = export->quant != NULL ? export->quant->layers[i].out : in;
    g_autofree char *name = g_strdup_printf("%s_%zu", layer->spec.ops->name, i);
    op.output = add_activation(export, keep(export, name, strlen(name) + 1), layer->out,
                               is_dense ? 2 : 4, out);
    g_array_append_val(export->operators, op);
    return op.output;
}

static void add_softmax(Export *export, int32_t from, MapShape shape)
{
    TfliteOperator op = {
        OP_SOFTMAX, export->quant != NULL ? 2 : 1, OPTIONS_SOFTMAX, 1, {flat_of_f32(1)}, 1, {from},
        0};
    op.output = add_activation(export, "probability", shape, 2, PROBABILITY);
    g_array_append_val(export->operators, op);
}

static void add_all(Export *export)
{
    const Net *net = export->net;
    Affine affine = export->quant != NULL ? export->quant->input : (Affine){1, 0};
    int32_t at = add_activation(export, "input", net->input, 4, affine);
    for (size_t i = 0; i < net->layer_count; i++) {
        const Layer *layer = &net->layers[i];
        bool is_map = i == 0 || net->layers[i - 1].spec.ops != &layer_dense;
        if (layer->spec.ops == &layer_dense && is_map)
            at = add_reshape(export, at, layer->in, affine);
        at = add_layer(export, i, at, affine);
        if (export->quant != NULL)
            affine = export->quant->layers[i].out;
    }
    add_softmax(export, at, net->layers[net->layer_count - 1].out);
}

static GByteArray *run_export(Export *export, const char *description)
{
    export->tensors = g_array_new(FALSE, TRUE, sizeof(TfliteTensor));
    export->operators = g_array_new(FALSE, TRUE, sizeof(TfliteOperator));
    export->kept = g_ptr_array_new_with_free_func(g_free);
    add_all(export);
    TfliteModel model = {
        .description = description,
        .tensor_count = export->tensors->len,
        .operator_count = export->operators->len,
        .tensors = (const TfliteTensor *)(const void *)export->tensors->data,
        .operators = (const TfliteOperator *)(const void *)export->operators->data,
        .input = 0,
        .output = (int32_t) export->tensors->len - 1,
    };
    GByteArray *file = tflite_write(&model);
    g_array_unref(export->tensors);
    g_array_unref(export->operators);
    g_ptr_array_unref(export->kept);
    return file;
}

GByteArray *export_float(const Net *net, const float *params, const char *description)
{
    Export export = {.net = net, .params = params};
    return run_export(&export, description);
}

GByteArray *export_int8(const QuantNet *quant, const char *description)
{
    Export export = {.net = quant->net, .quant = quant};
    return run_export(&export, description);
}
