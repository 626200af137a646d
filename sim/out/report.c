#include "out/report.h"

#include "out/file.h"
#include "out/report_html.h"
#include "out/report_part.h"

#define STYLE_FILE "report.css"

/* The style sheet, inside the page; without it the page is plain but whole. */
static void put_style(GString *page, const OutputOptions *options)
{
    g_autofree char *path = NULL, *css = NULL;
    g_autoptr(GError) cause = NULL;
    if (options->template_dir) {
        path = g_build_filename(options->template_dir, STYLE_FILE, NULL);
        (void)g_file_get_contents(path, &css, NULL, &cause);
    }
    if (css)
        g_string_append_printf(page, "<style>\n%s</style>\n", css);
    else
        g_warning("the report has no style sheet: %s",
                  cause ? cause->message : "no folder of templates was found");
}

static void put_link(GString *page, const char *id, const char *title)
{
    g_string_append_printf(page, "<a href=\"#%s\">", id);
    html_text(page, title);
    g_string_append(page, "</a>\n");
}

static void put_links(GString *page, const Study *study)
{
    g_string_append(page, "<nav aria-label=\"Sections\">\n");
    if (study->facts->len > 0)
        put_link(page, "simulated", "What was simulated");
    if (study->points->len > 1)
        put_link(page, "points", "Points");
    for (size_t i = 0; report_section_at(i).id; i++)
        if (report_has_section(study, report_section_at(i).id))
            put_link(page, report_section_at(i).id, report_section_at(i).title);
    if (study->predictions->len > 0)
        put_link(page, "predictions", "Predictions");
    put_link(page, "limits", "Limits");
    put_link(page, "redo", "Redo");
    g_string_append(page, "</nav>\n");
}

static void put_page(GString *page, const Study *study, const char *dir,
                     const OutputOptions *options)
{
    g_string_append(page, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                          "<meta name=\"viewport\" "
                          "content=\"width=device-width,initial-scale=1\">\n"
                          "<title>");
    html_text(page, options->title ? options->title : study->name);
    g_string_append(page, " – tinyfleet report</title>\n");
    put_style(page, options);
    g_string_append(page, "</head><body><main>\n");
    report_head(page, study, options);
    put_links(page, study);
    report_facts(page, study);
    report_points(page, study);
    report_metrics(page, study, dir);
    report_end(page, study, options);
    g_string_append(page, "</main></body></html>\n");
}

bool report_write(const Study *study, const char *dir, const OutputOptions *options, GError **error)
{
    g_assert(study && dir && options);

    if (!options->with_report)
        return true;
    g_autoptr(GString) page = g_string_new(NULL);
    g_autofree char *path = g_build_filename(dir, REPORT_FILE, NULL);
    put_page(page, study, dir, options);
    return file_write(path, page->str, (gssize)page->len, error);
}
