#!/bin/sh
# Devices with flipped bits compute with their own weights: one digest in every way of running,
# worse answers than a healthy fleet, and the same ones again once the model is written anew.
set -u
. "$(dirname "$0")/e2e.sh"

scenario=$TINYFLEET_SOURCE_DIR/tests/e2e/flips.ini
quick="-n 1 --no-plots --no-report --progress never -q"

# digest NAME OPTION...
digest() {
    name=$1
    shift
    # shellcheck disable=SC2086 # quick is a list of options
    tinyfleet run "$scenario" -o "$work/$name" $quick "$@" >"$work/$name.out" 2>"$work/$name.err"
    [ $? -le 1 ] || cat "$work/$name.err" >&2
    digest_of "$work/$name"
}

# right NAME: right answers in all
right() {
    awk -F, '$3 == "\"accuracy\"" && $5 == "\"all\"" && $6 == "\"mean\"" { print $7 }' \
        "$work/$1/metrics/scalars.csv"
}

first=$(digest first)
anew=$(digest anew --inference every)
same "each inference computed anew gives the same digest" "$anew" "$first"
same "each item as an event gives the same digest" "$(digest events --events every)" "$first"
same "small partitions and two threads give the same digest" \
    "$(digest small --partition-devices 30 -j 2)" "$first"
same "portable C gives the same digest" "$(digest plain --kernels c --inference every)" "$first"
differ "flipped bits show in the digest" "$(digest well --set scenario.faults=none)" "$first"
digest healed --set faults.decay.length=10s >/dev/null
if awk -v bad="$(right first)" -v well="$(right well)" 'BEGIN { exit !(bad < well - 0.05) }'; then
    ok "twenty flipped bits cost accuracy: $(right first) instead of $(right well)"
else
    fail "twenty flipped bits cost no accuracy: $(right first) and $(right well)"
fi
if awk -v healed="$(right healed)" -v well="$(right well)" \
    'BEGIN { d = healed - well; exit !(d * d < 0.002 * 0.002) }'; then
    ok "a model written anew answers as before: $(right healed)"
else
    fail "a model written anew is right in $(right healed), not $(right well)"
fi
status "2: an assumed accuracy has no bits to flip" 2 \
    tinyfleet run "$scenario" -o "$work/assumed" --set model.kws.accuracy=90%
finish
