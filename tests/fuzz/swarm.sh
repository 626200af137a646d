#!/bin/sh
# fuzz/swarm.sh - random legal scenarios, each run in five ways: one digest, no crash, no hang.
#
#     sh tests/fuzz/swarm.sh FIRST COUNT [DIR]
#
# Takes the seeds FIRST, FIRST + 1, ...; scenarios that fail are left in DIR (swarm-failures).
# Demands of each: `validate` and `run` agree whether it is legal; digest and numbers are the same
# alone, on two threads in small partitions, with each item as an event, with each inference
# computed by the plain kernels, and with other output settings; shares lie within 0 and 1, means
# between least and most. Needs $TINYFLEET_BINARY (build/tinyfleet), `swarm` beside it.
set -u
tree=$(cd "$(dirname "$0")/../.." && pwd)
tinyfleet=${TINYFLEET_BINARY:-$tree/build/tinyfleet}
first=${1:?usage: swarm.sh FIRST COUNT [DIR]}
count=${2:?usage: swarm.sh FIRST COUNT [DIR]}
kept=${3:-swarm-failures}
limit_s=${SWARM_LIMIT_S:-120} # a hang
work=$(mktemp -d "${TMPDIR:-/tmp}/tinyfleet-swarm.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export LC_ALL=C.UTF-8
legal=0 refused=0 failed=0

# wrong WHAT: says it and keeps the scenario.
wrong() {
    mkdir -p "$kept"
    cp "$work/swarm.ini" "$kept/swarm-$seed.ini"
    echo "seed $seed: $*"
    sed 's/^/    /' "$work/err" | head -5
    is_wrong=1
}

# way NAME OPTION...: one run into $work/NAME; its exit status.
way() {
    name=$1
    shift
    rm -rf "${work:?}/$name"
    timeout -k 5 "$limit_s" "$tinyfleet" run "$work/swarm.ini" -o "$work/$name" --no-plots \
        --no-report -q --progress never "$@" >"$work/$name.out" 2>"$work/err"
}

# Shares within 0..1 and least <= mean <= most; load_imbalance is a ratio less one.
check_numbers() {
    awk -F, '
        function share(x, what) {
            if (x != "" && (x < 0 || x > 1)) print FILENAME ":" FNR ": " what " " x " is no share"
        }
        function is_level(stat) { return stat ~ /^(mean|min|max|p[0-9.]+)$/ }
        { gsub(/"/, "") }
        FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        $0 ~ /fraction/ && $0 !~ /load_imbalance/ {
            if (FILENAME ~ /scalars/ && is_level($column["stat"])) share($column["value"], "value")
            if (FILENAME ~ /summary/ && is_level($column["stat"])) share($column["mean"], "mean")
            if (FILENAME ~ /timeseries/) share($column["value"], "value")
            if (FILENAME ~ /timeseries/ || FILENAME ~ /summary/ && is_level($column["stat"])) {
                share($column["ci_low"], "ci_low")
                share($column["ci_high"], "ci_high")
            }
        }
        FILENAME ~ /scalars/ {
            key = $column["replication"] " " $column["metric"] " " $column["scope"]
            if ($column["value"] != "") value[key, $column["stat"]] = $column["value"]
            keys[key] = 1
        }
        END {
            for (key in keys) {
                if (!((key, "mean") in value) || !((key, "min") in value)) continue
                slack = 1e-9 * (value[key, "max"] < 0 ? -value[key, "max"] : value[key, "max"])
                if (value[key, "mean"] < value[key, "min"] - slack ||
                    value[key, "mean"] > value[key, "max"] + slack)
                    print key ": mean " value[key, "mean"] " is outside " value[key, "min"] ".." \
                        value[key, "max"]
            }
        }' "$work/plain/metrics/scalars.csv" "$work/plain/metrics/summary.csv" \
        "$work/plain/metrics/timeseries.csv" >"$work/err"
    [ ! -s "$work/err" ] || wrong "numbers out of range"
}

digest() {
    sed -n 's/^digest *= *//p' "$work/$1/manifest.ini"
}

# same NAME STATUS: this way of running came to the same.
same() {
    if [ "$2" -ne "$status" ]; then wrong "$1: status $2, alone $status"; return; fi
    if [ "$(digest "$1")" != "$(digest plain)" ]; then wrong "$1: another digest"; return; fi
    if [ "$1" = other ]; then return; fi
    cmp -s "$work/$1/metrics/scalars.csv" "$work/plain/metrics/scalars.csv" ||
        wrong "$1: other numbers with the same digest"
}

one() {
    is_wrong=0
    "${tinyfleet%/*}/swarm" "$seed" "$tree/models" "$tree/hwprofiles" \
        >"$work/swarm.ini" 2>"$work/err" || { wrong "no scenario"; return; }
    timeout -k 5 "$limit_s" "$tinyfleet" validate "$work/swarm.ini" >"$work/out" 2>"$work/err"
    valid=$?
    way plain -j 1
    status=$?
    if [ "$valid" -gt 1 ] || [ "$status" -gt 1 ]; then
        if [ "$valid" -ne "$status" ] || [ "$valid" -gt 3 ]; then
            wrong "validate: status $valid, run: $status"
        elif [ -e "$work/plain" ]; then
            wrong "refused, but something was written"
        fi
        refused=$((refused + 1))
        return
    fi
    legal=$((legal + 1))
    check_numbers
    way parts -j 2 --partition-devices 7
    same parts $?
    way events -j 1 --events every
    same events $?
    way kernels -j 2 --inference every --kernels c
    same kernels $?
    way other -j 1 --set output.interval=23min --set output.per_device=yes \
        --set output.histograms=no
    same other $?
}

seed=$first
while [ "$seed" -lt $((first + count)) ]; do
    one
    failed=$((failed + is_wrong))
    seed=$((seed + 1))
done
echo "$count scenarios from seed $first: $legal legal, $refused refused, $failed wrong"
[ "$failed" -eq 0 ]
