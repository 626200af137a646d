/* Sentences are those of INTERFACE 2.8. */
#include "test.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "util/error.h"
#include "util/param_read.h"
#include "util/param_text.h"

typedef struct Link {
    double good, bad;
    SimTime slot;
} Link;

typedef struct Plain {
    double share;
} Plain;

typedef struct Pause {
    Dist wait;
    int at;
} Pause;

typedef struct Room {
    double temperature, plus;
} Room;

typedef struct Record {
    bool flag;
    int64_t devices, seed, crews;
    double variation, spread, weight, intake, gain;
    SimTime duration, deadline, from, peak;
    int64_t start;
    Bytes arena;
    Dist latency, age, drift, poll;
    int where;
    const char *name, *file, *gateways, *check;
    ParamList tags, steps, regions, rollouts;
    Form loss, place;
} Record;

static const ParamSpec link_params[] = {
    PARAM_ROW(FRACTION, Link, good, .is_required = true),
    PARAM_ROW(FRACTION, Link, bad, .def = "5%"),
    PARAM_ROW(DURATION, Link, slot, .def = "auto", .special = "auto"),
    PARAM_NONE,
};
static const ParamSpec share_params[] = {
    PARAM_ROW(FRACTION, Plain, share, .is_required = true),
    PARAM_NONE,
};
static const char *const at_words[] = {"now", "next-poll", NULL};
static const ParamSpec pause_params[] = {
    PARAM_DIST(DURATION, Pause, wait, .is_required = true),
    PARAM_ROW(CHOICE, Pause, at, .words = at_words, .def = "now"),
    PARAM_NONE,
};
static const ParamSpec plus_params[] = {
    PARAM_ROW(TEMPERATURE_DELTA, Room, plus),
    PARAM_NONE,
};
static const FormSpec loss_family[] = {
    {"<fraction>", "Independent", share_params, sizeof(Plain)},
    {"gilbert-elliott", "In bursts", link_params, sizeof(Link)},
    {"pause", "For a while", pause_params, sizeof(Pause)},
    {"none", "Never", NULL, 0},
};
static const FormSpec place_family[] = {
    {"outdoor", "The climate", plus_params, sizeof(Room)},
};

static const FormSpec *loss_at(size_t i)
{
    return i < G_N_ELEMENTS(loss_family) ? &loss_family[i] : NULL;
}

static const FormSpec *place_at(size_t i)
{
    return i < G_N_ELEMENTS(place_family) ? &place_family[i] : NULL;
}

static const char *const where_words[] = {"device", "gateway", "up-stream", NULL};

