#!/bin/sh
# A full disk is status 3, wherever it happens; what was committed to the database stays readable,
# and no file is cut off under its final name.
set -u
. "$(dirname "$0")/e2e.sh"

mkdir "$work/small"
mount -t tmpfs -o size=300k tmpfs "$work/small" 2>/dev/null || skip "mounting is not permitted"
trap 'umount "$work/small"; rm -rf "$work"' EXIT
result=$work/small/result

# cut_off: files that end where they should not.
cut_off() {
    for file in "$result"/plots/*.svg "$result"/report.html; do
        [ -e "$file" ] || continue
        tail -c 20 "$file" | grep -q '</svg>\|</html>' || echo "${file#"$result"/}"
    done
    for file in "$result"/metrics/*.csv "$result"/plots/*.csv; do
        [ -e "$file" ] && [ -n "$(tail -c 1 "$file")" ] && echo "${file#"$result"/}"
    done
    find "$result" -name '*.part'
}

# The database, the tables, the pictures, the report: each is where it stops at one of the sizes.
broken=0
for size in 300k 1200k 1700k 2000k 2300k; do
    mount -o "remount,size=$size" "$work/small"
    got=0
    tinyfleet run "$scenario" -o "$result" --set scenario.warmup=0s --until 2d -n 3 --plots \
        --set output.plots=availability,latency --progress never >"$work/out" 2>"$work/err" ||
        got=$?
    if [ "$got" -ne 3 ]; then
        [ "$got" -le 1 ] && [ "$broken" -gt 0 ] && break # it fits
        fail "$size: status $got"
    fi
    broken=$((broken + 1))
    has "$size: the sentence names the trouble" "$work/err" "error:"
    has "$size: it says what was kept" "$work/err" "of 3 replications in"
    differ "$size: it is not complete" \
        "$(sed -n 's/^status *= *//p' "$result/manifest.ini")" complete
    same "$size: no file is cut off" "$(cut_off)" ""
    if [ -e "$result/results.db" ] && command -v sqlite3 >/dev/null; then
        same "$size: the database still opens" \
            "$(sqlite3 "$result/results.db" 'PRAGMA integrity_check' 2>&1)" ok
    fi
    rm -rf "$result"
done
[ "$broken" -ge 3 ] && ok "the disk was full in $broken places" || fail "only $broken sizes broke"
finish
