#!/bin/sh
# Twenty random legal scenarios are the same in five ways of running; 200 of them use every key.
set -u
here=$(cd "$(dirname "$0")" && pwd)
models=$TINYFLEET_SOURCE_DIR/models boards=$TINYFLEET_SOURCE_DIR/hwprofiles
work=$(mktemp -d "${TMPDIR:-/tmp}/tinyfleet-test-swarm.XXXXXX")
trap 'rm -rf "$work"' EXIT
"${TINYFLEET_BINARY%/*}/swarm" --keys 1 200 "$models" "$boards" | sort -u >"$work/used"
"$TINYFLEET_BINARY" help keys | awk '
    /^\[/ { gsub(/[][]/, ""); kind = $1 }
    /^  key  / { in_table = 1; next }
    /^$/ && was_row { in_table = was_row = 0 }
    in_table && NF > 1 { print kind, $1; was_row = 1 }' | sort -u >"$work/known"
# One file alone: extends would name another.
grep -v '^scenario extends$' "$work/known" | comm -23 - "$work/used" >"$work/missing"
if [ ! -s "$work/known" ] || [ -s "$work/missing" ]; then
    echo "FAILED: no scenario uses these keys:"
    cat "$work/missing"
    exit 1
fi
sh "$here/swarm.sh" 1 20 "$work/failures"
