#include "out/chart_script.h"

#include <math.h>
#include <string.h>

#include "out/chart_axis.h"
#include "out/chart_note.h"
#include "out/file.h"
#include "out/number.h"
#include "util/error.h"

#define SUBTITLE_LENGTH 66   /* of one line */
#define LABEL_GAP       0.08 /* of the height of the plot */
#define PANEL_MAX       12
#define KEY_LENGTH_MAX  40

static char *range_text(const ChartAxis *axis)
{
    GString *out = g_string_new(NULL);
    script_number(out, axis->low);
    g_string_append_c(out, ':');
    script_number(out, axis->high);
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
        script_number(out, shares[i]);
        g_string_append_printf(out, " left font FONT.\":Bold,14\" tc rgb C%d\n", line->style);
    }
    return g_string_free(out, FALSE);
}

static char *margin_text(const Chart *chart)
{
    glong longest = 4;
    for (guint i = 0; i < chart->lines->len; i++)
        longest = MAX(longest, g_utf8_strlen(chart_line(chart, i)->label, -1));
    return g_strdup_printf("%ld", MIN(longest, LABEL_LENGTH_MAX + 1) * 9 / 8 + 2);
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
                               "DATA using 1:(Y($%u)):(Y($%u)) skip 1 with filledcurves fc rgb C%d "
                               "fs transparent solid 0.18 notitle, \\\n     ",
                               column + 1, column + 2, style);
    g_string_append_printf(out, "DATA using 1:(Y($%u)) skip 1 with lines lt %d", column, style);
}

/* "speakers  p95 61.4 ms"; a long name is cut, its number is not. */
static char *key_text(const ChartLine *line)
{
    GString *out = g_string_new(NULL);
    glong length = g_utf8_strlen(line->label, -1);
    g_autofree char *name = g_utf8_substring(line->label, 0, MIN(length, LABEL_LENGTH_MAX));
    g_string_append_printf(out, "%s%s", name, length > LABEL_LENGTH_MAX ? "…" : "");
    if (line->note)
        g_string_append_printf(out, "  %s", line->note);
    return g_string_free(out, FALSE);
}

static void append_key(GString *out, const ChartLine *line)
{
    g_autofree char *text = key_text(line);
    g_autofree char *title = script_quote(text, KEY_LENGTH_MAX);
    g_string_append_printf(out, " title %s", title);
}

