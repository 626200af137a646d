#include "engine/window.h"

#include <float.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
    SPIN_COUNT = 4000, /* looks at a gate before a thread sleeps: some 20 to 100 us */
};

/* A count that others wait for. */
typedef struct Gate {
    atomic_uint value;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
} Gate;

typedef struct Crew {
    const WindowSpec *spec;
    uint32_t thread_count;
    pthread_t *threads;  /* [thread_count - 1] */
    atomic_uint *claims; /* [partition_count] the window a partition was last taken in */
    EventLimit limit;
    uint32_t window; /* number of the one that runs */
    bool is_over;
    atomic_uint next_worker;
    Gate begun; /* windows */
    Gate done;  /* workers, over all windows */
} Crew;

static void gate_init(Gate *gate)
{
    atomic_init(&gate->value, 0);
    pthread_mutex_init(&gate->mutex, NULL);
    pthread_cond_init(&gate->changed, NULL);
}

static void gate_clear(Gate *gate)
{
    pthread_cond_destroy(&gate->changed);
    pthread_mutex_destroy(&gate->mutex);
}

static void gate_raise(Gate *gate)
{
    pthread_mutex_lock(&gate->mutex);
    atomic_fetch_add_explicit(&gate->value, 1, memory_order_release);
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->mutex);
}

static void gate_wait(Gate *gate, uint32_t value)
{
    for (int i = 0; i < SPIN_COUNT; i++) {
        if (atomic_load_explicit(&gate->value, memory_order_acquire) == value)
            return;
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#endif
    }
    pthread_mutex_lock(&gate->mutex);
    while (atomic_load_explicit(&gate->value, memory_order_acquire) != value)
        pthread_cond_wait(&gate->changed, &gate->mutex);
    pthread_mutex_unlock(&gate->mutex);
}

/* Results are the same bits only if doubles round to nearest and subnormals are kept. */
static void check_arithmetic(void)
{
    volatile double one = 1.0, least = DBL_MIN;
    g_assert(one + 0x1.8p-53 > one && one + 0x1p-54 == one);
    g_assert(least / 2 > 0);
}

static void run_partition(const Crew *crew, uint32_t i)
{
    partition_receive(crew->spec->partitions[i]);
    partition_run(crew->spec->partitions[i], crew->limit, crew->spec->cut);
}

/* A worker's own share first, the same in each window for the sake of its cache; then what others
 * have not begun. */
static void run_share(Crew *crew, uint32_t worker)
{
    uint32_t count = crew->spec->partition_count;
    for (uint32_t k = 0; k < crew->thread_count; k++) {
        for (uint32_t i = (worker + k) % crew->thread_count; i < count; i += crew->thread_count) {
            uint32_t free = crew->window - 1;
            if (atomic_compare_exchange_strong(&crew->claims[i], &free, crew->window))
                run_partition(crew, i);
        }
    }
}

static void *worker_main(void *data)
{
    Crew *crew = data;
    uint32_t worker = atomic_fetch_add(&crew->next_worker, 1);
    check_arithmetic();
    for (uint32_t window = 1;; window++) {
        gate_wait(&crew->begun, window);
        if (crew->is_over)
            return NULL;
        run_share(crew, worker);
        gate_raise(&crew->done);
    }
}

static void crew_init(Crew *crew, const WindowSpec *spec)
{
    *crew = (Crew){.spec = spec, .thread_count = MIN(spec->thread_count, spec->partition_count)};
    if (crew->thread_count < 2)
        return;
    gate_init(&crew->begun);
    gate_init(&crew->done);
    atomic_init(&crew->next_worker, 1);
    crew->claims = g_new0(atomic_uint, spec->partition_count);
    crew->threads = g_new0(pthread_t, crew->thread_count - 1);
    for (uint32_t i = 0; i + 1 < crew->thread_count; i++) {
        int status = pthread_create(&crew->threads[i], NULL, worker_main, crew);
        if (status != 0)
            g_error("cannot start a thread: %s", g_strerror(status));
    }
}

static void crew_clear(Crew *crew)
{
    if (crew->thread_count < 2)
        return;
    crew->is_over = true;
    gate_raise(&crew->begun);
    for (uint32_t i = 0; i + 1 < crew->thread_count; i++)
        pthread_join(crew->threads[i], NULL);
    g_free(crew->threads);
    g_free(crew->claims);
    gate_clear(&crew->begun);
    gate_clear(&crew->done);
}

/* All partitions up to the limit; what they sent is ready for the next window. */
static void crew_run(Crew *crew, EventLimit limit)
{
    crew->limit = limit;
    crew->window++;
    if (crew->thread_count < 2) {
        for (uint32_t i = 0; i < crew->spec->partition_count; i++)
            run_partition(crew, i);
    } else {
        gate_raise(&crew->begun);
        run_share(crew, 0);
        gate_wait(&crew->done, crew->window * (crew->thread_count - 1));
    }
    for (uint32_t i = 0; i < crew->spec->partition_count; i++)
        partition_turn(crew->spec->partitions[i]);
}

/* Where the next window ends: just below what the controllers see, or before what is sent in it
 * can arrive. An empty stretch is jumped over: nothing can arrive in it either. */
static EventLimit next_limit(const WindowSpec *spec, const WindowResult *reached)
{
    SimTime barrier = MIN(reached->due, spec->end);
    if (spec->length_max == 0)
        return (EventLimit){barrier, EVENT_EVALUATE};
    SimTime first = TIME_NEVER;
    for (uint32_t i = 0; i < spec->partition_count; i++)
        first = MIN(first, partition_next_time(spec->partitions[i]));
    SimTime horizon = time_add(MAX(first, reached->time), spec->length_max);
    if (barrier < horizon || horizon == TIME_NEVER)
        return (EventLimit){barrier, EVENT_EVALUATE};
    return (EventLimit){horizon, EVENT_ENVIRONMENT};
}

static bool is_set(const volatile int *flag)
{
    return flag != NULL && *flag != 0;
}

WindowResult window_run(const WindowSpec *spec)
{
    g_assert(spec->thread_count >= 1 && spec->length_max >= 0);
    g_assert(spec->due == TIME_NEVER || spec->act != NULL);
    check_arithmetic();
    Crew crew;
    crew_init(&crew, spec);
    WindowResult result = {.due = spec->due};
    while (!(result.is_stopped = is_set(spec->stop))) {
        EventLimit limit = next_limit(spec, &result);
        crew_run(&crew, limit);
        if ((result.is_cut = is_set(spec->cut)))
            break;
        result.window_count++;
        result.time = limit.time;
        if (limit.class != EVENT_EVALUATE)
            continue;
        if (limit.time == result.due && limit.time != TIME_NEVER) {
            result.due = spec->act(spec->context, limit.time);
            g_assert(result.due > limit.time);
        }
        if (limit.time == spec->end) {
            crew_run(&crew, (EventLimit){limit.time, EVENT_CLASS_COUNT});
            break;
        }
    }
    crew_clear(&crew);
    return result;
}
