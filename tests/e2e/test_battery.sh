#!/bin/sh
# The projected life of a battery depends neither on how many days were run nor on the season they
# began in; one that only sleeps is found empty when it is.
set -u
. "$(dirname "$0")/e2e.sh"

cells=$TINYFLEET_SOURCE_DIR/tests/e2e/battery.ini
quick="--no-plots --no-report --progress never -q"

# life NAME OPTION...: mean, low and high of the life in days
life() {
    name=$1
    shift
    # shellcheck disable=SC2086 # quick is a list of options
    tinyfleet run "$cells" -o "$work/$name" $quick "$@" >/dev/null 2>"$work/$name.err"
    [ $? -le 1 ] || cat "$work/$name.err" >&2
    awk -F, '$2 == "\"battery_life\"" && $4 == "\"all\"" && $5 == "\"mean\"" {
        printf "%.3f %.3f %.3f\n", $7 / 86400, $9 / 86400, $10 / 86400 }' \
        "$work/$name/metrics/summary.csv"
}

# One in a thousand, and each mean within the interval of the other.
agree() {
    if printf '%s %s\n' "$2" "$3" | awk '{ off = $1 / $4 - 1 }
        !(NF == 6 && off * off < 1e-6 && $1 > $5 && $1 < $6 && $4 > $2 && $4 < $3) { exit 1 }'; then
        ok "$1: $2"
    else
        fail "$1: $2 instead of $3"
    fi
}

for beat in 60s 6h; do
    first=$(life "first-$beat" --until 30d -n 2 --set health.heartbeat=$beat)
    for month in 01 07; do
        for days in 3 31 365 730; do
            agree "$days days from month $month with beats of $beat last as long as 30 in January" \
                "$(life "life-$beat-$month-$days" --until ${days}d -n 2 \
                    --set health.heartbeat=$beat --set "scenario.start=2026-$month-01T00:00Z")" \
                "$first"
        done
    done
    agree "30 days in July are as good as in January, beats of $beat" \
        "$(life "july-$beat" --until 30d -n 2 --set health.heartbeat=$beat \
            --set "scenario.start=2026-07-01T00:00Z")" "$first"
done

# Demands follow the day, nine times as many at noon as at midnight: of a day and a half, the day.
by_day="workload.ask.arrival=poisson(rate=60/h)"
noon="workload.ask.pattern=diurnal(peak=12:00, ratio=9)"
agree "a day and a half is projected from the whole day" \
    "$(life half --until 2d12h -n 2 --set "$by_day" --set "$noon")" \
    "$(life day --until 2d -n 2 --set "$by_day" --set "$noon")"

# 0.0001 mAh at 3 V are 1.08 mJ; asleep the board draws 4.5 uW: 240 s.
sleeping="--set power.cell.capacity=0.0001mAh --set power.cell.self_discharge=0
    --set power.cell.brownout=0 --set power.cell.resume=1% --set power.cell.replace=1h
    --set fleet.s.variation=0% --set fleet.s.boot_time=0s --set workload.ask.upload=none
    --set workload.ask.arrival=periodic(every=100w) --set health.heartbeat=1d
    --set scenario.warmup=0s --set fleet.s.devices=1 -n 1"
# shellcheck disable=SC2086 # sleeping is a list of options
slept=$(life slept --until 2h $sleeping | cut -d' ' -f1)
same "a battery that only sleeps is found empty after 240 s, 0.003 d" "$slept" "0.003"
awk -F, '$2 == "\"battery_life\"" && $5 == "\"mean\"" && $4 == "\"all\"" { printf "%.3f\n", $7 }' \
    "$work/slept/metrics/summary.csv" >"$work/seconds"
same "... to the millisecond" "$(cat "$work/seconds")" "240.000"

# What each consumer takes, measured: shares add up to 1, powers to what leaves the battery.
awk -F, '$2 ~ /energy_share_/ && $4 == "\"all\"" { share += $7 }
    $2 ~ /"power_/ && $4 == "\"all\"" { power += $7 }
    $2 ~ /"power_sleep"/ && $4 == "\"all\"" { asleep = $7 }
    END { off = share - 1; exit !(off * off < 1e-12 && power > asleep && asleep > 4e-6) }' \
    "$work/first-60s/metrics/summary.csv"
same "shares of the consumers add up to 1" "$?" 0

finish
