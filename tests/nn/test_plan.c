/* Damaged plans compute what a damaged file computes, and own no more than the damage. */
#include <string.h>

#include "flips.h"
#include "golden.h"
#include "nn/plan.h"
#include "test.h"
#include "tiny_model.h"

static Graph *read_tiny(void)
{
    TinyModel model = tiny_classifier();
    return tiny_read(&model, NULL);
}

static void a_flip_anywhere_equals_the_patched_file(void)
{
    g_autoptr(Graph) graph = read_tiny();
    CHECK(graph != NULL && flips_compare(graph, 1, 3) > 500);
}

static void a_flip_in_a_published_model_equals_the_patched_file(void)
{
    g_autoptr(Graph) hello = golden_graph("models", "hello_world_int8");
    CHECK(hello != NULL && flips_compare(hello, 1, 4) > 1000);
    g_autoptr(Graph) keyword = golden_graph("models", "kws_ref_model");
    CHECK(keyword != NULL && flips_compare(keyword, 977, 2) > 20);
}

static void a_bit_flipped_twice_is_as_it_was(void)
{
    g_autoptr(Graph) graph = read_tiny();
    g_autoptr(Plan) healthy = plan_new(graph);
    uint64_t at = graph->tensor[1].file_offset;
    PlanFlip flips[] = {{at + 5, 6}, {at + 9, 7}, {at + 5, 6}, {at + 9, 7}};
    uint8_t inputs[60];
    flips_fill(inputs, sizeof inputs, 3);
    g_autofree uint8_t *before = golden_run(healthy, inputs, 1, NULL, NULL);
    g_autoptr(Plan) restored = plan_new_damaged(healthy, flips, 4, NULL);
    g_autofree uint8_t *after = golden_run(restored, inputs, 1, NULL, NULL);
    CHECK_INT(memcmp(before, after, 4), 0);
    CHECK(restored->constant[1] != healthy->constant[1]);
}

static void only_what_was_hit_is_owned(void)
{
    g_autoptr(Graph) graph = golden_graph("models", "kws_ref_model");
    if (graph == NULL)
        return;
    g_autoptr(Plan) healthy = plan_new(graph);
    int32_t last = graph->operator_count - 2; /* FULLY_CONNECTED, 64 x 12 weights */
    PlanFlip flip = {graph->tensor[graph->op[last].input[1]].file_offset + 3, 7};
    g_autoptr(Plan) damaged = plan_new_damaged(healthy, &flip, 1, NULL);
    for (int32_t i = 0; i < graph->operator_count; i++) {
        CHECK(damaged->step[i].is_owned == (i == last));
        CHECK((damaged->step[i].state == healthy->step[i].state) == (i != last));
    }
    CHECK(damaged->owned_size < 16000);
    CHECK(healthy->owned_size > 5 * damaged->owned_size);
}

static void damage_that_stops_the_model_says_why(void)
{
    g_autoptr(Graph) graph = read_tiny();
    g_autoptr(Plan) healthy = plan_new(graph);
    g_autoptr(GError) error = NULL;
    PlanFlip identifier = {4, 0};
    CHECK(plan_new_damaged(healthy, &identifier, 1, &error) == NULL);
    CHECK_TEXT(error->message, "m: it is no .tflite model: bytes 4 to 7 are not 'TFL3'");
}

static void no_flips_borrow_everything(void)
{
    g_autoptr(Graph) graph = read_tiny();
    g_autoptr(Plan) healthy = plan_new(graph);
    g_autoptr(Plan) same = plan_new_damaged(healthy, NULL, 0, NULL);
    for (int32_t i = 0; i < graph->operator_count; i++)
        CHECK(same->step[i].state == healthy->step[i].state && !same->step[i].is_owned);
}

TEST_MAIN(CASE(a_flip_anywhere_equals_the_patched_file),
          CASE(a_flip_in_a_published_model_equals_the_patched_file),
          CASE(a_bit_flipped_twice_is_as_it_was), CASE(only_what_was_hit_is_owned),
          CASE(damage_that_stops_the_model_says_why), CASE(no_flips_borrow_everything))
