/* Arrays start zeroed and aligned, small or mapped, and keep what they hold when they grow. */
#include "test.h"

#include <stdint.h>

#include "engine/memory.h"

enum {
    MEGA = 1 << 20,
};

static const size_t counts[] = {0, 1, 7, 1000, MEGA / 8 - 8, MEGA / 8, MEGA / 8 + 1, MEGA};

static void arrays_are_zeroed_and_aligned(void)
{
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
        uint64_t *array = engine_alloc(counts[k], sizeof *array);
        CHECK_INT((uintptr_t)array % ENGINE_LINE_SIZE, 0);
        uint64_t sum = 0;
        for (size_t i = 0; i < counts[k]; i++) {
            sum |= array[i];
            array[i] = i;
        }
        CHECK_INT((int64_t)sum, 0);
        engine_free(array, counts[k], sizeof *array);
    }
}

static void growing_keeps_what_was_there_and_adds_zeros(void)
{
    uint64_t *array = engine_alloc(1, sizeof *array);
    array[0] = 1;
    size_t count = 1;
    for (size_t k = 2; k < sizeof counts / sizeof counts[0]; k++) {
        array = engine_grow(array, count, counts[k], sizeof *array);
        uint64_t wrong = 0;
        for (size_t i = 0; i < counts[k]; i++)
            wrong += array[i] != (i < count ? i + 1 : 0);
        CHECK_INT((int64_t)wrong, 0);
        count = counts[k];
        for (size_t i = 0; i < count; i++)
            array[i] = i + 1;
    }
    engine_free(array, count, sizeof *array);
}

static void nothing_is_freed_for_null(void)
{
    engine_free(NULL, 5, 8);
}

TEST_MAIN(CASE(arrays_are_zeroed_and_aligned), CASE(growing_keeps_what_was_there_and_adds_zeros),
          CASE(nothing_is_freed_for_null))
