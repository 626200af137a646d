/* The key tables: as scenario-keys.csv has them, and every slip of the pen is found. */
#include "test.h"

#include <string.h>

#include "exp/scenario_keys.h"
#include "scenario_reader.h"
#include "util/csvfile.h"
#include "util/param_text.h"

enum { COLUMN_SECTION, COLUMN_KEY, COLUMN_TYPE, COLUMN_REQUIRED, COLUMN_DEFAULT, COLUMN_RANGE };

static const char *const columns[] = {"section", "key",   "type", "required",
                                      "default", "range", NULL};

/* The same call with no parameter but those of the other: "bit-flip(bits:int=1)" is in
 * "bit-flip(bits:int=1, scrub:duration=24h)". */
static bool is_part_of_call(const char *ours, const char *theirs)
{
    g_auto(GStrv) own = g_strsplit_set(ours, "()", -1);
    g_auto(GStrv) other = g_strsplit_set(theirs, "()", -1);
    if (own[1] == NULL || other[1] == NULL || strcmp(own[0], other[0]) != 0)
        return false;
    g_auto(GStrv) parameters = g_strsplit(own[1], ", ", -1);
    g_auto(GStrv) designed = g_strsplit(other[1], ", ", -1);
    for (size_t i = 0; parameters[i] != NULL; i++) {
        if (!g_strv_contains((const char *const *)designed, parameters[i]))
            return false;
    }
    return true;
}

static bool is_among(const char *ours, char **theirs)
{
    for (size_t i = 0; theirs[i] != NULL; i++) {
        if (strcmp(ours, theirs[i]) == 0 || is_part_of_call(ours, theirs[i]))
            return true;
    }
    return false;
}

/* Calls, or words, that exist: each must be among the ones that the design has. */
static void check_among(const ParamSpec *spec, const char *designed, const char *separator)
{
    g_autofree char *range = param_range_text(spec);
    g_auto(GStrv) ours = g_strsplit(range, separator, -1);
    g_auto(GStrv) theirs = g_strsplit(designed, separator, -1);
    for (size_t i = 0; ours[i] != NULL; i++) {
        bool is_there = is_among(ours[i], theirs);
        CHECK(is_there);
        if (!is_there)
            CHECK_TEXT(ours[i], designed);
    }
}

static bool compare_row(void *user, const CsvRow *row, GError **error)
{
    int *count = user;
    (void)error;
    const SectionKind *kind = section_kind_find(row->fields[COLUMN_SECTION]);
    const ParamSpec *spec = kind == NULL ? NULL : section_key_find(kind, row->fields[COLUMN_KEY]);
    if (spec == NULL) /* not built */
        return true;
    (*count)++;
    g_autofree char *type = param_type_name(spec);
    CHECK_TEXT(type, row->fields[COLUMN_TYPE]);
    CHECK_TEXT(spec->is_required ? "yes" : "no", row->fields[COLUMN_REQUIRED]);
    CHECK_TEXT(spec->def == NULL ? "" : spec->def, row->fields[COLUMN_DEFAULT]);
    if (spec->type == PARAM_TYPE_FORM)
        check_among(spec, row->fields[COLUMN_RANGE], " | ");
    else if (spec->type == PARAM_TYPE_CHOICE)
        check_among(spec, row->fields[COLUMN_RANGE], ", ");
    else {
        g_autofree char *range = param_range_text(spec);
        CHECK_TEXT(range, row->fields[COLUMN_RANGE]);
    }
    return true;
}

static void the_tables_agree_with_the_designed_keys(void)
{
    if (test_shared_dir() == NULL)
        test_skip("shared/ is not there");
    g_autofree char *path = g_build_filename(test_shared_dir(), "scenario-keys.csv", NULL);
    g_autoptr(GError) error = NULL;
    int found = 0, built = 0;
    CHECK(csvfile_read(path, columns, compare_row, &found, &error));
    for (size_t i = 0; section_kind_at(i) != NULL; i++) {
        for (const ParamSpec *spec = section_kind_at(i)->params; spec->name != NULL; spec++)
            built++;
    }
    CHECK_INT(found, built); /* none is of our own invention */
    CHECK(built > 100);
}

static void every_key_has_a_sentence(void)
{
    for (size_t i = 0; section_kind_at(i) != NULL; i++) {
        CHECK(section_kind_at(i)->doc != NULL);
        for (const ParamSpec *spec = section_kind_at(i)->params; spec->name != NULL; spec++)
            CHECK(spec->doc != NULL && *spec->doc != '\0');
    }
}

/* One letter doubled, or left out of a long word: none of these is a key. */
static char *misspelt(const SectionKind *kind, const char *key)
{
    size_t length = strlen(key), at = length / 2;
    g_autofree char *doubled = g_strdup_printf("%.*s%c%s", (int)at, key, key[at], key + at);
    g_assert(section_key_find(kind, doubled) == NULL);
    return g_steal_pointer(&doubled);
}

