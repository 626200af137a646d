# e2e/e2e.sh - what the end-to-end tests share: a folder of their own, and claims.
#
# Needs TINYFLEET_BINARY and TINYFLEET_SOURCE_DIR. A test sources this file, makes claims and
# calls `finish`. The first failing claim does not hide the others. A command that is started in
# the background is "$TINYFLEET_BINARY" itself: a function would be a shell between the two.

: "${TINYFLEET_BINARY:?}" "${TINYFLEET_SOURCE_DIR:?}"
unset NO_COLOR TINYFLEET_GNUPLOT COLUMNS
export LC_ALL=C.UTF-8 TERM=dumb
work=$(mktemp -d "${TMPDIR:-/tmp}/tinyfleet-e2e.XXXXXX")
trap 'rm -rf "$work"' EXIT
failures=0
scenario=$TINYFLEET_SOURCE_DIR/scenarios/smart-home.ini
# Six hours in which every kind of trouble of the example happens.
brief="--set scenario.warmup=0s --until 6h -n 1 --no-plots --no-report --progress never
    --set faults.crash.mtbf=1d --set faults.wear-out.time_between=exp(mean=2d)
    --set faults.wifi-interference.rate=20/d --set faults.evening-cut.at=2h30min"

skip() {
    echo "skipped: $*"
    exit 77
}

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

ok() {
    echo "ok: $*"
}

# same CLAIM GOT WANTED
same() {
    if [ "$2" = "$3" ]; then ok "$1"; else fail "$1: got '$2', wanted '$3'"; fi
}

# differ CLAIM A B
differ() {
    if [ "$2" != "$3" ]; then ok "$1"; else fail "$1: both are '$2'"; fi
}

# has CLAIM FILE TEXT: the file holds the text, literally.
has() {
    if grep -qF -- "$3" "$2"; then ok "$1"; else fail "$1: no '$3' in:"; sed 's/^/    /' "$2"; fi
}

# lacks CLAIM FILE TEXT
lacks() {
    if grep -qF -- "$3" "$2"; then fail "$1: '$3' in:"; sed 's/^/    /' "$2"; else ok "$1"; fi
}

# status CLAIM WANTED COMMAND...: exit status; output goes to $work/out and $work/err.
status() {
    claim=$1
    wanted=$2
    shift 2
    got=0
    "$@" >"$work/out" 2>"$work/err" || got=$?
    if [ "$got" -eq "$wanted" ]; then ok "$claim"; else
        fail "$claim: status $got, wanted $wanted; $*"
        sed 's/^/    /' "$work/err"
    fi
}

tinyfleet() {
    "$TINYFLEET_BINARY" "$@"
}

# digest_of DIR
digest_of() {
    sed -n 's/^digest *= *//p' "$1/manifest.ini"
}

finish() {
    if [ "$failures" -gt 0 ]; then
        echo "$failures claims failed"
        exit 1
    fi
    exit 0
}
