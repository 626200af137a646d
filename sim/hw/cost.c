#include "hw/cost.h"

#include <string.h>

#include "util/detmath.h"
#include "util/error.h"
#include "util/suggest.h"
#include "util/value.h"

enum { CLASS_COUNT = sizeof(CostRates) / sizeof(double) };

/* What an estimate misses by, relative. A model that was not among the fitted ones: 10.8 % mean,
 * one task left out (HARDWARE_NOTES, "Predicting pairs"); a pair that was not measured: 13 % at
 * the 90th percentile (head of cost_table.def), but 38 % on the Cortex-M0+, which is far from
 * the other cores. A profile's own numbers: as a pair that is fitted. */
#define ERROR_FITTED        0.108
#define ERROR_PREDICTED     0.133
#define ERROR_PREDICTED_M0P 0.383

#define ROW(core, library, conv, conv_c1, out, depthwise, fc, points, mean, max)                   \
    {core, library, {conv, conv_c1, out, depthwise, fc, 0.0}, points, mean, max},
#define ONE(core, library, rate, points, mean, max)                                                \
    {core, library, {rate, 0.0, 0.0, rate, rate, 0.0}, points, mean, max},
static const CostPair pairs[] = {
#include "hw/cost_table.def"
};
#undef ROW
#undef ONE

static const char *const class_names[] = {"conv", "conv_c1", "out", "depthwise",
                                          "fc",   "layer",   NULL};

static const size_t class_offsets[CLASS_COUNT] = {
    offsetof(CostRates, conv),      offsetof(CostRates, conv_c1), offsetof(CostRates, out),
    offsetof(CostRates, depthwise), offsetof(CostRates, fc),      offsetof(CostRates, layer),
};

static double rate_get(const CostRates *rates, size_t class)
{
    double rate;
    memcpy(&rate, (const char *)rates + class_offsets[class], sizeof rate);
    return rate;
}

static void rate_set(CostRates *rates, size_t class, double rate)
{
    memcpy((char *)rates + class_offsets[class], &rate, sizeof rate);
}

const CostPair *cost_pair_at(size_t i)
{
    return i < G_N_ELEMENTS(pairs) ? &pairs[i] : NULL;
}

const CostPair *cost_pair_find(const char *core, const char *library)
{
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (strcmp(pairs[i].core, core) == 0 && strcmp(pairs[i].library, library) == 0)
            return &pairs[i];
    return NULL;
}

/* Mean of ln(rate on `to` / rate on `from`) over the libraries that both cores have, `library`
 * left out; false if there is none. */
static bool core_ratio(size_t class, const CostPair *from, const char *to, double *ret_log)
{
    double sum = 0.0;
    int count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        const CostPair *there = &pairs[i];
        if (strcmp(there->core, to) != 0 || strcmp(there->library, from->library) == 0)
            continue;
        const CostPair *here = cost_pair_find(from->core, there->library);
        if (here == NULL || rate_get(&here->rates, class) <= 0.0 ||
            rate_get(&there->rates, class) <= 0.0)
            continue;
        sum += det_log(rate_get(&there->rates, class) / rate_get(&here->rates, class));
        count++;
    }
    if (count > 0)
        *ret_log = sum / count;
    return count > 0;
}

/* ln of the rate of a class on `core`, taken over from one other core; false if unknown. */
static bool carry_over(size_t class, const CostPair *from, const char *core, double *ret_log)
{
    double ratio = 0.0;
    if (!core_ratio(class, from, core, &ratio))
        return false;
    *ret_log = det_log(rate_get(&from->rates, class)) + ratio;
    return true;
}

/* Geometric mean over the other cores that know the library; a class that costs nothing there
 * costs nothing here. */
static bool predict_class(size_t class, const char *core, const char *library, double *ret_rate)
{
    double sum = 0.0;
    int count = 0;
    bool is_free = false;
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        const CostPair *from = &pairs[i];
        double log_rate = 0.0;
        if (strcmp(from->library, library) != 0 || strcmp(from->core, core) == 0)
            continue;
        is_free = is_free || rate_get(&from->rates, class) <= 0.0;
        if (is_free || !carry_over(class, from, core, &log_rate))
            continue;
        sum += log_rate;
        count++;
    }
    *ret_rate = is_free || count == 0 ? 0.0 : det_exp(sum / count);
    return is_free || count > 0;
}

