#!/bin/sh
# A fleet without faults is as accurate as its model is on its pool, events and others weighted as
# the workload asks; another model file changes that as `model run` says.
set -u
. "$(dirname "$0")/e2e.sh"

pool=$TINYFLEET_SOURCE_DIR/models/wake-word

# expected MODEL POSITIVE_RATE: weighted share of right answers of `model run`
expected() {
    tinyfleet model run "$1" --inputs "$pool/inputs.bin" --outputs "$work/$1.out" \
        >"$work/out" 2>&1 || cat "$work/out" >&2
    od -An -v -w3 -td1 "$work/$1.out" >"$work/$1.txt"
    awk -v rate="$2" -F '[, ]+' '
        FILENAME ~ /classes/ { if (FNR > 1) event[$1] = $3; next }
        FILENAME ~ /labels/ { if (FNR > 1) label[$1] = $2; next }
        { best = 0
          for (c = 1; c < 3; c++) if ($(c + 2) > $(best + 2)) best = c
          e = event[label[FNR - 1]]; count[e]++; right[e] += best == label[FNR - 1] }
        END { printf "%.9f", rate * right[1] / count[1] + (1 - rate) * right[0] / count[0] }
    ' "$pool/classes.csv" "$pool/labels.csv" "$work/$1.txt"
}

# scalar DIR SCOPE STATISTIC of accuracy
scalar() {
    awk -F, -v scope="\"$2\"" -v stat="\"$3\"" \
        '$3 == "\"accuracy\"" && $5 == scope && $6 == stat { print $7 }' "$1/metrics/scalars.csv"
}

for model in wake-word wake-word-miscalibrated; do
    # shellcheck disable=SC2086 # brief is a list of options
    tinyfleet run "$scenario" -o "$work/$model-run" $brief --until 1d -q \
        --set scenario.faults=none --set model.kws.file=$model >"$work/out" 2>"$work/err"
    [ $? -le 1 ] || cat "$work/err"
    for fleet in speakers:0.15 doorbells:0.05 window-sensors:0.05; do
        name=${fleet%:*}
        found=$(scalar "$work/$model-run" "fleet:$name" mean)
        wanted=$(expected $model "${fleet#*:}")
        count=$(scalar "$work/$model-run" "fleet:$name" count)
        if awk -v a="$found" -v b="$wanted" -v n="$count" \
            'BEGIN { d = a - b; exit !(n > 1000 && d * d <= 4.5 * 4.5 * b * (1 - b) / n) }'; then
            ok "$model: accuracy of $name is $found, the pool says $wanted"
        else
            fail "$model: accuracy of $name is $found over $count answers, the pool says $wanted"
        fi
    done
done
finish
