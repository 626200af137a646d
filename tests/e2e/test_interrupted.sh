#!/bin/sh
# A stopped run keeps what it has, says so, and ends with the signal's status; a killed one leaves
# nothing that looks whole.
set -u
. "$(dirname "$0")/e2e.sh"

# stopped SIGNAL WANTED: stops a run of years; its status to $got, its words to $work/err.
stopped() {
    dir=$work/$1
    "$TINYFLEET_BINARY" run "$scenario" -o "$dir" --until 3650d -n 1 --no-plots --no-report \
        >"$work/out" 2>"$work/err" &
    child=$!
    waited=0
    until [ -d "$dir" ] || [ "$waited" -ge 30 ]; do
        sleep 1
        waited=$((waited + 1))
    done
    sleep 1
    kill -s "$1" $child
    got=0
    wait $child || got=$?
    same "$1 ends with $2" "$got" "$2"
}

# status_of DIR: what its manifest says, nothing without one.
status_of() {
    sed -n 's/^status *= *//p' "$1/manifest.ini" 2>/dev/null
}

opens() {
    [ -e "$1/results.db" ] && command -v sqlite3 >/dev/null || return 0
    same "the database of $2 opens" \
        "$(sqlite3 "$1/results.db" 'PRAGMA integrity_check' 2>&1)" ok
}

for signal in TERM:143 INT:130; do
    name=${signal%:*}
    stopped "$name" "${signal#*:}"
    same "$name marks the directory" "$(status_of "$work/$name")" interrupted
    has "$name says where it stopped" "$work/err" "stopped at"
    opens "$work/$name" "$name"
done

stopped KILL 137
differ "a killed run is not complete" "$(status_of "$work/KILL")" complete
opens "$work/KILL" KILL
finish
