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

scenario=$TINYFLEET_SOURCE_DIR/tests/e2e/upsets.ini

# sum NAME METRIC SCOPE
sum() {
    awk -F, -v metric="\"$2\"" -v scope="\"$3\"" \
        '$3 == metric && $5 == scope && $6 == "\"sum\"" { print $7 }' \
        "$work/$1/metrics/scalars.csv"
}

upsets=$(digest upsets)
same "upsets computed anew give the same digest" "$(digest upsets-anew --inference every)" "$upsets"
same "upsets as events give the same digest" "$(digest upsets-events --events every)" "$upsets"
same "upsets in small partitions and two threads give the same digest" \
    "$(digest upsets-small --partition-devices 25 -j 2)" "$upsets"
differ "scrubbing more often shows in the digest" "$(digest upsets-scrub \
    --set 'faults.corrected.kind=bit-flip(fit_per_mbit=2e10,ecc=secded,scrub=1min)')" "$upsets"
often=$(sum upsets-scrub uncorrected_words all)
seldom=$(sum upsets uncorrected_words all)
if [ "$often" -lt "$seldom" ] && [ "$seldom" -gt 0 ]; then
    ok "scrubbing more often leaves fewer words uncorrected: $often instead of $seldom"
else
    fail "scrubbing more often leaves $often words uncorrected, seldom $seldom"
fi

# Without a scrub in the run: what waits for one is forgotten when the model is written anew.
waiting='faults.corrected.kind=bit-flip(fit_per_mbit=2e10,ecc=secded,scrub=30d)'
digest waiting --set "$waiting" --set scenario.faults=corrected >/dev/null
digest mended --set "$waiting" --set scenario.faults=corrected,burst \
    --set faults.burst.kind=bit-flip --set faults.burst.length=1s \
    --set faults.burst.at=6h,12h,18h,24h,30h,36h,42h >/dev/null
waited=$(sum waiting uncorrected_words all)
mended=$(sum mended uncorrected_words all)
if [ $((2 * mended)) -lt "$waited" ]; then
    ok "a model written anew has no flips that wait: $mended words instead of $waited"
else
    fail "a model written anew still has flips that wait: $mended words and $waited"
fi
status "2: a rate of memory and a key of time" 2 \
    tinyfleet validate "$scenario" --set faults.soft.mtbf=3d
has "... is an error that names the key" "$work/err" "faults.soft.mtbf"
status "2: a scrub without a code" 2 \
    tinyfleet validate "$scenario" --set 'faults.soft.kind=bit-flip(scrub=1h)'
has "... is an error that names the parameter" "$work/err" "parameter 'scrub' of bit-flip"
finish
