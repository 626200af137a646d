#!/bin/sh
# A line has at most 100 columns, a source 400 lines, a header 160; no tabs, no blanks at an end.
set -u
. "$(dirname "$0")/tidy.sh"

{ sources sim tests; find tests .ci -name '*.sh' -o -path .ci/run | sort; } | xargs -r awk '
    function say(line, what) { printf "%s:%d: %s\n", file, line, what }
    function end_of_file() {
        if (file ~ /\.c$/ && lines > 400) say(400, lines " lines, at most 400")
        if (file ~ /\.h$/ && lines > 160) say(160, lines " lines, at most 160")
    }
    FNR == 1 { end_of_file(); file = FILENAME }
    {
        lines = FNR
        shown = $0
        gsub(/[\200-\277]/, "", shown)
        if (length(shown) > 100) say(FNR, length(shown) " columns, at most 100")
        if (/\t/) say(FNR, "a tab")
        if (/[ \t\r]$/) say(FNR, "blanks at the end of the line")
    }
    END { end_of_file() }' >>"$work/found"
verdict "lines and files have a readable length"
