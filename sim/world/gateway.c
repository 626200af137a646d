#include "world/gateway.h"

#include <glib.h>

enum { RING_FIRST_SIZE = 16 };

void gateway_init(Gateway *gateway, uint32_t worker_count, uint32_t queue_limit)
{
    g_assert(worker_count >= 1);
    *gateway = (Gateway){.worker_count = worker_count, .queue_limit = queue_limit};
    gateway->free_at = g_new0(SimTime, worker_count);
    gateway->running = g_new0(Job, worker_count);
    gateway->ring_size = RING_FIRST_SIZE;
    gateway->ring = g_new0(Job, gateway->ring_size);
}

void gateway_clear(Gateway *gateway)
{
    g_free(gateway->free_at);
    g_free(gateway->running);
    g_free(gateway->ring);
}

static bool ends_before(const Job *a, const Job *b)
{
    if (a->end != b->end)
        return a->end < b->end;
    return a->device != b->device ? a->device < b->device : a->demand < b->demand;
}

static void running_push(Gateway *gateway, Job job)
{
    uint32_t i = gateway->running_count++;
    for (; i > 0 && ends_before(&job, &gateway->running[(i - 1) / 2]); i = (i - 1) / 2)
        gateway->running[i] = gateway->running[(i - 1) / 2];
    gateway->running[i] = job;
}

static void running_pop(Gateway *gateway)
{
    Job *heap = gateway->running;
    Job last = heap[--gateway->running_count];
    uint32_t count = gateway->running_count, i = 0;
    for (uint32_t child = 1; child < count; child = 2 * i + 1) {
        if (child + 1 < count && ends_before(&heap[child + 1], &heap[child]))
            child++;
        if (!ends_before(&heap[child], &last))
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = last;
}

/* The worker that is free first takes the job and is free again at `end`. */
static void free_replace(Gateway *gateway, SimTime end)
{
    SimTime *heap = gateway->free_at;
    uint32_t i = 0;
    for (uint32_t child = 1; child < gateway->worker_count; child = 2 * i + 1) {
        if (child + 1 < gateway->worker_count && heap[child + 1] < heap[child])
            child++;
        if (heap[child] >= end)
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = end;
}

static Job *ring_at(const Gateway *gateway, uint32_t i)
{
    return &gateway->ring[(gateway->ring_first + i) & (gateway->ring_size - 1)];
}

static void ring_push(Gateway *gateway, Job job)
{
    if (gateway->waiting_count == gateway->ring_size) {
        Job *longer = g_new0(Job, 2 * (size_t)gateway->ring_size);
        for (uint32_t i = 0; i < gateway->waiting_count; i++)
            longer[i] = *ring_at(gateway, i);
        g_free(gateway->ring);
        gateway->ring = longer;
        gateway->ring_first = 0;
        gateway->ring_size *= 2;
    }
    *ring_at(gateway, gateway->waiting_count++) = job;
}

/* Time up to `to` at the present level. */
static void count_time(Gateway *gateway, SimTime to, Metrics *metrics, uint32_t pool)
{
    MetricsWindow span = {gateway->settled_at, to};
    gateway->settled_at = to;
    metrics_span_pool(metrics, pool, span,
                      (PoolLevel){gateway->running_count, gateway->waiting_count});
}

void gateway_settle(Gateway *gateway, SimTime now, Metrics *metrics, uint32_t pool)
{
    for (;;) {
        SimTime end = gateway->running_count > 0 ? gateway->running[0].end : TIME_NEVER;
        SimTime start = gateway->waiting_count > 0 ? ring_at(gateway, 0)->start : TIME_NEVER;
        if (MIN(end, start) > now)
            break;
        count_time(gateway, MIN(end, start), metrics, pool);
        if (end <= start) { /* first, so that the worker it frees can start the next */
            running_pop(gateway);
        } else {
            running_push(gateway, *ring_at(gateway, 0));
            gateway->ring_first = (gateway->ring_first + 1) & (gateway->ring_size - 1);
            gateway->waiting_count--;
        }
    }
    count_time(gateway, now, metrics, pool);
}

bool gateway_offer(Gateway *gateway, SimTime now, SimTime service, Job *inout_job)
{
    g_assert(gateway->settled_at == now);
    SimTime start = MAX(now, gateway->free_at[0]);
    if (start > now && gateway->waiting_count >= gateway->queue_limit)
        return false;
    inout_job->start = start;
    inout_job->end = time_add(start, service);
    free_replace(gateway, inout_job->end);
    if (start == now)
        running_push(gateway, *inout_job);
    else
        ring_push(gateway, *inout_job);
    return true;
}

void gateway_drop_all(Gateway *gateway, SimTime now, void (*lose)(void *context, const Job *job),
                      void *context)
{
    for (; gateway->running_count > 0; running_pop(gateway))
        lose(context, &gateway->running[0]);
    for (uint32_t i = 0; i < gateway->waiting_count; i++)
        lose(context, ring_at(gateway, i));
    gateway->waiting_count = 0;
    for (uint32_t w = 0; w < gateway->worker_count; w++)
        gateway->free_at[w] = now;
}
