/*
 * world/world.h - one run of a fleet: every entity as columns, cut into partitions.
 *
 * Built from a WorldSpec, run to its end, asked for what it counted.  All chance is addressed by
 * (seed, replication); threads, partition size and output settings change nothing but speed.
 *
 * Units:   times in ns.
 * Owner:   the caller owns the World; the spec and all it points to must outlive it.
 * Errors:  none: the spec was checked before.
 */
#ifndef TINYFLEET_WORLD_WORLD_H
#define TINYFLEET_WORLD_WORLD_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "util/digest.h"
#include "world/metrics.h"
#include "world/world_spec.h"

typedef struct World World;

World *world_new(const WorldSpec *spec, uint32_t replication);
void world_free(World *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(World, world_free)

typedef struct WorldRun {
    uint32_t thread_count;
    const volatile int *stop;                         /* not 0: to the next barrier; may be NULL */
    const volatile int *cut;                          /* not 0: leave at once; may be NULL */
    void (*on_progress)(void *user, SimTime reached); /* may be NULL; at most once a window */
    void *user;
} WorldRun;

/* Runs to the end, or until `stop`; then settles every device and closes every open span.
 * Returns the time reached. Once `cut` is set it leaves within moments whatever it is at and
 * returns -1: such a world has no results and can only be freed. */
SimTime world_run(World *world, const WorldRun *run);

typedef struct WorldTotals {
    int64_t events; /* scheduled and executed */
    int64_t items;  /* settled beats, inferences, demands, batches */
    int64_t beats;
    Digest digest;
} WorldTotals;

WorldTotals world_totals(const World *world);

/* All partitions together; after world_run(). */
const Metrics *world_metrics(const World *world);

/* What is worth a line in the event log, in key order: region faults and losses. */
typedef enum NoticeKind {
    NOTICE_FAULT_BEGIN,
    NOTICE_FAULT_END,
    NOTICE_DEVICE_LOST,
    NOTICE_KIND_COUNT
} NoticeKind;

typedef struct Notice {
    SimTime t;
    NoticeKind kind;
    uint32_t fault;   /* index of the faults section; of a loss: its cause, UINT32_MAX = none */
    uint32_t unit;    /* of the fault: number of its unit; of a loss: public device id */
    int64_t affected; /* devices hit, over all partitions */
} Notice;

const Notice *world_notices(const World *world, size_t *ret_count);

typedef struct DeviceView {
    uint32_t id; /* public */
    uint32_t segment;
    const char *state; /* "up", "booting", "down", "no-power", "lost" */
    SimTime down_ns;   /* after the warm-up, as all that follows */
    int64_t failures, inferences, misses;
    int64_t energy_nj;   /* drawn */
    double charge_share; /* NAN on mains */
} DeviceView;

/* After world_run(); id is the public one. Inferences, misses and energy need spec->per_device. */
DeviceView world_device(const World *world, uint32_t id);

#endif