/* A section of the kind that home.ini has, with one misspelt key in line 5. */
static void check_misspelling(Reader *reader, const SectionKind *kind, const ParamSpec *spec)
{
    static const char *const names[][2] = {{"fleet", "speakers"},  {"model", "kws"},
                                           {"workload", "listen"}, {"power", "cell"},
                                           {"sensor", "mic"},      {"region", "town"},
                                           {"network", "wifi"},    {"gateway-pool", "hubs"},
                                           {"faults", "crash"},    {"requirement", "r"}};
    g_autofree char *wrong = misspelt(kind, spec->name);
    g_autoptr(GString) title = g_string_new(kind->name);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(kind->name, names[i][0]) == 0)
            g_string_append_printf(title, " %s", names[i][1]);
    }
    bool is_run = strcmp(kind->name, "scenario") == 0;
    g_autofree char *more = is_run ? g_strdup_printf("%s = x\n", wrong)
                                   : g_strdup_printf("[%s]\n%s = x\n", title->str, wrong);
    g_autofree char *head = g_strdup_printf("x.ini:%d: error: unknown key '%s' in [%s]; did you "
                                            "mean '",
                                            is_run ? 4 : 5, wrong, title->str);
    g_autofree char *right = g_strdup_printf("'%s'", spec->name);
    g_autoptr(Scenario) scenario = reader_text(reader, more, NULL);
    CHECK(scenario == NULL);
    CHECK(reader_says(reader, head));
    CHECK(reader_says(reader, right));
}

static void every_key_misspelt_is_found_at_its_line_with_the_right_suggestion(void)
{
    Reader reader;
    reader_open(&reader);
    for (size_t i = 0; section_kind_at(i) != NULL; i++) {
        const SectionKind *kind = section_kind_at(i);
        for (const ParamSpec *spec = kind->params; spec->name != NULL; spec++)
            check_misspelling(&reader, kind, spec);
    }
    reader_close(&reader);
}

static void every_kind_misspelt_is_found_with_the_right_suggestion(void)
{
    Reader reader;
    reader_open(&reader);
    for (size_t i = 0; section_kind_at(i) != NULL; i++) {
        const char *name = section_kind_at(i)->name;
        g_autofree char *more = g_strdup_printf("[%c%s]\n", name[0], name);
        g_autofree char *sentence = g_strdup_printf(
            "x.ini:4: error: unknown section [%c%s]; did you mean '%s'", name[0], name, name);
        g_autoptr(Scenario) scenario = reader_text(&reader, more, NULL);
        CHECK(scenario == NULL);
        CHECK(reader_says(&reader, sentence));
    }
    reader_close(&reader);
}

/* The first value that a call's parameter may have; only its name matters here. */
static char *call_text(const FormSpec *form, const char *extra)
{
    GString *text = g_string_new(form->name);
    g_string_append_printf(text, "(%s", extra);
    for (const ParamSpec *row = form->params; row != NULL && row->name != NULL; row++)
        g_string_append_printf(text, "%s%s=1", text->str[text->len - 1] == '(' ? "" : ", ",
                               row->name);
    g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

/* "SECTION\nKEY = VALUE" on top of home.ini must say this. */
static void check_value(Reader *reader, const char *section, const char *key, const char *value,
                        const char *sentence)
{
    g_autofree char *more = g_strdup_printf("[%s]\n%s = %s\n", section, key, value);
    g_autoptr(Scenario) scenario = reader_text(reader, more, NULL);
    CHECK(scenario == NULL);
    CHECK(reader_says(reader, sentence));
}

/* A wrong, a doubled, and a missing parameter of one call. */
static void check_call(Reader *reader, const char *section, const char *key, const FormSpec *form)
{
    g_autofree char *wrong = call_text(form, "zz=1");
    check_value(reader, section, key, wrong, "unknown parameter 'zz'");
    for (const ParamSpec *row = form->params; row != NULL && row->name != NULL; row++) {
        g_autofree char *again = g_strdup_printf("%s=1", row->name);
        g_autofree char *doubled = call_text(form, again);
        g_autofree char *twice =
            g_strdup_printf("parameter '%s' of %s given twice", row->name, form->name);
        g_autofree char *missing =
            g_strdup_printf("parameter '%s' of %s is missing", row->name, form->name);
        check_value(reader, section, key, doubled, twice);
        if (row->is_required && row == form->params)
            check_value(reader, section, key, form->name, missing);
    }
}

static void every_form_refuses_a_wrong_a_missing_and_a_doubled_parameter(void)
{
    static const char *const places[][2] = {
        {"workload listen", "arrival"}, {"workload listen", "pattern"},
        {"fleet speakers", "place"},    {"network wifi", "loss"},
        {"faults crash", "kind"},       {"gateway-pool hubs", "policy"}};
    Reader reader;
    reader_open(&reader);
    for (size_t p = 0; p < G_N_ELEMENTS(places); p++) {
        g_auto(GStrv) words = g_strsplit(places[p][0], " ", 2);
        const ParamSpec *spec = section_key_find(section_kind_find(words[0]), places[p][1]);
        for (size_t i = 0; spec->form_at(i) != NULL; i++) {
            if (spec->form_at(i)->name[0] != '<')
                check_call(&reader, places[p][0], places[p][1], spec->form_at(i));
        }
        g_autofree char *word =
            g_strdup_printf("%s = nonsense: unknown word 'nonsense'", spec->name);
        check_value(&reader, places[p][0], places[p][1], "nonsense", word);
    }
    reader_close(&reader);
}

TEST_MAIN(CASE(the_tables_agree_with_the_designed_keys), CASE(every_key_has_a_sentence),
          CASE(every_key_misspelt_is_found_at_its_line_with_the_right_suggestion),
          CASE(every_kind_misspelt_is_found_with_the_right_suggestion),
          CASE(every_form_refuses_a_wrong_a_missing_and_a_doubled_parameter))
