#!/bin/sh
# Where things go: results to stdout, words for people to stderr, nothing odd into pipes.
set -u
. "$(dirname "$0")/e2e.sh"

short="--set scenario.warmup=0s --until 1h -n 1 --no-report"
any="status 0 or 1"

run() {
    got=0
    "$@" >"$work/out" 2>"$work/err" || got=$?
    [ "$got" -le 1 ] || { fail "$any: $got; $*"; sed 's/^/    /' "$work/err"; }
}

# shellcheck disable=SC2086 # short is a list of options
run tinyfleet run "$scenario" -o "$work/json" $short --no-plots --format json
if command -v python3 >/dev/null; then
    python3 -m json.tool "$work/out" >/dev/null 2>&1 || fail "stdout of --format json is JSON"
elif command -v jq >/dev/null; then
    jq . "$work/out" >/dev/null 2>&1 || fail "stdout of --format json is JSON"
else
    echo "not tried, as neither python3 nor jq is installed: stdout of --format json is JSON"
fi
same "JSON begins with its brace" "$(head -c 1 "$work/out")" "{"
has "the header line goes to stderr" "$work/err" "smart-home"
esc=$(printf '\033')
lacks "no escape code in a pipe (stdout)" "$work/out" "$esc"
lacks "no escape code in a pipe (stderr)" "$work/err" "$esc"
lacks "no bar in a pipe" "$work/err" "[="

# shellcheck disable=SC2086
run tinyfleet run "$scenario" -o "$work/quiet" $short --no-plots -q
same "--quiet prints the verdict line only" "$(wc -l <"$work/out")" 1

# gnuplot missing: a warning, tables instead of pictures, and no failure.
got=0
# shellcheck disable=SC2086
TINYFLEET_GNUPLOT=/nonexistent tinyfleet run "$scenario" -o "$work/bare" $short \
    >"$work/out" 2>"$work/err" || got=$?
[ "$got" -le 1 ] || fail "without gnuplot the run succeeds: status $got"
has "without gnuplot there is a warning" "$work/err" "warning:"
scripts=0
for data in "$work"/bare/plots/*.csv; do
    [ -e "${data%.csv}.gp" ] && scripts=$((scripts + 1))
done
differ "without gnuplot there are scripts beside their data" "$scripts" 0
same "no data is without its script" "$scripts" "$(find "$work/bare/plots" -name '*.csv' | wc -l)"
got=0
# shellcheck disable=SC2086
TINYFLEET_GNUPLOT=/nonexistent tinyfleet run "$scenario" -o "$work/must" $short --plots \
    >"$work/out" 2>"$work/err" || got=$?
same "--plots without gnuplot is status 3" "$got" 3

# A charset without our glyphs gets ASCII.
got=0
# shellcheck disable=SC2086
LC_ALL=C tinyfleet run "$scenario" -o "$work/ascii" $short --no-plots \
    >"$work/out" 2>"$work/err" || got=$?
same "the C locale gets ASCII" "$(LC_ALL=C tr -d '\000-\177' <"$work/out" | wc -c)" 0
finish
