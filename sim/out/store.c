#include "out/store.h"

#include <glib/gstdio.h>

#include "exp/requirement.h"
#include "out/number.h"
#include "out/store_db.h"
#include "out/store_schema.h"
#include "out/view.h"

#define INSERT(...)                                                                                \
    store_insert(store, statement, (const StoreValue[]){__VA_ARGS__},                              \
                 (int)(sizeof((const StoreValue[]){__VA_ARGS__}) / sizeof(StoreValue)))

static void write_fact(Store *store, sqlite3_stmt *statement, const char *key, const char *value)
{
    INSERT(store_text(key), store_text(value ? value : ""));
}

static void write_number(Store *store, sqlite3_stmt *statement, const char *key, int64_t value)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, value);
    write_fact(store, statement, key, text);
}

/* What is known before anything has run. */
static void write_meta(Store *store, const Study *study, const OutputOptions *options)
{
    sqlite3_stmt *statement = store_prepare(store, "INSERT INTO meta VALUES (?,?)");
    write_number(store, statement, "schema", STORE_SCHEMA_VERSION);
    write_number(store, statement, "checkpoint", 0);
    write_fact(store, statement, "status", "interrupted");
    write_fact(store, statement, "version", options->version);
    write_fact(store, statement, "git", options->git);
    write_fact(store, statement, "name", study->name);
    write_fact(store, statement, "description", study->description);
    write_fact(store, statement, "command", study->command);
    write_fact(store, statement, "scenario_sha256", study->scenario_sha256);
    g_autofree char *seed = g_strdup_printf("%" G_GUINT64_FORMAT, study->seed);
    write_fact(store, statement, "seed", seed);
    write_number(store, statement, "replications", study->replications);
    write_number(store, statement, "duration", study->duration);
    write_number(store, statement, "warmup", study->warmup);
    write_number(store, statement, "start", study->start);
    write_number(store, statement, "threads", study->thread_count);
    for (guint i = 0; i < study->inputs->len; i++) {
        const InputFile *input = &g_array_index(study->inputs, InputFile, i);
        g_autofree char *key = g_strconcat("input:", input->path, NULL);
        write_fact(store, statement, key, input->sha256);
    }
    sqlite3_finalize(statement);
}

/* What the end has to add. */
static void write_outcome(Store *store, const Study *study)
{
    char digest[DIGEST_TEXT_SIZE], wall[NUMBER_SIZE];
    sqlite3_stmt *statement = store_prepare(store, "INSERT OR REPLACE INTO meta VALUES (?,?)");
    digest_print(study->digest, digest);
    number_exact(study->wall_s, wall);
    write_fact(store, statement, "wall_s", wall);
    write_fact(store, statement, "digest", digest);
    sqlite3_finalize(statement);
}

static void write_names(Store *store, const Study *study)
{
    sqlite3_stmt *statement = store_prepare(store, "INSERT INTO config VALUES (?,?,?,?)");
    for (guint i = 0; i < study->config->len; i++) {
        const ConfigRow *row = &g_array_index(study->config, ConfigRow, i);
        INSERT(store_text(row->section), store_text(row->key), store_text(row->value),
               store_text(row->origin));
    }
    sqlite3_finalize(statement);

    statement = store_prepare(store, "INSERT INTO point VALUES (?,?,?)");
    for (guint i = 0; i < study->points->len; i++)
        INSERT(store_int(i), store_text(view_point(study, i)), store_int(i == 0));
    sqlite3_finalize(statement);

    statement = store_prepare(store, "INSERT INTO metric VALUES (?,?,?,?,?,?,?)");
    for (guint i = 0; i < study->metrics->len; i++) {
        const MetricInfo *metric = view_metric(study, i);
        INSERT(store_int(i), store_text(metric->name), store_text(metric->unit),
               store_text(metric->population), store_int(metric->is_reported),
               store_text(metric->better), store_text(metric->doc));
    }
    sqlite3_finalize(statement);

    statement = store_prepare(store, "INSERT INTO scope VALUES (?,?,?)");
    for (guint i = 0; i < study->scopes->len; i++)
        INSERT(store_int(i), store_text(view_scope(study, i)->kind),
               store_text(view_scope(study, i)->name));
    sqlite3_finalize(statement);
}

