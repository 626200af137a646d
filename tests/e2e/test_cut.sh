#!/bin/sh
# A signal ends a run within a moment of wall time however much simulated time its window holds:
# here all work of 30 years, hours of it, is done in one go at the end.
set -u
. "$(dirname "$0")/e2e.sh"

cat >"$work/decades.ini" <<'END'
[scenario]
name = decades
duration = 11000d
stat_interval = 30d
[fleet sensors]
devices = 600
hwprofile = nrf52840
model = kws
workload = steady
network = air
[model kws]
file = wake-word
accuracy = 90%
latency = 1ms
[workload steady]
arrival = periodic(every=1s)
upload = none
[network air]
latency = 1ms
bandwidth_up = 1Mbps
bandwidth_down = 1Mbps
[output]
interval = 365d
END

for signal in TERM:143 INT:130; do
    dir=$work/${signal%:*}
    timeout 60 "$TINYFLEET_BINARY" run "$work/decades.ini" -o "$dir" -n 1 --no-plots --no-report \
        --progress never >"$work/out" 2>"$work/err" &
    child=$!
    waited=0
    until [ -d "$dir" ] || [ "$waited" -ge 30 ]; do
        sleep 1
        waited=$((waited + 1))
    done
    sleep 1
    begun=$(date +%s)
    kill -s "${signal%:*}" $child # timeout hands it on
    got=0
    wait $child || got=$?
    same "${signal%:*} ends it with its status" "$got" "${signal#*:}"
    [ $(($(date +%s) - begun)) -le 10 ] && ok "within moments" || fail "it went on and on"
done
finish