static const ParamSpec record_params[] = {
    PARAM_ROW(BOOL, Record, flag, .def = "yes"),
    PARAM_ROW(INT, Record, devices, .is_required = true, .min = 1, .max = 1e9,
              .doc = "Number of devices"),
    PARAM_ROW(INT, Record, seed, .def = "1", .max = 0x1p63),
    PARAM_ROW(INT, Record, crews, .def = "unlimited", .special = "unlimited", .min = 1, .max = 1e6),
    PARAM_ROW(FRACTION, Record, variation, .def = "5%", .max = 0.5),
    PARAM_ROW(FRACTION, Record, spread, .def = "auto", .special = "auto"),
    PARAM_ROW(NUMBER, Record, weight, .def = "1", .max = INFINITY),
    PARAM_ROW(RATE, Record, intake, .def = "unlimited", .special = "unlimited"),
    PARAM_ROW(RATE, Record, gain, .def = "0/d", .rate_of = RATE_OF_FRACTION),
    PARAM_ROW(DURATION, Record, duration, .def = "1h", .min = 1e9, .max = 365 * 86400e9),
    PARAM_ROW(DURATION, Record, deadline, .def = "none", .special = "none auto"),
    PARAM_ROW(INSTANT, Record, from, .def = "warmup", .special = "warmup end"),
    PARAM_ROW(TIME, Record, peak, .def = "19:00"),
    PARAM_ROW(DATETIME, Record, start, .def = "2026-01-01T00:00Z"),
    PARAM_ROW(SIZE, Record, arena),
    PARAM_DIST(DURATION, Record, latency, .def = "exp(mean=5ms)"),
    PARAM_DIST(DURATION, Record, age, .def = "never", .special = "never"),
    PARAM_DIST(PPM, Record, drift, .def = "0ppm"),
    PARAM_DIST(DURATION, Record, poll, .def = "push", .special = "push"),
    PARAM_ROW(CHOICE, Record, where, .words = where_words, .def = "device"),
    PARAM_ROW(IDENT, Record, name),
    PARAM_ROW(FILE, Record, file, .def = "auto", .only_with = "where = gateway, up-stream"),
    PARAM_ROW(REF, Record, gateways, .ref = "gateway-pool", .def = "none", .special = "none"),
    PARAM_ROW(CONDITION, Record, check, .only_with = "loss = gilbert-elliott"),
    PARAM_LIST(IDENT, Record, tags),
    PARAM_LIST(FRACTION, Record, steps),
    PARAM_ROW(NUMBER, Record, regions, .is_map = true, .ref = "region", .type_name = "weight",
              .def = "global"),
    PARAM_LIST(REF, Record, rollouts, .ref = "rollout", .def = "*", .special = "* none"),
    PARAM_ROW(FORM, Record, loss, .form_at = loss_at, .def = "0"),
    PARAM_ROW(FORM, Record, place, .form_at = place_at, .def = "outdoor"),
    PARAM_NONE,
};

typedef struct Bench {
    ProblemList *problems;
    ParamContext ctx;
    Record record;
} Bench;

static Bench *bench_new(void)
{
    Bench *bench = g_new0(Bench, 1);
    bench->problems = problem_list_new();
    param_context_init(&bench->ctx, bench->problems);
    bench->ctx.place = (IniPlace){"f.ini", 9};
    param_set_defaults(&bench->ctx, record_params, &bench->record);
    return bench;
}

static void bench_free(Bench *bench)
{
    param_context_clear(&bench->ctx);
    problem_list_free(bench->problems);
    g_free(bench);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bench, bench_free)

static bool set(Bench *bench, const char *key, const char *text)
{
    return param_read(&bench->ctx, param_find(record_params, key), text, &bench->record);
}

/* A refused value leaves one sentence and the field as it was. */
static void check_refused(const char *key, const char *text, const char *expected)
{
    g_autoptr(Bench) bench = bench_new();
    Record before = bench->record;
    CHECK(!set(bench, key, text));
    CHECK_INT(memcmp(&before, &bench->record, sizeof before), 0);
    const Problem *problem = problem_at(bench->problems, 0);
    CHECK_TEXT(problem == NULL ? "" : problem->text, expected);
    CHECK_TEXT(problem == NULL ? "" : problem->place, "f.ini:9");
    CHECK(problem_at(bench->problems, 1) == NULL);
}

static void defaults_come_from_the_rows(void)
{
    g_autoptr(Bench) bench = bench_new();
    const Record *r = &bench->record;
    CHECK(r->flag);
    CHECK_INT(r->devices, PARAM_AUTO);
    CHECK_INT(r->seed, 1);
    CHECK_INT(r->duration, NS_PER_H);
    CHECK_NEAR(r->variation, 0.05, 0);
    CHECK_INT(r->peak, 19 * NS_PER_H);
    CHECK_INT(r->start, 1767225600);
    CHECK_INT(r->arena, -1);
    CHECK_INT(r->latency.kind, DIST_EXP);
    CHECK_INT(r->where, 0);
    CHECK(r->name == NULL);
    CHECK_TEXT(r->file, "auto");
    CHECK_INT((int64_t)r->tags.count, 0);
    CHECK(r->tags.word == NULL);
    CHECK_INT((int64_t)r->regions.count, 1);
    CHECK_INT(r->loss.choice, 0);
    CHECK_NEAR(((const Plain *)r->loss.params)->share, 0, 0);
    CHECK(isnan(((const Room *)r->place.params)->plus));
    CHECK(problem_at(bench->problems, 0) == NULL);
}

