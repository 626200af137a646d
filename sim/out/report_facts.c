#include <string.h>

#include "out/number.h"
#include "out/report_html.h"
#include "out/report_part.h"

#define COLUMN_MAX 6 /* fleets side by side */

static const FactRow *fact_at(const Study *study, guint index)
{
    return &g_array_index(study->facts, FactRow, index);
}

/* Groups of a kind ("fleet") or of every other kind, in their order: const char *. */
static GPtrArray *find_groups(const Study *study, const char *kind, bool is_kind)
{
    GPtrArray *groups = g_ptr_array_new();
    size_t length = strlen(kind);
    for (guint i = 0; i < study->facts->len; i++) {
        const char *group = fact_at(study, i)->group;
        bool is_of_kind = strncmp(group, kind, length) == 0 && group[length] == ' ';
        bool is_known = groups->len > 0 && strcmp(groups->pdata[groups->len - 1], group) == 0;
        if (is_of_kind == is_kind && !is_known)
            g_ptr_array_add(groups, (gpointer)(uintptr_t)group);
    }
    return groups;
}

static const char *find_value(const Study *study, const char *group, const char *name)
{
    for (guint i = 0; i < study->facts->len; i++) {
        const FactRow *row = fact_at(study, i);
        if (strcmp(row->group, group) == 0 && strcmp(row->name, name) == 0)
            return row->value;
    }
    return NULL;
}

/* The first fact with this name among those of fleets? Its row is put then. */
static bool is_first_of_name(const Study *study, guint index)
{
    for (guint i = 0; i < index; i++)
        if (g_str_has_prefix(fact_at(study, i)->group, "fleet ") &&
            strcmp(fact_at(study, i)->name, fact_at(study, index)->name) == 0)
            return false;
    return true;
}

/* Fleets side by side: a row per property. */
static void put_fleets(GString *page, const Study *study, const GPtrArray *fleets)
{
    g_autoptr(GString) columns = g_string_new("Fleet");
    for (guint f = 0; f < fleets->len; f++)
        g_string_append_printf(columns, "|%s", (const char *)fleets->pdata[f] + strlen("fleet "));
    html_table_begin(page, columns->str);
    for (guint i = 0; i < study->facts->len; i++) {
        const FactRow *row = fact_at(study, i);
        if (!g_str_has_prefix(row->group, "fleet ") || !is_first_of_name(study, i))
            continue;
        g_string_append(page, "<tr><th scope=\"row\">");
        html_text(page, row->name);
        g_string_append(page, "</th>");
        for (guint f = 0; f < fleets->len; f++) {
            const char *value = find_value(study, fleets->pdata[f], row->name);
            g_autofree char *text = number_spaced(value ? value : "");
            html_cell(page, NULL, text);
        }
        g_string_append(page, "</tr>\n");
    }
    html_table_end(page);
}

/* Everything else: a row per part, its properties one after the other. */
static void put_parts(GString *page, const Study *study, const GPtrArray *groups)
{
    html_table_begin(page, "Part|As the scenario sets it");
    for (guint g = 0; g < groups->len; g++) {
        bool is_first = true;
        g_string_append(page, "<tr><th scope=\"row\">");
        html_text(page, groups->pdata[g]);
        g_string_append(page, "</th><td>");
        for (guint i = 0; i < study->facts->len; i++) {
            const FactRow *row = fact_at(study, i);
            if (strcmp(row->group, groups->pdata[g]) != 0)
                continue;
            g_string_append(page, is_first ? "<small>" : " · <small>");
            html_text(page, row->name);
            g_string_append(page, "</small> ");
            html_text(page, row->value);
            is_first = false;
        }
        g_string_append(page, "</td></tr>\n");
    }
    html_table_end(page);
}

void report_facts(GString *page, const Study *study)
{
    g_assert(page && study);

    if (study->facts->len == 0)
        return;
    g_autoptr(GPtrArray) fleets = find_groups(study, "fleet", true);
    g_autoptr(GPtrArray) others = find_groups(study, "fleet", false);
    html_section_begin(page, "simulated", "What was simulated");
    if (fleets->len > 0 && fleets->len <= COLUMN_MAX)
        put_fleets(page, study, fleets);
    else if (fleets->len > 0)
        put_parts(page, study, fleets);
    if (others->len > 0)
        put_parts(page, study, others);
    html_section_end(page);
}
