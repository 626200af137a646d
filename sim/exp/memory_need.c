#include "exp/memory_need.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "exp/scope.h"
#include "util/error.h"
#include "wire/record.h"
#include "world/device.h"
#include "world/gateway.h"
#include "world/metrics.h"
#include "world/request.h"

enum {
    BYTES_OF_PROGRAM = 12 << 20,
    TIMER_BYTES = 180,    /* of a device in the event queue, touched */
    RESERVED_BYTES = 420, /* of a device in the event queue, mapped */
    CAUSE_BYTES = 8 + 8 + 4,
    PAGES_TOUCHED = 3, /* of the histogram of a sample */
    SERIES_COUNT = 30, /* of a scope */
    FEW_FLEETS = 1000, /* so many have their scopes worked out */
    PARTITION_DEVICES = 65536,
    PARTITIONS_MAX = 64,
};

/* Of one slice of a group: counters, and the steps of spans. */
#define SLICE_BYTES ((COUNTER_COUNT + 1.0) * sizeof(int64_t))
/* Of one slice of a pool, and of a cause. */
#define POOL_BYTES  (3.0 * sizeof(__int128) + 3.0 * sizeof(int64_t))
#define FAULT_BYTES (4.0 * sizeof(int64_t))
/* 90 % of what is there, for what this file does not know of. */
#define USABLE_SHARE 0.9

/* --- need ------------------------------------------------------------------------------------- */

/* Sums over shards, the world and the scopes of what each keeps of a group. */
static double group_copies(const Scenario *scenario)
{
    double segments = scenario->placement->segment_count;
    if (scenario->fleets->len > FEW_FLEETS)
        return 3.0 * segments + scenario->faults->len;
    ScopeSet *scopes = scope_set_new(scenario);
    double copies =
        segments * scopes->cohort_count + (double)scopes->group_count + scopes->scope_count;
    scope_set_free(scopes);
    return copies;
}

static double partition_count(const Scenario *scenario)
{
    double count = ceil((double)scenario->placement->device_count / PARTITION_DEVICES);
    return CLAMP(count, 1.0, PARTITIONS_MAX);
}

static double slice_count(const Scenario *scenario)
{
    double duration = (double)scenario->run.duration;
    double bins = ceil(duration / (double)scenario->output.interval);
    double intervals = ceil(duration / (double)scenario->run.stat_interval);
    bool is_nested = scenario->output.interval % scenario->run.stat_interval == 0 ||
                     scenario->run.stat_interval % scenario->output.interval == 0;
    return is_nested ? MAX(bins, intervals) : bins + intervals;
}

static double device_bytes(const Scenario *scenario)
{
    double bytes = sizeof(Device) + sizeof(DeviceCold) + sizeof(DeviceRest) + sizeof(DeviceReport) +
                   sizeof(Record) + TIMER_BYTES;
    return bytes + (scenario->output.per_device ? 2 * sizeof(uint32_t) + sizeof(double) * 8 : 0);
}

static double cause_bytes(const Scenario *scenario)
{
    double bytes = 0;
    for (guint i = 0; i < scenario->faults->len; i++) {
        const FaultSection *fault = &g_array_index(scenario->faults, FaultSection, i);
        bytes += fault->per == PER_DEVICE ? CAUSE_BYTES : 0;
    }
    return bytes;
}

/* Gateways that serve nobody are never made. */
static double gateway_bytes(const Scenario *scenario)
{
    const Placement *placement = scenario->placement;
    g_autofree bool *is_used = g_new0(bool, placement->instance_count + 1);
    double bytes = 0;
    for (uint32_t s = 0; s < placement->segment_count; s++) {
        if (placement->segments[s].instance != PLACEMENT_NONE)
            is_used[placement->segments[s].instance] = true;
    }
    for (uint32_t i = 0; i < placement->instance_count; i++) {
        if (!is_used[i])
            continue;
        const PlacedInstance *instance = &placement->instances[i];
        const PoolSection *pool = &g_array_index(scenario->pools, PoolSection, instance->pool);
        double of_one = sizeof(Gateway) + sizeof(uint32_t) + 16.0 * sizeof(Job) +
                        (double)pool->workers * (sizeof(SimTime) + sizeof(Job));
        bytes += of_one * instance->gateway_count;
    }
    return bytes;
}

/* Histograms: tables of all, pages of what is counted. */
static double sample_bytes(double copies, double windows)
{
    double bytes = 0;
    for (uint32_t s = 0; s < SAMPLE_COUNT; s++) {
        double buckets = histogram_bucket_count(sample_layout((Sample)s));
        bytes += sizeof(SampleSet) + buckets / HISTOGRAM_OCTAVE * sizeof(int64_t *) +
                 PAGES_TOUCHED * HISTOGRAM_OCTAVE * sizeof(int64_t);
    }
    return bytes * copies * windows;
}

