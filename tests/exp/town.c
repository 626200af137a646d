#include "town.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "exp/scenario_read.h"
#include "test.h"

static const char board[] = "[hwprofile]\n"
                            "name = ideal\ncore = cortex-m4\nlibrary = xcubeai-9.0\n"
                            "clock = 100MHz\nflash = 2MB\nram = 1MB\n"
                            "active_current = 8mA\nsleep_current = 5uA\nvoltage = 3.0V\n"
                            "regulator = ldo\ntx_current = 10mA\nrx_current = 6mA\n"
                            "tx_overhead = 1ms\nwake_time = 2ms\nself_heating = 3C\n"
                            "fidelity = assumed\nsource = paper\n";

/* Three leaves, one of them with two fleets; hubs in each; the tags live on a battery. */
static const char sections[] =
    "[scenario]\nname = town\nduration = 10d\nwarmup = 1d\nseed = 7\n"
    "start = 2026-01-01T00:00Z\n"
    "[region town]\ntimezone = 2\n"
    "[region harbour]\nparent = town\ntimezone = -3\n[region hills]\nparent = town\n"
    "[region park]\n"
    "[model kws]\nfile = kws.tflite\naccuracy = 90%\nlatency = 50ms\n"
    "[fleet lamps]\ndevices = 60\nhwprofile = ideal.ini\nmodel = kws\nregions = town, park\n"
    "workload = listen\nnetwork = wire\ngateways = hubs\n"
    "[fleet tags]\ndevices = 10\nhwprofile = ideal.ini\nmodel = kws\nregions = harbour\n"
    "workload = quiet\nnetwork = wire\ngateways = hubs\npower = cell\nvariation = 10%\n"
    "[workload listen]\narrival = poisson(rate=6/h)\npositive_rate = 20%\n"
    "[workload quiet]\narrival = periodic(every=10min, jitter=5s)\nupload = none\n"
    "[power cell]\nsource = battery\ncapacity = normal(mean=1200mAh, sd=100mAh, min=900mAh)\n"
    "voltage = 3.6V\n"
    "[network wire]\nlatency = 1ms\nbandwidth_up = 1Mbps\nbandwidth_down = 1Mbps\n"
    "[gateway-pool hubs]\ncount = 2\nregions = town, park\nworkers = 3\nqueue_limit = 9\n";

static void put(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* shared/`from` as folder/`name`. */
static void put_link(const char *folder, const char *from, const char *name)
{
    g_autofree char *target = g_build_filename(test_shared_dir(), from, NULL);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_assert_cmpint(symlink(target, path), ==, 0);
}

/* A pool of the keyword set whose first classes are events. */
static void put_pool(const char *folder, const char *name, int event_count)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GString) classes = g_string_new("label,name,event\n");
    for (int i = 0; i < 12; i++)
        g_string_append_printf(classes, "%d,word,%d\n", i, i < event_count);
    g_assert_cmpint(g_mkdir(path, 0755), ==, 0);
    put(path, "classes.csv", classes->str);
    put_link(path, "data/kws01/features_int8.bin", "inputs.bin");
    put_link(path, "data/kws01/labels.csv", "labels.csv");
}

Town town_new(const char *more, const char *const *settings, const RunOptions *options)
{
    if (test_shared_dir() == NULL)
        test_skip("needs the reference models and data");
    Town town = {g_dir_make_tmp("tinyfleet-town-XXXXXX", NULL), NULL, NULL, NULL};
    put(town.folder, "ideal.ini", board);
    put_link(town.folder, "models/kws_ref_model.tflite", "kws.tflite");
    put_pool(town.folder, "kws", 10);
    put_pool(town.folder, "events", 12);
    g_autofree char *text = g_strconcat(sections, more, NULL);
    put(town.folder, "town.ini", text);
    g_autofree char *path = g_build_filename(town.folder, "town.ini", NULL);
    g_autoptr(ProblemList) problems = problem_list_new();
    const ScenarioPlaces places = {NULL, NULL};
    town.scenario = scenario_read(path, settings, &places, problems);
    if (town.scenario == NULL) {
        g_autofree char *mistakes = problem_list_text(problems);
        CHECK_TEXT(mistakes, "");
    } else {
        town.blueprint = blueprint_new(town.scenario, options, &town.error);
    }
    return town;
}

void town_clear(Town *town)
{
    static const char *const names[] = {
        "ideal.ini",         "kws.tflite",        "town.ini", "kws/classes.csv",
        "kws/inputs.bin",    "kws/labels.csv",    "kws",      "events/classes.csv",
        "events/inputs.bin", "events/labels.csv", "events",   ""};
    blueprint_free(town->blueprint);
    if (town->scenario != NULL)
        scenario_free(town->scenario);
    g_clear_error(&town->error);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(town->folder, names[i], NULL);
        g_remove(path);
    }
    g_free(town->folder);
}

const WorldSpec *town_spec(const Town *town)
{
    CHECK_TEXT(town->error == NULL ? "" : town->error->message, "");
    g_assert_nonnull(town->blueprint);
    return blueprint_spec(town->blueprint);
}

const char *town_error(const Town *town)
{
    if (!CHECK(town->error != NULL && town->blueprint == NULL))
        return "";
    g_autofree char *inside = g_strconcat(town->folder, "/", NULL);
    g_auto(GStrv) parts = g_strsplit(town->error->message, inside, -1);
    g_free(town->error->message);
    town->error->message = g_strjoinv("", parts);
    return town->error->message;
}
