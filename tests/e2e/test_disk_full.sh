#!/bin/sh
# A full disk is status 3; what was committed to the database stays readable.
set -u
. "$(dirname "$0")/e2e.sh"

mkdir "$work/small"
mount -t tmpfs -o size=300k tmpfs "$work/small" 2>/dev/null || skip "mounting is not permitted"
trap 'umount "$work/small"; rm -rf "$work"' EXIT

status "3: the disk is full" 3 tinyfleet run "$scenario" -o "$work/small/result" \
    --set scenario.warmup=0s --until 2d -n 3 --no-plots --set output.per_device=yes --progress never
has "the sentence names the trouble" "$work/err" "error:"
if [ -e "$work/small/result/results.db" ] && command -v sqlite3 >/dev/null; then
    same "the database still opens" \
        "$(sqlite3 "$work/small/result/results.db" 'PRAGMA integrity_check' 2>&1)" ok
fi
finish
