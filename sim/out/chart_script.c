#include "out/chart_script.h"

#include <math.h>
#include <string.h>

#include "out/chart_axis.h"
#include "out/file.h"
#include "out/number.h"
#include "util/error.h"

#define LABEL_LENGTH_MAX 22
#define TITLE_LENGTH_MAX 160
#define LABEL_GAP 0.06      /* of the height of the plot */
#define CHARACTER_WIDTH 0.0095 /* of the width of the plot, 11 point */
#define PANEL_MAX 12

char *script_quote(const char *text, size_t length_max)
{
    g_assert(text);

    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *quoted = g_string_new("'");
    size_t length = 0;
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (++length > length_max) {
            g_string_append(quoted, "…");
            break;
        }
        if (c == '\'')
            g_string_append(quoted, "’");
        else if (c == '&')
            g_string_append(quoted, "and");
        else if (g_unichar_iscntrl(c))
            g_string_append_c(quoted, ' ');
        else if (c < 128 && strchr("_^{}@~\\", (int)c))
            g_string_append_printf(quoted, "\\%c", (char)c);
        else
            g_string_append_unichar(quoted, c);
    }
    g_string_append_c(quoted, '\'');
    return g_string_free(quoted, FALSE);
}

static void append_number(GString *out, double value)
{
    char text[NUMBER_SIZE];
    number_exact(value, text);
    g_string_append(out, text);
}

static char *range_text(const ChartAxis *axis)
{
    GString *out = g_string_new(NULL);
    append_number(out, axis->low);
    g_string_append_c(out, ':');
    append_number(out, axis->high);
    return g_string_free(out, FALSE);
}

/* Grey bands, named at the top unless the name would run into the one before. */
static char *marks_text(const Chart *chart)
{
    GString *out = g_string_new(NULL);
    double free_from = -1;
    for (guint i = 0; i < chart->marks->len; i++) {
        const ChartMark *mark = g_ptr_array_index(chart->marks, i);
        g_autofree char *label = script_quote(mark->label, LABEL_LENGTH_MAX);
        double from = MAX(mark->from, chart->x_axis.low), to = MIN(mark->to, chart->x_axis.high);
        double width = CHARACTER_WIDTH * (double)g_utf8_strlen(mark->label, -1);
        double begin = axis_share(&chart->x_axis, 0.5 * (from + to)) - 0.5 * width;
        begin = CLAMP(begin, 0.004, MAX(0.004, 1 - width));
        g_string_append_printf(out, "set object %u rect from ", i + 1);
        append_number(out, from);
        g_string_append(out, ",graph 0 to ");
        append_number(out, to);
        g_string_append(out, ",graph 1 back fc rgb BANDC fs solid noborder\n");
        if (begin < free_from)
            continue;
        free_from = begin + width + CHARACTER_WIDTH;
        g_string_append_printf(out, "set label %u %s at graph ", 20 + i, label);
        append_number(out, begin);
        g_string_append(out, ",graph 0.965 left font FONT.\",11\" tc rgb MUTED\n");
    }
    return g_string_free(out, FALSE);
}

static void append_limit(GString *out, const Chart *chart, const ChartLimit *limit, guint number)
{
    g_autofree char *label = script_quote(limit->label, TITLE_LENGTH_MAX);
    const ChartAxis *axis = limit->is_vertical ? &chart->x_axis : &chart->y_axis;
    double share = axis_share(axis, limit->at);
    g_string_append_printf(out, "set arrow %u from ", number);
    g_string_append(out, limit->is_vertical ? "" : "graph 0,");
    append_number(out, limit->at);
    g_string_append(out, limit->is_vertical ? ",graph 0 to " : " to graph 1,");
    append_number(out, limit->at);
    g_string_append(out, limit->is_vertical ? ",graph 1" : "");
    g_string_append(out, " nohead lc rgb INK lw 1 dt (10,7) front\n");
    g_string_append_printf(out, "set label %u %s at ", 40 + number, label);
    if (limit->is_vertical) {
        append_number(out, limit->at);
        g_string_append_printf(out, ",graph %s %s offset %s,0", number % 2 ? "0.05" : "0.11",
                               share > 0.7 ? "right" : "left", share > 0.7 ? "-0.8" : "0.8");
    } else {
        g_string_append(out, "graph 0.99,");
        append_number(out, limit->at);
        g_string_append_printf(out, " right offset 0,%s", share < 0.1 ? "0.6" : "-0.7");
    }
    g_string_append(out, " font FONT.\",11\" tc rgb INK front\n");
}

