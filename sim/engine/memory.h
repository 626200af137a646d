/*
 * engine/memory.h - large arrays: zeroed, aligned to a cache line, on huge pages where they help.
 *
 * Pages are touched as they are used, so room that is never needed costs no memory. Huge pages
 * save about a quarter of the time of random access to a large fleet.
 *
 * Owner:   the caller frees with engine_free() and the size it asked for.
 * Errors:  none; out of memory ends the program, as with g_malloc().
 */
#ifndef TINYFLEET_ENGINE_MEMORY_H
#define TINYFLEET_ENGINE_MEMORY_H

#include <stddef.h>

#define ENGINE_LINE_SIZE 64

/* count * size zeroed bytes. */
void *engine_alloc(size_t count, size_t size);

/* A larger copy of an array from engine_alloc(), which is freed; the rest is zero. */
void *engine_grow(void *take_array, size_t count, size_t count_new, size_t size);

/* Does nothing for NULL. */
void engine_free(void *array, size_t count, size_t size);

#endif
