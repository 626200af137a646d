/* A scenario over its bases, key by key, and settings on top. */
#include "exp/scenario_part.h"

#include <string.h>

#include "util/quote.h"
#include "util/suggest.h"

enum { FILE_COUNT_MAX = 256 };

/* A file whose bases are being read. */
typedef struct Frame {
    char *path; /* canonical */
    IniFile *own, *below;
    GStrv bases;
    guint next;
    IniPlace place; /* of its `extends` */
} Frame;

static void frame_free(gpointer data)
{
    Frame *frame = data;
    g_free(frame->path);
    inifile_free(frame->own);
    inifile_free(frame->below);
    g_strfreev(frame->bases);
    g_free(frame);
}

static void complain(const Reading *reading, IniPlace at, const char *format, const char *what)
{
    g_autofree char *place = iniplace_text(at);
    g_autofree char *text = g_strdup_printf(format, what);
    problem_add(reading->problems, PROBLEM_ERROR, place, "%s", text);
}

static Frame *frame_new(const Reading *reading, IniFile *take_own, const char *shown)
{
    Frame *frame = g_new0(Frame, 1);
    frame->path = g_canonicalize_filename(shown, NULL);
    frame->own = take_own;
    frame->below = inifile_new();
    const IniSection *run = inifile_find(take_own, "scenario", "");
    const IniPair *extends = run == NULL ? NULL : inisection_find(run, "extends");
    if (extends == NULL)
        return frame;
    frame->place = extends->place;
    g_autoptr(GError) error = NULL;
    frame->bases = value_split(extends->value, ',', &error);
    if (frame->bases == NULL)
        complain(reading, frame->place, "extends = %s", error->message);
    return frame;
}

static bool is_open(const GPtrArray *stack, const char *path)
{
    for (guint i = 0; i < stack->len; i++) {
        const Frame *frame = g_ptr_array_index(stack, i);
        if (strcmp(frame->path, path) == 0)
            return true;
    }
    return false;
}

/* The next base of a file, read, or NULL with a problem. */
static Frame *open_base(const Reading *reading, const GPtrArray *stack, const Frame *frame,
                        const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = value_unquote(text, &error);
    if (name == NULL) {
        complain(reading, frame->place, "extends: %s", error->message);
        return NULL;
    }
    g_autofree char *folder = g_path_get_dirname(frame->place.file);
    bool is_plain = g_path_is_absolute(name) || strcmp(folder, ".") == 0;
    g_autofree char *shown = is_plain ? g_strdup(name) : g_build_filename(folder, name, NULL);
    g_autofree char *path = g_canonicalize_filename(shown, NULL);
    if (is_open(stack, path)) {
        complain(reading, frame->place, "extends = %s leads back to itself", name);
        return NULL;
    }
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        complain(reading, frame->place, "extends = %s: no such file", name);
        return NULL;
    }
    if (reading->memory->files->len >= FILE_COUNT_MAX) {
        complain(reading, frame->place, "extends = %s: too many files are read", name);
        return NULL;
    }
    IniFile *own = inifile_read(path, shown, reading->problems);
    g_ptr_array_add(reading->memory->files, g_strdup(shown));
    return frame_new(reading, own, shown);
}

/* Depth first, bases left to right, without recursion. */
static IniFile *merge_bases(const Reading *reading, IniFile *take_own)
{
    g_autoptr(GPtrArray) stack = g_ptr_array_new_with_free_func(frame_free);
    g_ptr_array_add(stack, frame_new(reading, take_own, reading->memory->shown));
    for (;;) {
        Frame *frame = g_ptr_array_index(stack, stack->len - 1);
        if (frame->bases != NULL && frame->bases[frame->next] != NULL) {
            Frame *base = open_base(reading, stack, frame, frame->bases[frame->next++]);
            if (base != NULL)
                g_ptr_array_add(stack, base);
            continue;
        }
        inifile_merge(frame->below, frame->own);
        if (stack->len == 1)
            return g_steal_pointer(&frame->below);
        Frame *above = g_ptr_array_index(stack, stack->len - 2);
        inifile_merge(above->below, frame->below);
        g_ptr_array_remove_index(stack, stack->len - 1);
    }
}

