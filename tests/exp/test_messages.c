/* Mistakes read aloud: one change of a right scenario each, and all that is said of it.
 *
 * What one line does wrong is told once, at that line, in words that say what would be right. */
#include "test.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "exp/scenario_read.h"

static const char base[] = "[scenario]\n"
                           "name = small\n"
                           "duration = 1h\n"
                           "[model kws]\n"
                           "file = wake-word\n"
                           "accuracy = 90%\n"
                           "[fleet a]\n"
                           "devices = 20\n"
                           "hwprofile = stm32h7a3\n"
                           "model = kws\n"
                           "workload = w\n"
                           "network = n\n"
                           "[workload w]\n"
                           "arrival = poisson(rate=40/h)\n"
                           "[network n]\n"
                           "latency = 4ms\n"
                           "bandwidth_up = 6Mbps\n"
                           "bandwidth_down = 6Mbps\n"
                           "[faults c]\n"
                           "kind = crash\n"
                           "mtbf = 1d\n"
                           "[requirement r]\n"
                           "check = availability > 50%\n";

typedef struct Mistake {
    const char *right, *wrong; /* the text that is replaced, and by what */
    const char *said;
} Mistake;

static const Mistake mistakes[] = {
    {"file = wake-word", "file",
     "x.ini:5: error: 'file' is neither [section] nor key = value\n1 error\n"},
    {"devices = 20", "devices =",
     "x.ini:8: error: key 'devices' has no value\n"
     "1 error\n"},
    {"devices = 20", "devices = many",
     "x.ini:8: error: devices = many is not a whole number\n"
     "1 error\n"},
    {"devices = 20", "devices = 1.5",
     "x.ini:8: error: devices = 1.5 is not a whole number\n"
     "1 error\n"},
    {"devices = 20", "device = 20",
     "x.ini:8: error: unknown key 'device' in [fleet a]; did you mean 'devices'?\n"
     "1 error\n"},
    {"devices = 20", "devices 20",
     "x.ini:8: error: 'devices 20' is neither [section] nor key = value\n"
     "1 error\n"},
    {"[fleet a]", "[fleet a",
     "x.ini:7: error: the ']' of '[fleet a' is missing\n"
     "1 error\n"},
    {"[fleet a]", "[fleet a #1]",
     "x.ini:7: error: the ']' of '[fleet a' stands behind a '#', which starts a comment\n"
     "1 error\n"},
    {"[fleet a]", "fleet a]",
     "x.ini:7: error: the '[' of 'fleet a]' is missing\n"
     "1 error\n"},
    {"[fleet a]", "[fleet]",
     "x.ini:7: error: [fleet] needs a name: [fleet NAME]\n"
     "1 error\n"},
    {"[fleet a]", "[flet a]",
     "x.ini:7: error: unknown section [flet a]; did you mean 'fleet'?\n"
     "1 error\n"},
    {"[fleet a]", "[fleet a] x",
     "x.ini:7: error: 'x' follows the section; a comment starts with ' #'\n"
     "1 error\n"},
    {"hwprofile = stm32h7a3", "hwprofile = stm32h7",
     "x.ini:9: error: hwprofile = stm32h7: no such hwprofile; did you mean 'stm32h7a3'? "
     "(hwprofiles: apollo4-plus ek-ra6m4 esp32-c3 esp32-s3 nrf52840 rp2040 stm32g0b1 stm32h7a3 "
     "stm32l4r5 stm32u575)\n"
     "1 error\n"},
    {"model = kws", "model = kw",
     "x.ini:4: warning: nothing refers to [model kws]\n"
     "x.ini:10: error: model = kw: no such model; did you mean 'kws'? (models: kws wake-word "
     "wake-word-better wake-word-float wake-word-miscalibrated)\n"
     "1 error, 1 warning\n"},
    {"workload = w", "workload = v",
     "x.ini:11: error: workload = v: no such workload (workloads: w)\n"
     "1 error\n"},
    {"network = n", "network = m",
     "x.ini:12: error: network = m: no such network (networks: backbone n)\n"
     "1 error\n"},
    {"arrival = poisson(rate=40/h)", "arrival = poisson(rate=40/h",
     "x.ini:14: error: arrival = poisson(rate=40/h: the closing ')' of 'poisson(rate=40/h' is "
     "missing\n"
     "1 error\n"},
    {"arrival = poisson(rate=40/h)", "arrival = poisson rate=40/h)",
     "x.ini:14: error: arrival = poisson rate=40/h): unknown word 'poisson rate=40/h)' (words: "
     "periodic poisson)\n"
     "1 error\n"},
    {"arrival = poisson(rate=40/h)", "arrival = poisson(rate=40/h) x",
     "x.ini:14: error: arrival = poisson(rate=40/h) x: 'x' follows the ')' of "
     "'poisson(rate=40/h)'\n"
     "1 error\n"},
    {"arrival = poisson(rate=40/h)", "arrival = poisson(40/h)",
     "x.ini:14: error: arrival = poisson(40/h): '40/h' has no name; the parameters of poisson are "
     "written name=value\n"
     "1 error\n"},
    {"arrival = poisson(rate=40/h)", "arrival = poisson(rate=40)",
     "x.ini:14: error: arrival = poisson(rate=40): rate = 40 is not a rate of events, like 3/h\n"
     "1 error\n"},
    {"arrival = poisson(rate=40/h)", "arrival = poison(rate=40/h)",
     "x.ini:14: error: arrival = poison(rate=40/h): unknown word 'poison'; did you mean 'poisson'? "
     "(words: periodic poisson)\n"
     "1 error\n"},
    {"arrival = poisson(rate=40/h)", "arrival = poisson(rate=0/h)",
     "x.ini:14: error: arrival = poisson(rate=0/h): a device is never asked\n"
     "1 error\n"},
    {"arrival = poisson(rate=40/h)", "arrival = poisson(rate=40/h #per hour)",
     "x.ini:14: error: arrival = poisson(rate=40/h: the ')' stands behind a '#', which starts a "
     "comment\n"
     "1 error\n"},
    {"arrival = poisson(rate=40/h)", "arrival = poisson(rate=)",
     "x.ini:14: error: arrival = poisson(rate=): parameter 'rate' of poisson has no value\n"
     "1 error\n"},
    {"arrival = poisson(rate=40/h)", "arrival = poisson(rate=\"40/h)",
     "x.ini:14: error: the closing quote is missing\n"
     "1 error\n"},
    {"latency = 4ms", "latency = 4 ms",
     "x.ini:16: error: latency = 4 ms: no blank before a unit; write '4ms'\n"
     "1 error\n"},
    {"latency = 4ms", "latency = 4",
     "x.ini:16: error: latency = 4 needs a unit, like 10ms (units: ns us ms s min h d w)\n"
     "1 error\n"},
    {"latency = 4ms", "latency = 4m",
     "x.ini:16: error: latency = 4m: unknown unit 'm'; did you mean 'min' or 'ms'? (units: ns us "
     "ms s min h d w)\n"
     "1 error\n"},
    {"latency = 4ms", "latency = 4msec",
     "x.ini:16: error: latency = 4msec: unknown unit 'msec'; did you mean 'ms'? (units: ns us ms s "
     "min h d w)\n"
     "1 error\n"},
    {"latency = 4ms", "latency = -4ms",
     "x.ini:16: error: latency = -4ms is below 0\n"
     "1 error\n"},
    {"latency = 4ms", "latency = exp(mean=4ms",
     "x.ini:16: error: latency = exp(mean=4ms: the closing ')' of 'exp(mean=4ms' is missing\n"
     "1 error\n"},
    {"latency = 4ms", "latency = normal(mean=4ms, sd=2ms)",
     "x.ini:16: error: latency = normal(mean=4ms, sd=2ms): can fall below 0: add min=\n"
     "1 error\n"},
    {"latency = 4ms", "latency = normal(mean=4ms)",
     "x.ini:16: error: latency = normal(mean=4ms): parameter 'sd' of normal is missing\n"
     "1 error\n"},
    {"latency = 4ms", "latency = 1e99s",
     "x.ini:16: error: latency = 1e99s is too large\n"
     "1 error\n"},
    {"latency = 4ms", "latency = empirical(file=nothing.csv, column=x, unit=ms)",
     "x.ini:16: error: latency = empirical(file=nothing.csv, column=x, unit=ms): no such file "
     "'nothing.csv'\n"
     "1 error\n"},
    {"bandwidth_up = 6Mbps", "bandwidth_up = 0",
     "x.ini:17: error: bandwidth_up = 0: must be above 0\n"
     "1 error\n"},
    {"bandwidth_up = 6Mbps\n", "",
     "x.ini:15: error: [network n] needs the key 'bandwidth_up'\n"
     "1 error\n"},
    {"mtbf = 1d", "",
     "x.ini:19: error: [faults c] needs one of rate, mtbf, time_between, at, every\n"
     "1 error\n"},
    {"mtbf = 1d", "mtbf = 1d\nrate = 3/h",
     "x.ini:21: error: mtbf = 1d: 'rate' says already when; give one of them\n"
     "1 error\n"},
    {"mtbf = 1d", "every = 1h\nat = 40min, 20min",
     "x.ini:21: error: every = 1h: 'at' says already when; give one of them\n"
     "x.ini:22: error: at = 40min, 20min: the times must ascend\n"
     "2 errors\n"},
    {"mtbf = 1d", "mtbf = 1d\ntarget = fleet:b",
     "x.ini:22: error: target = fleet:b: no such fleet (fleets: a)\n"
     "1 error\n"},
    {"mtbf = 1d", "mtbf = 1d\ntarget = flet:a",
     "x.ini:22: error: target = flet:a: unknown term 'flet'; did you mean 'fleet'? (terms: fleet "
     "region pool tag hwprofile share device)\n"
     "1 error\n"},
    {"mtbf = 1d", "mtbf = 1d\ntarget = fleet",
     "x.ini:22: error: target = fleet needs a name: fleet:NAME\n"
     "1 error\n"},
    {"mtbf = 1d", "mtbf = 1d\ntarget = share:140%",
     "x.ini:22: error: target = share:140%: share is outside 0%..100%\n"
     "1 error\n"},
    {"mtbf = 1d", "mtbf = 1d\ntarget = fleet:a,,region:x",
     "x.ini:22: error: target = fleet:a,,region:x: item 2 of 'fleet:a,,region:x' is empty\n"
     "1 error\n"},
    {"kind = crash", "kind = crash(x=1)",
     "x.ini:20: error: kind = crash(x=1): unknown parameter 'x'; crash has none\n"
     "1 error\n"},
    {"kind = crash", "kind = power-cut",
     "x.ini:19: error: [faults c] needs the key 'length' with kind = power-cut\n"
     "1 error\n"},
    {"kind = crash", "kind = link-loss(factor=8x)\nlength = 1h",
     "x.ini:20: error: kind = link-loss(factor=8x): unknown parameter 'factor'; link-loss has: by\n"
     "1 error\n"},
    {"check = availability > 50%", "check = availabilty > 50%",
     "x.ini:23: error: check = availabilty > 50%: unknown metric 'availabilty'; did you mean "
     "'availability'? (see: tinyfleet help metrics)\n"
     "1 error\n"},
    {"check = availability > 50%", "check = availability",
     "x.ini:23: error: check = availability has no operator (operators: < <= > >=)\n"
     "1 error\n"},
    {"check = availability > 50%", "check = p95(availability > 50%",
     "x.ini:23: error: check = p95(availability > 50%: the closing ')' of 'p95(availability > 50%' "
     "is missing\n"
     "1 error\n"},
    {"check = availability > 50%", "check = p95(inference_latency) < 3%",
     "x.ini:23: error: check = p95(inference_latency) < 3%: inference_latency is in units of time: "
     "unknown unit '%' (units: ns us ms s min h d w)\n"
     "1 error\n"},
    {"check = availability > 50%", "check = availability > 50%\nwhere = tag:nothing",
     "x.ini:24: error: where = tag:nothing: no such tag\n"
     "1 error\n"},
    {"check = availability > 50%", "check = availability > 50%\nfrom = 3h",
     "x.ini:24: error: from = 3h: is not before the end of the run\n"
     "1 error\n"},
    {"check = availability > 50%", "check = availability >> 50%",
     "x.ini:23: error: check = availability >> 50%: unknown operator '>>' (operators: < <= > >=)\n"
     "1 error\n"},
    {"duration = 1h", "duration = 0s",
     "x.ini:3: error: duration = 0s: must be above 0\n"
     "1 error\n"},
    {"duration = 1h", "duration = 1h\nwarmup = 1h",
     "x.ini:4: error: warmup = 1h: must be shorter than the duration\n"
     "1 error\n"},
    {"duration = 1h", "duration = forever",
     "x.ini:3: error: duration = forever is not a duration, like 10ms\n"
     "1 error\n"},
    {"duration = 1h", "duration = 1h\nextends = nothing.ini",
     "x.ini:4: error: extends = nothing.ini: no such file\n"
     "1 error\n"},
    {"duration = 1h", "duration = 1h ; comment",
     "x.ini:3: error: duration = 1h ; comment is not a duration, like 10ms\n"
     "1 error\n"},
    {"[faults c]", "[sweep]\nmode = grid\n[faults c]",
     "x.ini:20: error: unknown key 'mode' in [sweep] (keys: replications)\n"
     "1 error\n"},
    {"[faults c]", "[sweep]\nfleet.a.devices = 1, 2\n[faults c]",
     "x.ini:20: error: unknown key 'fleet.a.devices' in [sweep] (keys: replications)\n"
     "1 error\n"},
    {"[faults c]", "[sweep]\nreplications = 0\n[faults c]",
     "x.ini:20: error: replications = 0 is outside 1..100000\n"
     "1 error\n"},
    {"[faults c]", "[sweep]\nbaseline = x\nonly = y\n[faults c]",
     "x.ini:20: error: unknown key 'baseline' in [sweep] (keys: replications)\n"
     "x.ini:21: error: unknown key 'only' in [sweep] (keys: replications)\n"
     "2 errors\n"},
    {"[faults c]", "[region north]\nparent = north\n[faults c]",
     "x.ini:20: error: parent = north: the region would be inside itself\n"
     "x.ini:19: warning: nothing refers to [region north]\n"
     "1 error, 1 warning\n"},
    {"[faults c]", "[region north]\nparent = south\n[faults c]",
     "x.ini:20: error: parent = south: no such region (regions: global north)\n"
     "1 error\n"},
    {"[faults c]", "[power p]\nsource = battery\n[faults c]",
     "x.ini:19: warning: nothing refers to [power p]\n"
     "x.ini:19: error: [power p] needs the key 'capacity' with source = battery\n"
     "1 error, 1 warning\n"},
    {"[faults c]", "[power p]\nsource = mains\ncapacity = 3Ah\n[faults c]",
     "x.ini:19: warning: nothing refers to [power p]\n"
     "x.ini:21: error: capacity = 3Ah: the key has no effect with source = mains\n"
     "1 error, 1 warning\n"},
    {"[faults c]", "[gateway-pool g]\ncount = 0\n[faults c]",
     "x.ini:20: error: count = 0 is outside 1..1e7\n"
     "x.ini:19: warning: nothing refers to [gateway-pool g]\n"
     "1 error, 1 warning\n"},
    {"[faults c]", "[gateway-pool g]\ncount = 1\npolicy = random\n[faults c]",
     "x.ini:21: error: policy = random: unknown word 'random' (words: round-robin least-conn "
     "random-two)\n"
     "x.ini:19: warning: nothing refers to [gateway-pool g]\n"
     "1 error, 1 warning\n"},
    {"[faults c]", "[health]\nheartbeat = 0\n[faults c]",
     "x.ini:20: error: heartbeat = 0: must be above 0\n"
     "1 error\n"},
    {"[faults c]", "[rollout x]\nstrategy = canary\n[faults c]",
     "x.ini:19: error: unknown section [rollout x]\n"
     "1 error\n"},
    {"network = n", "network = n\nplace = indoors",
     "x.ini:13: error: place = indoors: unknown word 'indoors'; did you mean 'indoor'? (words: "
     "outdoor indoor)\n"
     "1 error\n"},
    {"network = n", "network = n\nplace = indoor(temperature=20)",
     "x.ini:13: error: place = indoor(temperature=20): temperature = 20 needs a unit, like 20C "
     "(units: C K)\n"
     "1 error\n"},
    {"network = n", "network = n\nenabled = maybe",
     "x.ini:13: error: enabled = maybe is not yes or no\n"
     "1 error\n"},
    {"network = n", "network = n\ngateways = g",
     "x.ini:13: error: gateways = g: no such gateway-pool\n"
     "1 error\n"},
    {"network = n", "network = \"n",
     "x.ini:12: error: the closing quote is missing\n"
     "1 error\n"},
    {"file = wake-word", "file = wake-wrd",
     "x.ini:5: error: file = wake-wrd: no such model file; did you mean 'wake-word'? (model files: "
     "wake-word wake-word-better wake-word-float wake-word-miscalibrated)\n"
     "1 error\n"},
    {"accuracy = 90%", "accuracy = 190%",
     "x.ini:6: error: accuracy = 190% is outside 0%..100%\n"
     "1 error\n"},
};