static void special_words_have_fixed_values(void)
{
    g_autoptr(Bench) bench = bench_new();
    const Record *r = &bench->record;
    CHECK_INT(r->crews, -1);
    CHECK(isnan(r->spread));
    CHECK(isinf(r->intake));
    CHECK_INT(r->deadline, TIME_NEVER);
    CHECK_INT(r->from, PARAM_WARMUP);
    CHECK_INT(r->age.kind, DIST_CONSTANT);
    CHECK_NEAR(r->age.p[0], (double)TIME_NEVER, 0);
    CHECK(isnan(r->poll.p[0]));
    CHECK(r->gateways == NULL);
    CHECK_TEXT(r->rollouts.word, "*");
    CHECK(set(bench, "deadline", "AUTO"));
    CHECK_INT(r->deadline, PARAM_AUTO);
    CHECK(set(bench, "from", "end"));
    CHECK_INT(r->from, TIME_NEVER);
    CHECK(set(bench, "rollouts", "none"));
    CHECK_TEXT(r->rollouts.word, "none");
    check_refused("deadline", "nune",
                  "deadline = nune: unknown word 'nune'; did you mean 'none'? (words: none auto)");
    check_refused("duration", "never", "duration = never is not a duration, like 10ms");
}

static void values_go_into_their_fields(void)
{
    g_autoptr(Bench) bench = bench_new();
    const Record *r = &bench->record;
    CHECK(set(bench, "devices", "1e6") && r->devices == 1000000);
    CHECK(set(bench, "duration", "30d") && r->duration == 30 * NS_PER_D);
    CHECK(set(bench, "arena", "22KiB") && r->arena == 22528);
    CHECK(set(bench, "where", "UP_STREAM") && r->where == 2);
    CHECK(set(bench, "name", "smart-home") && strcmp(r->name, "smart-home") == 0);
    CHECK(set(bench, "check", "p95(latency) < 100ms"));
    CHECK_TEXT(r->check, "p95(latency) < 100ms");
    CHECK(set(bench, "file", "\"a, b.csv\""));
    CHECK_TEXT(r->file, "a, b.csv");
    CHECK(set(bench, "drift", "uniform(min=-20ppm, max=20ppm)") && r->drift.kind == DIST_UNIFORM);
    CHECK(set(bench, "gain", "-1%/d"));
    CHECK_NEAR(r->gain, -0.01 / 86400, 0);
    CHECK(set(bench, "tags", "indoor, mains") && r->tags.count == 2);
    CHECK_TEXT(((const char *const *)r->tags.items)[1], "mains");
    CHECK(set(bench, "steps", "5%, 25%, 1") && r->steps.count == 3);
    CHECK_NEAR(((const double *)r->steps.items)[1], 0.25, 0);
    CHECK(set(bench, "regions", "old-town:0.5, hills") && r->regions.count == 2);
    const ParamPair *pairs = r->regions.items;
    CHECK_TEXT(pairs[0].name, "old-town");
    CHECK_NEAR(pairs[0].value, 0.5, 0);
    CHECK_NEAR(pairs[1].value, 1, 0);
    CHECK(problem_at(bench->problems, 0) == NULL);
}

static void forms_are_words_calls_or_bare_values(void)
{
    g_autoptr(Bench) bench = bench_new();
    const Form *loss = &bench->record.loss;
    CHECK(set(bench, "loss", "0.8%") && loss->choice == 0);
    CHECK_NEAR(((const Plain *)loss->params)->share, 0.008, 0);
    CHECK(set(bench, "loss", "Gilbert_Elliott(good=1%, slot=20ms)") && loss->choice == 1);
    const Link *link = loss->params;
    CHECK_NEAR(link->good, 0.01, 0);
    CHECK_NEAR(link->bad, 0.05, 0);
    CHECK_INT(link->slot, 20 * NS_PER_MS);
    CHECK(set(bench, "loss", "pause(wait=exp(mean=1s, max=3s), at=next_poll)"));
    const Pause *pause = loss->params;
    CHECK_INT(loss->choice, 2);
    CHECK_INT(pause->wait.kind, DIST_EXP);
    CHECK_NEAR(pause->wait.max, 3e9, 0);
    CHECK_INT(pause->at, 1);
    CHECK(set(bench, "loss", "none") && loss->choice == 3 && loss->params == NULL);
    CHECK(set(bench, "place", "outdoor(plus=5C)"));
    CHECK_NEAR(((const Room *)bench->record.place.params)->plus, 5, 0);
}