static char *limits_text(const Chart *chart)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < chart->limits->len; i++)
        append_limit(out, chart, g_ptr_array_index(chart->limits, i), i + 1);
    return g_string_free(out, FALSE);
}

/* The last value of a line that there is. */
static double last_value(const Chart *chart, const ChartLine *line)
{
    for (uint32_t i = chart->count; i-- > 0;)
        if (!isnan(line->mid[i]))
            return line->mid[i];
    return NAN;
}

/* Names at the right end of their lines, in their colours, moved apart. */
static char *labels_text(const Chart *chart)
{
    GString *out = g_string_new(NULL);
    double shares[PANEL_MAX];
    guint count = MIN(chart->lines->len, PANEL_MAX);
    for (guint i = 0; i < count; i++) {
        double value = last_value(chart, chart_line(chart, i));
        shares[i] = isnan(value) ? 0.5 : CLAMP(axis_share(&chart->y_axis, value), 0.0, 1.0);
    }
    axis_spread(shares, count, LABEL_GAP);
    for (guint i = 0; i < count; i++) {
        const ChartLine *line = chart_line(chart, i);
        g_autofree char *label = script_quote(line->label, LABEL_LENGTH_MAX);
        g_string_append_printf(out, "set label %u %s at graph 1.012,graph ", 60 + i, label);
        append_number(out, shares[i]);
        g_string_append_printf(out, " left font FONT.\":Bold,12\" tc rgb C%d\n", line->style);
    }
    return g_string_free(out, FALSE);
}

static char *margin_text(const Chart *chart)
{
    glong longest = 4;
    for (guint i = 0; i < chart->lines->len; i++)
        longest = MAX(longest, g_utf8_strlen(chart_line(chart, i)->label, -1));
    return g_strdup_printf("%ld", MIN(longest, LABEL_LENGTH_MAX + 1) + 3);
}

/* Columns of a line's band and middle in the data file. */
static void append_curves(GString *out, const Chart *chart, guint index, int style)
{
    guint column = 2;
    for (guint i = 0; i < index; i++)
        column += chart_line(chart, i)->has_band ? 3 : 1;
    const ChartLine *line = chart_line(chart, index);
    if (line->has_band)
        g_string_append_printf(out,
                               "DATA using 1:%u:%u skip 1 with filledcurves fc rgb C%d "
                               "fs transparent solid 0.18 notitle, \\\n     ",
                               column + 1, column + 2, style);
    g_string_append_printf(out, "DATA using 1:%u skip 1 with lines lt %d", column, style);
}

static void append_key(GString *out, const ChartLine *line)
{
    g_autofree char *text = g_strdup_printf("%s%s%s%s", line->label, line->note ? "  (" : "",
                                            line->note ? line->note : "", line->note ? ")" : "");
    g_autofree char *title = script_quote(text, TITLE_LENGTH_MAX);
    g_string_append_printf(out, " title %s", title);
}

static char *plot_text(const Chart *chart)
{
    GString *out = g_string_new("plot ");
    for (guint i = 0; i < chart->lines->len; i++) {
        if (i > 0)
            g_string_append(out, ", \\\n     ");
        append_curves(out, chart, i, chart_line(chart, i)->style);
        append_key(out, chart_line(chart, i));
    }
    return g_string_free(out, FALSE);
}

/* Small multiples: one line to a panel, all on the same axes. */
static char *panels_text(const Chart *chart)
{
    GString *out = g_string_new(NULL);
    guint count = MIN(chart->lines->len, PANEL_MAX);
    guint columns = count > 6 ? 4 : 3;
    guint rows = (count + columns - 1) / columns;
    for (guint i = 0; i < count; i++) {
        const ChartLine *line = chart_line(chart, i);
        g_autofree char *label = script_quote(line->label, LABEL_LENGTH_MAX);
        double width = 0.90 / columns, height = 0.74 / rows;
        double left = 0.075 + width * (i % columns), top = 0.81 - height * (i / columns);
        static const char *const sides[] = {"l", "r", "t", "b"};
        double edges[] = {left, left + 0.84 * width, top, top - 0.70 * height};
        for (size_t side = 0; side < G_N_ELEMENTS(sides); side++) {
            g_string_append_printf(out, "set %smargin at screen ", sides[side]);
            append_number(out, edges[side]);
            g_string_append_c(out, '\n');
        }
        g_string_append_printf(out, "set format y \"%s\"\n", i % columns ? "" : "%h");
        g_string_append_printf(out, "set label 60 %s at graph 0,graph 1.06 left "
                                    "font FONT.\":Bold,11\" tc rgb C1\nplot ", label);
        append_curves(out, chart, i, 1);
        g_string_append(out, " notitle\nunset label 10; unset label 11\n");
    }
    return g_string_free(out, FALSE);
}

