/*
 * fuzz/swarm.c - prints a random scenario that the reader accepts, made from every table of keys.
 *
 * usage: swarm SEED MODELS BOARDS
 *
 * Each kind of section comes a few times, each key of its table in a half of the cases; what the
 * reader refuses for a rule between keys is dropped line by line until the rest is legal.  Keys
 * that are added to the tables take part by themselves.  One seed, one scenario.
 *
 * swarm --keys SEED COUNT MODELS BOARDS prints "KIND KEY" of each key that COUNT such scenarios
 * use.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exp/scenario_keys.h"
#include "exp/scenario_read.h"
#include "swarm_value.h"

enum { ATTEMPTS = 200, DROPS = 40 };

static const char shown[] = "swarm.ini";

/* --- the text ------------------------------------------------------------------------------- */

static void add_line(Swarm *swarm, const char *location, const char *line)
{
    g_ptr_array_add(swarm->locations, g_strdup(location));
    g_string_append_printf(swarm->text, "%s\n", line);
}

static void add_section(Swarm *swarm, const SectionKind *kind, const char *name)
{
    g_autofree char *title = g_strdup_printf("%s%s%s", kind->name, *name == '\0' ? "" : " ", name);
    g_autofree char *head = g_strdup_printf("[%s]", title);
    add_line(swarm, NULL, head);
    for (const ParamSpec *spec = kind->params; spec->name != NULL; spec++) {
        if (!spec->is_required && !swarm_happens(swarm, 60))
            continue;
        if (strcmp(spec->name, "enabled") == 0 && !swarm_happens(swarm, 10))
            continue;
        g_autofree char *value = swarm_value(swarm, kind->name, spec);
        if (value == NULL || *value == '\0')
            continue;
        g_autofree char *line = g_strdup_printf("%s = %s", spec->name, value);
        g_autofree char *location = g_strdup_printf("%s %s", kind->name, spec->name);
        add_line(swarm, location, line);
    }
}

/* How many sections of a kind: those that others refer to once at least. */
static uint32_t section_count(Swarm *swarm, const SectionKind *kind)
{
    bool is_optional = !kind->is_many || strcmp(kind->name, "faults") == 0 ||
                       strcmp(kind->name, "requirement") == 0;
    if (!kind->is_many)
        return kind->is_required || swarm_happens(swarm, 80);
    return swarm_below(swarm, 3) + (is_optional ? 0 : 1);
}

static void write_text(Swarm *swarm)
{
    g_ptr_array_set_size(swarm->names, 0);
    g_ptr_array_set_size(swarm->locations, 0);
    g_string_truncate(swarm->text, 0);
    for (size_t k = 0; section_kind_at(k) != NULL; k++) {
        const SectionKind *kind = section_kind_at(k);
        uint32_t count = section_count(swarm, kind);
        for (uint32_t i = 1; i <= count; i++)
            g_ptr_array_add(swarm->names,
                            kind->is_many ? g_strdup_printf("%s %s-%u", kind->name, kind->name, i)
                                          : g_strdup_printf("%s ", kind->name));
    }
    for (guint i = 0; i < swarm->names->len; i++) {
        g_auto(GStrv) words = g_strsplit(g_ptr_array_index(swarm->names, i), " ", 2);
        add_section(swarm, section_kind_find(words[0]), words[1]);
    }
}

/* --- what is legal -------------------------------------------------------------------------- */

/* Line of "swarm.ini:LINE", from 1; 0 = another place. */
static guint line_of(const Problem *problem)
{
    const char *colon = strrchr(problem->place, ':');
    return colon == NULL ? 0 : (guint)atoi(colon + 1);
}

/* Takes lines away that errors name; false if none of them can go. */
static bool drop_lines(Swarm *swarm, const ProblemList *problems)
{
    bool is_dropped = false;
    g_auto(GStrv) lines = g_strsplit(swarm->text->str, "\n", -1);
    for (size_t i = 0; problem_at(problems, i) != NULL; i++) {
        const Problem *problem = problem_at(problems, i);
        guint line = line_of(problem);
        if (problem->severity != PROBLEM_ERROR || line == 0 || line > swarm->locations->len ||
            g_ptr_array_index(swarm->locations, line - 1) == NULL)
            continue;
        g_clear_pointer(&swarm->locations->pdata[line - 1], g_free);
        lines[line - 1][0] = '#';
        is_dropped = true;
    }
    g_autofree char *text = g_strjoinv("\n", lines);
    g_string_assign(swarm->text, text);
    return is_dropped;
}

static bool is_legal(Swarm *swarm, const ScenarioPlaces *places)
{
    for (int i = 0; i < DROPS; i++) {
        g_autoptr(ProblemList) problems = problem_list_new();
        ScenarioText text = {swarm->text->str, swarm->text->len, shown};
        g_autoptr(Scenario) scenario = scenario_parse(text, NULL, places, problems);
        if (scenario != NULL)
            return true;
        if (!drop_lines(swarm, problems))
            return false;
    }
    return false;
}

static void find_legal(Swarm *swarm, uint64_t seed, const ScenarioPlaces *places)
{
    for (uint64_t attempt = 0; attempt < ATTEMPTS; attempt++) {
        swarm->state = (seed * ATTEMPTS + attempt + 1) * UINT64_C(0x9e3779b97f4a7c15);
        write_text(swarm);
        if (is_legal(swarm, places))
            return;
    }
    g_error("seed %" G_GUINT64_FORMAT ": nothing legal was found", seed);
}

static void print_legal(Swarm *swarm)
{
    g_auto(GStrv) lines = g_strsplit(swarm->text->str, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        if (**line == '[')
            printf("\n%s\n", *line);
        else if (**line != '#' && **line != '\0')
            printf("%s\n", *line);
    }
}

static void print_keys(const Swarm *swarm)
{
    for (guint i = 0; i < swarm->locations->len; i++) {
        if (g_ptr_array_index(swarm->locations, i) != NULL)
            printf("%s\n", (const char *)g_ptr_array_index(swarm->locations, i));
    }
}

int main(int argc, char **argv)
{
    bool is_keys = argc == 6 && strcmp(argv[1], "--keys") == 0;
    if (!is_keys && argc != 4) {
        fprintf(stderr, "usage: swarm SEED MODELS BOARDS | --keys SEED COUNT MODELS BOARDS\n");
        return 64;
    }
    ScenarioPlaces places = {argv[argc - 2], argv[argc - 1]};
    Swarm swarm = {.names = g_ptr_array_new_with_free_func(g_free),
                   .boards = places.hwprofiles,
                   .locations = g_ptr_array_new_with_free_func(g_free),
                   .text = g_string_new(NULL)};
    uint64_t seed = g_ascii_strtoull(argv[is_keys ? 2 : 1], NULL, 10);
    uint64_t count = is_keys ? g_ascii_strtoull(argv[3], NULL, 10) : 1;
    for (uint64_t i = 0; i < count; i++) {
        find_legal(&swarm, seed + i, &places);
        if (is_keys)
            print_keys(&swarm);
        else
            print_legal(&swarm);
    }
    g_ptr_array_unref(swarm.names);
    g_ptr_array_unref(swarm.locations);
    g_string_free(swarm.text, TRUE);
    return 0;
}
