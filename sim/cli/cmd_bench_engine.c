/* How fast is the event core? PHOLD at several sizes, medians of interleaved runs. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/bench_phold.h"
#include "cli/bench_report.h"
#include "cli/options.h"
#include "cli/status.h"
#include "cli/terminal.h"
#include "util/error.h"

#define DEFAULT_ENTITIES "1k,10k,100k,1M"

enum {
    REPEATS_MAX = 1000,
    THREADS_MAX = 1024,
    SECONDS_MAX = 3600,
    ENTITIES_MAX = 200000000,
};

typedef struct Bench {
    char *entities_text;
    char *format_text;
    double seconds;
    int repeat_count;
    int thread_count;
    bool is_json;
    GArray *entities;     /* uint32_t */
    PholdResult *results; /* [entities][repeat_count] */
} Bench;

static bool check_count(const char *option, int value, int max, GError **error)
{
    if (value >= 1 && value <= max)
        return true;
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "%s = %d is outside 1..%d", option, value,
                max);
    return false;
}

static bool check_options(Bench *bench, GError **error)
{
    int format = options_choice("--format", bench->format_text,
                                (const char *const[]){"text", "json", NULL}, error);
    if (format < 0)
        return false;
    bench->is_json = format == 1;
    if (!(bench->seconds >= 0 && bench->seconds <= SECONDS_MAX)) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "--seconds = %g is outside 0..%d",
                    bench->seconds, SECONDS_MAX);
        return false;
    }
    if (!check_count("--threads", bench->thread_count, THREADS_MAX, error) ||
        !check_count("--repeat", bench->repeat_count, REPEATS_MAX, error))
        return false;
    const char *text = bench->entities_text != NULL ? bench->entities_text : DEFAULT_ENTITIES;
    bench->entities = bench_numbers("--entities", text, (BenchRange){1, ENTITIES_MAX}, error);
    return bench->entities != NULL;
}

static bool read_options(Bench *bench, int argc, char **argv, GError **error)
{
    const GOptionEntry entries[] = {
        {"entities", 0, 0, G_OPTION_ARG_FILENAME, &bench->entities_text,
         "one row each [" DEFAULT_ENTITIES "]", "N,…"},
        {"threads", 'j', 0, G_OPTION_ARG_INT, &bench->thread_count, "worker threads [1]", "N"},
        {"seconds", 0, 0, G_OPTION_ARG_DOUBLE, &bench->seconds, "of each run, at least [1]", "S"},
        {"repeat", 0, 0, G_OPTION_ARG_INT, &bench->repeat_count, "runs for each median [3]", "N"},
        {"format", 0, 0, G_OPTION_ARG_FILENAME, &bench->format_text, "of the table", "text|json"},
        G_OPTION_ENTRY_NULL,
    };
    if (!options_parse("", entries, &argc, &argv, error))
        return false;
    if (argc > 1) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "'%s' is not an option", argv[1]);
        return false;
    }
    return check_options(bench, error);
}

static double ns_per_event(const PholdResult *result)
{
    return result->wall_s * 1e9 / (double)result->events;
}

static int compare_speed(const void *a, const void *b)
{
    double x = ns_per_event(a), y = ns_per_event(b);
    return x < y ? -1 : x > y;
}

/* Interleaved, so that what disturbs the machine for a while disturbs all rows. */
static void run_all(Bench *bench)
{
    for (int repeat = 0; repeat < bench->repeat_count; repeat++) {
        for (guint i = 0; i < bench->entities->len; i++) {
            PholdSpec spec = {.entity_count = g_array_index(bench->entities, uint32_t, i),
                              .thread_count = (uint32_t)bench->thread_count,
                              .seconds = bench->seconds};
            bench->results[i * (guint)bench->repeat_count + (guint)repeat] = phold_run(&spec);
        }
    }
}

/* The median of a row's runs; false if their digests differ. */
static bool take_median(Bench *bench, guint row, PholdResult *ret_median)
{
    size_t count = (size_t)bench->repeat_count;
    PholdResult *results = bench->results + row * count;
    for (size_t i = 1; i < count; i++) {
        if (results[i].digest.chains != results[0].digest.chains ||
            results[i].digest.totals != results[0].digest.totals)
            return false;
    }
    qsort(results, count, sizeof *results, compare_speed); /* of equal speeds either will do */
    *ret_median = results[(count - 1) / 2];
    return true;
}

static void put_json(Json *json, const Bench *bench, guint row, const PholdResult *result)
{
    char digest[DIGEST_TEXT_SIZE];
    digest_print(result->digest, digest);
    json_begin(json, NULL, '{');
    json_integer(json, "entities", g_array_index(bench->entities, uint32_t, row));
    json_integer(json, "threads", bench->thread_count);
    json_integer(json, "events", (int64_t)result->events);
    json_number(json, "wall_s", result->wall_s);
    json_number(json, "ns_per_event", ns_per_event(result));
    json_number(json, "events_per_s", (double)result->events / result->wall_s);
    json_number(json, "bytes_per_entity", result->bytes_per_entity);
    json_text(json, "digest", digest);
    json_end(json, '{');
}

static void put_text(GString *text, const Bench *bench, guint row, const PholdResult *result)
{
    char digest[DIGEST_TEXT_SIZE];
    digest_print(result->digest, digest);
    g_string_append_printf(text, "%10u %8d %14.1f %9.1f %13.0f  %s\n",
                           g_array_index(bench->entities, uint32_t, row), bench->thread_count,
                           (double)result->events / result->wall_s * 1e-6, ns_per_event(result),
                           result->bytes_per_entity, digest);
}

static int print_rows(Bench *bench)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Json json = {text, true};
    if (bench->is_json)
        bench_json_begin(&json, "engine");
    else
        g_string_append_printf(text,
                               "PHOLD, %d bytes of state; median of %d\n"
                               "  entities  threads  M events / s  ns/event  bytes/entity  "
                               "digest of the first %d s\n",
                               PHOLD_STATE_SIZE, bench->repeat_count, PHOLD_DIGEST_S);
    for (guint i = 0; i < bench->entities->len; i++) {
        PholdResult median;
        if (!take_median(bench, i, &median)) {
            terminal_put(stderr, "error: two runs of one model have different digests\n");
            return STATUS_BUG;
        }
        if (bench->is_json)
            put_json(&json, bench, i, &median);
        else
            put_text(text, bench, i, &median);
    }
    if (bench->is_json)
        bench_json_end(&json);
    terminal_put(stdout, text->str);
    return STATUS_YES;
}

int cmd_bench_engine(int argc, char **argv)
{
    Bench bench = {.seconds = 1, .repeat_count = 3, .thread_count = 1};
    g_autoptr(GError) error = NULL;
    int status = STATUS_USAGE;
    if (read_options(&bench, argc, argv, &error)) {
        bench.results = g_new0(PholdResult, bench.entities->len * (size_t)bench.repeat_count);
        run_all(&bench);
        status = print_rows(&bench);
        g_free(bench.results);
        g_array_free(bench.entities, TRUE);
    } else {
        status_usage("bench engine", "%s", error->message);
    }
    g_free(bench.entities_text);
    g_free(bench.format_text);
    return status;
}
