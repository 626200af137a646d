/* Keys of the run, the service, trouble and what is asked: all but the fleet's own. */
#include "exp/scenario.h"
#include "exp/scenario_keys.h"

#include <math.h>

#include "net/contact.h"
#include "policy/fault/fault_table.h"
#include "policy/lb/lb_table.h"

const ParamSpec scenario_run_params[] = {
    PARAM_ROW(IDENT, RunSection, name, .is_required = true,
              .doc = "short name: of the result directory and in the report's title"),
    PARAM_ROW(TEXT, RunSection, description, .doc = "one sentence at the top of the report"),
    PARAM_LIST(FILE, RunSection, extends,
               .doc = "scenarios read first, left to right; this file wins; paths are relative "
                      "to this file"),
    PARAM_ROW(DURATION, RunSection, duration, .is_required = true, .doc = "simulated time"),
    PARAM_ROW(DURATION, RunSection, warmup, .def = "0s",
              .doc = "time at the start that is simulated but left out of the statistics"),
    PARAM_ROW(DURATION, RunSection, stat_interval, .def = "1h", .min = (double)NS_PER_S,
              .max = 365.0 * (double)NS_PER_D,
              .doc = "step over which time metrics form their min, max and quantiles"),
    PARAM_ROW(INT, RunSection, seed, .def = "1", .min = 0, .max = 0x1p63,
              .doc = "master seed of all addressed chance"),
    PARAM_ROW(DATETIME, RunSection, start, .def = "2026-01-01T00:00Z",
              .doc = "calendar time of t = 0"),
    PARAM_LIST(REF, RunSection, faults, .ref = "faults", .def = "*", .special = "* none",
               .doc = "which [faults] sections take part; `none` for a run without any"),
    PARAM_NONE,
};

static const char *const pool_per_words[] = {"region", "leaf", NULL};

const ParamSpec scenario_pool_params[] = {
    PARAM_ROW(INT, PoolSection, count, .is_required = true, .min = 1, .max = 1e7,
              .doc = "gateways, see `per`"),
    PARAM_LIST(REF, PoolSection, regions, .ref = "region", .def = "global",
               .doc = "where the pool is present"),
    PARAM_ROW(CHOICE, PoolSection, per, .words = pool_per_words, .def = "leaf",
              .doc = "`leaf`: each leaf below the named regions gets `count` gateways; "
                     "`region`: each named region does; devices use those of their own region "
                     "or its nearest ancestor"),
    PARAM_ROW(INT, PoolSection, workers, .def = "4", .min = 1, .max = 4096,
              .doc = "requests that one gateway serves in parallel"),
    PARAM_ROW(INT, PoolSection, queue_limit, .def = "256", .min = 0, .max = 1e6,
              .doc = "waiting requests before new ones are refused"),
    PARAM_DIST(DURATION, PoolSection, service, .def = "exp(mean=5ms)",
               .doc = "worker time of a request that is answered here, model included"),
    PARAM_ROW(FORM, PoolSection, policy, .form_at = lb_form_at, .def = "round-robin",
              .doc = "load balancing"),
    PARAM_ENABLED(PoolSection),
    PARAM_NONE,
};

static const ParamSpec plain_fraction[] = {
    {.name = "loss", .type = PARAM_TYPE_FRACTION, .is_required = true, .doc = "of the packets"},
    PARAM_NONE,
};

static const FormSpec fraction_form = {"<fraction>", "Each packet alike.", plain_fraction,
                                       sizeof(double)};

const FormSpec *network_loss_form_at(size_t i)
{
    return i == 0 ? &fraction_form : loss_form_at(i - 1);
}

LossModel network_loss_from_form(Form form)
{
    if (form.choice == 0)
        return loss_bernoulli(*(const double *)form.params);
    form.choice -= form.choice > 0;
    return loss_from_form(form);
}

