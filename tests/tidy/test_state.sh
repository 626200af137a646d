#!/bin/sh
# No mutable variable at file scope: the libraries have nothing in .data, .bss or common.
set -u
. "$(dirname "$0")/tidy.sh"
. "$tidy_dir/libraries.sh"

# shellcheck disable=SC2086 # a list of files
nm -A -f sysv $libraries 2>/dev/null | awk -F '|' '
    $NF ~ /^[ ]*(\.t?data|\.t?bss|\*COM\*)/ && $NF !~ /\.data\.rel\.ro/ {
        split($1, place, ":")
        sub(/.*\/libtf_/, "", place[1])
        sub(/\.a$/, "", place[1])
        sub(/\.o$/, "", place[2])
        name = place[3]
        gsub(/ /, "", name)
        gsub(/ /, "", $NF)
        printf "sim/%s/%s:1: mutable variable %s in %s\n", place[1], place[2], name, $NF
    }' >>"$work/found"
verdict "no variable outlives its function"