static char *bars_labels(const Chart *chart)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < chart->lines->len; i++) {
        const ChartLine *line = chart_line(chart, i);
        g_autofree char *label = script_quote(line->label, LABEL_LENGTH_MAX);
        g_autofree char *note = script_quote(line->note ? line->note : "", TITLE_LENGTH_MAX);
        double end = isnan(line->high[0]) ? line->mid[0] : MAX(line->mid[0], line->high[0]);
        g_string_append_printf(out, "set label %u %s at graph -0.012,first %u right "
                                    "font FONT.\",12\" tc rgb INK\n", 60 + i, label, i);
        g_string_append_printf(out, "set label %u %s at first ", 80 + i, note);
        append_number(out, end);
        g_string_append_printf(out, ",first %u left offset 0.8,0 font FONT.\",12\" tc rgb INK\n",
                               i);
    }
    return g_string_free(out, FALSE);
}

static void put(GHashTable *words, const char *name, char *take_text)
{
    g_hash_table_insert(words, (gpointer)(uintptr_t)name, take_text);
}

static void put_axes(GHashTable *words, const Chart *chart)
{
    const char *title = chart->x_axis.title ? chart->x_axis.title : "";
    put(words, "x_range", range_text(&chart->x_axis));
    put(words, "y_range", range_text(&chart->y_axis));
    put(words, "x_tics", g_strdup(chart->x_axis.tics ? chart->x_axis.tics : ""));
    put(words, "y_tics", g_strdup(chart->y_axis.tics ? chart->y_axis.tics : ""));
    put(words, "x_title", script_quote(title, TITLE_LENGTH_MAX));
    put(words, "x_scale", g_strdup(chart->x_axis.is_log ? "set logscale x" : "unset logscale x"));
}

static GHashTable *words_of(const Chart *chart)
{
    GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    bool is_bars = chart->kind == CHART_BARS;
    bool has_panels = !is_bars && chart->lines->len > 4;
    put(words, "name", g_strdup(chart->name));
    put(words, "title", script_quote(chart->title, TITLE_LENGTH_MAX));
    put(words, "subtitle", script_quote(chart->subtitle, TITLE_LENGTH_MAX));
    put_axes(words, chart);
    put(words, "marks", marks_text(chart));
    put(words, "limits", limits_text(chart));
    put(words, "labels", is_bars ? bars_labels(chart) : labels_text(chart));
    put(words, "right_margin", margin_text(chart));
    put(words, "plot", has_panels ? panels_text(chart) : plot_text(chart));
    return words;
}

static const char *template_of(const Chart *chart)
{
    if (chart->kind == CHART_BARS)
        return "bars.gp";
    if (chart->lines->len > 4)
        return "panels.gp";
    return chart->kind == CHART_SERIES ? "series.gp" : "distribution.gp";
}

/* Copies the template, each {{word}} replaced; an unknown word is a mistake in the template. */
static char *fill(const char *text, GHashTable *words, const char *path, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *open = strstr(text, "{{"); open; open = strstr(text, "{{")) {
        const char *close = strstr(open, "}}");
        g_autofree char *word = close ? g_strndup(open + 2, (gsize)(close - open - 2)) : NULL;
        const char *value = word ? g_hash_table_lookup(words, word) : NULL;
        if (!value) {
            g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s: unknown word \"%.20s\"", path,
                        open);
            return NULL;
        }
        g_string_append_len(out, text, open - text);
        g_string_append(out, value);
        text = close + 2;
    }
    g_string_append(out, text);
    return g_strdup(out->str);
}

bool chart_write_script(const Chart *chart, const char *template_dir, const char *folder,
                        GError **error)
{
    g_assert(chart && template_dir && folder);

    g_autofree char *path = g_build_filename(template_dir, template_of(chart), NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    if (!g_file_get_contents(path, &text, NULL, &cause)) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s: cannot be read: %s", path,
                    cause->message);
        return false;
    }
    g_autoptr(GHashTable) words = words_of(chart);
    g_autofree char *script = fill(text, words, path, error);
    g_autofree char *base = g_strconcat(chart->name, ".gp", NULL);
    g_autofree char *target = g_build_filename(folder, base, NULL);
    return script && file_write(target, script, -1, error);
}