/* The base with the first `right` replaced; to be freed. */
static char *spoilt(const Mistake *mistake)
{
    const char *at = strstr(base, mistake->right);
    g_assert(at != NULL);
    return g_strdup_printf("%.*s%s%s", (int)(at - base), base, mistake->wrong,
                           at + strlen(mistake->right));
}

static char *said_of(const char *text)
{
    static const ScenarioPlaces places = {TINYFLEET_SOURCE_DIR "/models",
                                          TINYFLEET_SOURCE_DIR "/hwprofiles"};
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(Scenario) scenario =
        scenario_parse((ScenarioText){text, strlen(text), "x.ini"}, NULL, &places, problems);
    return problem_list_text(problems);
}

static void a_right_scenario_has_no_mistake(void)
{
    g_autofree char *said = said_of(base);
    CHECK_TEXT(said, "");
}

static void each_mistake_is_told_in_the_words_that_were_read(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(mistakes); i++) {
        g_autofree char *text = spoilt(&mistakes[i]);
        g_autofree char *said = said_of(text);
        CHECK_TEXT(said, mistakes[i].said);
    }
}

/* Five thousand characters are a mistake too, told in a line or two. */
static void no_message_is_longer_than_a_few_lines(void)
{
    g_autofree char *many = g_strnfill(5000, 'x');
    for (size_t i = 0; i < G_N_ELEMENTS(mistakes); i++) {
        const char *equals = strchr(mistakes[i].right, '=');
        if (equals == NULL)
            continue;
        g_autofree char *wrong = g_strdup_printf("%.*s %s", (int)(equals + 1 - mistakes[i].right),
                                                 mistakes[i].right, many);
        const Mistake mistake = {mistakes[i].right, wrong, NULL};
        g_autofree char *text = spoilt(&mistake);
        g_autofree char *said = said_of(text);
        g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
        for (size_t k = 0; lines[k] != NULL; k++) {
            if (!CHECK(strlen(lines[k]) < 500))
                printf("%s\n", lines[k]);
        }
    }
}

TEST_MAIN(CASE(a_right_scenario_has_no_mistake),
          CASE(each_mistake_is_told_in_the_words_that_were_read),
          CASE(no_message_is_longer_than_a_few_lines))
