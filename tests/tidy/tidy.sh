# tidy/tidy.sh - what the checks of the house rules share: a tree, its code, a verdict.
#
# A check is `test_NAME.sh [TREE]`; without TREE it reads $TINYFLEET_SOURCE_DIR, and the libraries
# in $TINYFLEET_BUILD_DIR. It prints "file:line: what is wrong" and ends with 0, 1 or 77 (skipped).
# test_can_fail.sh gives every check a tree that breaks its rule.

tidy_dir=$(cd "$(dirname "$0")" && pwd)
tree=${1:-${TINYFLEET_SOURCE_DIR:-$tidy_dir/../..}}
build_dir=${TINYFLEET_BUILD_DIR:-$tree/build}
allowed=${TIDY_ALLOWED:-$tidy_dir/allowed.txt}
work=$(mktemp -d "${TMPDIR:-/tmp}/tinyfleet-tidy.XXXXXX")
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
cd "$tree" || exit 1

skip() {
    echo "skipped: $*"
    exit 77
}

# sources FOLDER...: every C file below the folders, in one order everywhere.
sources() {
    find "$@" -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \) 2>/dev/null | sort
}

# code FOLDER...: "file:line:text" of every line with code, comments dropped, strings emptied.
code() {
    sources "$@" | xargs -r awk -f "$tidy_dir/code.awk"
}

# calls RULE NAMES: reads code(); reports each call of a name (an extended regular expression),
# except in the files that allowed.txt lists for the rule.
calls() {
    uses "$1" "($2)[ ]*\\(" "$2"
}

# uses RULE PATTERN: the same for any pattern; a match begins where a word or a line begins.
uses() {
    awk -v rule="$1" -v pattern="(^|[^A-Za-z0-9_.>])$2" '
        NR == FNR { if ($1 == rule) free[$2] = 1; next }
        {
            text = $0
            sub(/^[^:]*:[0-9]*:/, "", text)
            if (text !~ pattern) next
            split($0, place, ":")
            folder = place[1]
            sub(/\/[^\/]*$/, "/", folder)
            if (place[1] in free) { used[place[1]] = 1; next }
            if (folder in free) { used[folder] = 1; next }
            sub(/^ */, "", text)
            printf "%s:%s: %s: %s\n", place[1], place[2], rule, text
        }
        END {
            for (path in free)
                if (!(path in used))
                    printf "tests/tidy/allowed.txt: %s %s is no longer needed\n", rule, path
        }' "$allowed" - >>"$work/found"
}

# verdict CLAIM: prints what was found, and ends the check.
verdict() {
    if [ -s "$work/found" ]; then
        sort -t: -k1,1 -k2,2n "$work/found"
        echo "FAILED: $*: $(wc -l <"$work/found") times not"
        exit 1
    fi
    echo "ok: $*"
    exit 0
}
