/* What a whole section owes: INTERFACE 2.8 and 2.9. */
#include "test.h"

#include <glib.h>
#include <string.h>

#include "util/param_read.h"

typedef struct Burst {
    double good;
} Burst;

typedef struct Record {
    int64_t devices, seed;
    int where;
    const char *file, *check;
    Form loss;
} Record;

static const ParamSpec burst_params[] = {
    PARAM_ROW(FRACTION, Burst, good, .def = "1%"),
    PARAM_NONE,
};
static const FormSpec loss_family[] = {
    {"none", "Never", NULL, 0},
    {"gilbert-elliott", "In bursts", burst_params, sizeof(Burst)},
};

static const FormSpec *loss_at(size_t i)
{
    return i < G_N_ELEMENTS(loss_family) ? &loss_family[i] : NULL;
}

static const char *const where_words[] = {"device", "gateway", "up-stream", NULL};

static const ParamSpec record_params[] = {
    PARAM_ROW(INT, Record, devices, .is_required = true, .min = 1, .max = 1e9),
    PARAM_ROW(INT, Record, seed, .def = "1", .max = 0x1p63),
    PARAM_ROW(CHOICE, Record, where, .words = where_words, .def = "device"),
    PARAM_ROW(FILE, Record, file, .def = "auto", .only_with = "where = gateway, up-stream"),
    PARAM_ROW(CONDITION, Record, check, .only_with = "loss = gilbert-elliott"),
    PARAM_ROW(FORM, Record, loss, .form_at = loss_at, .def = "none"),
    PARAM_NONE,
};

/* The problems of a text with one section. */
static void check_section(const char *text, const char *expected)
{
    Record record;
    ParamContext ctx;
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(IniFile) ini = inifile_parse(text, strlen(text), "f.ini", problems);
    const IniSection *section = inifile_at(ini, 0);
    param_context_init(&ctx, problems);
    bool is_read = param_read_section(&ctx, record_params, section, &record);
    bool is_used = param_check_effects(&ctx, record_params, section, &record);
    g_autofree char *lines = problem_list_text(problems);
    CHECK_TEXT(lines, expected);
    CHECK((is_read && is_used) == (*expected == '\0'));
    param_context_clear(&ctx);
}

static void unknown_and_missing_keys_are_told_with_their_lines(void)
{
    check_section("[fleet speakers]\ncolour = 3\nseed = x\n",
                  "f.ini:2: error: unknown key 'colour' in [fleet speakers] (keys: devices seed "
                  "where file check loss)\n"
                  "f.ini:3: error: seed = x is not a whole number\n"
                  "f.ini:1: error: [fleet speakers] needs the key 'devices'\n"
                  "3 errors\n");
}

static void hyphen_in_a_key_is_a_misspelling(void)
{
    check_section("[fleet a]\nde-vices = 3\n",
                  "f.ini:2: error: unknown key 'de-vices' in [fleet a]; did you mean 'devices'?\n"
                  "1 error\n");
}

static void key_without_effect_is_a_mistake(void)
{
    check_section("[fleet a]\ndevices = 3\nfile = x\ncheck = a < 1\n",
                  "f.ini:3: error: key 'file' has no effect with where = device; it goes with "
                  "where = gateway, up-stream\n"
                  "f.ini:4: error: key 'check' has no effect with loss = none; it goes with loss = "
                  "gilbert-elliott\n"
                  "2 errors\n");
    check_section("[fleet a]\ndevices = 3\nfile = x\nwhere = Up_Stream\n"
                  "check = a < 1\nloss = gilbert-elliott\n",
                  "");
}

TEST_MAIN(CASE(unknown_and_missing_keys_are_told_with_their_lines),
          CASE(hyphen_in_a_key_is_a_misspelling), CASE(key_without_effect_is_a_mistake))
