#include "out/plot.h"

#include <glib/gstdio.h>
#include <string.h>

#include "out/chart_script.h"
#include "out/file.h"
#include "out/plot_spec.h"
#include "out/tool.h"
#include "util/error.h"

#define STYLE_FILE "style.gp"

enum { TOOL_LIMIT_MS = 30000 }; /* a picture takes a tenth of a second */

/* One form of a picture: gnuplot's terminal, and the ending of the file. */
typedef struct PictureForm {
    const char *terminal, *ending;
} PictureForm;

static const PictureForm forms[] = {
    {"svg size 600,420 dynamic enhanced font \"DejaVu Sans,12\" background \"#ffffff\"", ".svg"},
    {"pngcairo size 1200,840 enhanced fontscale 2 linewidth 2 font \"DejaVu Sans,12\" "
     "background \"#ffffff\"",
     ".png"},
};

/* What all pictures of a result have in common. */
typedef struct Drawing {
    const OutputOptions *options;
    const char *folder;
    const char *gnuplot; /* NULL = there is none, or it does not answer */
} Drawing;

static char *gnuplot_of(const OutputOptions *options)
{
    const char *named = options->gnuplot ? options->gnuplot : g_getenv("TINYFLEET_GNUPLOT");
    return g_find_program_in_path(named && named[0] ? named : "gnuplot");
}

static bool is_wanted(const OutputOptions *options, const char *name)
{
    return !options->plots || g_strv_contains(options->plots, name);
}

/* Runs gnuplot on folder/NAME.gp; the picture gets its name when it is whole. */
static ToolEnd draw(const Drawing *drawing, const char *name, const PictureForm *form,
                    GError **error)
{
    g_autofree char *script = g_strconcat(name, ".gp", NULL);
    g_autofree char *base = g_strconcat(name, form->ending, NULL);
    g_autofree char *target = g_build_filename(drawing->folder, base, NULL);
    g_autofree char *part = g_strconcat(target, FILE_PART, NULL);
    g_autofree char *out = g_strconcat("OUT='", base, FILE_PART "'", NULL);
    g_autofree char *term = g_strconcat("TERM='", form->terminal, "'", NULL);
    const char *const argv[] = {drawing->gnuplot, "-d", "-e", term, "-e", out, script, NULL};
    const OutputOptions *options = drawing->options;
    const ToolCall call = {
        .argv = argv,
        .folder = drawing->folder,
        .limit_ms = options->tool_limit_ms ? options->tool_limit_ms : TOOL_LIMIT_MS,
        .stop = options->stop,
    };
    g_autoptr(GError) cause = NULL;
    ToolEnd end = tool_run(&call, &cause);
    if (end == TOOL_DONE && g_rename(part, target) != 0)
        end = TOOL_FAILED;
    if (end == TOOL_DONE)
        return end;
    (void)g_unlink(part);
    if (end != TOOL_STOPPED)
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s/%s: gnuplot failed: %s",
                    drawing->folder, script, cause ? cause->message : "no picture");
    return end;
}

static ToolEnd draw_forms(const Drawing *drawing, const char *name, GError **error)
{
    ToolEnd end = TOOL_DONE;
    for (size_t i = 0; end == TOOL_DONE && i < G_N_ELEMENTS(forms); i++)
        end = draw(drawing, name, &forms[i], error);
    return end;
}

/* Script and data of one figure; false with error if the disk or the template fails. */
static bool write_chart(const Chart *chart, const OutputOptions *options, const char *folder,
                        GError **error)
{
    return chart_write_data(chart, folder, error) &&
           chart_write_script(chart, options->template_dir, folder, error);
}

static bool copy_style(const OutputOptions *options, const char *folder, GError **error)
{
    g_autofree char *from = g_build_filename(options->template_dir, STYLE_FILE, NULL);
    g_autofree char *to = g_build_filename(folder, STYLE_FILE, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    if (g_file_get_contents(from, &text, NULL, &cause))
        return file_write(to, text, -1, error);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s: cannot be read: %s", from,
                cause->message);
    return false;
}

/* A failed picture is a warning, unless pictures were demanded; one that took too long is the
 * last that is tried. */
static bool draw_or_warn(Drawing *drawing, const char *name, GError **error)
{
    g_autoptr(GError) cause = NULL;
    ToolEnd end = drawing->gnuplot ? draw_forms(drawing, name, &cause) : TOOL_DONE;
    if (end == TOOL_DONE || end == TOOL_STOPPED)
        return true;
    if (drawing->options->are_plots_required) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    g_warning("%s%s", cause->message, end == TOOL_LATE ? "; no more pictures are drawn" : "");
    if (end == TOOL_LATE)
        drawing->gnuplot = NULL;
    return true;
}

static bool write_charts(const Study *study, Drawing *drawing, GError **error)
{
    const OutputOptions *options = drawing->options;
    const PlotSpec *spec;
    for (size_t i = 0; (spec = plot_spec_at(i)); i++) {
        if (options->stop && *options->stop != 0)
            return true;
        g_autoptr(Chart) chart = is_wanted(options, spec->name) ? spec->build(study, spec) : NULL;
        if (!chart)
            continue;
        if (!write_chart(chart, options, drawing->folder, error) ||
            !draw_or_warn(drawing, spec->name, error))
            return false;
    }
    return true;
}

bool plots_write(const Study *study, const char *dir, const OutputOptions *options, GError **error)
{
    g_assert(study && dir && options);

    if (!options->with_plots)
        return true;
    if (!options->template_dir) {
        g_warning("no folder of plot templates was found; no plots are written");
        return true;
    }
    g_autofree char *gnuplot = gnuplot_of(options);
    if (!gnuplot && options->are_plots_required) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN,
                    "gnuplot was not found; install gnuplot-nox or set TINYFLEET_GNUPLOT");
        return false;
    }
    if (!gnuplot)
        g_warning("gnuplot was not found: plots/ holds scripts and data, but no pictures; "
                  "install gnuplot-nox or set TINYFLEET_GNUPLOT");
    g_autofree char *folder = g_build_filename(dir, "plots", NULL);
    Drawing drawing = {options, folder, gnuplot};
    return file_make_dir(dir, "plots", error) && copy_style(options, folder, error) &&
           write_charts(study, &drawing, error);
}

char **plot_file_names(void)
{
    static const char *const endings[] = {".csv", ".gp", ".svg", ".png"};
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const PlotSpec *spec;
    for (size_t i = 0; (spec = plot_spec_at(i)); i++)
        for (size_t e = 0; e < G_N_ELEMENTS(endings); e++)
            g_ptr_array_add(names, g_strconcat("plots/", spec->name, endings[e], NULL));
    g_ptr_array_add(names, g_strdup("plots/" STYLE_FILE));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}
