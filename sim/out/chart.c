#include "out/chart.h"

#include <math.h>

#include "out/table_file.h"

static void line_free(gpointer item)
{
    ChartLine *line = item;
    g_free(line->label);
    g_free(line->note);
    g_free(line->mid);
    g_free(line->low);
    g_free(line->high);
    g_free(line);
}

static void mark_free(gpointer item)
{
    ChartMark *mark = item;
    g_free(mark->label);
    g_free(mark);
}

static void limit_free(gpointer item)
{
    ChartLimit *limit = item;
    g_free(limit->label);
    g_free(limit);
}

Chart *chart_new(ChartKind kind, const char *name, uint32_t count)
{
    g_assert(name);

    Chart *chart = g_new0(Chart, 1);
    chart->kind = kind;
    chart->name = name;
    chart->x_name = "x";
    chart->unit = "none";
    chart->count = count;
    chart->x = g_new0(double, count);
    chart->lines = g_ptr_array_new_with_free_func(line_free);
    chart->marks = g_ptr_array_new_with_free_func(mark_free);
    chart->limits = g_ptr_array_new_with_free_func(limit_free);
    return chart;
}

static void axis_clear(ChartAxis *axis)
{
    g_free(axis->tics);
    g_free(axis->title);
}

void chart_free(Chart *chart)
{
    if (!chart)
        return;
    axis_clear(&chart->x_axis);
    axis_clear(&chart->y_axis);
    g_ptr_array_unref(chart->limits);
    g_ptr_array_unref(chart->marks);
    g_ptr_array_unref(chart->lines);
    g_free(chart->x);
    g_free(chart->title);
    g_free(chart->subtitle);
    g_free(chart->caption);
    g_free(chart->alt);
    g_free(chart->query);
    g_free(chart);
}

static double *new_column(uint32_t count)
{
    double *column = g_new(double, MAX(count, 1u));
    for (uint32_t i = 0; i < count; i++)
        column[i] = NAN;
    return column;
}

ChartLine *chart_add_line(Chart *chart, const char *label, int style)
{
    g_assert(chart && label);
    g_assert(style >= 1);

    ChartLine *line = g_new0(ChartLine, 1);
    line->label = g_strdup(label);
    line->style = style;
    line->mean = line->half_width = NAN;
    line->mid = new_column(chart->count);
    line->low = new_column(chart->count);
    line->high = new_column(chart->count);
    g_ptr_array_add(chart->lines, line);
    return line;
}

void chart_add_mark(Chart *chart, double from, double to, const char *label)
{
    g_assert(chart && label);
    g_assert(from <= to);

    ChartMark *mark = g_new0(ChartMark, 1);
    *mark = (ChartMark){from, to, g_strdup(label)};
    g_ptr_array_add(chart->marks, mark);
}

void chart_add_limit(Chart *chart, double at, bool is_vertical, const char *label)
{
    g_assert(chart && label);

    ChartLimit *limit = g_new0(ChartLimit, 1);
    *limit = (ChartLimit){at, is_vertical, g_strdup(label)};
    g_ptr_array_add(chart->limits, limit);
}

const ChartLine *chart_line(const Chart *chart, guint index)
{
    g_assert(chart && index < chart->lines->len);
    return g_ptr_array_index(chart->lines, index);
}

/* A name that stays on its line: gnuplot skips one line of header. */
static void put_name(TableFile *csv, const char *name, const char *ending)
{
    g_autofree char *text = g_strconcat(name, ending, NULL);
    for (char *p = text; *p; p++)
        if (g_ascii_iscntrl(*p))
            *p = '?';
    table_file_text(csv, text);
}

static void put_header(TableFile *csv, const Chart *chart)
{
    for (guint i = 0; i < chart->lines->len; i++) {
        const ChartLine *line = chart_line(chart, i);
        put_name(csv, line->label, "");
        if (line->has_band) {
            put_name(csv, line->label, "_low");
            put_name(csv, line->label, "_high");
        }
    }
    table_file_end_row(csv);
}

static void put_row(TableFile *csv, const Chart *chart, uint32_t row)
{
    table_file_number(csv, chart->x[row]);
    for (guint i = 0; i < chart->lines->len; i++) {
        const ChartLine *line = chart_line(chart, i);
        table_file_number(csv, line->mid[row]);
        if (line->has_band) {
            table_file_number(csv, line->low[row]);
            table_file_number(csv, line->high[row]);
        }
    }
    table_file_end_row(csv);
}

static void put_bars(TableFile *csv, const Chart *chart)
{
    for (guint i = 0; i < chart->lines->len; i++) {
        const ChartLine *line = chart_line(chart, i);
        put_name(csv, line->label, "");
        table_file_number(csv, line->mid[0]);
        table_file_number(csv, line->low[0]);
        table_file_number(csv, line->high[0]);
        table_file_end_row(csv);
    }
}

bool chart_write_data(const Chart *chart, const char *folder, GError **error)
{
    g_assert(chart && folder);

    g_autofree char *name = g_strconcat(chart->name, ".csv", NULL);
    if (chart->kind == CHART_BARS) {
        TableFile *bars = table_file_new(folder, name, "name,mean,low,high");
        put_bars(bars, chart);
        return table_file_close(bars, error);
    }
    TableFile *csv = table_file_new(folder, name, NULL);
    table_file_text(csv, chart->x_name);
    put_header(csv, chart);
    for (uint32_t row = 0; row < chart->count; row++)
        put_row(csv, chart, row);
    return table_file_close(csv, error);
}
