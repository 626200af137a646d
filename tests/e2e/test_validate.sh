#!/bin/sh
# What validate and --dry-run say before anything runs: the busiest hour, memory, time.
set -u
. "$(dirname "$0")/e2e.sh"

cat >"$work/evening.ini" <<'END'
[scenario]
name = evening
duration = 7d
warmup = 1d
[model any]
file = wake-word
accuracy = 85%
[fleet cameras]
devices = 5000
hwprofile = esp32-s3
model = any
workload = look
network = wifi
gateways = gws
[workload look]
arrival = poisson(rate=60/h)
where = gateway
pattern = diurnal(peak=18:30, ratio=3)
[network wifi]
latency = 5ms
bandwidth_up = 6Mbps
bandwidth_down = 6Mbps
[gateway-pool gws]
count = 2
workers = 2
service = lognormal(median=40ms, sigma=0.4)
policy = least-conn
END

status "an evening with too much work is valid" 0 tinyfleet validate "$work/evening.ini"
has "and warned of, with its hour and what it would take" "$work/err" \
    "evening.ini: warning: Gateways of pool gws are offered 1.35 times the work they can do"
has "the hour" "$work/err" "in the busiest hour, 18:00 to 19:00"
has "and what count would do" "$work/err" "count = 3 would bring it to 90 % (it is 2)"
has "the peak stands beside the mean" "$work/out" "peak load"
has "with its hour" "$work/out" "busiest hour, 18:00 to 19:00"
lacks "two gateways promise no milliseconds" "$work/out" "queue wait  *[0-9.]* ms"
status "a warning is an error where asked" 2 tinyfleet validate --strict "$work/evening.ini"
status "three gateways have no peak to warn of" 0 \
    tinyfleet validate --strict "$work/evening.ini" --set gateway-pool.gws.count=3

status "JSON says the same" 0 tinyfleet validate --format json "$work/evening.ini"
has "that it is sound" "$work/out" '"ok": true'
has "the quantity" "$work/out" '"quantity": "peak_load"'
has "the warning" "$work/out" '"severity": "warning"'
same "and nothing on stderr" "$(cat "$work/err")" ""
status "JSON says what is wrong" 2 \
    tinyfleet validate --format json "$work/evening.ini" --set fleet.cameras.devices=many
has "that it is not sound" "$work/out" '"ok": false'
has "and why" "$work/out" "'many' is not a whole number"
status "another form is refused" 64 tinyfleet validate --format xml "$work/evening.ini"

status "a dry run says what it would take" 0 tinyfleet run --dry-run -j 1 "$work/evening.ini" \
    --until 2h --set scenario.warmup=0s --set fleet.cameras.devices=50
has "how often" "$work/out" "would run 1 point, 1 time, 1 side by side on 1 thread each"
has "the memory" "$work/out" "memory: about "
has "the time, as an estimate" "$work/out" "an estimate: the first run came to 2 h of 2 h"

status "more than there is ends with a sentence" 3 \
    sh -c "ulimit -v 4000000; exec '$TINYFLEET_BINARY' run '$work/evening.ini' -o '$work/big' \
           --set fleet.cameras.devices=1e9"
has "that names the need and the room" "$work/err" \
    "of memory, most of it for 1000000000 devices ("
[ ! -e "$work/big" ] || fail "a run that does not fit leaves no directory"

status "many slices are warned of" 0 tinyfleet validate "$work/evening.ini" \
    --set output.interval=30s --set gateway-pool.gws.count=9
has "with their number" "$work/err" "slices of time: series and memory will be large"
finish
