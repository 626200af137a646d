#include "out/output.h"

#include <string.h>

#include "out/csv_out.h"
#include "out/file.h"
#include "out/manifest.h"
#include "out/plot.h"
#include "out/report.h"
#include "out/result_dir.h"
#include "out/store.h"

struct Output {
    ResultDir *dir;
    Store store;
};

static bool scenario_write(const Study *study, const char *dir, const OutputOptions *options,
                           GError **error)
{
    (void)options;
    g_autofree char *path = g_build_filename(dir, "scenario.ini", NULL);
    return !study->scenario_text || file_write(path, study->scenario_text, -1, error);
}

/* In order; before them the database, after them the manifest, as it marks the directory whole. */
static const Sink sinks[] = {
    {"csv", tables_write},
    {"plots", plots_write},
    {"report", report_write},
};

static bool is_stopped(const OutputOptions *options)
{
    return options->stop && *options->stop != 0;
}

Output *output_new(const Study *study, const OutputOptions *options, GError **error)
{
    g_assert(study && options);

    g_autoptr(Output) output = g_new0(Output, 1);
    output->dir = options->dir ? result_dir_new(options->dir, options->is_forced, error)
                               : result_dir_new_numbered("results", study->name, error);
    if (!output->dir || !manifest_begin(study, output->dir->work, options, error) ||
        !result_dir_show(output->dir, error))
        return NULL;
    if (scenario_write(study, output->dir->work, options, error) &&
        store_begin(&output->store, study, output->dir->work, options, error))
        return g_steal_pointer(&output);
    output_fail(output, study, options);
    return NULL;
}

void output_free(Output *output)
{
    if (!output)
        return;
    store_close(&output->store);
    result_dir_free(output->dir);
    g_free(output);
}

const char *output_dir(const Output *output)
{
    g_assert(output);
    return output->dir->work;
}

const char *output_old(const Output *output, const char **ret_dir)
{
    g_assert(output && ret_dir);

    bool is_replaced = strcmp(output->dir->work, output->dir->path) == 0;
    *ret_dir = output->dir->path;
    return is_replaced ? NULL : output->dir->old;
}

bool output_add_run(Output *output, const RunResult *run, GError **error)
{
    g_assert(output && run);
    return store_add_run(&output->store, run, error);
}

void output_fail(Output *output, const Study *study, const OutputOptions *options)
{
    g_assert(output && study && options);

    OutputOptions failed = *options;
    failed.status = "failed";
    if (output->store.db)
        (void)store_set_status(&output->store, failed.status, NULL);
    (void)manifest_write(study, output->dir->work, &failed, NULL);
}

/* All sinks, or those before a stop. */
static bool write_sinks(const Output *output, const Study *study, const OutputOptions *options,
                        GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sinks) && !is_stopped(options); i++)
        if (!sinks[i].write(study, output->dir->work, options, error))
            return false;
    return true;
}

static bool mark(Output *output, const Study *study, const OutputOptions *options, GError **error)
{
    return store_set_status(&output->store, options->status, error) &&
           manifest_write(study, output->dir->work, options, error);
}

bool output_finish(Output *output, const Study *study, const OutputOptions *options,
                   bool *ret_is_whole, GError **error)
{
    g_assert(output && study && options);

    OutputOptions last = *options;
    last.status = options->status ? options->status : "complete";
    bool is_ok =
        store_end(&output->store, study, error) && write_sinks(output, study, options, error);
    bool is_whole = !is_stopped(options);
    if (!is_whole)
        last.status = "interrupted";
    if (!is_ok || !mark(output, study, &last, error)) {
        output_fail(output, study, options);
        return false;
    }
    if (ret_is_whole)
        *ret_is_whole = is_whole;
    /* The old result goes when the new one is complete, or when it was no better itself. */
    bool is_better = strcmp(last.status, "complete") == 0 || !output->dir->is_old_complete;
    return !is_better || result_dir_replace(output->dir, error);
}

bool output_write(const Study *study, const OutputOptions *options, char **ret_dir, GError **error)
{
    g_assert(study && options);

    g_autoptr(Output) output = output_new(study, options, error);
    bool is_ok = output != NULL;
    for (guint i = 0; is_ok && i < study->runs->len; i++)
        is_ok = output_add_run(output, g_ptr_array_index(study->runs, i), error);
    if (!is_ok || !output_finish(output, study, options, NULL, error))
        return false;
    if (ret_dir)
        *ret_dir = g_strdup(output_dir(output));
    return true;
}
