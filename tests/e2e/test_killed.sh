#!/bin/sh
# A run that is stopped or killed at any moment keeps every replication that had ended.
#
# usage: test_killed.sh [SHOTS [SEED]]: shots of each kind and phase; a few without a number.
# Each shot is at a random moment of a phase: while replications run, while results are written,
# while an old complete result is being replaced. What is kept is compared, row for row and file
# for file, with the same run left alone.
set -u
. "$(dirname "$0")/e2e.sh"

command -v sqlite3 >/dev/null || skip "sqlite3 is not installed"
shots=${1:-2}
seed=${2:-1}
replications=50
short="--set scenario.warmup=0s --until 1h -n $replications --progress never
    --set output.plots=availability,latency"

now_ms() {
    echo $(($(date +%s%N) / 1000000))
}

# pause_up_to MS: a random while, the next of the seed's.
draws=0
pause_up_to() {
    draws=$((draws + 1))
    sleep "$(awk -v s="$seed" -v n="$draws" -v ms="$1" \
        'BEGIN { srand(s * 100003 + n); rand(); printf "%.3f", rand() * ms / 1000 }')"
}

# until_there PATH: waits for it, or for the end of $child.
until_there() {
    until [ -e "$1" ] || ! kill -0 "$child" 2>/dev/null; do sleep 0.02; done
}

status_of() {
    sed -n 's/^status *= *//p' "$1/manifest.ini" 2>/dev/null
}

# begin DIR OPTION...: a run in the background; its process to $child.
begin() {
    dir=$1
    shift
    # shellcheck disable=SC2086 # a list of options
    "$TINYFLEET_BINARY" run "$scenario" -o "$dir" $short "$@" >"$work/out" 2>"$work/err" &
    child=$!
}

# --- the run left alone -----------------------------------------------------------------------
begin "$work/whole"
until_there "$work/whole"
begun=$(now_ms)
until_there "$work/whole/metrics"
written=$(now_ms)
wait $child
ended=$(now_ms)
same "a run left alone is complete" "$(status_of "$work/whole")" complete
[ "$failures" -eq 0 ] || { sed 's/^/    /' "$work/err"; finish; }
run_ms=$((written - begun))
write_ms=$((ended - written))
echo "phases: running $run_ms ms, writing $write_ms ms; seed $seed"

# --- what every shot must leave ---------------------------------------------------------------

# sums: SQL for what each kept replication has in each table: how many rows, and their sums, which
# are the same to the last digit, as rows come in the order of their key.
sums() {
    of="t JOIN run r USING (run_id) WHERE r.status = 'ok' GROUP BY run_id"
    echo "SELECT 'run', run_id, digest, events, items, sim_end FROM run WHERE status = 'ok';
        SELECT 'scalar', run_id, count(*), total(value), sum(metric_id), sum(scope_id),
            sum(length(stat)) FROM scalar $of;
        SELECT 'series', run_id, count(*), total(value), sum(metric_id), sum(scope_id),
            sum(t / 1000000000) FROM series $of;
        SELECT 'histogram', run_id, count(*), total(low), total(high), sum(count)
            FROM histogram $of;
        SELECT 'event', run_id, count(*), sum(t / 1000000000), sum(length(subject || kind)),
            sum(affected) FROM event $of;"
}
sums=$(sums)
sqlite3 "$work/whole/results.db" "$sums" >"$work/whole.sums"
same "every replication has rows in every table" "$(wc -l <"$work/whole.sums")" \
    $((5 * replications))

