#!/bin/sh
# What breaks under a run ends in a sentence: a closed pipe, a file that may not grow, a tool that
# hangs, a directory that another run is writing.
set -u
. "$(dirname "$0")/e2e.sh"

short="--set scenario.warmup=0s --until 1h -n 2 --progress never"

status_of() {
    sed -n 's/^status *= *//p' "$1/manifest.ini" 2>/dev/null
}

# until_there PATH
until_there() {
    until [ -e "$1" ] || ! kill -0 "$child" 2>/dev/null; do sleep 0.02; done
}

# shellcheck disable=SC2086 # short is a list of options
{
    "$TINYFLEET_BINARY" run "$scenario" -o "$work/pipe" $short --no-plots 2>"$work/err"
    echo $? >"$work/got"
} | true
same "a closed pipe is status 3" "$(cat "$work/got")" 3
has "a closed pipe is said" "$work/err" "cannot write to standard output"
same "the result is complete all the same" "$(status_of "$work/pipe")" complete

# A pipe that is full and that nobody reads.
mkfifo "$work/full"
sleep 60 <"$work/full" &
reader=$!
head -c 65536 /dev/zero >"$work/full" 2>/dev/null
# shellcheck disable=SC2086
"$TINYFLEET_BINARY" run "$scenario" -o "$work/stuck" $short --no-plots --no-report \
    >"$work/full" 2>"$work/err" &
child=$!
until [ "$(status_of "$work/stuck")" = complete ] || ! kill -0 $child 2>/dev/null; do
    sleep 0.05
done
sleep 0.1
kill -s TERM $child
got=0
wait $child || got=$?
kill $reader
same "a stop while nobody reads what is printed is 143" "$got" 143
has "and says that all was done" "$work/err" "the results are complete in $work/stuck"

got=0
# shellcheck disable=SC2086
(ulimit -f 400 && exec "$TINYFLEET_BINARY" run "$scenario" -o "$work/limit" $short) \
    >"$work/out" 2>"$work/err" || got=$?
same "a file that may not grow is status 3" "$got" 3
has "the sentence names the file" "$work/err" "results.db: cannot be written"
has "and what was kept" "$work/err" "of 2 replications in $work/limit"
same "no file is left half written" "$(find "$work/limit" -name '*.part' -o -name '*-journal')" ""

# A gnuplot that hangs, and takes its children along.
printf '#!/bin/sh\necho $$ >"%s/tool"\nsleep 1000\n' "$work" >"$work/hangs"
chmod +x "$work/hangs"
# shellcheck disable=SC2086
TINYFLEET_GNUPLOT=$work/hangs "$TINYFLEET_BINARY" run "$scenario" -o "$work/hung" $short \
    >"$work/out" 2>"$work/err" &
child=$!
until_there "$work/tool"
begun=$(date +%s%N)
kill -s TERM $child
got=0
wait $child || got=$?
took=$((($(date +%s%N) - begun) / 1000000))
same "a stop while gnuplot hangs is 143" "$got" 143
[ $took -le 5000 ] && ok "at once" || fail "it took $took ms"
has "it says what was kept" "$work/err" "kept 2 of 2 replications in $work/hung;"
same "the directory says so" "$(status_of "$work/hung")" interrupted
kill -0 "$(cat "$work/tool")" 2>/dev/null && fail "gnuplot is left behind" || ok "gnuplot is gone"

# Two signals at once are one; a second one, later, leaves without waiting.
rm -f "$work/tool"
# shellcheck disable=SC2086
"$TINYFLEET_BINARY" run "$scenario" -o "$work/years" $short --until 3650d \
    >"$work/out" 2>"$work/err" &
child=$!
until_there "$work/years/results.db"
status "a second run into it is refused" 64 tinyfleet run "$scenario" -o "$work/years" --force
has "with who writes it" "$work/err" "$work/years is being written by process $child"
kill -s INT $child
sleep 0.15
kill -s INT $child 2>/dev/null
got=0
wait $child || got=$?
same "the second Ctrl-C is 130" "$got" 130
same "and leaves what is there" "$(status_of "$work/years")" interrupted
finish
