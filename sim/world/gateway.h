/*
 * world/gateway.h - one gateway: workers, a bounded FIFO queue, settled when somebody looks.
 *
 * First come, first served by k workers needs no departure events: a request that is let in
 * at t starts when the first worker is free and ends a service time later, so its answer can
 * be sent at once.  What is in the gateway is kept to be counted, and to be lost when it dies.
 *
 * Units:   times ns.
 * Shapes:  free_at [worker_count], a heap; running [worker_count], a heap by (end, device,
 *          demand); ring of those waiting, in order of arrival, so of start.
 * Owner:   gateway_clear() frees; the ring grows when a queue is longer than ever before.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_GATEWAY_H
#define TINYFLEET_WORLD_GATEWAY_H

#include <stdbool.h>
#include <stdint.h>

#include "util/units.h"
#include "world/metrics.h"

typedef struct Job {
    SimTime start, end;
    uint32_t device, demand; /* device in the shard */
    uint32_t place;          /* of the request */
} Job;

typedef struct Gateway {
    SimTime *free_at;
    Job *running, *ring;
    uint32_t worker_count, queue_limit;
    uint32_t running_count;
    uint32_t ring_size, ring_first, waiting_count; /* ring_size is a power of two */
    uint32_t dark_count;                           /* power cuts in force */
    int64_t interval_requests; /* begun in the present interval of stat_interval */
    SimTime settled_at;
} Gateway;

void gateway_init(Gateway *gateway, uint32_t worker_count, uint32_t queue_limit);
void gateway_clear(Gateway *gateway);

/* Jobs that started or ended by `now` are moved on, and time is counted. */
void gateway_settle(Gateway *gateway, SimTime now, Metrics *metrics, uint32_t pool);

/* A request at `now`, settled before: when it starts and ends; false: no room. */
bool gateway_offer(Gateway *gateway, SimTime now, SimTime service, Job *inout_job);

/* Power is gone at `now`, settled before: hands every job in it to `lose` in order of (running
 * by end, then waiting), and is empty. */
void gateway_drop_all(Gateway *gateway, SimTime now, void (*lose)(void *context, const Job *job),
                      void *context);

static inline uint32_t gateway_open(const Gateway *gateway)
{
    return gateway->running_count + gateway->waiting_count;
}

#endif
