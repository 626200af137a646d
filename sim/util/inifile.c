#include "util/inifile.h"

#include <string.h>

enum { PAIRS_FEW = 16 }; /* up to so many are compared one by one */

static void section_free(gpointer data)
{
    IniSection *section = data;
    g_array_unref(section->pairs);
    g_clear_pointer(&section->by_key, g_hash_table_unref);
    g_free(section);
}

static guint title_hash(gconstpointer data)
{
    const IniSection *section = data;
    return g_str_hash(section->kind) * 31 + g_str_hash(section->name);
}

static gboolean title_equal(gconstpointer a, gconstpointer b)
{
    const IniSection *left = a, *right = b;
    return strcmp(left->name, right->name) == 0 && strcmp(left->kind, right->kind) == 0;
}

IniFile *inifile_new(void)
{
    IniFile *ini = g_new0(IniFile, 1);
    ini->sections = g_ptr_array_new_with_free_func(section_free);
    ini->by_title = g_hash_table_new(title_hash, title_equal);
    ini->texts = g_string_chunk_new(4096);
    return ini;
}

void inifile_free(IniFile *ini)
{
    if (ini == NULL)
        return;
    g_hash_table_unref(ini->by_title);
    g_ptr_array_unref(ini->sections);
    g_string_chunk_free(ini->texts);
    g_free(ini);
}

IniSection *inifile_find(const IniFile *ini, const char *kind, const char *name)
{
    const IniSection title = {.kind = kind, .name = name};
    return g_hash_table_lookup(ini->by_title, &title);
}

const IniSection *inifile_at(const IniFile *ini, size_t i)
{
    return i < ini->sections->len ? g_ptr_array_index(ini->sections, i) : NULL;
}

const IniPair *inisection_at(const IniSection *section, size_t i)
{
    return i < section->pairs->len ? &g_array_index(section->pairs, IniPair, i) : NULL;
}

/* Position of a key's pair, -1 if it has none. */
static int64_t pair_position(const IniSection *section, const char *key)
{
    if (section->by_key != NULL)
        return (int64_t)GPOINTER_TO_UINT(g_hash_table_lookup(section->by_key, key)) - 1;
    for (guint i = 0; i < section->pairs->len; i++) {
        if (strcmp(g_array_index(section->pairs, IniPair, i).key, key) == 0)
            return i;
    }
    return -1;
}

const IniPair *inisection_find(const IniSection *section, const char *key)
{
    int64_t position = pair_position(section, key);
    return position < 0 ? NULL : &g_array_index(section->pairs, IniPair, (guint)position);
}

static const char *own(IniFile *ini, const char *text)
{
    return g_string_chunk_insert_const(ini->texts, text);
}

IniSection *inifile_add(IniFile *ini, const char *kind, const char *name, IniPlace place)
{
    g_assert(inifile_find(ini, kind, name) == NULL);
    IniSection *section = g_new0(IniSection, 1);
    section->kind = own(ini, kind);
    section->name = own(ini, name);
    section->place = (IniPlace){own(ini, place.file), place.line};
    section->pairs = g_array_new(FALSE, FALSE, sizeof(IniPair));
    g_ptr_array_add(ini->sections, section);
    g_hash_table_add(ini->by_title, section);
    return section;
}

/* Keeps the hash of a section that has many pairs; `i` is the newest. */
static void index_pair(IniSection *section, guint i)
{
    if (section->by_key == NULL && section->pairs->len > PAIRS_FEW) {
        section->by_key = g_hash_table_new(g_str_hash, g_str_equal);
        i = 0;
    }
    for (; section->by_key != NULL && i < section->pairs->len; i++)
        g_hash_table_insert(section->by_key,
                            (gpointer)(uintptr_t)g_array_index(section->pairs, IniPair, i).key,
                            GUINT_TO_POINTER(i + 1));
}

void inisection_set(IniFile *ini, IniSection *section, const IniPair *pair)
{
    IniPair copy = {
        own(ini, pair->key), own(ini, pair->value), {own(ini, pair->place.file), pair->place.line}};
    int64_t position = pair_position(section, pair->key);
    if (position >= 0) {
        g_array_index(section->pairs, IniPair, (guint)position) = copy;
        return;
    }
    g_array_append_val(section->pairs, copy);
    index_pair(section, section->pairs->len - 1);
}

void inifile_set(IniFile *ini, const char *kind, const char *name, const IniPair *pair)
{
    IniSection *section = inifile_find(ini, kind, name);
    if (section == NULL)
        section = inifile_add(ini, kind, name, pair->place);
    inisection_set(ini, section, pair);
}

void inifile_merge(IniFile *base, const IniFile *over)
{
    g_assert(base != over);
    base->is_damaged = base->is_damaged || over->is_damaged;
    for (size_t i = 0; i < over->sections->len; i++) {
        const IniSection *section = g_ptr_array_index(over->sections, i);
        IniSection *target = inifile_find(base, section->kind, section->name);
        if (target == NULL)
            target = inifile_add(base, section->kind, section->name, section->place);
        target->is_damaged = target->is_damaged || section->is_damaged;
        for (size_t j = 0; j < section->pairs->len; j++)
            inisection_set(base, target, &g_array_index(section->pairs, IniPair, j));
    }
}

char *iniplace_text(IniPlace place)
{
    return place.line == 0 ? g_strdup(place.file)
                           : g_strdup_printf("%s:%d", place.file, place.line);
}

char *inisection_title(const IniSection *section)
{
    return g_strdup_printf("[%s%s%s]", section->kind, *section->name == '\0' ? "" : " ",
                           section->name);
}

char *inifile_text(const IniFile *ini)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < ini->sections->len; i++) {
        const IniSection *section = g_ptr_array_index(ini->sections, i);
        g_autofree char *title = inisection_title(section);
        g_string_append_printf(text, "%s%s\n", i == 0 ? "" : "\n", title);
        for (size_t j = 0; j < section->pairs->len; j++) {
            const IniPair *pair = &g_array_index(section->pairs, IniPair, j);
            const char *blank = *pair->value == '#' ? "" : " "; /* " #" would start a comment */
            g_string_append_printf(text, "%s =%s%s\n", pair->key, blank, pair->value);
        }
    }
    return g_string_free(text, FALSE);
}
