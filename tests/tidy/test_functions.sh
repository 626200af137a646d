#!/bin/sh
# A function has at most 60 lines between its braces and at most 5 parameters; an operator of nn,
# whose first parameter is its shape, may have 3 buffers more. Prints what lengths there are.
set -u
. "$(dirname "$0")/tidy.sh"

code sim tests | awk '
    function parameter_count(signature,    depth, i, count, letter) {
        count = 1
        for (i = index(signature, "("); i <= length(signature); i++) {
            letter = substr(signature, i, 1)
            if (letter == "(") depth++
            else if (letter == ")" && --depth == 0) break
            else if (letter == "," && depth == 1) count++
        }
        return signature ~ /, *\.\.\.\)/ ? count - 1 : count
    }
    function say(line, what) { printf "%s:%d: %s\n", file, line, what }
    {
        split($0, place, ":")
        file = place[1]
        line = place[2]
        text = substr($0, length(file) + length(line) + 3)
    }
    file != last_file { last_file = file; signature = ""; begin = 0 }
    text == "{" {
        begin = line
        limit = file ~ /^sim\/nn\// && signature ~ /\(const [A-Za-z]*Shape \*/ ? 8 : 5
        count = parameter_count(signature)
        if (count > limit) say(line, count " parameters, at most " limit)
        next
    }
    text ~ /^}/ {
        size = line - begin - 1
        if (begin && size > 60) say(begin, "a function of " size " lines, at most 60")
        if (begin && file ~ /^sim\//) print size >lengths
        begin = 0
        signature = ""
        next
    }
    !begin { signature = text ~ /^#|;$/ ? "" : signature " " text }
' lengths="$work/lengths" - >>"$work/found"
if [ -s "$work/lengths" ]; then
    sort -n "$work/lengths" | awk '
        { at[NR] = $1 }
        END {
            printf "sim: %d functions, median %d lines, 95th percentile %d, longest %d\n", NR,
                   at[int((NR + 1) / 2)], at[int(0.95 * NR + 0.999)], at[NR]
        }'
fi
verdict "functions fit on a screen"
