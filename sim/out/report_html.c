#include "out/report_html.h"

#include "out/number.h"

void html_text(GString *page, const char *text)
{
    g_assert(page);

    if (!text)
        return;
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    for (char *p = valid; *p; p++)
        if (g_ascii_iscntrl(*p) && *p != '\n' && *p != '\t')
            *p = ' ';
    g_autofree char *escaped = g_markup_escape_text(valid, -1);
    g_string_append(page, escaped);
}

void html_cell(GString *page, const char *kind, const char *text)
{
    if (kind)
        g_string_append_printf(page, "<td class=\"%s\">", kind);
    else
        g_string_append(page, "<td>");
    html_text(page, text);
    g_string_append(page, "</td>");
}

void html_number(GString *page, double exact, const char *shown)
{
    char value[NUMBER_SIZE];
    number_exact(exact, value);
    g_string_append_printf(page, "<td class=\"n\" data-value=\"%s\">", value);
    html_text(page, shown);
    g_string_append(page, "</td>");
}

void html_table_begin(GString *page, const char *columns)
{
    g_assert(page && columns);

    g_auto(GStrv) names = g_strsplit(columns, "|", -1);
    g_string_append(page, "<div class=\"scroll\"><table>\n<thead><tr>");
    for (guint i = 0; names[i]; i++) {
        gboolean is_number = names[i][0] == '#';
        g_string_append(page, is_number ? "<th class=\"n\" scope=\"col\">" : "<th scope=\"col\">");
        html_text(page, names[i] + (is_number ? 1 : 0));
        g_string_append(page, "</th>");
    }
    g_string_append(page, "</tr></thead>\n<tbody>\n");
}

void html_table_end(GString *page)
{
    g_string_append(page, "</tbody></table></div>\n");
}

void html_section_begin(GString *page, const char *id, const char *title)
{
    g_string_append_printf(page, "<section id=\"%s\">\n<h2>", id);
    html_text(page, title);
    g_string_append(page, "</h2>\n");
}

void html_section_end(GString *page)
{
    g_string_append(page, "</section>\n");
}

void html_fold_begin(GString *page, const char *summary)
{
    g_string_append(page, "<details><summary>");
    html_text(page, summary);
    g_string_append(page, "</summary>\n");
}

void html_fold_end(GString *page)
{
    g_string_append(page, "</details>\n");
}
