#!/bin/sh
# No result moves unnoticed: digest, predictions and every sentence of a report are those on record.
#
#     sh tests/e2e/test_known_results.sh [--write]
#
# known.ini has a little of everything. Whoever moves a number or a sentence writes the record
# (known.txt) anew and reads the difference; the commit says which moved and why that is right. The
# numbers are checked by the other tests: this one sees that nothing else has moved.
set -u
. "$(dirname "$0")/e2e.sh"
folder=$TINYFLEET_SOURCE_DIR/tests/e2e
cp "$folder/known.ini" "$work/known.ini"
cd "$work" || exit 1

# What differs from day to day, from machine to machine and from commit to commit is left out.
text_of() {
    sed -n '/<body>/,/id="redo"/p' "$1" | sed 's/<\/t[dh]>/ | /g; s/<[^>]*>//g; s/ *$//' |
        grep -v '^$' | grep -v '^tinyfleet '
}

{
    tinyfleet validate known.ini 2>&1
    result=0
    tinyfleet run known.ini -o run --no-plots -q --progress never 2>&1 || result=$?
    echo "status $result, digest $(digest_of run), scalars.csv $(cksum <run/metrics/scalars.csv)"
    cat run/metrics/events.csv run/metrics/requirements.csv run/metrics/predictions.csv
    text_of run/report.html
} >now.txt
if [ "${1:-}" = --write ]; then
    cp now.txt "$folder/known.txt"
    exit 0
fi
if diff "$folder/known.txt" now.txt >diff.txt; then
    ok "results are those on record"
else
    head -60 diff.txt
    fail "results moved ($(grep -c '^[<>]' diff.txt) lines): '<' on record, '>' now"
fi
[ "$(wc -l <now.txt)" -gt 300 ] || fail "the record is shorter than 300 lines"
finish
