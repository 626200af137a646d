/* Types, ranges, forms and defaults of the companion file scenario-keys.csv are read, and print as
 * they were. */
#include "test.h"

#include <glib.h>
#include <string.h>

#include "util/csvfile.h"
#include "util/param_read.h"
#include "util/param_text.h"
#include "util/param_type.h"

static bool find_type(const char *name, ParamType *ret_type)
{
    for (int i = 0; i < PARAM_TYPE_COUNT; i++) {
        if (strcmp(param_type_row((ParamType)i)->name, name) == 0) {
            *ret_type = (ParamType)i;
            return true;
        }
    }
    return false;
}

/* "low..high" of a plain type, read by the type's own units, prints as it was. */
static bool check_range(const ParamSpec *spec, const char *range)
{
    const char *dots = strstr(range, "..");
    ValueKind kind = param_value_kind(spec);
    ParamSpec with_range = *spec;
    g_autofree char *low = dots == NULL ? g_strdup("") : g_strndup(range, (size_t)(dots - range));
    if (dots == NULL || !value_quantity(kind, low, &with_range.min, NULL))
        return false;
    if (strcmp(dots + 2, "2^63-1") == 0)
        with_range.max = 0x1p63;
    else if (!value_quantity(kind, dots + 2, &with_range.max, NULL))
        return false;
    g_autofree char *shown = param_range_text(&with_range);
    CHECK_TEXT(shown, range);
    return true;
}

/* One parameter "name:type=default" of a form, as a row. Texts live as long as `keep`. */
static ParamSpec row_of(const char *text, GStringChunk *keep)
{
    static const char *const any[] = {"word", NULL};
    g_auto(GStrv) sides = g_strsplit(text, "=", 2);
    g_auto(GStrv) halves = g_strsplit(sides[0], ":", 2);
    ParamSpec row = {.name = g_string_chunk_insert(keep, g_strstrip(halves[0])),
                     .is_required = sides[1] == NULL,
                     .def = sides[1] == NULL ? NULL : g_string_chunk_insert(keep, sides[1])};
    char *type = halves[1];
    row.is_dist = g_str_has_prefix(type, "dist<");
    if (row.is_dist) {
        type += strlen("dist<");
        type[strlen(type) - 1] = '\0';
    }
    bool is_word = strcmp(type, "word") == 0;
    row.type = PARAM_TYPE_CHOICE;
    row.words = any;
    CHECK(is_word || find_type(type, &row.type));
    return row;
}

/* A form printed from rows that were read from its own text is that text. */
static void check_form(const char *text)
{
    enum { ROWS_MAX = 16 };
    ParamSpec rows[ROWS_MAX] = {PARAM_NONE};
    g_autoptr(GStringChunk) keep = g_string_chunk_new(256);
    g_autofree char *name = g_strndup(text, strcspn(text, "("));
    const char *open = strchr(text, '(');
    if (open != NULL) {
        g_autofree char *inside = g_strndup(open + 1, strlen(open) - 2);
        g_auto(GStrv) parts = value_split(inside, ',', NULL);
        for (size_t i = 0; parts[i] != NULL && i + 1 < ROWS_MAX; i++)
            rows[i] = row_of(parts[i], keep);
    }
    FormSpec form = {.name = name, .params = rows};
    g_autofree char *shown = param_form_text(&form);
    CHECK_TEXT(shown, text);
}

typedef struct Tally {
    int range_count, form_count, default_count;
} Tally;

static void check_default(const char *type_name, const char *text)
{
    ParamSpec spec = {.name = "x"};
    g_autoptr(ProblemList) problems = problem_list_new();
    ParamContext ctx;
    union {
        Dist dist;
        Form form;
        char bytes[256];
    } field;
    g_autofree char *name = g_strdup(type_name);
    spec.is_dist = g_str_has_prefix(name, "dist<");
    char *plain = spec.is_dist ? name + strlen("dist<") : name;
    if (spec.is_dist)
        plain[strlen(plain) - 1] = '\0';
    CHECK(find_type(plain, &spec.type));
    spec.special = "auto never none unlimited end warmup push *";
    param_context_init(&ctx, problems);
    CHECK(param_read(&ctx, &spec, text, &field));
    CHECK(problem_at(problems, 0) == NULL);
    param_context_clear(&ctx);
}

static bool on_key(void *user, const CsvRow *row, GError **error)
{
    enum { TYPE, DEFAULT, RANGE };
    Tally *tally = user;
    ParamSpec spec = {.name = "x"};
    const char *type = row->fields[TYPE];
    const char *range = row->fields[RANGE];
    (void)error;
    bool is_dist = g_str_has_prefix(type, "dist<");
    if (strcmp(type, "form") == 0) {
        g_auto(GStrv) forms = g_strsplit(range, " | ", -1);
        for (size_t i = 0; forms[i] != NULL; i++)
            check_form(forms[i]);
        tally->form_count++;
    } else if (strcmp(type, "choice") != 0 && find_type(type, &spec.type) && *range != '\0') {
        CHECK(check_range(&spec, range));
        tally->range_count++;
    }
    bool is_amount = is_dist || (find_type(type, &spec.type) &&
                                 (param_type_row(spec.type)->field == FIELD_DOUBLE ||
                                  param_type_row(spec.type)->field == FIELD_INT ||
                                  param_type_row(spec.type)->field == FIELD_TIME));
    if (is_amount && *row->fields[DEFAULT] != '\0') {
        check_default(type, row->fields[DEFAULT]);
        tally->default_count++;
    }
    return true;
}

static void every_range_form_and_default_of_the_reference_is_understood(void)
{
    static const char *const columns[] = {"type", "default", "range", NULL};
    Tally tally = {0};
    g_autoptr(GError) error = NULL;
    if (test_shared_dir() == NULL)
        test_skip("no shared folder");
    g_autofree char *path = g_build_filename(test_shared_dir(), "scenario-keys.csv", NULL);
    CHECK(csvfile_read(path, columns, on_key, &tally, &error));
    CHECK_TEXT(error == NULL ? "" : error->message, "");
    CHECK(tally.range_count >= 60);
    CHECK(tally.form_count >= 20);
    CHECK(tally.default_count >= 100);
}

static bool on_header(void *user, const CsvRow *row, GError **error)
{
    (void)user;
    (void)row;
    (void)error;
    return true;
}

static void columns_have_the_names_of_the_reference(void)
{
    g_autoptr(GError) error = NULL;
    if (test_shared_dir() == NULL)
        test_skip("no shared folder");
    g_autofree char *path = g_build_filename(test_shared_dir(), "scenario-keys.csv", NULL);
    CHECK(csvfile_read(path, param_column_names, on_header, NULL, &error));
    g_autofree char *text = NULL;
    g_autofree char *header = g_strjoinv(",", (char **)(uintptr_t)param_column_names);
    CHECK(g_file_get_contents(path, &text, NULL, NULL));
    CHECK_INT(strncmp(text, header, strlen(header)), 0);
}

TEST_MAIN(CASE(every_range_form_and_default_of_the_reference_is_understood),
          CASE(columns_have_the_names_of_the_reference))