/* Of a replication by what it is, not by when it ended. */
static int64_t run_id(const Store *store, const RunResult *run)
{
    return (int64_t)run->point * store->replications + run->replication;
}

static void write_run(Store *store, const RunResult *run)
{
    sqlite3_stmt *statement =
        store_prepare(store, "INSERT INTO run VALUES (?,?,?,?,?,?,?,?,NULL,?,?,?)");
    char digest[DIGEST_TEXT_SIZE] = "";
    if (g_str_equal(run->status, "ok"))
        digest_print(run->digest, digest);
    INSERT(store_int(run_id(store, run)), store_int(run->point), store_int(run->replication),
           store_text(run->status), store_int(run->sim_end), store_int(run->devices),
           store_int(run->events), store_int(run->items), store_real(run->wall_s),
           store_int(run->peak_rss), store_text(digest));
    sqlite3_finalize(statement);
}

static void write_scalars(Store *store, const RunResult *run)
{
    sqlite3_stmt *statement = store_prepare(store, "INSERT INTO scalar VALUES (?,?,?,?,?)");
    for (guint i = 0; i < run->scalars->len; i++) {
        const ScalarRow *row = &g_array_index(run->scalars, ScalarRow, i);
        INSERT(store_int(run_id(store, run)), store_int(row->metric), store_int(row->scope),
               store_text(row->stat), store_real(row->value));
    }
    sqlite3_finalize(statement);
}

static void write_series(Store *store, const RunResult *run)
{
    sqlite3_stmt *statement = store_prepare(store, "INSERT INTO series VALUES (?,?,?,?,?)");
    for (guint i = 0; i < run->series->len; i++) {
        const SeriesColumn *column = &g_array_index(run->series, SeriesColumn, i);
        for (uint32_t b = 0; b < run->bin_count; b++)
            INSERT(store_int(run_id(store, run)), store_int(column->metric),
                   store_int(column->scope), store_int(view_bin_end(run, b)),
                   store_real(column->value[b]));
    }
    sqlite3_finalize(statement);
}

static void write_histograms(Store *store, const RunResult *run)
{
    sqlite3_stmt *statement = store_prepare(store, "INSERT INTO histogram VALUES (?,?,?,?,?,?)");
    for (guint i = 0; i < run->histograms->len; i++) {
        const HistogramRow *row = &g_array_index(run->histograms, HistogramRow, i);
        INSERT(store_int(run_id(store, run)), store_int(row->metric), store_int(row->scope),
               store_real(row->low), store_real(row->high), store_int(row->count));
    }
    sqlite3_finalize(statement);
}

static void write_events(Store *store, const RunResult *run)
{
    sqlite3_stmt *statement = store_prepare(store, "INSERT INTO event VALUES (?,?,?,?,?,?,?,?)");
    for (guint i = 0; i < run->event_rows->len; i++) {
        const EventRow *row = &g_array_index(run->event_rows, EventRow, i);
        INSERT(store_int(run_id(store, run)), store_int(i), store_int(row->t),
               store_text(row->kind), store_text(row->subject),
               store_int_or_null(row->scope, row->scope >= 0),
               store_int_or_null(row->affected, row->affected >= 0), store_text(row->detail));
    }
    sqlite3_finalize(statement);
}

static void write_devices(Store *store, const RunResult *run)
{
    sqlite3_stmt *statement =
        store_prepare(store, "INSERT INTO device VALUES (?,?,?,?,?,?,?,?,0,NULL,?,?,?)");
    for (guint i = 0; i < run->devices_rows->len; i++) {
        const DeviceRow *row = &g_array_index(run->devices_rows, DeviceRow, i);
        INSERT(store_int(run_id(store, run)), store_int(row->device), store_text(row->fleet),
               store_text(row->region), store_real(row->uptime), store_int(row->failures),
               store_int(row->inferences), store_int(row->misses), store_real(row->energy_j),
               store_real(row->battery), store_text(row->state));
    }
    sqlite3_finalize(statement);
}