# files_differ DIR: files under their final names that are cut off or other than they should be.
files_differ() {
    for file in "$1"/metrics/*.csv "$1"/plots/*.csv "$1"/plots/*.gp; do
        [ -e "$file" ] || continue
        cmp -s "$file" "$work/whole/${file#"$1"/}" || echo "${file#"$1"/}"
    done
    for file in "$1"/plots/*.svg "$1"/report.html; do
        [ -e "$file" ] || continue
        tail -c 20 "$file" | grep -q '</svg>\|</html>' || echo "${file#"$1"/}"
    done
}

# left_behind: processes that still live in the folder of this test.
left_behind() {
    sleep 0.05 # the kernel ends a tool with its parent, not before
    for process in /proc/[0-9]*; do
        case $(readlink "$process/cwd" 2>/dev/null) in
        "$work"/shot*) tr '\0' ' ' <"$process/cmdline" ;;
        esac
    done
}

# wrong CLAIM GOT WANTED: says so if they differ; thousands of claims that hold are not listed.
wrong() {
    [ "$2" = "$3" ] || fail "$1: got '$2', wanted '$3' (draw $draws of seed $seed)"
}

# check_kept DIR: the database is whole, and what it says it holds is there.
check_kept() {
    sqlite3 "$1/results.db" "PRAGMA integrity_check; $sums" >"$work/sums" 2>&1
    kept=$(grep -c '^run|' "$work/sums")
    wrong "the database is whole" "$(head -1 "$work/sums")" ok
    wrong "rows are those of the whole run" \
        "$(sed 1d "$work/sums" | grep -vxFf "$work/whole.sums")" ""
    wrong "each kept replication is there whole" "$(sed 1d "$work/sums" | wc -l)" $((5 * kept))
    wrong "no file is cut off" "$(files_differ "$1")" ""
}

# shoot SIGNAL PHASE: one shot; adds to the numbers told at the end.
shoot() {
    shot=$work/shot
    rm -rf "$shot"
    begin "$shot"
    if [ "$2" = running ]; then
        until_there "$shot/results.db"
        pause_up_to "$run_ms"
    else
        until_there "$shot/metrics"
        pause_up_to "$write_ms"
    fi
    fired=$(now_ms)
    kill -s "$1" $child 2>/dev/null
    got=0
    wait $child 2>/dev/null || got=$?
    took=$(($(now_ms) - fired))
    [ $took -gt $slowest ] && slowest=$took
    wrong "nothing is left behind" "$(left_behind)" ""
    check_kept "$shot"
    case $1:$got in
    TERM:143)
        stopped=$((stopped + 1))
        said="kept $kept of $replications replications in $shot;"
        # Whoever is stopped while it prints its summary has written all before.
        [ "$(status_of "$shot")" = complete ] &&
            said="the results are complete in $shot\\|$said"
        wrong "what was kept is said" "$(grep -c "$said" "$work/err")" 1
        wrong "by a directory that knows it" \
            "$(status_of "$shot" | sed 's/complete/interrupted/')" interrupted
        ;;
    KILL:137)
        stopped=$((stopped + 1))
        wrong "the old word stands" "$(status_of "$shot" | sed 's/complete/interrupted/')" \
            interrupted
        ;;
    *:0 | *:1) wrong "a run that was faster is complete" "$(status_of "$shot")" complete ;;
    *) fail "$1 while $2: status $got" ;;
    esac
    [ "$kept" -lt $least ] && least=$kept
    [ "$kept" -gt $most ] && most=$kept
    sum=$((sum + kept))
}

# volley SIGNAL PHASE
volley() {
    stopped=0 slowest=0 least=$replications most=0 sum=0 before=$failures
    for _ in $(seq "$shots"); do shoot "$1" "$2"; done
    said="$1 while $2: $shots shots, $stopped hit; kept $least to $most of $replications, $((sum /
        shots)) on average; the slowest ended after $slowest ms"
    [ "$failures" -eq "$before" ] && ok "$said" || echo "with failures: $said"
}

for phase in running writing; do
    for signal in TERM KILL; do volley $signal $phase; done
done

# --- an interrupted result can be replaced ------------------------------------------------------
shot=$work/shot
begin "$shot" --force
wait $child
same "--force replaces what a killed run left" "$(status_of "$shot")" complete
same "and nothing else is there" "$(cd "$shot" && find . | sort)" \
    "$(cd "$work/whole" && find . | sort)"

# --- an old complete result stays until the new one is complete ---------------------------------
old=$(digest_of "$shot")
before=$failures hits=0
for _ in $(seq "$shots"); do
    begin "$shot" --force --seed 7 # as if it were another scenario
    until_there "$shot.new/results.db"
    pause_up_to $((run_ms + write_ms))
    kill -s KILL $child 2>/dev/null
    got=0
    wait $child 2>/dev/null || got=$?
    wrong "a complete result is there" "$(status_of "$shot")" complete
    wrong "its database is whole" "$(sqlite3 "$shot/results.db" 'PRAGMA integrity_check')" ok
    [ $got -eq 137 ] && hits=$((hits + 1))
    if [ "$(digest_of "$shot")" != "$old" ]; then
        begin "$shot" --force
        wait $child
    fi
done
[ "$failures" -eq "$before" ] && ok "an old result is whole after $hits kills of its successor"
same "nothing hidden is left" "$(find "$work" -maxdepth 1 -name '.shot*')" ""
finish