static void mistakes_in_forms_name_the_parameter(void)
{
    check_refused("loss", "pause(factor=8x)",
                  "loss = pause(factor=8x): unknown parameter 'factor'; pause has: wait at");
    check_refused("loss", "pause(wait=1s, ar=now)",
                  "loss = pause(wait=1s, ar=now): unknown parameter 'ar'; did you mean 'at'? pause "
                  "has: wait at");
    check_refused("loss", "none(x=1)", "loss = none(x=1): unknown parameter 'x'; none has none");
    check_refused("loss", "pause", "loss = pause: parameter 'wait' of pause is missing");
    check_refused("loss", "pause(wait=1s, wait=2s)",
                  "loss = pause(wait=1s, wait=2s): parameter 'wait' of pause given twice");
    check_refused("loss", "pause(wait=5 msec)",
                  "loss = pause(wait=5 msec): wait = 5 msec: unknown unit 'msec'; did you mean "
                  "'ms'? (units: ns us ms s min h d w)");
    check_refused("loss", "gilbert-elliott(good=140%)",
                  "loss = gilbert-elliott(good=140%): good = 140% is outside 0%..100%");
    check_refused("loss", "puase(wait=1s)",
                  "loss = puase(wait=1s): unknown word 'puase'; did you mean 'pause'? (words: "
                  "<fraction> gilbert-elliott pause none)");
    check_refused("place", "5", "place = 5 is neither a word nor a call like word(name=value)");
    check_refused("loss", "140%", "loss = 140% is outside 0%..100%");
}

static void mistakes_name_key_value_and_remedy(void)
{
    check_refused("devices", "many", "devices = many is not a whole number");
    check_refused("devices", "0", "devices = 0 is outside 1..1e9");
    check_refused("seed", "-1", "seed = -1 is outside 0..2^63-1");
    check_refused("variation", "60%", "variation = 60% is outside 0..50%");
    check_refused("spread", "140%", "spread = 140% is outside 0%..100%");
    check_refused("weight", "-1", "weight = -1 is below 0");
    check_refused("duration", "500ms", "duration = 500ms is outside 1s..365d");
    check_refused("deadline", "-5s", "deadline = -5s is below 0");
    check_refused("deadline", "100 msec",
                  "deadline = 100 msec: unknown unit 'msec'; did you mean 'ms'? (units: ns us ms s "
                  "min h d w)");
    check_refused("gain", "4kB/h", "gain = 4kB/h: unknown unit 'kB' (units: %)");
    check_refused("where", "devise",
                  "where = devise: unknown word 'devise'; did you mean 'device'? (words: device "
                  "gateway up-stream)");
    check_refused(
        "name", "1st",
        "name = 1st is not a name (a letter, then letters, digits, '-' or '_', at most 63 "
        "in all)");
    check_refused("file", "\"\"", "file = \"\": the text is empty");
    check_refused("tags", "a,,b", "tags = a,,b: item 2 of 'a,,b' is empty");
    check_refused("steps", "5%, 140%", "steps = 5%, 140%: '140%' is outside 0%..100%");
    check_refused("regions", "a:1, a:2", "regions = a:1, a:2: 'a' given twice");
    check_refused("latency", "normal(mean=10ms, sd=5ms)",
                  "latency = normal(mean=10ms, sd=5ms): can fall below 0: add min=");
    check_refused("latency", "-1s", "latency = -1s is below 0");
}