MemoryNeed memory_need(const Scenario *scenario)
{
    g_assert(scenario != NULL);
    double devices = scenario->placement->device_count, slices = slice_count(scenario);
    double bins = ceil((double)scenario->run.duration / (double)scenario->output.interval);
    double copies = group_copies(scenario), metrics = partition_count(scenario) + 1.0;
    double scopes = copies - scenario->placement->segment_count;
    MemoryNeed need = {.program = BYTES_OF_PROGRAM,
                       .reserved = devices * RESERVED_BYTES,
                       .replications = (uint32_t)scenario->sweep.replications};
    need.parts[NEED_DEVICES] = devices * device_bytes(scenario);
    need.parts[NEED_CAUSES] = devices * cause_bytes(scenario);
    need.parts[NEED_GATEWAYS] = gateway_bytes(scenario);
    need.parts[NEED_SLICES] = slices * (copies * SLICE_BYTES + sizeof(Slice) +
                                        metrics * scenario->pools->len * POOL_BYTES +
                                        metrics * scenario->faults->len * FAULT_BYTES);
    need.parts[NEED_SAMPLES] = sample_bytes(copies, 1.0);
    need.kept = MAX(scopes, 1.0) / 2.0 * SERIES_COUNT * bins * sizeof(double);
    for (int p = 0; p < NEED_RESULTS; p++)
        need.of_run += need.parts[p];
    need.parts[NEED_RESULTS] = need.kept * need.replications;
    return need;
}

double memory_total(const MemoryNeed *need, uint32_t lane_count, bool is_of_address_space)
{
    double of_run = need->of_run + (is_of_address_space ? need->reserved : 0.0);
    return need->program + need->kept * need->replications +
           MIN(lane_count, need->replications) * of_run;
}

/* --- room ------------------------------------------------------------------------------------- */

/* The number behind a word in a small file of the system; -1: none. */
static double number_after(const char *path, const char *word)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return -1.0;
    const char *at = *word == '\0' ? text : strstr(text, word);
    if (at == NULL)
        return -1.0;
    at += strlen(word);
    while (*at == ' ' || *at == '\t')
        at++;
    return g_ascii_isdigit(*at) ? g_ascii_strtod(at, NULL) : -1.0;
}

static void narrow(MemoryRoom *room, double bytes, const char *source, bool is_of_address_space)
{
    if (bytes < room->bytes)
        *room = (MemoryRoom){MAX(bytes, 0.0), source, is_of_address_space};
}

MemoryRoom memory_room(void)
{
    MemoryRoom room = {INFINITY, "nothing", false};
    struct rlimit limit;
    double page = (double)sysconf(_SC_PAGESIZE);
    double mapped = number_after("/proc/self/statm", "");
    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        narrow(&room, (double)limit.rlim_cur - MAX(mapped, 0.0) * page,
               "the limit on address space leaves", true);
    double most = number_after("/sys/fs/cgroup/memory.max", "");
    double used = number_after("/sys/fs/cgroup/memory.current", "");
    if (most >= 0.0)
        narrow(&room, most - MAX(used, 0.0), "the control group leaves", false);
    double free_kib = number_after("/proc/meminfo", "MemAvailable:");
    if (free_kib >= 0.0)
        narrow(&room, free_kib * 1024.0, "the machine has", false);
    return room;
}

uint32_t memory_lanes(const MemoryNeed *need, MemoryRoom room, uint32_t wanted,
                      const Scenario *scenario, GError **error)
{
    g_assert(wanted >= 1);
    uint32_t lanes = wanted;
    double most = room.bytes * USABLE_SHARE;
    while (lanes > 1 && memory_total(need, lanes, room.is_of_address_space) > most)
        lanes--;
    double total = memory_total(need, lanes, room.is_of_address_space);
    if (total <= most)
        return lanes;
    g_autofree char *needed = memory_text(total), *left = memory_text(room.bytes);
    g_autofree char *most_of = memory_most(need, scenario);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN,
                "this needs about %s of memory, most of it for %s; %s %s", needed, most_of,
                room.source, left);
    return 0;
}

/* --- texts ------------------------------------------------------------------------------------ */

char *memory_text(double bytes)
{
    static const char *const units[] = {"MB", "GB", "TB", "PB", "EB"};
    double value = bytes / 1e6;
    size_t u = 0;
    for (; value >= 999.5 && u + 1 < G_N_ELEMENTS(units); u++)
        value /= 1e3;
    return g_strdup_printf(value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[u]);
}

char *memory_most(const MemoryNeed *need, const Scenario *scenario)
{
    int most = 0;
    for (int p = 1; p < NEED_PART_COUNT; p++)
        most = need->parts[p] > need->parts[most] ? p : most;
    g_autofree char *bytes = memory_text(need->parts[most]);
    switch ((NeedPart)most) {
    case NEED_DEVICES:
        return g_strdup_printf("%u devices (%s)", scenario->placement->device_count, bytes);
    case NEED_CAUSES:
        return g_strdup_printf("faults of %u devices (%s)", scenario->placement->device_count,
                               bytes);
    case NEED_GATEWAYS:
        return g_strdup_printf("gateways and their workers (%s)", bytes);
    case NEED_SLICES:
        return g_strdup_printf("%.0f slices of time, cut by [output] interval and [scenario] "
                               "stat_interval (%s)",
                               slice_count(scenario), bytes);
    case NEED_SAMPLES:
        return g_strdup_printf("histograms (%s)", bytes);
    case NEED_RESULTS:
    case NEED_PART_COUNT:
        break;
    }
    return g_strdup_printf("series of the results (%s)", bytes);
}