/* Where shares rise the key stands low at the right, where they fall high: there is no line. */
static char *key_place_text(const Chart *chart)
{
    bool is_falling = chart->lines->len > 0 && chart->count > 0 &&
                      chart_line(chart, 0)->mid[0] > chart_line(chart, 0)->mid[chart->count - 1];
    return g_strdup_printf("set key at graph 0.99,graph %s right %s Left reverse samplen 2 spacing "
                           "1.3 font FONT.\",14\" tc rgb INK",
                           is_falling ? "0.99" : "0.03", is_falling ? "top" : "bottom");
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

/* Tics without their labels: 'a' 1, 'b' 2 -> '' 1, '' 2. No label holds a quote. */
static char *bare_tics(const char *tics)
{
    GString *out = g_string_new(NULL);
    bool is_quoted = false;
    for (const char *p = tics; *p; p++) {
        if (*p == '\'' || !is_quoted)
            g_string_append_c(out, *p);
        if (*p == '\'')
            is_quoted = !is_quoted;
    }
    return g_string_free(out, FALSE);
}

/* Where panel `index` of `count` lies; the left ones name their tics. */
static void append_margins(GString *out, guint index, guint count, const char *y_tics)
{
    static const char *const sides[] = {"l", "r", "t", "b"};
    guint columns = 3;
    guint rows = (count + columns - 1) / columns;
    double width = 0.87 / columns, height = 0.70 / rows;
    double left = 0.12 + width * (index % columns), top = 0.76 - height * (index / columns);
    double edges[] = {left, left + 0.88 * width, top, top - 0.70 * height};
    for (size_t side = 0; side < G_N_ELEMENTS(sides); side++) {
        g_string_append_printf(out, "set %smargin at screen ", sides[side]);
        script_number(out, edges[side]);
        g_string_append_c(out, '\n');
    }
    g_autofree char *bare = bare_tics(y_tics);
    g_string_append_printf(out, "set ytics (%s)\n", index % columns == 0 ? y_tics : bare);
}

/* Small multiples: one line to a panel, all on the same axes. */
static char *panels_text(const Chart *chart)
{
    GString *out = g_string_new(NULL);
    guint count = MIN(chart->lines->len, PANEL_MAX);
    for (guint i = 0; i < count; i++) {
        g_autofree char *label = script_quote(chart_line(chart, i)->label, LABEL_LENGTH_MAX);
        append_margins(out, i, count, chart->y_axis.tics);
        g_string_append_printf(out,
                               "set label 60 %s at graph 0,graph 1.08 left font FONT.\":Bold,13\" "
                               "tc rgb C1\nplot ",
                               label);
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
        g_string_append_printf(out,
                               "set label %u %s at graph -0.012,first %u right "
                               "font FONT.\",14\" tc rgb INK\n",
                               60 + i, label, i);
        g_string_append_printf(out, "set label %u %s at first ", 80 + i, note);
        script_number(out, end);
        g_string_append_printf(out, ",first %u left offset 0.8,0 font FONT.\",14\" tc rgb INK\n",
                               i);
    }
    return g_string_free(out, FALSE);
}

static void put(GHashTable *words, const char *name, char *take_text)
{
    g_hash_table_insert(words, (gpointer)(uintptr_t)name, take_text);
}

/* What gnuplot does to a y before it draws it: axis_place(). */
static char *place_text(const ChartAxis *axis)
{
    char floor_text[NUMBER_SIZE];
    if (!(axis->nines_floor > 0))
        return g_strdup("v");
    number_exact(axis->nines_floor, floor_text);
    return g_strdup_printf("-log10(1 - v > %s ? 1 - v : %s)", floor_text, floor_text);
}

static void put_axes(GHashTable *words, const Chart *chart)
{
    const char *title = chart->x_axis.title ? chart->x_axis.title : "";
    put(words, "x_range", range_text(&chart->x_axis));
    put(words, "y_range", range_text(&chart->y_axis));
    put(words, "x_tics", g_strdup(chart->x_axis.tics ? chart->x_axis.tics : ""));
    put(words, "y_tics", g_strdup(chart->y_axis.tics ? chart->y_axis.tics : ""));
    put(words, "y_place", place_text(&chart->y_axis));
    put(words, "x_title", script_quote(title, TITLE_LENGTH_MAX));
    put(words, "x_scale", g_strdup(chart->x_axis.is_log ? "set logscale x" : "unset logscale x"));
}

/* In two lines if it is long, parted where its parts are. */
static void put_subtitle(GHashTable *words, const char *subtitle)
{
    const char *parting = NULL;
    for (const char *p = strstr(subtitle, " · "); p; p = strstr(p + 1, " · "))
        if (!parting || g_utf8_strlen(subtitle, p - subtitle) <= SUBTITLE_LENGTH)
            parting = p;
    bool is_long = parting && g_utf8_strlen(subtitle, -1) > SUBTITLE_LENGTH;
    g_autofree char *first =
        is_long ? g_strndup(subtitle, (gsize)(parting - subtitle)) : g_strdup(subtitle);
    put(words, "subtitle", script_quote(first, TITLE_LENGTH_MAX));
    put(words, "subtitle_rest",
        script_quote(is_long ? parting + strlen(" · ") : "", TITLE_LENGTH_MAX));
}

static GHashTable *words_of(const Chart *chart)
{
    GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    bool is_bars = chart->kind == CHART_BARS;
    put(words, "name", g_strdup(chart->name));
    put(words, "title", script_quote(chart->title, TITLE_LENGTH_MAX));
    bool is_dashed = chart_has_panels(chart) && chart->limits->len > 0;
    g_autofree char *subtitle =
        g_strconcat(chart->subtitle, is_dashed ? " · dashed: required" : "", NULL);
    put_subtitle(words, subtitle);
    put_axes(words, chart);
    put(words, "marks", script_marks(chart));
    put(words, "limits", script_limits(chart));
    put(words, "key", key_place_text(chart));
    put(words, "labels", is_bars ? bars_labels(chart) : labels_text(chart));
    put(words, "right_margin", margin_text(chart));
    put(words, "plot", chart_has_panels(chart) ? panels_text(chart) : plot_text(chart));
    return words;
}

static const char *template_of(const Chart *chart)
{
    if (chart->kind == CHART_BARS)
        return "bars.gp";
    if (chart_has_panels(chart))
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
