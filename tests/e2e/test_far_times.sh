#!/bin/sh
# Durations near and behind 2^63 ns: the run ends, nothing is asserted away, and what could not
# happen before the end has not happened.
set -u
. "$(dirname "$0")/e2e.sh"

# scenario NAME LINE...: an hour of one device asked once a minute; later lines win.
scenario() {
    file=$work/$1.ini
    shift
    cat >"$work/base.ini" <<'END'
[scenario]
name = far
duration = 1h
[fleet sensors]
devices = 1
hwprofile = nrf52840
model = kws
workload = steady
network = air
[model kws]
file = wake-word
accuracy = 100%
latency = 1ms
[workload steady]
arrival = periodic(every=1min)
upload = none
[network air]
latency = 1ms
bandwidth_up = 1Mbps
bandwidth_down = 1Mbps
END
    printf '[scenario]\nextends = base.ini\n' >"$file"
    printf '%s\n' "$@" >>"$file"
}

# runs NAME OPTION...
runs() {
    name=$1
    shift
    status "$name runs" 0 timeout 60 "$TINYFLEET_BINARY" run "$work/$name.ini" -o "$work/$name" \
        --no-plots --no-report --progress never -n 1 "$@"
}

scenario beats '[health]' 'heartbeat = 520w' '[network air]' \
    'loss = gilbert-elliott(good=0, bad=50%, to_bad=10%, to_good=10%)'
runs beats
has "60 demands, no beat" "$work/out" "inferences 60      beats 0 "

scenario wraps '[health]' 'heartbeat = 300w'
runs wraps
has "60 demands, no beat" "$work/out" "inferences 60      beats 0 "

scenario never '[health]' 'heartbeat = never'
runs never
has "60 demands, no beat" "$work/out" "inferences 60      beats 0 "

scenario retries '[fleet sensors]' 'devices = 20' '[workload steady]' 'upload = all' \
    '[network air]' 'retries = 100' 'retry_spacing = 1000w' \
    'loss = gilbert-elliott(good=50%, bad=99%, to_bad=10%, to_good=10%, slot=1s)'
status "what waits for its retries beyond the end of time is refused" 2 \
    timeout 60 "$TINYFLEET_BINARY" run "$work/retries.ini" -o "$work/retries" --no-plots
has "as its radio is never free" "$work/err" "its radio would be taken"

scenario service '[fleet sensors]' 'gateways = hub' \
    '[workload steady]' 'arrival = poisson(rate=5/s)' 'where = gateway' '[gateway-pool hub]' \
    'count = 1' 'workers = 4096' 'service = pareto(shape=0.3, scale=1ms)'
runs service --set scenario.duration=20h

scenario boot '[workload steady]' \
    'arrival = periodic(every=1w)' '[health]' 'heartbeat = 1w' '[faults stop]' 'kind = crash' \
    'at = 60w' '[output]' 'interval = 1w' '[fleet sensors]' 'boot_time = 15240w'
runs boot --set scenario.duration=100w --set scenario.stat_interval=7d
has "up for 60 weeks of 100" "$work/out" "availability 60 %"

scenario latency '[model kws]' 'latency = pareto(shape=1, scale=50ms)'
runs latency
has "the lack of a mean is said" "$work/err" "the mean is infinite"
status "and no mean is foretold" 0 timeout 60 "$TINYFLEET_BINARY" validate "$work/latency.ini"
has "but that there is none" "$work/out" "its law has no mean"
lacks "nor an energy" "$work/out" "energy per inference"
finish
