#include "nn/flat.h"

#include <glib.h>
#include <string.h>

enum { FLAT_SIZE_MAX = 0x7fffffff, FLAT_BUDGET_BASE = 1 << 16 };

static void refuse(Flat *flat, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void refuse(Flat *flat, const char *format, ...)
{
    if (flat->problem[0] != '\0')
        return;
    va_list arguments;
    va_start(arguments, format);
    g_vsnprintf(flat->problem, FLAT_PROBLEM_SIZE, format, arguments);
    va_end(arguments);
}

void flat_init(Flat *flat, const void *bytes, size_t size)
{
    g_assert(size <= FLAT_SIZE_MAX);
    *flat = (Flat){.bytes = bytes, .size = size};
    flat->budget = (uint64_t)size * FLAT_VISITS + FLAT_BUDGET_BASE;
}

bool flat_is_good(const Flat *flat)
{
    return flat->problem[0] == '\0';
}

const char *flat_problem(const Flat *flat)
{
    return flat->problem;
}

/* Whether [at, at + size) lies in the file; charges the visit. */
static bool visit(Flat *flat, uint64_t at, uint64_t size)
{
    if (!flat_is_good(flat))
        return false;
    if (at > flat->size || size > flat->size - at) {
        refuse(flat,
               "it ends at byte %" G_GSIZE_FORMAT ", but %" G_GUINT64_FORMAT
               " bytes are expected at byte %" G_GUINT64_FORMAT,
               flat->size, size, at);
        return false;
    }
    if (size > flat->budget) {
        refuse(flat, "its tables refer to the same bytes more than %d times", FLAT_VISITS);
        return false;
    }
    flat->budget -= size;
    return true;
}

static uint32_t load_u16(const Flat *flat, uint32_t at)
{
    return (uint32_t)flat->bytes[at] | (uint32_t)flat->bytes[at + 1] << 8;
}

static uint32_t load_u32(const Flat *flat, uint32_t at)
{
    return load_u16(flat, at) | load_u16(flat, at + 2) << 16;
}

static uint64_t load_u64(const Flat *flat, uint32_t at)
{
    return load_u32(flat, at) | (uint64_t)load_u32(flat, at + 4) << 32;
}

static FlatTable table_at(Flat *flat, uint64_t at)
{
    FlatTable none = {0, 0, 0, 0};
    if (!visit(flat, at, 4))
        return none;
    FlatTable table = {.at = (uint32_t)at};
    int64_t vtable = (int64_t)at - (int32_t)load_u32(flat, table.at);
    if (vtable < 0 || !visit(flat, (uint64_t)vtable, 4)) {
        refuse(flat, "the table at byte %u has its field list at byte %" G_GINT64_FORMAT, table.at,
               vtable);
        return none;
    }
    table.vtable = (uint32_t)vtable;
    table.vtable_size = load_u16(flat, table.vtable);
    table.object_size = load_u16(flat, table.vtable + 2);
    if (table.vtable_size < 4 || table.vtable_size % 2 != 0 || table.object_size < 4) {
        refuse(flat, "the table at byte %u has a field list of %u bytes for %u bytes", table.at,
               table.vtable_size, table.object_size);
        return none;
    }
    if (!visit(flat, table.vtable, table.vtable_size) || !visit(flat, at, table.object_size))
        return none;
    return table;
}

FlatTable flat_root(Flat *flat)
{
    if (!visit(flat, 0, 8))
        return (FlatTable){0, 0, 0, 0};
    return table_at(flat, load_u32(flat, 0));
}

/* Where a field of `size` bytes lies; 0 if it is absent. */
static uint32_t field_at(Flat *flat, const FlatTable *table, uint32_t id, uint32_t size)
{
    uint32_t entry = 4 + 2 * id;
    if (!flat_is_good(flat) || table->at == 0 || entry + 2 > table->vtable_size)
        return 0;
    uint32_t offset = load_u16(flat, table->vtable + entry);
    if (offset == 0)
        return 0;
    if (offset < 4 || offset + size > table->object_size) {
        refuse(flat, "field %u of the table at byte %u lies %u bytes into its %u bytes", id,
               table->at, offset, table->object_size);
        return 0;
    }
    return table->at + offset;
}

bool flat_has(Flat *flat, const FlatTable *table, uint32_t id)
{
    return field_at(flat, table, id, 1) != 0;
}

int32_t flat_s8(Flat *flat, const FlatTable *table, uint32_t id, int32_t otherwise)
{
    uint32_t at = field_at(flat, table, id, 1);
    return at == 0 ? otherwise : (int8_t)flat->bytes[at];
}

int32_t flat_s32(Flat *flat, const FlatTable *table, uint32_t id, int32_t otherwise)
{
    uint32_t at = field_at(flat, table, id, 4);
    return at == 0 ? otherwise : (int32_t)load_u32(flat, at);
}

uint64_t flat_u64(Flat *flat, const FlatTable *table, uint32_t id, uint64_t otherwise)
{
    uint32_t at = field_at(flat, table, id, 8);
    return at == 0 ? otherwise : load_u64(flat, at);
}

float flat_f32(Flat *flat, const FlatTable *table, uint32_t id, float otherwise)
{
    uint32_t at = field_at(flat, table, id, 4);
    if (at == 0)
        return otherwise;
    uint32_t bits = load_u32(flat, at);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

FlatTable flat_table(Flat *flat, const FlatTable *table, uint32_t id)
{
    uint32_t at = field_at(flat, table, id, 4);
    if (at == 0)
        return (FlatTable){0, 0, 0, 0};
    return table_at(flat, (uint64_t)at + load_u32(flat, at));
}

FlatVector flat_vector(Flat *flat, const FlatTable *table, uint32_t id, uint32_t element_size)
{
    FlatVector none = {0, 0};
    uint32_t at = field_at(flat, table, id, 4);
    if (at == 0)
        return none;
    uint64_t start = (uint64_t)at + load_u32(flat, at);
    if (!visit(flat, start, 4))
        return none;
    uint32_t count = load_u32(flat, (uint32_t)start);
    if (!visit(flat, start + 4, (uint64_t)count * element_size))
        return none;
    return (FlatVector){(uint32_t)start + 4, count};
}

int32_t flat_element_s32(const Flat *flat, FlatVector vector, uint32_t i)
{
    g_assert(i < vector.count);
    return (int32_t)load_u32(flat, vector.at + 4 * i);
}

int64_t flat_element_s64(const Flat *flat, FlatVector vector, uint32_t i)
{
    g_assert(i < vector.count);
    return (int64_t)load_u64(flat, vector.at + 8 * i);
}

FlatTable flat_element_table(Flat *flat, FlatVector vector, uint32_t i)
{
    g_assert(i < vector.count);
    uint32_t at = vector.at + 4 * i;
    return table_at(flat, (uint64_t)at + load_u32(flat, at));
}
