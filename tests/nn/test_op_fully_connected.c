/* FULLY_CONNECTED with one scale of weights: what the reference kernels answer where a product
 * of scales rounded to float32 and the same product in double differ. */
#include "nn/op_table.h"
#include "op_case.h"
#include "test.h"

enum { CODE_DENSE = 9 };

typedef struct DenseRow {
    float in, weights, out;
    int32_t bias, y;
} DenseRow;

/* The last column is the answer of TensorFlow Lite Micro at 90b983c2. In double it were 51. */
static const DenseRow rows[] = {
    {0x1.b777fap-5F, 0x1.83892cp-7F, 0x1.8c8894p+12F, 504999984, 50},
    {0x1.69c62cp-7F, 0x1.fec2d8p-7F, 0x1.ae398cp+10F, 504999990, 50},
    {0x1.075396p-7F, 0x1.eae692p-5F, 0x1.2cf93ap+12F, 504999976, 50},
    {0x1.e1c5d2p-5F, 0x1.c01ffcp-5F, 0x1.f6ab14p+14F, 505000005, 50},
    {0x1.826f06p-5F, 0x1.509b98p-8F, 0x1.2edbbp+11F, 504999995, 50},
    {0x1.e4e788p-7F, 0x1.a70c76p-7F, 0x1.dd9fep+10F, 504999984, 50},
};

static OpCase new_case(const DenseRow *row)
{
    OpCase self = {.ops = op_table_find(CODE_DENSE), .input_count = 3, .batch = 1};
    self.is_constant[1] = self.is_constant[2] = true;
    op_case_tensor(&self, 0, TENSOR_INT8, 2, (int32_t[]){1, 1});
    op_case_tensor(&self, 1, TENSOR_INT8, 2, (int32_t[]){1, 1});
    op_case_tensor(&self, 2, TENSOR_INT32, 1, (int32_t[]){1});
    op_case_tensor(&self, 3, TENSOR_INT8, 2, (int32_t[]){1, 1});
    self.scale[0][0] = row->in;
    self.scale[1][0] = row->weights;
    self.scale[3][0] = row->out;
    *(int32_t *)self.data[2] = row->bias;
    return self;
}

static void scales_are_multiplied_in_float32(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OpCase self = new_case(&rows[i]);
        for (size_t s = 0; kernels_at(s) != NULL; s++) {
            int8_t y = 0;
            if (!kernels_at(s)->is_available())
                continue;
            CHECK(op_case_run(&self, kernels_at(s), &y, NULL));
            CHECK_INT(y, rows[i].y);
        }
        op_case_clear(&self);
    }
}

TEST_MAIN(CASE(scales_are_multiplied_in_float32))
