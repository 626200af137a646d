#!/bin/sh
# No header includes itself by way of others.
set -u
. "$(dirname "$0")/tidy.sh"

find sim -name '*.h' | sort | xargs -r awk '
    /^#include "/ {
        split($0, quoted, "\"")
        from = FILENAME
        sub(/^sim\//, "", from)
        print from, quoted[2]
    }' >"$work/pairs"
tsort "$work/pairs" 2>"$work/loops" >/dev/null ||
    sed -n 's|^tsort: \([^ ]*\.h\)$|sim/\1:1: includes itself by way of others|p' \
        "$work/loops" >>"$work/found"
verdict "headers include each other without a circle"
