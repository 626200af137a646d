#include "out/manifest.h"

#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "exp/requirement.h"
#include "out/csv_out.h"
#include "out/file.h"
#include "out/plot.h"
#include "out/store.h"
#include "out/store_schema.h"

static char *take_text(GKeyFile *keys, const char *key)
{
    char *text = g_key_file_get_string(keys, "run", key, NULL);
    return text ? text : g_strdup("?");
}

ManifestNote *manifest_read(const char *dir)
{
    g_assert(dir);

    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autofree char *path = g_build_filename(dir, MANIFEST_FILE, NULL);
    if (!g_key_file_load_from_file(keys, path, G_KEY_FILE_NONE, NULL) ||
        !g_key_file_has_group(keys, "run") || !g_key_file_has_group(keys, "files") ||
        !g_key_file_has_key(keys, "run", "schema", NULL))
        return NULL;
    ManifestNote *note = g_new0(ManifestNote, 1);
    note->status = take_text(keys, "status");
    note->scenario = take_text(keys, "scenario");
    note->started = take_text(keys, "started");
    note->pid = g_key_file_get_int64(keys, "run", "pid", NULL);
    note->files = g_key_file_get_keys(keys, "files", NULL, NULL);
    return note;
}

void manifest_note_free(ManifestNote *note)
{
    if (!note)
        return;
    g_free(note->status);
    g_free(note->scenario);
    g_free(note->started);
    g_strfreev(note->files);
    g_free(note);
}

/* 0 = not yet. */
static void set_time(GKeyFile *keys, const char *key, int64_t seconds)
{
    g_autoptr(GDateTime) time = seconds ? g_date_time_new_from_unix_utc(seconds) : NULL;
    g_autofree char *text = time ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    g_key_file_set_string(keys, "run", key, text ? text : "");
}

static void set_text(GKeyFile *keys, const char *key, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    g_key_file_set_string(keys, "run", key, valid);
}

static void set_run(GKeyFile *keys, const Study *study, const OutputOptions *options)
{
    char digest[DIGEST_TEXT_SIZE];
    digest_print(study->digest, digest);
    bool is_judged = study->requirements->len > 0;
    set_text(keys, "status", options->status ? options->status : "complete");
    set_text(keys, "verdict", is_judged ? verdict_name(requirements_verdict(study)) : "none");
    set_text(keys, "version", options->version);
    set_text(keys, "git", options->git);
    g_key_file_set_integer(keys, "run", "schema", STORE_SCHEMA_VERSION);
    set_text(keys, "scenario", study->name);
    set_text(keys, "scenario_sha256", study->scenario_sha256);
    g_key_file_set_uint64(keys, "run", "seed", study->seed);
    set_text(keys, "command", study->command);
    set_time(keys, "started", options->started);
    set_time(keys, "finished", options->finished);
    g_key_file_set_uint64(keys, "run", "host_cores", options->host_cores);
    g_key_file_set_uint64(keys, "run", "threads", study->thread_count);
    g_key_file_set_uint64(keys, "run", "ranks", MAX(options->rank_count, 1u));
    set_text(keys, "mpi", options->is_mpi ? "yes" : "no");
    set_text(keys, "digest", digest);
}

static void set_libraries(GKeyFile *keys)
{
    g_autofree char *glib =
        g_strdup_printf("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version);
    g_key_file_set_string(keys, "libraries", "glib", glib);
    g_key_file_set_string(keys, "libraries", "sqlite", sqlite3_libversion());
}

/* A path as a key: what a key file takes for structure becomes "?". */
static void set_input(GKeyFile *keys, const InputFile *input)
{
    g_autofree char *key = g_utf8_make_valid(input->path, -1);
    g_strdelimit(key, "=[]\r\n", '?');
    g_strstrip(key);
    if (key[0])
        g_key_file_set_string(keys, "inputs", key, input->sha256);
}

/* Adds a file that exists. */
static bool set_file(GKeyFile *keys, const char *dir, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return true;
    g_autofree char *sum = file_sha256(path, error);
    if (sum)
        g_key_file_set_string(keys, "files", name, sum);
    return sum != NULL;
}

/* Calls for every file that an output may write, until one says false. */
static bool for_files(bool (*act)(GKeyFile *keys, const char *dir, const char *name,
                                  GError **error),
                      GKeyFile *keys, const char *dir, GError **error)
{
    static const char *const plain[] = {"report.html", "scenario.ini", STORE_FILE, "tinyfleet.log"};
    g_auto(GStrv) plots = plot_file_names();
    bool is_ok = true;
    for (size_t i = 0; is_ok && i < G_N_ELEMENTS(plain); i++)
        is_ok = act(keys, dir, plain[i], error);
    for (const char *const *name = tables_file_names(); is_ok && *name; name++)
        is_ok = act(keys, dir, *name, error);
    for (guint i = 0; is_ok && plots[i]; i++)
        is_ok = act(keys, dir, plots[i], error);
    return is_ok;
}

/* Adds a file that may come, and what it is called until it is whole. */
static bool set_expected(GKeyFile *keys, const char *dir, const char *name, GError **error)
{
    (void)dir;
    (void)error;
    g_autofree char *part = g_strconcat(name, FILE_PART, NULL);
    g_key_file_set_string(keys, "files", name, "");
    g_key_file_set_string(keys, "files", part, "");
    return true;
}

static GKeyFile *manifest_of(const Study *study, const OutputOptions *options)
{
    GKeyFile *keys = g_key_file_new();
    set_run(keys, study, options);
    set_libraries(keys);
    for (guint i = 0; i < study->inputs->len; i++)
        set_input(keys, &g_array_index(study->inputs, InputFile, i));
    return keys;
}

static bool put(GKeyFile *keys, const char *dir, GError **error)
{
    gsize length = 0;
    g_autofree char *text = g_key_file_to_data(keys, &length, NULL);
    g_autofree char *path = g_build_filename(dir, MANIFEST_FILE, NULL);
    return file_write(path, text, (gssize)length, error);
}

bool manifest_begin(const Study *study, const char *dir, const OutputOptions *options,
                    GError **error)
{
    g_assert(study && dir && options);

    OutputOptions running = *options;
    running.status = "interrupted";
    running.finished = 0;
    g_autoptr(GKeyFile) keys = manifest_of(study, &running);
    g_key_file_set_int64(keys, "run", "pid", getpid());
    g_key_file_set_comment(keys, "run", NULL, " replaced when the run ends, by one without a pid",
                           NULL);
    g_key_file_set_string(keys, "files", STORE_FILE "-journal", "");
    return for_files(set_expected, keys, dir, error) && put(keys, dir, error);
}

bool manifest_write(const Study *study, const char *dir, const OutputOptions *options,
                    GError **error)
{
    g_assert(study && dir && options);

    g_autoptr(GKeyFile) keys = manifest_of(study, options);
    g_key_file_set_comment(keys, "run", NULL, " written last: without it a directory is not whole",
                           NULL);
    return for_files(set_file, keys, dir, error) && put(keys, dir, error);
}
