#include "util/inifile.h"

#include <string.h>

static void section_free(gpointer data)
{
    IniSection *section = data;
    g_array_unref(section->pairs);
    g_free(section);
}

IniFile *inifile_new(void)
{
    IniFile *ini = g_new0(IniFile, 1);
    ini->sections = g_ptr_array_new_with_free_func(section_free);
    ini->texts = g_string_chunk_new(4096);
    return ini;
}

void inifile_free(IniFile *ini)
{
    if (ini == NULL)
        return;
    g_ptr_array_unref(ini->sections);
    g_string_chunk_free(ini->texts);
    g_free(ini);
}

IniSection *inifile_find(const IniFile *ini, const char *kind, const char *name)
{
    for (size_t i = 0; i < ini->sections->len; i++) {
        IniSection *section = g_ptr_array_index(ini->sections, i);
        if (strcmp(section->kind, kind) == 0 && strcmp(section->name, name) == 0)
            return section;
    }
    return NULL;
}

const IniSection *inifile_at(const IniFile *ini, size_t i)
{
    return i < ini->sections->len ? g_ptr_array_index(ini->sections, i) : NULL;
}

const IniPair *inisection_at(const IniSection *section, size_t i)
{
    return i < section->pairs->len ? &g_array_index(section->pairs, IniPair, i) : NULL;
}

const IniPair *inisection_find(const IniSection *section, const char *key)
{
    for (size_t i = 0; i < section->pairs->len; i++) {
        const IniPair *pair = &g_array_index(section->pairs, IniPair, i);
        if (strcmp(pair->key, key) == 0)
            return pair;
    }
    return NULL;
}

static const char *own(IniFile *ini, const char *text)
{
    return g_string_chunk_insert_const(ini->texts, text);
}

static IniSection *section_add(IniFile *ini, const char *kind, const char *name, IniPlace place)
{
    IniSection *section = g_new0(IniSection, 1);
    section->kind = own(ini, kind);
    section->name = own(ini, name);
    section->place = (IniPlace){own(ini, place.file), place.line};
    section->pairs = g_array_new(FALSE, FALSE, sizeof(IniPair));
    g_ptr_array_add(ini->sections, section);
    return section;
}

static void section_set(IniFile *ini, IniSection *section, const IniPair *pair)
{
    IniPair copy = {
        own(ini, pair->key), own(ini, pair->value), {own(ini, pair->place.file), pair->place.line}};
    for (size_t i = 0; i < section->pairs->len; i++) {
        IniPair *old = &g_array_index(section->pairs, IniPair, i);
        if (strcmp(old->key, pair->key) == 0) {
            *old = copy;
            return;
        }
    }
    g_array_append_val(section->pairs, copy);
}

void inifile_set(IniFile *ini, const char *kind, const char *name, const IniPair *pair)
{
    IniSection *section = inifile_find(ini, kind, name);
    if (section == NULL)
        section = section_add(ini, kind, name, pair->place);
    section_set(ini, section, pair);
}

void inifile_remove(IniFile *ini, bool (*is_unwanted)(const IniSection *section))
{
    for (size_t i = ini->sections->len; i-- > 0;) {
        if (is_unwanted(g_ptr_array_index(ini->sections, i)))
            g_ptr_array_remove_index(ini->sections, (guint)i);
    }
}

void inifile_merge(IniFile *base, const IniFile *over)
{
    g_assert(base != over);
    for (size_t i = 0; i < over->sections->len; i++) {
        const IniSection *section = g_ptr_array_index(over->sections, i);
        IniSection *target = inifile_find(base, section->kind, section->name);
        if (target == NULL)
            target = section_add(base, section->kind, section->name, section->place);
        for (size_t j = 0; j < section->pairs->len; j++)
            section_set(base, target, &g_array_index(section->pairs, IniPair, j));
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
