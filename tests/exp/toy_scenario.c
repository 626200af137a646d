#include "toy_scenario.h"

#include <stdio.h>
#include <string.h>

#include "exp/scenario_read.h"

static const char toy_text[] = "[scenario]\n"
                               "name = toy\n"
                               "duration = 10h\n"
                               "warmup = 1h\n"
                               "stat_interval = 30min\n"
                               "[region north]\n"
                               "replicate = 2\n"
                               "[region south]\n"
                               "[fleet a]\n"
                               "devices = 60\n"
                               "hwprofile = esp32-s3\n"
                               "model = any\n"
                               "regions = north, south\n"
                               "workload = ask\n"
                               "network = wire\n"
                               "gateways = hub\n"
                               "tags = indoor\n"
                               "[fleet b]\n"
                               "devices = 40\n"
                               "hwprofile = nrf52840\n"
                               "model = any\n"
                               "regions = south\n"
                               "workload = ask\n"
                               "network = wire\n"
                               "gateways = hub\n"
                               "tags = outdoor\n"
                               "[model any]\n"
                               "file = wake-word\n"
                               "accuracy = 90%\n"
                               "latency = 20ms\n"
                               "[workload ask]\n"
                               "arrival = poisson(rate=60/h)\n"
                               "where = gateway\n"
                               "[network wire]\n"
                               "latency = 1ms\n"
                               "bandwidth_up = 1Mbps\n"
                               "bandwidth_down = 1Mbps\n"
                               "[gateway-pool hub]\n"
                               "count = 2\n"
                               "workers = 3\n"
                               "service = exp(mean=100ms)\n"
                               "[faults stop]\n"
                               "kind = crash\n"
                               "mtbf = 100h\n"
                               "[faults cut]\n"
                               "kind = power-cut\n"
                               "target = region:south\n"
                               "per = region\n"
                               "at = 5h\n"
                               "length = 10min\n";

Scenario *toy_scenario(const char *more)
{
    static const ScenarioPlaces places = {TINYFLEET_SOURCE_DIR "/models",
                                          TINYFLEET_SOURCE_DIR "/hwprofiles"};
    g_autofree char *text = g_strconcat(toy_text, more, NULL);
    g_autoptr(ProblemList) problems = problem_list_new();
    Scenario *scenario =
        scenario_parse((ScenarioText){text, strlen(text), "toy.ini"}, NULL, &places, problems);
    g_autofree char *said = problem_list_text(problems);
    if (!scenario)
        printf("%s", said);
    return scenario;
}