/* Is there a section to set a key of? A kind that may occur once needs none. */
static bool can_set(const Reading *reading, const char *place, const char *const *parts)
{
    const SectionKind *kind = section_kind_find(parts[0]);
    if (kind == NULL) {
        g_autoptr(GPtrArray) known = g_ptr_array_new();
        for (size_t i = 0; section_kind_at(i) != NULL; i++)
            g_ptr_array_add(known, (gpointer)(uintptr_t)section_kind_at(i)->name);
        g_ptr_array_add(known, NULL);
        g_autofree char *best = suggest_text(parts[0], (const char *const *)known->pdata);
        problem_add(reading->problems, PROBLEM_ERROR, place, "unknown section '%s'%s", parts[0],
                    best);
        return false;
    }
    if (g_strv_length((GStrv)(uintptr_t)parts) != (kind->is_many ? 3U : 2U)) {
        problem_add(reading->problems, PROBLEM_ERROR, place,
                    "a setting of [%s%s] is %s%s.KEY=VALUE", kind->name,
                    kind->is_many ? " NAME" : "", kind->name, kind->is_many ? ".NAME" : "");
        return false;
    }
    if (!kind->is_many || inifile_find(reading->memory->merged, kind->name, parts[1]) != NULL)
        return true;
    g_autoptr(GPtrArray) known = g_ptr_array_new();
    const IniSection *section;
    for (size_t i = 0; (section = inifile_at(reading->memory->merged, i)) != NULL; i++) {
        if (strcmp(section->kind, kind->name) == 0)
            g_ptr_array_add(known, (gpointer)(uintptr_t)section->name);
    }
    g_ptr_array_add(known, NULL);
    g_autofree char *text = reading_unknown(kind->name, parts[1], (const char **)known->pdata);
    problem_add(reading->problems, PROBLEM_ERROR, place, "%s", text);
    return false;
}

/* "fleet.speakers.devices=5" */
static void apply_setting(Reading *reading, const char *setting)
{
    g_autofree char *shown = quote_cut(setting);
    g_autofree char *place = g_strdup_printf("--set %s", shown);
    const char *equals = strchr(setting, '=');
    g_autofree char *path = g_strndup(setting, equals == NULL ? 0 : (size_t)(equals - setting));
    g_strstrip(path);
    g_autofree char *value = g_strstrip(g_strdup(equals == NULL ? "" : equals + 1));
    g_auto(GStrv) parts = g_strsplit(path, ".", -1);
    guint count = g_strv_length(parts);
    if (equals != NULL && *value == '\0') {
        problem_add(reading->problems, PROBLEM_ERROR, place, "the setting has no value");
        return;
    }
    if (count < 2 || count > 3 || *value == '\0' || strpbrk(setting, "\r\n\t") != NULL ||
        !g_utf8_validate(setting, -1, NULL)) {
        problem_add(reading->problems, PROBLEM_ERROR,
                    g_utf8_validate(setting, -1, NULL) ? place : "--set",
                    "a setting is KIND.NAME.KEY=VALUE, or KIND.KEY=VALUE");
        return;
    }
    if (!can_set(reading, place, (const char *const *)parts))
        return;
    IniPair pair = {parts[count - 1], value, {place, 0}};
    inifile_set(reading->memory->merged, parts[0], count == 3 ? parts[1] : "", &pair);
}

void scenario_merge(Reading *reading, IniFile *take_own, const char *const *settings)
{
    reading->memory->merged = merge_bases(reading, take_own);
    g_ptr_array_add(reading->memory->files, g_strdup(reading->memory->shown));
    for (size_t i = 0; settings != NULL && settings[i] != NULL; i++)
        apply_setting(reading, settings[i]);
}
