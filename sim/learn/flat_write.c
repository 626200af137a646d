#include "learn/flat_write.h"

#include <string.h>

static void put_zeros(GByteArray *file, size_t count)
{
    guint before = file->len;
    g_byte_array_set_size(file, before + (guint)count);
    memset(file->data + before, 0, count);
}

/* Pads so that the byte `ahead` from here will be aligned. */
static void pad(GByteArray *file, size_t alignment, size_t ahead)
{
    size_t rest = (file->len + ahead) % alignment;
    if (rest != 0)
        put_zeros(file, alignment - rest);
}

static void store(GByteArray *file, size_t at, uint32_t bits, size_t size)
{
    g_assert(at + size <= file->len);
    for (size_t i = 0; i < size; i++)
        file->data[at + i] = (uint8_t)(bits >> (8 * i));
}

static void put(GByteArray *file, uint32_t bits, size_t size)
{
    put_zeros(file, size);
    store(file, file->len - size, bits, size);
}

size_t flat_begin(GByteArray *file, const char identifier[4])
{
    g_assert(file->len == 0);
    put(file, 0, 4);
    g_byte_array_append(file, (const guint8 *)identifier, 4);
    return 0;
}

/* Offsets of the fields in the table, four-byte ones first; the table's size. */
static uint32_t place_fields(const FlatField *fields, size_t count, uint32_t *offsets)
{
    uint32_t size = 4; /* the way back to the vtable */
    for (size_t i = 0; i < count; i++) {
        g_assert(fields[i].size == 0 || fields[i].size == 1 || fields[i].size == 4);
        offsets[i] = fields[i].size == 4 ? size : 0;
        size += fields[i].size == 4 ? 4 : 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (fields[i].size == 1)
            offsets[i] = size++;
    }
    return size;
}

FlatPlaces flat_write_table(GByteArray *file, const FlatField *fields, size_t count)
{
    g_assert(count <= FLAT_SLOTS_MAX);
    uint32_t offsets[FLAT_SLOTS_MAX] = {0};
    uint32_t size = place_fields(fields, count, offsets);
    uint32_t vtable_size = 4 + 2 * (uint32_t)count;
    pad(file, 4, vtable_size);
    put(file, vtable_size, 2);
    put(file, size, 2);
    for (size_t i = 0; i < count; i++)
        put(file, offsets[i], 2);
    FlatPlaces places = {.at = file->len};
    put_zeros(file, size);
    store(file, places.at, vtable_size, 4);
    for (size_t i = 0; i < count; i++) {
        if (offsets[i] == 0)
            continue;
        places.field[i] = places.at + offsets[i];
        store(file, places.field[i], fields[i].value, fields[i].size);
    }
    return places;
}

size_t flat_write_vector(GByteArray *file, const FlatItems *items)
{
    g_assert(items->alignment >= 4);
    pad(file, items->alignment, 4);
    size_t at = file->len, size = items->count * items->item_size;
    put(file, (uint32_t)items->count, 4);
    put_zeros(file, size);
    if (items->items != NULL && size > 0)
        memcpy(file->data + at + 4, items->items, size);
    return at;
}

size_t flat_write_string(GByteArray *file, const char *text)
{
    size_t length = strlen(text);
    size_t at = flat_write_vector(file, &(FlatItems){text, length, 1, 4});
    put_zeros(file, 1);
    return at;
}

size_t flat_item_place(size_t vector_at, size_t i)
{
    return vector_at + 4 + 4 * i;
}

void flat_point(GByteArray *file, size_t place, size_t target)
{
    g_assert(target > place);
    store(file, place, (uint32_t)(target - place), 4);
}

FlatField flat_of_s8(int32_t value)
{
    return (FlatField){1, (uint32_t)value & 0xff};
}

FlatField flat_of_s32(int32_t value)
{
    return (FlatField){4, (uint32_t)value};
}

FlatField flat_of_f32(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (FlatField){4, bits};
}

FlatField flat_of_offset(void)
{
    return (FlatField){4, 0};
}

FlatField flat_absent(void)
{
    return (FlatField){0, 0};
}
