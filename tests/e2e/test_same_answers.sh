#!/bin/sh
# Inferences computed each time are those from the table: same digest. Slower, so shorter.
set -u
. "$(dirname "$0")/e2e.sh"

for way in cached every; do
    # shellcheck disable=SC2086 # brief is a list of options
    tinyfleet run "$scenario" -o "$work/$way" $brief --until 30min -q --inference $way \
        >"$work/out" 2>"$work/err"
    [ $? -le 1 ] || cat "$work/err"
done
first=$(digest_of "$work/cached")
same "a digest was made" "${#first}" 32
same "computing each inference anew gives the same digest" "$(digest_of "$work/every")" "$first"
finish
