#include "exp/scenario_part.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/suggest.h"

enum { NAMES_SHOWN_MAX = 40 };

static const IniPair *find_pair(const Reading *reading, KeyPlace key)
{
    const IniSection *section = inifile_find(reading->memory->merged, key.kind, key.name);
    return section == NULL ? NULL : inisection_find(section, key.key);
}

KeyLayer reading_layer(const Reading *reading, KeyPlace key)
{
    const IniPair *pair = find_pair(reading, key);
    if (pair == NULL)
        return LAYER_DEFAULT;
    if (pair->place.line == 0)
        return LAYER_SET;
    return strcmp(pair->place.file, reading->memory->shown) == 0 ? LAYER_FILE : LAYER_BASE;
}

bool reading_is_given(const Reading *reading, KeyPlace key)
{
    return find_pair(reading, key) != NULL;
}

static char *section_place(const Reading *reading, const char *kind, const char *name)
{
    const IniSection *section = inifile_find(reading->memory->merged, kind, name);
    return section == NULL ? g_strdup(reading->memory->shown) : iniplace_text(section->place);
}

char *reading_place(const Reading *reading, KeyPlace key)
{
    const IniPair *pair = find_pair(reading, key);
    return pair == NULL ? section_place(reading, key.kind, key.name) : iniplace_text(pair->place);
}

void reading_say(const Reading *reading, ProblemSeverity severity, KeyPlace key, const char *format,
                 ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *sentence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    const IniPair *pair = find_pair(reading, key);
    if (pair == NULL) {
        reading_say_section(reading, severity, key.kind, key.name, "%s: %s", key.key, sentence);
        return;
    }
    g_autofree char *place = iniplace_text(pair->place);
    g_autofree char *text = param_say(key.key, pair->value, sentence);
    problem_add(reading->problems, severity, place, "%s", pair->place.line == 0 ? sentence : text);
}

void reading_say_section(const Reading *reading, ProblemSeverity severity, const char *kind,
                         const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *sentence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *place = section_place(reading, kind, name);
    problem_add(reading->problems, severity, place, "[%s%s%s] %s", kind, *name == '\0' ? "" : " ",
                name, sentence);
}

GArray *scenario_sections(const Scenario *scenario, const SectionKind *kind)
{
    g_assert(kind->is_many);
    return *(GArray *const *)(const void *)((const char *)scenario + kind->offset);
}

const SectionHead *scenario_head(const Scenario *scenario, const SectionKind *kind, guint i)
{
    const GArray *sections = scenario_sections(scenario, kind);
    g_assert(i < sections->len);
    return (const void *)(sections->data + (size_t)i * kind->size);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(const char **names)
{
    size_t count = 0;
    while (names[count] != NULL)
        count++;
    qsort(names, count, sizeof *names, compare_names);
}

const char **scenario_names(const Scenario *scenario, const char *kind_name)
{
    const SectionKind *kind = section_kind_find(kind_name);
    g_assert(kind != NULL);
    guint count = scenario_sections(scenario, kind)->len;
    const char **names = g_new0(const char *, count + 1);
    for (guint i = 0; i < count; i++)
        names[i] = scenario_head(scenario, kind, i)->name;
    sort_names(names);
    return names;
}

char *reading_unknown(const char *what, const char *word, const char **known)
{
    sort_names(known);
    bool is_plural = g_str_has_suffix(what, "s");
    g_autofree char *group = g_strdup_printf("%s%s", what, is_plural ? "" : "s");
    size_t count = 0;
    while (known[count] != NULL)
        count++;
    g_autofree char *hint =
        count > NAMES_SHOWN_MAX ? suggest_text(word, known) : suggest_among(word, group, known);
    return g_strdup_printf("no such %s%s", what, hint);
}

static void index_section(const Scenario *scenario, const SectionKind *kind, guint i)
{
    const char *name = scenario_head(scenario, kind, i)->name;
    g_hash_table_insert(scenario->memory->positions, g_strdup_printf("%s\x1f%s", kind->name, name),
                        GUINT_TO_POINTER(i + 1));
}

void scenario_index(const Scenario *scenario)
{
    g_hash_table_remove_all(scenario->memory->positions);
    for (size_t k = 0; section_kind_at(k) != NULL; k++) {
        const SectionKind *kind = section_kind_at(k);
        guint count = kind->is_many ? scenario_sections(scenario, kind)->len : 0;
        for (guint i = 0; i < count; i++)
            index_section(scenario, kind, i);
    }
}

void scenario_index_newest(const Scenario *scenario, const char *kind_name)
{
    const SectionKind *kind = section_kind_find(kind_name);
    g_assert(kind != NULL && scenario_sections(scenario, kind)->len > 0);
    index_section(scenario, kind, scenario_sections(scenario, kind)->len - 1);
}

int32_t scenario_find(const Scenario *scenario, const char *kind, const char *name)
{
    g_autofree char *key = g_strdup_printf("%s\x1f%s", kind, name);
    gpointer found = g_hash_table_lookup(scenario->memory->positions, key);
    return (int32_t)GPOINTER_TO_UINT(found) - 1;
}
