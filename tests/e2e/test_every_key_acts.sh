#!/bin/sh
# No key does nothing: each is changed in turn, in one of two scenarios, and a result must move.
# What a scenario says of itself (its text, the configuration, the digest of the text) is no
# result: those files and lines are left out. Keys that are said, not simulated, are told by the
# report.
set -u
. "$(dirname "$0")/e2e.sh"

here=$(dirname "$0")
cp "$here/keys-home.ini" "$here/keys-field.ini" "$work"

# run SCENARIO DIR [SETTING]
run() {
    tinyfleet run "$work/keys-$1.ini" -o "$work/$2" --no-plots --progress never -q -j 1 \
        ${3:+--set "$3"} >"$work/out" 2>"$work/err" || [ $? -eq 1 ]
}

# results DIR: all that was found out, in one number; what was given is left out.
results() {
    (
        cd "$work/$1" || exit 1
        sed -n 's/^digest *= *//p' manifest.ini
        find . -name '*.csv' ! -name 'config*.csv' ! -name 'facts*.csv' ! -name 'inputs*.csv' |
            LC_ALL=C sort | xargs cat
    ) | cksum
}

# moves SCENARIO PATH=VALUE: a result moves.
moves() {
    path=${2%%=*}
    rm -rf "$work/changed"
    if ! run "$1" changed "$2"; then
        fail "$2 runs: $(tail -2 "$work/err")"
    elif [ "$(results changed)" = "$(results "$1")" ]; then
        fail "$2 does nothing"
    fi
    known="$known ${path%%.*}.${path##*.}"
}

# told DIR: the head of the report, and what was simulated.
told() {
    sed '/<h2>Availability/q' "$work/$1/report.html"
}

# says SCENARIO PATH=VALUE TEXT: the text is told, and was not before.
says() {
    path=${2%%=*}
    rm -rf "$work/changed"
    run "$1" changed "$2" || fail "$2 runs: $(head -1 "$work/err")"
    told changed >"$work/told"
    told "$1" >"$work/before"
    grep -qF -- "$3" "$work/told" || fail "$2: '$3' is not told"
    grep -qF -- "$3" "$work/before" && fail "$2: '$3' was told before"
    known="$known ${path%%.*}.${path##*.}"
}

# but KEY REASON: a key that no line below changes.
but() {
    known="$known $1"
}

known=
run home home && run field field || fail "both scenarios run: $(head -1 "$work/err")"
while read -r verb where setting text; do
    case $verb in
    '' | '#'*) ;;
    but) but "$where" ;;
    *) "$verb" "$where" "$setting" "$text" ;;
    esac
done <"$here/keys.txt"

tinyfleet help keys | awk '/^\[/ { kind = $1; gsub(/[][]/, "", kind); next }
    /^  key / { on = 1; next }
    /^$/ { if (seen) on = 0; seen = 0; next }
    on { print kind "." $1; seen = 1 }' >"$work/keys"
[ "$(wc -l <"$work/keys")" -gt 100 ] || fail "help keys lists more than 100 keys"
while read -r key; do
    case " $known " in
    *" $key "*) ;;
    *) fail "$key is in no line of keys.txt" ;;
    esac
done <"$work/keys"
for key in $known; do
    grep -qx "$key" "$work/keys" || fail "$key of keys.txt is no key"
done
finish
