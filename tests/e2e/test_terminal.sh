#!/bin/sh
# A progress bar and colours appear on a terminal, and only there.
set -u
. "$(dirname "$0")/e2e.sh"

command -v script >/dev/null || skip "util-linux script is not installed"
script -qec true /dev/null </dev/null >/dev/null 2>&1 || skip "no pseudo-terminal can be made here"
short="--set scenario.warmup=0s --until 2d -n 1 --no-plots --no-report"
esc=$(printf '\033')
bar=$(printf '\r[') # a bar begins at the line's start

# on_terminal NAME ENVIRONMENT [OPTION...]: what a terminal would have shown, to $work/typed.
on_terminal() {
    name=$1
    variables=$2
    shift 2
    # shellcheck disable=SC2086 # a list of variables
    env $variables script -qec \
        "'$TINYFLEET_BINARY' run '$scenario' -o '$work/$name' $short $*" /dev/null \
        </dev/null >"$work/typed" 2>&1
    has "$name: the run ended with its summary" "$work/typed" "digest "
}

on_terminal auto "TERM=xterm" --color auto
has "a terminal gets a bar" "$work/typed" "$bar"
has "a terminal gets colour" "$work/typed" "$esc["
on_terminal no-color "TERM=xterm NO_COLOR=1"
lacks "NO_COLOR: no colour in the summary" "$work/typed" "$esc[3"
on_terminal dumb "TERM=dumb"
lacks "a dumb terminal gets no bar" "$work/typed" "$bar"
lacks "a dumb terminal gets no escape code" "$work/typed" "$esc"
on_terminal never "TERM=xterm" --progress never
lacks "--progress never: no bar" "$work/typed" "$bar"
on_terminal always "TERM=dumb" --progress always
has "--progress always: a bar on any terminal" "$work/typed" "$bar"
finish
