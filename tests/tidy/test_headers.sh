#!/bin/sh
# A header begins with its manual and has a guard that no other has; a source includes its own
# header first.
set -u
. "$(dirname "$0")/tidy.sh"

find sim tests -name '*.h' | sort | xargs -r awk '
    function say(line, what) { printf "%s:%d: %s\n", file, line, what }
    function end_of_file() {
        if (file == "") return
        if (guard == "") say(1, "no guard #ifndef TINYFLEET_..._" wanted)
        if (!has_sentence) say(2, "does not begin with /* and * " name " - what it is.")
    }
    FNR == 1 {
        end_of_file()
        file = name = wanted = FILENAME
        sub(/^(sim|tests)\//, "", name)
        sub(/.*\//, "", wanted)
        wanted = toupper(wanted)
        gsub(/[^A-Z0-9]/, "_", wanted)
        guard = ""
        has_sentence = 0
        begins = $0 == "/*"
    }
    FNR == 2 && begins {
        sub(/^ \* tests\//, " * ")
        has_sentence = index($0, " * " name " - ") == 1
    }
    guard == "" && /^#ifndef TINYFLEET_/ && $2 ~ ("_" wanted "$") {
        if ($2 in file_of) say(FNR, "the guard of " file_of[$2])
        guard = $2
        file_of[guard] = file
        getline
        if ($0 != "#define " guard) say(FNR, "no #define " guard)
    }
    END { end_of_file() }' >>"$work/found"

find sim -name '*.c' | sort | while read -r file; do
    own=${file#sim/}
    own=${own%.c}.h
    [ -e "sim/$own" ] || continue
    first=$(grep -n -m1 '^#include' "$file")
    [ "${first#*:}" = "#include \"$own\"" ] ||
        echo "$file:${first%%:*}: the first include is not its own header, $own" >>"$work/found"
done
verdict "a header is the manual of its source"