const ParamSpec scenario_network_params[] = {
    PARAM_DIST(DURATION, NetworkSection, latency, .is_required = true,
               .doc = "one way, per message; bytes and headers come on top at the bandwidth"),
    PARAM_ROW(BITRATE, NetworkSection, bandwidth_up, .is_required = true, .doc = "from the device"),
    PARAM_ROW(BITRATE, NetworkSection, bandwidth_down, .is_required = true, .doc = "to the device"),
    PARAM_ROW(FORM, NetworkSection, loss, .form_at = network_loss_form_at, .def = "0",
              .doc = "per packet; the two-state chain moves in slots of link time, traffic or "
                     "not, one chain per device for both directions"),
    PARAM_ROW(SIZE, NetworkSection, mtu, .def = "256B", .doc = "payload per packet"),
    PARAM_ROW(SIZE, NetworkSection, header, .def = "0B", .doc = "added to each packet"),
    PARAM_ROW(INT, NetworkSection, retries, .def = "3", .min = 0, .max = 100,
              .doc = "retransmissions per packet before the message is lost"),
    PARAM_ROW(DURATION, NetworkSection, retry_spacing, .def = "0s",
              .doc = "from the end of one try to the next"),
    PARAM_ROW(FRACTION, NetworkSection, duty_cycle, .def = "100%",
              .doc = "share of air time that is legal: after a try of a comes a silence of "
                     "a (1 / duty_cycle - 1)"),
    PARAM_ROW(FORM, NetworkSection, contact, .form_at = contact_form_at, .def = "always",
              .doc = "when messages may set out; phase by device"),
    PARAM_ROW(DURATION, NetworkSection, poll, .def = "none", .special = "none",
              .doc = "a sleepy device asks its parent this often: an empty packet each way, then "
                     "`listen`"),
    PARAM_ROW(DURATION, NetworkSection, listen, .def = "0s",
              .doc = "receive window after each transmission or poll"),
    PARAM_ROW(INT, NetworkSection, queue, .def = "256", .min = 1, .max = 65536,
              .doc = "messages that may wait for the radio of a device, which does one thing at a "
                     "time; one that finds it full is dropped"),
    PARAM_ENABLED(NetworkSection),
    PARAM_NONE,
};

static const ParamSpec plain_rate[] = {
    {.name = "rate", .type = PARAM_TYPE_RATE, .is_required = true, .doc = "events per time"},
    PARAM_NONE,
};

static const FormSpec rate_form = {"<rate>", "Events per time.", plain_rate, sizeof(double)};

const FormSpec *fault_rate_form_at(size_t i)
{
    return i == 0 ? &rate_form : NULL;
}

double fault_rate_from_form(Form form)
{
    return form.choice < 0 ? (double)NAN : *(const double *)form.params;
}

static const char *const fault_per_words[] = {"device", "gateway", "region", "fleet", "once", NULL};

const ParamSpec scenario_fault_params[] = {
    PARAM_ROW(FORM, FaultSection, kind, .form_at = fault_form_at, .is_required = true,
              .doc = "what happens, with its size"),
    PARAM_ROW(SELECTOR, FaultSection, target, .def = "*", .doc = "who can be hit"),
    {.name = "rate",
     .type = PARAM_TYPE_FORM,
     .offset = offsetof(FaultSection, rate_form),
     .form_at = fault_rate_form_at,
     .doc = "Poisson rate per unit"},
    PARAM_ROW(DURATION, FaultSection, mtbf, .doc = "same as rate = 1/mtbf"),
    PARAM_DIST(DURATION, FaultSection, time_between,
               .doc = "lifetime or gap by any distribution: weibull(shape=1.8, scale=400d)"),
    PARAM_LIST(INSTANT, FaultSection, at, .doc = "fixed times"),
    PARAM_ROW(DURATION, FaultSection, every, .doc = "fixed period"),
    PARAM_ROW(CHOICE, FaultSection, per, .words = fault_per_words, .def = "device",
              .doc = "unit of the process; `region`: those that `target` names, else all "
                     "leaves; one occurrence for all of it"),
    PARAM_ROW(FRACTION, FaultSection, chance, .def = "100%",
              .doc = "that an occurrence strikes its unit at all"),
    PARAM_ROW(FRACTION, FaultSection, hits, .def = "100%",
              .doc = "share of the targets inside the unit that an occurrence reaches, each by "
                     "its own draw"),
    PARAM_DIST(DURATION, FaultSection, length, .def = "auto", .special = "auto",
               .doc = "how long the condition lasts, exactly; `auto` by kind"),
    PARAM_ENABLED(FaultSection),
    PARAM_NONE,
};