bool cost_predict(const char *core, const char *library, CostRates *ret_rates)
{
    CostRates rates = {0};
    for (size_t class = 0; class < CLASS_COUNT; class ++) {
        double rate = 0.0;
        if (!predict_class(class, core, library, &rate))
            return false;
        rate_set(&rates, class, rate);
    }
    *ret_rates = rates;
    return true;
}

/* "mcu.ini: core 'cortex-m4' has no coefficients for library 'x' (it has: ...)". */
static void refuse_pair(const Board *board, GError **error)
{
    g_autoptr(GPtrArray) known = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (strcmp(pairs[i].core, board->core) == 0)
            g_ptr_array_add(known, (void *)(uintptr_t)pairs[i].library);
    bool is_core_known = known->len > 0;
    for (size_t i = 0; !is_core_known && i < G_N_ELEMENTS(pairs); i++)
        if (!g_ptr_array_find(known, pairs[i].core, NULL) &&
            (i == 0 || strcmp(pairs[i].core, pairs[i - 1].core) != 0))
            g_ptr_array_add(known, (void *)(uintptr_t)pairs[i].core);
    g_ptr_array_add(known, NULL);
    const char *word = is_core_known ? board->library : board->core;
    const char *what = is_core_known ? "libraries" : "cores";
    g_autofree char *best = suggest_among(word, what, (const char *const *)known->pdata);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                "hwprofile '%s': nothing is known of library '%s' on core '%s'%s", board->profile,
                board->library, board->core, best);
}

/* One coefficient of the kernel map. */
static bool override_rate(const Board *board, const ParamPair *pair, CostRates *rates,
                          GError **error)
{
    int class = value_word_find(class_names, pair->name);
    if (class < 0) {
        g_autofree char *best = suggest_among(pair->name, "known", class_names);
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "hwprofile '%s': kernel: unknown coefficient '%s'%s", board->profile,
                    pair->name, best);
        return false;
    }
    if (!(pair->value >= 0.0)) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "hwprofile '%s': kernel: coefficient '%s' is negative", board->profile,
                    pair->name);
        return false;
    }
    rate_set(rates, (size_t) class, pair->value);
    return true;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* What the table says of a board's pair; false if nothing. */
static bool table_model(const Board *board, CostModel *ret_model)
{
    const CostPair *pair = cost_pair_find(board->core, board->library);
    if (pair != NULL) {
        *ret_model = (CostModel){pair->rates, larger(ERROR_FITTED, pair->error_max), "fitted"};
        return true;
    }
    bool is_far = strcmp(board->core, "cortex-m0plus") == 0;
    *ret_model =
        (CostModel){.error = is_far ? ERROR_PREDICTED_M0P : ERROR_PREDICTED, .basis = "predicted"};
    return cost_predict(board->core, board->library, &ret_model->rates);
}

bool cost_model(const Board *board, CostModel *ret_model, GError **error)
{
    CostModel model;
    bool is_known = table_model(board, &model);
    const ParamPair *items = board->kernel.items;
    for (size_t i = 0; i < board->kernel.count; i++)
        if (!override_rate(board, &items[i], &model.rates, error))
            return false;
    if (!is_known && (model.rates.conv <= 0.0 || model.rates.fc <= 0.0)) {
        refuse_pair(board, error);
        return false;
    }
    if (board->kernel.count > 0) {
        model.basis = "profile";
        model.error = ERROR_FITTED;
    }
    *ret_model = model;
    return true;
}

double cost_cycles(const CostRates *rates, const CostWork *work)
{
    return rates->conv * work->mac_conv + rates->conv_c1 * work->mac_conv_c1 +
           rates->out * work->out_elements + rates->depthwise * work->mac_depthwise +
           rates->fc * work->mac_fc + rates->layer * work->layers;
}

CostEstimate cost_estimate(const CostModel *model, double clock_hz, const CostWork *work)
{
    g_assert(clock_hz > 0.0);
    double cycles = cost_cycles(&model->rates, work), ns = cycles * 1e9 / clock_hz;
    return (CostEstimate){.latency_ns = int64_from_double(ns),
                          .low_ns = int64_from_double(ns * (1.0 - model->error)),
                          .high_ns = int64_from_double(ns * (1.0 + model->error)),
                          .cycles = cycles,
                          .basis = model->basis};
}

CostEstimate cost_latency(const Board *board, const CostWork *work)
{
    CostModel model;
    bool is_known = cost_model(board, &model, NULL);
    g_assert(is_known);
    return cost_estimate(&model, board->clock, work);
}
