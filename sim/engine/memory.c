#include "engine/memory.h"

#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    HUGE_PAGE_SIZE = 2 << 20,
    MAPPED_SIZE_MIN = 1 << 20, /* below this the heap does */
};

static size_t array_size(size_t count, size_t size)
{
    g_assert(size > 0 && count <= (SIZE_MAX - HUGE_PAGE_SIZE) / size);
    size_t lines = (count * size + ENGINE_LINE_SIZE - 1) / ENGINE_LINE_SIZE;
    return (lines > 0 ? lines : 1) * ENGINE_LINE_SIZE;
}

/* A mapping that starts at a huge page: the ragged ends of a larger one are given back. */
static void *map_pages(size_t size)
{
    size_t wanted = size + HUGE_PAGE_SIZE;
    char *map = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
        g_error("out of memory: cannot map %" G_GSIZE_FORMAT " bytes", size);
    size_t before = (size_t)(-(uintptr_t)map % HUGE_PAGE_SIZE);
    if (before > 0)
        munmap(map, before);
    size_t page = (size_t)sysconf(_SC_PAGESIZE), used = (size + page - 1) / page * page;
    if (wanted - before > used)
        munmap(map + before + used, wanted - before - used);
    madvise(map + before, used, MADV_HUGEPAGE);
    return map + before;
}

void *engine_alloc(size_t count, size_t size)
{
    size_t bytes = array_size(count, size);
    if (bytes >= MAPPED_SIZE_MIN)
        return map_pages(bytes);
    void *array = aligned_alloc(ENGINE_LINE_SIZE, bytes);
    if (array == NULL)
        g_error("out of memory: cannot allocate %" G_GSIZE_FORMAT " bytes", bytes);
    return memset(array, 0, bytes);
}

void *engine_grow(void *take_array, size_t count, size_t count_new, size_t size)
{
    g_assert(count_new >= count);
    void *array = engine_alloc(count_new, size);
    if (take_array != NULL && count > 0)
        memcpy(array, take_array, count * size);
    engine_free(take_array, count, size);
    return array;
}

void engine_free(void *array, size_t count, size_t size)
{
    if (array == NULL)
        return;
    size_t bytes = array_size(count, size);
    if (bytes >= MAPPED_SIZE_MIN)
        munmap(array, bytes);
    else
        free(array);
}
