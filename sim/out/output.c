#include "out/output.h"

#include "out/csv_out.h"
#include "out/file.h"
#include "out/manifest.h"
#include "out/plot.h"
#include "out/report.h"
#include "out/result_dir.h"
#include "out/store.h"

static bool scenario_write(const Study *study, const char *dir, const OutputOptions *options,
                           GError **error)
{
    (void)options;
    g_autofree char *path = g_build_filename(dir, "scenario.ini", NULL);
    return !study->scenario_text || file_write(path, study->scenario_text, -1, error);
}

/* In order; the manifest is last, as it marks the directory whole. */
static const Sink sinks[] = {
    {"store", store_write}, {"scenario", scenario_write}, {"csv", tables_write},
    {"plots", plots_write}, {"report", report_write},     {"manifest", manifest_write},
};

char *output_open(const char *name, const OutputOptions *options, GError **error)
{
    g_assert(name && options);

    if (!options->dir)
        return result_dir_create_next("results", name, error);
    if (!result_dir_create(options->dir, options->is_forced, error))
        return NULL;
    return g_strdup(options->dir);
}

bool output_fill(const Study *study, const char *dir, const OutputOptions *options, GError **error)
{
    g_assert(study && dir && options);

    for (size_t i = 0; i < G_N_ELEMENTS(sinks); i++) {
        if (sinks[i].write(study, dir, options, error))
            continue;
        OutputOptions failed = *options;
        failed.status = "failed";
        (void)manifest_write(study, dir, &failed, NULL);
        return false;
    }
    return true;
}

bool output_write(const Study *study, const OutputOptions *options, char **ret_dir, GError **error)
{
    g_assert(study && options);

    g_autofree char *dir = output_open(study->name, options, error);
    if (!dir || !output_fill(study, dir, options, error))
        return false;
    if (ret_dir)
        *ret_dir = g_steal_pointer(&dir);
    return true;
}
