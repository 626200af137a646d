#include "cli/bench_infer.h"

#include <string.h>

#include "nn/infer.h"

/* --- inferences --------------------------------------------------------------------------- */

typedef struct Worker {
    const InferBench *bench;
    int64_t inference_count;
    double wall_s;
} Worker;

static double now_s(void)
{
    return (double)g_get_monotonic_time() * 1e-6;
}

static gpointer work(gpointer data)
{
    Worker *worker = data;
    const InferBench *bench = worker->bench;
    const Graph *graph = bench->plan->graph;
    size_t count = (size_t)bench->batch, in_size = graph_input_size(graph);
    size_t arena_size = infer_arena_size(bench->plan, bench->batch);
    g_autofree uint8_t *inputs = g_malloc(count * in_size);
    g_autofree uint8_t *outputs = g_malloc(count * graph_output_size(graph));
    g_autofree void *arena = g_malloc(arena_size);
    for (size_t i = 0; i < count * in_size; i++)
        inputs[i] = (uint8_t)((uint32_t)i * UINT32_C(2654435761) >> 24);
    InferBatch batch = {bench->batch, inputs, outputs, arena, arena_size, NULL, NULL};
    infer_run(bench->plan, &batch); /* pages and caches are warm from here on */
    double begin_s = now_s();
    do {
        infer_run(bench->plan, &batch);
        worker->inference_count += bench->batch;
        worker->wall_s = now_s() - begin_s;
    } while (worker->wall_s < bench->seconds);
    return NULL;
}

double bench_infer_run(const InferBench *bench)
{
    size_t count = (size_t)bench->thread_count;
    g_autofree Worker *workers = g_new0(Worker, count);
    g_autofree GThread **threads = g_new0(GThread *, count);
    for (size_t i = 0; i < count; i++)
        workers[i].bench = bench;
    for (size_t i = 1; i < count; i++)
        threads[i] = g_thread_new("bench", work, &workers[i]);
    work(&workers[0]);
    double per_second = (double)workers[0].inference_count / workers[0].wall_s;
    for (size_t i = 1; i < count; i++) {
        g_thread_join(threads[i]);
        per_second += (double)workers[i].inference_count / workers[i].wall_s;
    }
    return 1.0 / per_second;
}

/* --- the peak ----------------------------------------------------------------------------- */

enum {
    PEAK_DEPTH = 1024, /* products of each sum */
    PEAK_WIDTH = 64,
    PEAK_ROWS = 16,
    PEAK_ROUNDS = 500, /* between looks at the clock */
    PEAK_ALIGNMENT = 64,
};

/* Operands of either kind of product: zeros, as no multiplier here is faster for those. */
typedef struct PeakOperands {
    uint8_t *x, *w;
    int32_t *scale, *sum;
} PeakOperands;

static int64_t peak_plain(const KernelSet *kernels, const PeakOperands *operands)
{
    KernelProduct shape = {PEAK_DEPTH, PEAK_WIDTH, KERNEL_ROWS};
    for (int i = 0; i < PEAK_ROUNDS; i++)
        kernels->product(&shape, (const int16_t *)(const void *)operands->x,
                         (const int16_t *)(const void *)operands->w, operands->sum);
    return (int64_t)PEAK_ROUNDS * KERNEL_ROWS * PEAK_WIDTH * PEAK_DEPTH;
}

/* Sums so deep that requantising them hardly counts. */
static int64_t peak_simd(const SimdOps *simd, const PeakOperands *operands)
{
    static const int32_t no_distance[1] = {0};
    int32_t row_at[PEAK_ROWS];
    int8_t y[PEAK_ROWS * PEAK_WIDTH];
    SimdProduct product = {
        .x = operands->x,
        .row_at = row_at,
        .run_at = no_distance,
        .row_count = PEAK_ROWS,
        .run_count = 1,
        .run_units = PEAK_DEPTH / simd->group,
        .w = operands->w,
        .panel_count = PEAK_WIDTH / simd->lanes,
        .width = PEAK_WIDTH,
        .requant = {operands->scale, PEAK_WIDTH, 0, {INT8_MIN, INT8_MAX}},
        .y = y,
        .y_step = PEAK_WIDTH,
    };
    for (int32_t r = 0; r < PEAK_ROWS; r++)
        row_at[r] = r * PEAK_DEPTH * simd->element_size;
    for (int i = 0; i < PEAK_ROUNDS; i++)
        simd->product(&product);
    return (int64_t)PEAK_ROUNDS * PEAK_ROWS * PEAK_WIDTH * PEAK_DEPTH;
}

static void *new_zeros(size_t size)
{
    return g_aligned_alloc0(1, size, PEAK_ALIGNMENT);
}

double bench_infer_peak(const KernelSet *kernels, double seconds)
{
    PeakOperands operands = {
        .x = new_zeros(PEAK_ROWS * PEAK_DEPTH * sizeof(int16_t)),
        .w = new_zeros(PEAK_WIDTH * PEAK_DEPTH * sizeof(int16_t)),
        .scale = new_zeros(SIMD_COLUMNS * PEAK_WIDTH * sizeof(int32_t)),
        .sum = new_zeros(KERNEL_ROWS * PEAK_WIDTH * sizeof(int32_t)),
    };
    int64_t mac_count = 0;
    double begin_s = now_s(), wall_s;
    do {
        mac_count += kernels->simd != NULL ? peak_simd(kernels->simd, &operands)
                                           : peak_plain(kernels, &operands);
        wall_s = now_s() - begin_s;
    } while (wall_s < seconds);
    g_aligned_free(operands.x);
    g_aligned_free(operands.w);
    g_aligned_free(operands.scale);
    g_aligned_free(operands.sum);
    return (double)mac_count / wall_s;
}
