/* Nothing is allocated while events run. */
#include <stdlib.h>

#include "little_world.h"
#include "test.h"
#include "world/world.h"

#if defined(__SANITIZE_ADDRESS__) || !defined(__GLIBC__)
#define CANNOT_COUNT
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CANNOT_COUNT
#endif
#endif

static size_t allocation_count;

#ifndef CANNOT_COUNT
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

void *malloc(size_t size)
{
    allocation_count++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocation_count++;
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    allocation_count++;
    return __libc_realloc(block, size);
}
#endif

enum { FIRST, LAST, PLACES };

/* Allocations seen at the first and the last barrier. */
static void note_count(void *user, SimTime reached)
{
    size_t *seen = user;
    (void)reached;
    if (seen[FIRST] == 0)
        seen[FIRST] = allocation_count;
    seen[LAST] = allocation_count;
}

static size_t allocations_while_running(const LittleWorld *little)
{
    size_t seen[PLACES] = {0, 0};
    g_autoptr(World) world = world_new(&little->spec, 0);
    WorldRun how = {.thread_count = 1, .on_progress = note_count, .user = seen};
    world_run(world, &how);
    return seen[LAST] - seen[FIRST];
}

static void settling_failing_and_healing_allocate_nothing(void)
{
#ifdef CANNOT_COUNT
    test_skip("allocations are the sanitizer's own");
#endif
    LittleWorld little;
    little_world_init(&little, 50, 2 * NS_PER_D);
    little.spec.fault_count = 2; /* crashes and deaths */
    CHECK_INT((int64_t)allocations_while_running(&little), 0);
    little_world_clear(&little);
}

/* Open requests and lines of the event log are kept in arrays that double. */
static void requests_and_region_faults_allocate_a_few_times_at_most(void)
{
#ifdef CANNOT_COUNT
    test_skip("allocations are the sanitizer's own");
#endif
    LittleWorld little;
    little_world_init(&little, 50, 2 * NS_PER_D);
    little.works[0].is_at_gateway = true;
    CHECK(allocations_while_running(&little) < 20);
    little_world_clear(&little);
}

TEST_MAIN(CASE(settling_failing_and_healing_allocate_nothing),
          CASE(requests_and_region_faults_allocate_a_few_times_at_most))
