/*
 * learn/task_wake_word.c - the models that listen for the wake word, and their data.
 *
 * Three versions for rollouts: a small one, a better one with more channels, and the better
 * one spoilt by a mistake that happens: activations calibrated on a single recording, so that
 * louder and richer ones saturate.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "learn/export.h"
#include "learn/features.h"
#include "learn/task.h"
#include "learn/wake_audio.h"
#include "learn/wake_net.h"
#include "util/error.h"

static const uint64_t SEED = 2026;

static const SampleClass classes[WAKE_CLASS_COUNT] = {
    [WAKE_CLASS_NOISE] = {"noise", false},
    [WAKE_CLASS_OTHER] = {"other", false},
    [WAKE_CLASS_WORD] = {"tinyfleet", true},
};

static const QuantSelection whole_set = {.first = 0, .every = 5, .count = 1200};
static const QuantSelection one_recording = {.first = 0, .every = 1, .count = 1};

/* One trained net and what is written of it. */
typedef struct WakeVersion {
    const char *name; /* of the file, without .tflite; also the address of its weights */
    int32_t channels;
    const char *float_name;    /* of the twin, or NULL */
    const char *careless_name; /* calibrated on one recording, or NULL */
} WakeVersion;

static const WakeVersion versions[] = {
    {"wake-word", 32, "wake-word-float", NULL},
    {"wake-word-better", 48, NULL, "wake-word-miscalibrated"},
};

static const char *const files[] = {
    "wake-word.tflite",
    "wake-word-float.tflite",
    "wake-word-better.tflite",
    "wake-word-miscalibrated.tflite",
    "wake-word/classes.csv",
    "wake-word/labels.csv",
    "wake-word/inputs.bin",
    "wake-word/train/classes.csv",
    "wake-word/train/labels.csv",
    "wake-word/train/inputs.bin",
    NULL,
};

static void report(const TaskRequest *request, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void report(const TaskRequest *request, const char *format, ...)
{
    if (request->on_progress == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    request->on_progress(line);
}

static char *set_folder(const char *root, WakeSet set)
{
    return set == WAKE_SET_TRAIN ? g_build_filename(root, "wake-word", "train", NULL)
                                 : g_build_filename(root, "wake-word", NULL);
}

/* The set, shipped or spoken anew, also written to the build. */
static Samples *take_set(const TaskRequest *request, WakeSet set, GError **error)
{
    g_autofree char *from = set_folder(request->shipped_dir, set);
    g_autofree char *to = set_folder(request->out_dir, set);
    report(request, "%s the %s set", request->is_from_raw ? "speaking" : "reading",
           set == WAKE_SET_TRAIN ? "training" : "test");
    g_autoptr(Samples) samples = request->is_from_raw
                                     ? wake_audio_samples(set, error)
                                     : samples_read(from, FEATURES_COUNT, WAKE_CLASS_COUNT, error);
    if (samples == NULL)
        return NULL;
    if (g_mkdir_with_parents(to, 0777) != 0) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s: cannot be created", to);
        return NULL;
    }
    if (!samples_write(samples, classes, WAKE_CLASS_COUNT, to, error))
        return NULL;
    return g_steal_pointer(&samples);
}

/* Takes the bytes. */
static bool write_model(const TaskRequest *request, const char *name, GByteArray *take_bytes,
                        GError **error)
{
    g_autoptr(GByteArray) bytes = take_bytes;
    g_autofree char *file = g_strdup_printf("%s.tflite", name);
    g_autofree char *path = g_build_filename(request->out_dir, file, NULL);
    g_autoptr(GError) local = NULL;
    report(request, "writing %s, %u bytes", file, bytes->len);
    if (g_file_set_contents(path, (const char *)bytes->data, bytes->len, &local))
        return true;
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s", local->message);
    return false;
}

static void report_epoch(uint32_t epoch, double mean_loss, void *data)
{
    report(data, "epoch %u of %u: loss %.4f", epoch + 1, wake_train_spec.epoch_count, mean_loss);
}

/* One version on its way. */
typedef struct WakeBuild {
    const TaskRequest *request;
    const WakeVersion *version;
    const Samples *train;
    const Net *net;
    float *params; /* [net->param_count] */
} WakeBuild;

static void train_version(const WakeBuild *build)
{
    TaskRequest request = *build->request;
    TrainSpec spec = wake_train_spec;
    spec.on_epoch = report_epoch;
    spec.data = &request;
    RngKey key = rng_key(SEED, 0, build->version->name);
    report(&request, "training %s: %zu parameters, %" G_GINT64_FORMAT " MACs", build->version->name,
           build->net->param_count, net_mac_count(build->net));
    net_init(build->net, key, build->params);
    train_run(build->net, build->train, &spec, key, build->params);
}

static bool write_int8(const WakeBuild *build, const char *name, QuantSelection selection,
                       GError **error)
{
    QuantCalibration calibration = {
        build->train, &wake_train_spec, selection, {FEATURES_SCALE, FEATURES_ZERO_POINT}};
    g_autoptr(QuantNet) quant = quantise_net(build->net, build->params, &calibration);
    return write_model(build->request, name, export_int8(quant, name), error);
}

static bool write_version(const WakeBuild *build, GError **error)
{
    const WakeVersion *version = build->version;
    if (!write_int8(build, version->name, whole_set, error))
        return false;
    if (version->careless_name != NULL &&
        !write_int8(build, version->careless_name, one_recording, error))
        return false;
    if (version->float_name == NULL)
        return true;
    GByteArray *twin = export_float(build->net, build->params, version->float_name);
    return write_model(build->request, version->float_name, twin, error);
}

static bool build_version(const TaskRequest *request, const WakeVersion *version,
                          const Samples *train, GError **error)
{
    g_autoptr(Net) net = wake_net_new(version->channels);
    g_autofree float *params = g_new(float, net->param_count);
    WakeBuild build = {request, version, train, net, params};
    train_version(&build);
    return write_version(&build, error);
}

static bool build_wake_word(const TaskRequest *request, GError **error)
{
    g_autoptr(Samples) test = take_set(request, WAKE_SET_TEST, error);
    if (test == NULL)
        return false;
    g_autoptr(Samples) train = take_set(request, WAKE_SET_TRAIN, error);
    if (train == NULL)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
        if (!build_version(request, &versions[i], train, error))
            return false;
    }
    return true;
}

const Task task_wake_word = {
    .name = "wake-word",
    .doc = "Tells \"tiny fleet\" from other words and from noise in one second of sound.",
    .files = files,
    .build = build_wake_word,
};