static void set_option_shows_its_value_once(void)
{
    g_autoptr(Bench) bench = bench_new();
    bench->ctx.place = (IniPlace){"--set fleet.speakers.devices=many", 0};
    CHECK(!set(bench, "devices", "many"));
    g_autofree char *text = problem_list_text(bench->problems);
    CHECK_TEXT(text, "--set fleet.speakers.devices=many: error: 'many' is not a whole number\n"
                     "1 error\n");
}

static char *find_nowhere(void *user, const char *name, GError **error)
{
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "no file '%s' in %s", name,
                (const char *)user);
    return NULL;
}

static void samples_are_looked_for_where_the_context_says(void)
{
    g_autoptr(Bench) bench = bench_new();
    char folder[] = "scenarios";
    bench->ctx.file_find = find_nowhere;
    bench->ctx.file_user = folder;
    CHECK(!set(bench, "latency", "empirical(file=a.csv, column=x)"));
    CHECK_TEXT(problem_at(bench->problems, 0)->text,
               "latency = empirical(file=a.csv, column=x): no file 'a.csv' in scenarios");
}

static void infinite_mean_is_a_warning(void)
{
    g_autoptr(Bench) bench = bench_new();
    CHECK(set(bench, "latency", "pareto(shape=1, scale=1s)"));
    CHECK_INT(problem_count(bench->problems, PROBLEM_WARNING), 1);
    CHECK_TEXT(problem_at(bench->problems, 0)->text,
               "latency = pareto(shape=1, scale=1s): the mean is infinite");
    CHECK(set(bench, "latency", "pareto(shape=1, scale=1s, max=9s)"));
    CHECK_INT(problem_count(bench->problems, PROBLEM_WARNING), 1);
}

static void check_columns(const char *key, const char *expected)
{
    g_auto(GStrv) columns = param_columns(param_find(record_params, key), "fleet", false);
    CHECK_INT(g_strv_length(columns), g_strv_length((char **)(uintptr_t)param_column_names));
    g_autofree char *line = g_strjoinv(";", columns);
    CHECK_TEXT(line, expected);
}

static void help_shows_the_columns_of_the_reference(void)
{
    check_columns("devices", "fleet;many;devices;int;yes;;1..1e9;;Number of devices");
    check_columns("seed", "fleet;many;seed;int;no;1;0..2^63-1;;");
    check_columns("weight", "fleet;many;weight;number;no;1;;;");
    check_columns("latency", "fleet;many;latency;dist<duration>;no;exp(mean=5ms);;;");
    check_columns("where", "fleet;many;where;choice;no;device;device, gateway, up-stream;;");
    check_columns("file", "fleet;many;file;file;no;auto;;where: gateway, up-stream;");
    check_columns("gateways", "fleet;many;gateways;ref:gateway-pool;no;none;;;");
    check_columns("rollouts", "fleet;many;rollouts;list<ref:rollout>;no;*;;;");
    check_columns("regions", "fleet;many;regions;map<ref:region,weight>;no;global;;;");
    check_columns("place", "fleet;many;place;form;no;outdoor;outdoor | "
                           "outdoor(plus:temperature_delta);;");
    check_columns("loss", "fleet;many;loss;form;no;0;<fraction> | gilbert-elliott(good:fraction, "
                          "bad:fraction=5%, slot:duration=auto) | pause(wait:dist<duration>, "
                          "at:word=now) | none;;");
}

TEST_MAIN(CASE(defaults_come_from_the_rows), CASE(special_words_have_fixed_values),
          CASE(values_go_into_their_fields), CASE(forms_are_words_calls_or_bare_values),
          CASE(mistakes_in_forms_name_the_parameter), CASE(mistakes_name_key_value_and_remedy),
          CASE(set_option_shows_its_value_once), CASE(infinite_mean_is_a_warning),
          CASE(help_shows_the_columns_of_the_reference),
          CASE(samples_are_looked_for_where_the_context_says))
