/* Damaged plans compute what a damaged file computes, and own no more than the damage. */
#include <string.h>

#include "golden.h"
#include "nn/plan.h"
#include "nn/tflite_read.h"
#include "test.h"
#include "tiny_model.h"

static Graph *read_bytes(const uint8_t *bytes, size_t size, GError **error)
{
    return tflite_read_bytes(bytes, size, "m", error);
}

static Graph *read_tiny(void)
{
    TinyModel model = tiny_classifier();
    g_autoptr(GBytes) file = tiny_write(&model);
    return read_bytes(g_bytes_get_data(file, NULL), g_bytes_get_size(file), NULL);
}

static void fill(uint8_t *bytes, size_t size, uint32_t seed)
{
    for (size_t i = 0; i < size; i++) {
        seed = seed * 1664525U + 1013904223U;
        bytes[i] = (uint8_t)(seed >> 24);
    }
}

/* Outputs of the flipped file read anew, in plain C; NULL if it is no model or has other sizes. */
static uint8_t *run_patched(const Graph *graph, PlanFlip flip, const uint8_t *inputs, int32_t count)
{
    g_autofree uint8_t *bytes = g_memdup2(graph->file, graph->file_size);
    bytes[flip.file_offset] ^= (uint8_t)(1U << flip.bit);
    g_autoptr(Graph) patched = read_bytes(bytes, graph->file_size, NULL);
    if (patched == NULL || graph_input_size(patched) != graph_input_size(graph) ||
        graph_output_size(patched) != graph_output_size(graph))
        return NULL;
    g_autoptr(Plan) plan = plan_new_with(patched, kernels_find("c"));
    return golden_run(plan, inputs, count, NULL, NULL);
}

/* Flips bits all over the file; answers how many files still ran. */
static int32_t compare_flips(const Graph *graph, size_t stride, int32_t count)
{
    g_autoptr(Plan) healthy = plan_new(graph);
    size_t in_size = graph_input_size(graph) * (size_t)count;
    size_t out_size = graph_output_size(graph) * (size_t)count;
    g_autofree uint8_t *inputs = g_malloc(in_size);
    fill(inputs, in_size, 7);
    g_autofree uint8_t *before = golden_run(healthy, inputs, count, NULL, NULL);
    int32_t run_count = 0, differ_count = 0, refuse_count = 0;
    for (size_t at = 0; at < graph->file_size; at += stride) {
        PlanFlip flip = {at, (uint8_t)(at % 8)};
        g_autoptr(GError) error = NULL;
        g_autoptr(Plan) plan = plan_new_damaged(healthy, &flip, 1, &error);
        g_autofree uint8_t *expected = run_patched(graph, flip, inputs, count);
        refuse_count += (plan == NULL) != (expected == NULL) || (plan == NULL) != (error != NULL);
        if (plan == NULL || expected == NULL)
            continue;
        g_autofree uint8_t *made = golden_run(plan, inputs, count, NULL, NULL);
        differ_count += memcmp(made, expected, out_size) != 0;
        run_count++;
    }
    CHECK_INT(refuse_count, 0);
    CHECK_INT(differ_count, 0);
    g_autofree uint8_t *after = golden_run(healthy, inputs, count, NULL, NULL);
    CHECK_INT(memcmp(before, after, out_size), 0);
    return run_count;
}

static void a_flip_anywhere_equals_the_patched_file(void)
{
    g_autoptr(Graph) graph = read_tiny();
    CHECK(graph != NULL && compare_flips(graph, 1, 3) > 500);
}

static void a_flip_in_a_published_model_equals_the_patched_file(void)
{
    g_autoptr(Graph) hello = golden_graph("models", "hello_world_int8");
    CHECK(hello != NULL && compare_flips(hello, 1, 4) > 1000);
    g_autoptr(Graph) keyword = golden_graph("models", "kws_ref_model");
    CHECK(keyword != NULL && compare_flips(keyword, 977, 2) > 20);
}

static void a_bit_flipped_twice_is_as_it_was(void)
{
    g_autoptr(Graph) graph = read_tiny();
    g_autoptr(Plan) healthy = plan_new(graph);
    uint64_t at = graph->tensor[1].file_offset;
    PlanFlip flips[] = {{at + 5, 6}, {at + 9, 7}, {at + 5, 6}, {at + 9, 7}};
    uint8_t inputs[60];
    fill(inputs, sizeof inputs, 3);
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
