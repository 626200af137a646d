/* Sigmoid and tanh of int16: the bits of the reference kernels, and close to the real functions. */
#include "nn/infer.h"
#include "nn/sigmoid16.h"
#include "test.h"
#include "util/detmath.h"

/* FNV-1a over the table and the answers to all int16 from the lowest on, as TensorFlow Lite
 * Micro at 90b983c2 has and gives them, little endian. */
#define REFERENCE_TABLE    UINT64_C(0x6d0e26c08d82d44c)
#define REFERENCE_LOGISTIC UINT64_C(0x9106cb5b158b3d55) /* scale 2^-12 */
#define REFERENCE_TANH_12  UINT64_C(0x15d109ac75954965) /* scale 2^-12 */
#define REFERENCE_TANH_11  UINT64_C(0x96ae7b0d20810061) /* scale 2^-11 */

static uint64_t add_s16(uint64_t hash, int32_t value)
{
    uint8_t bytes[2] = {(uint8_t)(value & 0xff), (uint8_t)(value >> 8 & 0xff)};
    return fnv1a64(hash, bytes, sizeof bytes);
}

static void the_table_is_the_reference_table(void)
{
    Sigmoid16 table;
    sigmoid16_fill(&table);
    uint64_t hash = FNV1A64_BASIS;
    for (int32_t i = 0; i < SIGMOID16_SIZE; i++)
        hash = add_s16(hash, table.value[i]);
    CHECK(hash == REFERENCE_TABLE);
    CHECK_INT(table.value[0], 32768);
    CHECK_INT(table.value[4], 35493);
    CHECK_INT(table.value[255], 65535);
}

static void all_answers_are_those_of_the_reference(void)
{
    Sigmoid16 table;
    sigmoid16_fill(&table);
    uint64_t logistic = FNV1A64_BASIS, tanh_12 = FNV1A64_BASIS, tanh_11 = FNV1A64_BASIS;
    for (int32_t x = INT16_MIN; x <= INT16_MAX; x++) {
        logistic = add_s16(logistic, sigmoid16_logistic(&table, (int16_t)x));
        tanh_12 = add_s16(tanh_12, sigmoid16_tanh(&table, (int16_t)x, -12));
        tanh_11 = add_s16(tanh_11, sigmoid16_tanh(&table, (int16_t)x, -11));
    }
    CHECK(logistic == REFERENCE_LOGISTIC);
    CHECK(tanh_12 == REFERENCE_TANH_12);
    CHECK(tanh_11 == REFERENCE_TANH_11);
}

/* Half a chord's error and the rounding: at most two units; beyond the table 1 - 2.5e-5. */
static void answers_are_near_the_real_functions(void)
{
    Sigmoid16 table;
    sigmoid16_fill(&table);
    for (int32_t x = INT16_MIN; x <= INT16_MAX; x += 7) {
        double real = 1.0 / (1.0 + det_exp(-x / 4096.0));
        CHECK_NEAR(sigmoid16_logistic(&table, (int16_t)x), 32768.0 * real, 2.0);
        for (int32_t e = SIGMOID16_EXPONENT_MIN; e <= SIGMOID16_EXPONENT_MAX; e++) {
            double place = x * det_pow(2.0, e);
            CHECK_NEAR(sigmoid16_tanh(&table, (int16_t)x, e), 32768.0 * det_tanh(place), 3.0);
        }
    }
}

TEST_MAIN(CASE(the_table_is_the_reference_table), CASE(all_answers_are_those_of_the_reference),
          CASE(answers_are_near_the_real_functions))