static const char *const detector_words[] = {"timeout", "none", NULL};

const ParamSpec scenario_health_params[] = {
    PARAM_ROW(CHOICE, HealthSection, detector, .words = detector_words, .def = "timeout",
              .doc = "`none` never learns anything"),
    PARAM_ROW(DURATION, HealthSection, heartbeat, .def = "60s", .special = "never",
              .doc = "period of the beats; without them nobody learns anything"),
    PARAM_ROW(INT, HealthSection, missed, .def = "3", .min = 1, .max = 1000,
              .only_with = "detector = timeout",
              .doc = "missed beats before a device is declared down"),
    PARAM_ROW(DURATION, HealthSection, grace, .def = "5s", .only_with = "detector = timeout",
              .doc = "declared this long after the deciding beat was due"),
    PARAM_NONE,
};

const ParamSpec scenario_recovery_params[] = {
    PARAM_ROW(DURATION, RecoverySection, watchdog, .def = "8s",
              .doc = "hardware watchdog; 0s = none"),
    PARAM_DIST(DURATION, RecoverySection, visit, .def = "never", .special = "never",
               .doc = "delay of a field repair; `never` = no visits, the device is lost"),
    PARAM_NONE,
};

static const char *const level_words[] = {"must", "should", NULL};
static const char *const rule_words[] = {"ci", "mean", "worst", NULL};

const ParamSpec scenario_requirement_params[] = {
    PARAM_ROW(CONDITION, RequirementSection, check, .is_required = true,
              .doc = "one condition: p95(inference_latency) < 100ms, or "
                     "share(detection_time > 20min) < 0.1%"),
    PARAM_ROW(SELECTOR, RequirementSection, where, .def = "*", .doc = "scope"),
    PARAM_ROW(CHOICE, RequirementSection, level, .words = level_words, .def = "must",
              .doc = "only `must` decides the exit status"),
    PARAM_ROW(CHOICE, RequirementSection, rule, .words = rule_words, .def = "ci",
              .doc = "ci: the whole confidence interval must satisfy; mean: the estimate; "
                     "worst: every replication"),
    PARAM_ROW(FRACTION, RequirementSection, confidence, .def = "95%", .min = 0.5, .max = 0.999,
              .doc = "for all requirements together: each is judged at 1 - (1 - confidence)/m"),
    PARAM_ROW(INSTANT, RequirementSection, from, .def = "warmup", .special = "warmup",
              .doc = "start of the part of the run that counts"),
    PARAM_ROW(INSTANT, RequirementSection, to, .def = "end", .special = "end",
              .doc = "end of the part of the run that counts"),
    PARAM_ENABLED(RequirementSection),
    PARAM_NONE,
};

const ParamSpec scenario_sweep_params[] = {
    PARAM_ROW(INT, SweepSection, replications, .def = "auto", .special = "auto", .min = 1,
              .max = 100000,
              .doc = "runs with different luck; `auto`: 10 with requirements, else 1"),
    PARAM_NONE,
};

static const char *const by_words[] = {"fleet", "region", "gateway-pool", "hwprofile", "tag", NULL};

const ParamSpec scenario_output_params[] = {
    PARAM_ROW(DURATION, OutputSection, interval, .def = "1h", .doc = "step of the time series"),
    PARAM_ROW(BOOL, OutputSection, per_device, .def = "no",
              .doc = "one row per device in device.csv and the database"),
    PARAM_ROW(BOOL, OutputSection, histograms, .def = "yes", .doc = "bins of every distribution"),
    PARAM_LIST(CHOICE, OutputSection, by, .words = by_words, .def = "fleet",
               .doc = "break-down of metrics besides the total"),
    PARAM_LIST(IDENT, OutputSection, plots, .def = "auto", .special = "auto",
               .doc = "`auto` = those with data"),
    PARAM_NONE,
};
