/*
 * learn/flat_write.h - writes FlatBuffers, front to back.
 *
 * An object is written before what it points to: writing a table or a vector of offsets
 * answers places, and flat_point() fills a place in once its target has been written, so
 * all offsets point forward. Each table has its own vtable just before it.
 *
 * Units:   positions are bytes from the start of the file.
 * Owner:   the caller owns the byte array.
 * Errors:  none; a file is below 2 GiB.
 * Source:  FlatBuffers internals, flatbuffers.dev/internals.
 */
#ifndef TINYFLEET_LEARN_FLAT_WRITE_H
#define TINYFLEET_LEARN_FLAT_WRITE_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

enum { FLAT_SLOTS_MAX = 12 };

/* A field of a table, in the order of the schema; size 0: absent, has its default. */
typedef struct FlatField {
    uint8_t size;   /* 0, 1, 4; an offset is 4 and zero until it is filled in */
    uint32_t value; /* its bits */
} FlatField;

/* Where the fields of a written table are; 0 for absent ones. */
typedef struct FlatPlaces {
    size_t at; /* the table itself */
    size_t field[FLAT_SLOTS_MAX];
} FlatPlaces;

/* The root offset and the identifier; answers the place of the root. */
size_t flat_begin(GByteArray *file, const char identifier[4]);

FlatPlaces flat_write_table(GByteArray *file, const FlatField *fields, size_t count);

typedef struct FlatItems {
    const void *items; /* NULL: zeros */
    size_t count, item_size;
    size_t alignment; /* of the first item, a power of two, at least 4 */
} FlatItems;

/* Answers the position of the vector; item i is at 4 + i * item_size behind it. */
size_t flat_write_vector(GByteArray *file, const FlatItems *items);
size_t flat_write_string(GByteArray *file, const char *text);

/* The place of item i of a vector of offsets. */
size_t flat_item_place(size_t vector_at, size_t i);

void flat_point(GByteArray *file, size_t place, size_t target);

FlatField flat_of_s8(int32_t value);
FlatField flat_of_s32(int32_t value);
FlatField flat_of_f32(float value);
FlatField flat_of_offset(void);
FlatField flat_absent(void);

#endif
