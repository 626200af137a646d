#!/bin/sh
# The digest of a run is the same in every way of running it, and moves with the seed.
set -u
. "$(dirname "$0")/e2e.sh"

# digest NAME OPTION...: runs the example into $work/NAME and prints the digest.
digest() {
    name=$1
    shift
    # shellcheck disable=SC2086 # brief is a list of options
    tinyfleet run "$scenario" -o "$work/$name" $brief -q "$@" >"$work/$name.out" 2>"$work/$name.err"
    result=$?
    if [ "$result" -gt 1 ]; then cat "$work/$name.err" >&2; fi
    digest_of "$work/$name"
}

first=$(digest first -j 1)
case $first in
*[!0-9a-f]* | '') fail "a digest is hex digits: '$first'" ;;
*) same "a digest has 32 hex digits" "${#first}" 32 ;;
esac
for fault in crash wear-out; do
    grep -q "\"failures\",.*\"faults:$fault\",\"sum\",.*,[1-9][0-9]*$" \
        "$work/first/metrics/summary.csv" || fail "the example has no failure by $fault"
done
for fault in wifi-interference evening-cut; do
    has "there is trouble by $fault" "$work/first/metrics/events.csv" \
        "\"fault.end\",\"faults.$fault\""
done
grep -q '"detection_time",' "$work/first/metrics/summary.csv" || fail "no failure was detected"
same "a second run has the same digest" "$(digest again -j 1)" "$first"
same "two threads give the same digest" "$(digest threads -j 2)" "$first"
same "small partitions give the same digest" "$(digest small -j 2 --partition-devices 100)" "$first"
same "each beat as an event gives the same digest" "$(digest events --events every)" "$first"
same "another series step gives the same digest" \
    "$(digest interval --set output.interval=10min)" "$first"
same "another break-down gives the same digest" "$(digest by --set output.by=hwprofile)" "$first"
same "rows per device give the same digest" "$(digest rows --set output.per_device=yes)" "$first"
differ "another seed gives another digest" "$(digest seed --seed 7)" "$first"

# Another directory, locale and time zone.
cp "$scenario" "$work/copy.ini"
other=$(scenario=$work/copy.ini TZ=Asia/Kathmandu LC_ALL=C
    export TZ LC_ALL
    cd "$work" && digest elsewhere)
same "another folder, locale and time zone give the same digest" "$other" "$first"

for name in again threads small events; do
    cmp -s "$work/first/metrics/summary.csv" "$work/$name/metrics/summary.csv" ||
        fail "summary.csv of '$name' differs"
    cmp -s "$work/first/metrics/scalars.csv" "$work/$name/metrics/scalars.csv" ||
        fail "scalars.csv of '$name' differs"
done
finish
