# Every number in the sentences of a report is that of the database: on an example with every kind
# of trouble, a gateway with more work than it can do, and batteries that run empty. And the
# script that says so notices when one is not.
. "$TINYFLEET_SOURCE_DIR/tests/e2e/e2e.sh"
command -v sqlite3 >/dev/null || skip "sqlite3 is not installed"
claims="sh $TINYFLEET_SOURCE_DIR/tests/e2e/report_claims.sh"

cat >"$work/gateway.ini" <<'INI'
[scenario]
name = overload
duration = 2h
warmup = 10min
[model kws]
file = wake-word
accuracy = 90%
latency = 20ms
[fleet cameras]
devices = 60
hwprofile = esp32-s3
model = kws
workload = ask
network = wire
gateways = hub
[workload ask]
arrival = poisson(rate=900/h)
where = gateway
deadline = 500ms
[network wire]
latency = 5ms
bandwidth_up = 6Mbps
bandwidth_down = 6Mbps
[gateway-pool hub]
count = 2
workers = 2
service = exp(mean=1s)
[faults cut]
kind = power-cut
at = 1h
length = 5min
[output]
interval = 1min
[sweep]
replications = 3
[requirement quick]
check = p95(inference_latency) < 1s
INI
cat >"$work/battery.ini" <<'INI'
[scenario]
name = batteries
duration = 4d
[model kws]
file = wake-word
accuracy = 90%
latency = 20ms
[fleet tags]
devices = 30
hwprofile = nrf52840
model = kws
workload = ask
network = air
power = cell
[power cell]
source = battery
capacity = 5mAh
replace = 12h
[workload ask]
arrival = poisson(rate=60/h)
[network air]
latency = 50ms
bandwidth_up = 250kbps
bandwidth_down = 250kbps
loss = 5%
[health]
heartbeat = 5min
[faults worn]
kind = permanent
time_between = weibull(shape=2, scale=20d)
[faults crash]
kind = crash
mtbf = 30d
[sweep]
replications = 3
INI
for name in home gateway battery; do
    [ $name = home ] && cp "$scenario" "$work/home.ini"
    more=
    [ $name = home ] && more="--set scenario.warmup=1h --until 6h -n 2 --set faults.crash.mtbf=1d
        --set faults.evening-cut.at=2h30min"
    got=0
    # shellcheck disable=SC2086
    tinyfleet run "$work/$name.ini" -o "$work/$name" $more --no-plots --progress never -q \
        >"$work/out" 2>&1 || got=$?
    [ $got -le 1 ] || fail "$name does not run: $(cat "$work/out")"
    status "every number that the report of $name says is in its database" 0 $claims "$work/$name"
done

# A page that is wrong in one digit, one that speaks of something else, one with a bare number.
# spoil CLAIM FROM TO
spoil() {
    rm -rf "$work/spoilt"
    cp -r "$work/battery" "$work/spoilt"
    sed "s/$2/$3/" "$work/battery/report.html" >"$work/spoilt/report.html"
    differ "$1 can be made" "$(cat "$work/spoilt/report.html")" \
        "$(cat "$work/battery/report.html")"
    status "$1 is noticed" 1 $claims "$work/spoilt"
}
spoil "a wrong digit" '<data value="device-days">3' '<data value="device-days">4'
spoil "another statistic" '="least availability in fleet:tags' '="most availability in fleet:tags'
spoil "a number that says not what it is" '<figcaption>' '<figcaption>7 '
finish
