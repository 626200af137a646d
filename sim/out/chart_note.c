#include "out/chart_note.h"

#include <math.h>
#include <string.h>

#include "out/chart_axis.h"
#include "out/number.h"

#define CHARACTER_WIDTH    0.0185 /* of the width of the plot, 11 point */
#define LINES_IN_ONE_PANEL 4
#define MARK_ID            100   /* first number of their labels and lines */
#define THIN               0.006 /* share of the width */
#define LABELS_FROM        0.7   /* share of the width where labels of limits begin */

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

void script_number(GString *out, double value)
{
    char text[NUMBER_SIZE];
    number_exact(value, text);
    g_string_append(out, text);
}

bool chart_has_panels(const Chart *chart)
{
    return chart->kind != CHART_BARS && chart->lines->len > LINES_IN_ONE_PANEL;
}

/* A label of an event band above the frame, unless it would run into the one before; was it
 * put there? */
static bool append_mark_label(GString *out, const Chart *chart, guint index, double *free_from)
{
    const ChartMark *mark = g_ptr_array_index(chart->marks, index);
    double middle = 0.5 * (MAX(mark->from, chart->x_axis.low) + MIN(mark->to, chart->x_axis.high));
    double length = (double)MIN(g_utf8_strlen(mark->label, -1), LABEL_LENGTH_MAX + 1);
    double width = CHARACTER_WIDTH * length;
    double begin = axis_share(&chart->x_axis, middle) - 0.5 * width;
    begin = CLAMP(begin, 0.004, MAX(0.004, 1 - width));
    if (begin < *free_from)
        return false;
    *free_from = begin + width + CHARACTER_WIDTH;
    g_autofree char *label = script_quote(mark->label, LABEL_LENGTH_MAX);
    g_string_append_printf(out, "set label %u %s at graph ", MARK_ID + index, label);
    script_number(out, begin);
    g_string_append(out, ",graph 1.04 left font FONT.\",13\" tc rgb MUTED\n");
    return true;
}

/* A dotted line in a band that nobody would see. */
static void append_thin_mark(GString *out, const Chart *chart, guint index)
{
    const ChartMark *mark = g_ptr_array_index(chart->marks, index);
    double middle = 0.5 * (mark->from + mark->to);
    double share = (mark->to - mark->from) / (chart->x_axis.high - chart->x_axis.low);
    if (share >= THIN || middle > chart->x_axis.high)
        return;
    g_string_append_printf(out, "set arrow %u from first ", MARK_ID + index);
    script_number(out, middle);
    g_string_append(out, ",graph 0 to first ");
    script_number(out, middle);
    g_string_append(out, ",graph 1 nohead lc rgb AXISC lw 1 dt (2,3) back\n");
}

/* Grey bands; named where there is room for names. */
char *script_marks(const Chart *chart)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);
    double free_from = -1;
    for (guint i = 0; i < chart->marks->len; i++) {
        const ChartMark *mark = g_ptr_array_index(chart->marks, i);
        g_string_append_printf(out, "set object %u rect from first ", i + 1);
        script_number(out, MAX(mark->from, chart->x_axis.low));
        g_string_append(out, ",graph 0 to first ");
        script_number(out, MIN(mark->to, chart->x_axis.high));
        g_string_append(out, ",graph 1 back fc rgb BANDC fs solid noborder\n");
        append_thin_mark(out, chart, i);
        if (!chart_has_panels(chart) && !g_hash_table_contains(said, mark->label) &&
            append_mark_label(out, chart, i, &free_from))
            g_hash_table_add(said, mark->label);
    }
    return g_string_free(out, FALSE);
}

/* Least and greatest share of the height that lines take at the right, where labels stand. */
static void find_taken(const Chart *chart, double *ret_low, double *ret_high)
{
    double low = 1, high = 0;
    for (guint l = 0; l < chart->lines->len; l++) {
        const ChartLine *line = chart_line(chart, l);
        for (uint32_t i = 0; i < chart->count; i++) {
            if (isnan(line->mid[i]) || axis_share(&chart->x_axis, chart->x[i]) < LABELS_FROM)
                continue;
            low = fmin(low, axis_share(&chart->y_axis, fmin(line->mid[i], line->low[i])));
            high = fmax(high, axis_share(&chart->y_axis, fmax(line->mid[i], line->high[i])));
        }
    }
    *ret_low = low;
    *ret_high = high;
}

/* Just below a horizontal line, else just above it, else clear of what is drawn there. */
static double find_free_height(const Chart *chart, double at)
{
    double taken_low, taken_high;
    find_taken(chart, &taken_low, &taken_high);
    double below = taken_low - 0.05, above = taken_high + 0.05;
    bool is_above_near = fabs(above - at) < fabs(at - below);
    double places[] = {at - 0.04, at + 0.04, is_above_near ? above : below,
                       is_above_near ? below : above};
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        bool is_free = places[i] < taken_low - 0.035 || places[i] > taken_high + 0.035;
        if (is_free && places[i] > 0.03 && places[i] < 0.93)
            return places[i];
    }
    return at < 0.5 ? at + 0.04 : at - 0.04;
}

/* Above a vertical line (of a second one, beside it), or near the right end of a horizontal one. */
static void append_limit_label(GString *out, const Chart *chart, const ChartLimit *limit,
                               guint number)
{
    g_autofree char *label = script_quote(limit->label, TITLE_LENGTH_MAX);
    double share = axis_share(limit->is_vertical ? &chart->x_axis : &chart->y_axis, limit->at);
    g_string_append_printf(out, "set label %u %s at ", 40 + number, label);
    if (limit->is_vertical) {
        bool is_first = number % 2 != 0;
        g_string_append(out, "first ");
        script_number(out, limit->at);
        g_string_append_printf(out, ",graph %s %s offset %s,0", is_first ? "1.04" : "0.05",
                               share > 0.5 ? "right" : "left",
                               is_first ? "0" : (share > 0.5 ? "-0.8" : "0.8"));
    } else {
        g_string_append(out, "graph 0.99,graph ");
        script_number(out, find_free_height(chart, share));
        g_string_append(out, " right");
    }
    g_string_append(out, " font FONT.\",13\" tc rgb INK front\n");
}

static void append_limit(GString *out, const Chart *chart, const ChartLimit *limit, guint number)
{
    g_string_append_printf(out, "set arrow %u from ", number);
    const ChartAxis *axis = limit->is_vertical ? &chart->x_axis : &chart->y_axis;
    g_string_append(out, limit->is_vertical ? "first " : "graph 0,first ");
    script_number(out, axis_place(axis, limit->at));
    g_string_append(out, limit->is_vertical ? ",graph 0 to first " : " to graph 1,first ");
    script_number(out, axis_place(axis, limit->at));
    g_string_append(out, limit->is_vertical ? ",graph 1 back" : " front");
    g_string_append(out, " nohead lc rgb INK lw 1 dt (10,7)\n");
    if (!chart_has_panels(chart))
        append_limit_label(out, chart, limit, number);
}

char *script_limits(const Chart *chart)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < chart->limits->len; i++)
        append_limit(out, chart, g_ptr_array_index(chart->limits, i), i + 1);
    return g_string_free(out, FALSE);
}
