#include "flips.h"

#include <string.h>

#include "golden.h"
#include "nn/tflite_read.h"
#include "test.h"

void flips_fill(uint8_t *bytes, size_t size, uint32_t seed)
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
    g_autoptr(Graph) patched = tflite_read_bytes(bytes, graph->file_size, "m", NULL);
    if (patched == NULL || graph_input_size(patched) != graph_input_size(graph) ||
        graph_output_size(patched) != graph_output_size(graph))
        return NULL;
    g_autoptr(Plan) plan = plan_new_with(patched, kernels_find("c"));
    return golden_run(plan, inputs, count, NULL, NULL);
}

int32_t flips_compare(const Graph *graph, size_t stride, int32_t count)
{
    g_autoptr(Plan) healthy = plan_new(graph);
    size_t in_size = graph_input_size(graph) * (size_t)count;
    size_t out_size = graph_output_size(graph) * (size_t)count;
    g_autofree uint8_t *inputs = g_malloc(in_size);
    flips_fill(inputs, in_size, 7);
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
