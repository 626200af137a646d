/*
 * nn/flat.h - reads a FlatBuffer that nobody vouches for.
 *
 * A Flat remembers the first thing that was wrong; from then on every reader answers nothing
 * (an absent table, an empty vector, the default), so that the caller asks flat_is_good()
 * once per stage. Offsets are 32 bits, little endian, and point forward except to vtables.
 *
 * A file may refer to the same bytes again and again, which would make a small file large in
 * time and memory: the bytes read in all are bounded by FLAT_VISITS times its size.
 *
 * Units:   bytes; `at` counts from the start of the file.
 * Owner:   the bytes are borrowed.
 * Errors:  none of its own; flat_problem() has the first sentence, without the file's name.
 * Source:  FlatBuffers internals, flatbuffers.dev/internals.
 */
#ifndef TINYFLEET_NN_FLAT_H
#define TINYFLEET_NN_FLAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FLAT_VISITS = 32, FLAT_PROBLEM_SIZE = 160 };

typedef struct Flat {
    const uint8_t *bytes;
    size_t size;
    uint64_t budget; /* bytes that may still be visited */
    char problem[FLAT_PROBLEM_SIZE];
} Flat;

typedef struct FlatTable {
    uint32_t at; /* 0: absent */
    uint32_t vtable;
    uint32_t vtable_size, object_size;
} FlatTable;

typedef struct FlatVector {
    uint32_t at;    /* of the first element */
    uint32_t count; /* 0: absent or empty */
} FlatVector;

/* size < 2^31. */
void flat_init(Flat *flat, const void *bytes, size_t size);

bool flat_is_good(const Flat *flat);
const char *flat_problem(const Flat *flat);

FlatTable flat_root(Flat *flat);

/* Fields by their number in the schema. */
bool flat_has(Flat *flat, const FlatTable *table, uint32_t id);
int32_t flat_s8(Flat *flat, const FlatTable *table, uint32_t id, int32_t otherwise);
int32_t flat_s32(Flat *flat, const FlatTable *table, uint32_t id, int32_t otherwise);
uint64_t flat_u64(Flat *flat, const FlatTable *table, uint32_t id, uint64_t otherwise);
float flat_f32(Flat *flat, const FlatTable *table, uint32_t id, float otherwise);
FlatTable flat_table(Flat *flat, const FlatTable *table, uint32_t id);
FlatVector flat_vector(Flat *flat, const FlatTable *table, uint32_t id, uint32_t element_size);

/* Element i < vector->count of a vector that flat_vector() has checked. */
int32_t flat_element_s32(const Flat *flat, FlatVector vector, uint32_t i);
int64_t flat_element_s64(const Flat *flat, FlatVector vector, uint32_t i);
FlatTable flat_element_table(Flat *flat, FlatVector vector, uint32_t i);

#endif