static void write_summary(Store *store, const Study *study)
{
    sqlite3_stmt *statement =
        store_prepare(store, "INSERT INTO summary VALUES (?,?,?,?,?,?,?,?,?,?)");
    for (guint i = 0; i < study->summary->len; i++) {
        const SummaryRow *row = &g_array_index(study->summary, SummaryRow, i);
        INSERT(store_int(row->point), store_int(row->metric), store_int(row->scope),
               store_text(row->stat), store_int(row->n), store_real(row->mean), store_real(row->sd),
               store_real(row->ci_low), store_real(row->ci_high), store_real(row->worst));
    }
    sqlite3_finalize(statement);
}

static void write_verdicts(Store *store, const Study *study)
{
    sqlite3_stmt *statement =
        store_prepare(store, "INSERT INTO requirement VALUES (?,?,?,?,?,?,?,?,?,?,?)");
    for (guint i = 0; i < study->requirements->len; i++) {
        const RequirementRow *row = &g_array_index(study->requirements, RequirementRow, i);
        INSERT(store_int(row->point), store_text(row->name), store_text(row->level),
               store_text(row->condition), store_int(row->scope), store_real(row->observed),
               store_real(row->ci_low), store_real(row->ci_high), store_real(row->limit),
               store_text(verdict_name(row->verdict)),
               store_int_or_null(row->needed, row->needed >= 0));
    }
    sqlite3_finalize(statement);

    statement = store_prepare(store, "INSERT INTO prediction VALUES (?,?,?,?,?,?,?,?,?)");
    for (guint i = 0; i < study->predictions->len; i++) {
        const PredictionRow *row = &g_array_index(study->predictions, PredictionRow, i);
        INSERT(store_int(row->point), store_int(row->scope), store_text(row->quantity),
               store_text(row->unit), store_real(row->predicted), store_real(row->low),
               store_real(row->high), store_real(row->observed), store_text(row->basis));
    }
    sqlite3_finalize(statement);
}

bool store_begin(Store *store, const Study *study, const char *dir, const OutputOptions *options,
                 GError **error)
{
    g_assert(store && study && dir && options);

    g_autofree char *path = g_build_filename(dir, STORE_FILE, NULL);
    g_unlink(path);
    store_open(store, path);
    store->replications = study->replications;
    store_exec(store, "BEGIN");
    for (const char *const *sql = store_schema(); *sql; sql++)
        store_exec(store, *sql);
    write_meta(store, study, options);
    write_names(store, study);
    return store_commit(store, error);
}

bool store_add_run(Store *store, const RunResult *run, GError **error)
{
    g_assert(store && run && run->replication < store->replications);

    store_exec(store, "BEGIN");
    write_run(store, run);
    write_scalars(store, run);
    write_events(store, run);
    write_histograms(store, run);
    write_devices(store, run);
    write_series(store, run);
    return store_commit(store, error);
}

bool store_end(Store *store, const Study *study, GError **error)
{
    g_assert(store && study);

    store_exec(store, "BEGIN");
    write_summary(store, study);
    write_verdicts(store, study);
    write_outcome(store, study);
    return store_commit(store, error);
}

bool store_set_status(Store *store, const char *status, GError **error)
{
    g_assert(store && status);

    store_exec(store, "BEGIN");
    sqlite3_stmt *statement = store_prepare(store, "INSERT OR REPLACE INTO meta VALUES (?,?)");
    write_fact(store, statement, "status", status);
    sqlite3_finalize(statement);
    return store_commit(store, error);
}

bool store_write(const Study *study, const char *dir, const OutputOptions *options, GError **error)
{
    g_assert(study && dir && options);

    Store store;
    bool is_ok = store_begin(&store, study, dir, options, error);
    for (guint i = 0; is_ok && i < study->runs->len; i++)
        is_ok = store_add_run(&store, view_run(study, i), error);
    is_ok = is_ok && store_end(&store, study, error) && store_set_status(&store, "complete", error);
    store_close(&store);
    return is_ok;
}
