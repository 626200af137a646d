#!/bin/sh
# A stopped run keeps what it has, says so, and ends with the signal's status.
set -u
. "$(dirname "$0")/e2e.sh"

# stopped SIGNAL WANTED
stopped() {
    dir=$work/$1
    "$TINYFLEET_BINARY" run "$scenario" -o "$dir" --until 3650d -n 1 --no-plots --no-report \
        >"$work/out" 2>"$work/err" &
    child=$!
    sleep 2
    kill -s "$1" $child
    got=0
    wait $child || got=$?
    same "$1 ends with $2" "$got" "$2"
    same "$1 marks the directory" \
        "$(sed -n 's/^status *= *//p' "$dir/manifest.ini")" interrupted
    has "$1 says where it stopped" "$work/err" "stopped at"
}

# A shell's background job ignores SIGINT, so it is sent through a job of its own.
stopped TERM 143
finish
