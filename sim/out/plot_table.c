#include "out/plot_spec.h"

#include <string.h>

static const PlotSpec specs[] = {
    {
        .name = "availability",
        .section = "availability",
        .title = "Availability",
        .what = "Share of devices able to serve an inference",
        .metric = "availability",
        .kind = "fleet",
        .stat = "mean",
        .mean_word = "on average",
        .worst_word = "least",
        .is_nines = true,
        .build = plot_build_series,
    },
    {
        .name = "downtime",
        .section = "failures",
        .title = "Downtime by cause",
        .what = "Device-time out of service per run",
        .metric = "downtime",
        .kind = "faults",
        .stat = "sum",
        .mean_word = "out of service",
        .own_label = "Downtime per run, all devices",
        .build = plot_build_bars,
    },
    {
        .name = "failures",
        .section = "failures",
        .title = "Failures by cause",
        .what = "Number of failures per run",
        .metric = "failures",
        .kind = "faults",
        .stat = "sum",
        .mean_word = "failures",
        .own_label = "Failures per run",
        .build = plot_build_bars,
    },
    {
        .name = "repair",
        .section = "failures",
        .title = "Time to repair",
        .what = "Share of failures back in service within the given time",
        .metric = "mttr",
        .kind = "fleet",
        .stat = "p95",
        .mean_word = "Time from failure to service",
        .worst_word = "95 % within",
        .build = plot_build_distribution,
    },
    {
        .name = "detection",
        .section = "detection",
        .title = "Time to detect a failure",
        .what = "Share of failures noticed within the given time",
        .metric = "detection_time",
        .kind = "fleet",
        .stat = "p95",
        .mean_word = "Time from failure to alarm",
        .worst_word = "95 % within",
        .build = plot_build_distribution,
    },
    {
        .name = "latency",
        .section = "latency",
        .title = "Inference latency",
        .what = "Share of requests answered within the given time",
        .metric = "inference_latency",
        .kind = "fleet",
        .stat = "p95",
        .mean_word = "Latency",
        .worst_word = "95 % within",
        .build = plot_build_distribution,
    },
    {
        .name = "misses",
        .section = "latency",
        .title = "Deadline misses",
        .what = "Share of requests late or never answered",
        .metric = "deadline_miss_ratio",
        .kind = "fleet",
        .stat = "mean",
        .mean_word = "on average",
        .worst_word = "most",
        .is_from_zero = true,
        .is_high_worst = true,
        .build = plot_build_series,
    },
    {
        .name = "battery",
        .section = "energy",
        .title = "Battery survival",
        .what = "Share of batteries not yet empty after the given time",
        .metric = "battery_life",
        .kind = "fleet",
        .stat = "p10",
        .mean_word = "Age of a battery",
        .worst_word = "10 % after",
        .is_survival = true,
        .build = plot_build_distribution,
    },
    {
        .name = "accuracy",
        .section = "accuracy",
        .title = "Accuracy beside confidence",
        .what = "Share of right answers beside the confidence reported",
        .metric = "accuracy",
        .companion = "confidence",
        .own_label = "right (truth)",
        .companion_label = "confidence (reported)",
        .kind = "fleet",
        .stat = "mean",
        .mean_word = "on average",
        .worst_word = "least",
        .build = plot_build_series,
    },
    {
        .name = "load",
        .section = "gateways",
        .title = "Gateway load",
        .what = "Share of worker time in use",
        .metric = "gateway_utilisation",
        .kind = "pool",
        .stat = "mean",
        .mean_word = "on average",
        .worst_word = "most",
        .is_from_zero = true,
        .is_high_worst = true,
        .build = plot_build_series,
    },
};

const PlotSpec *plot_spec_at(size_t index)
{
    return index < G_N_ELEMENTS(specs) ? &specs[index] : NULL;
}

const PlotSpec *plot_spec_find(const char *name)
{
    size_t i = 0;
    while (i < G_N_ELEMENTS(specs) && strcmp(specs[i].name, name) != 0)
        i++;
    g_assert(i < G_N_ELEMENTS(specs));
    return &specs[i];
}
