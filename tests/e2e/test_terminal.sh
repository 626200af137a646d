#!/bin/sh
# A progress bar and colours appear on a terminal, and only there.
set -u
. "$(dirname "$0")/e2e.sh"

command -v script >/dev/null || skip "util-linux script is not installed"
long="--set scenario.warmup=0s --until 400d -n 1 --no-plots --no-report -j 1"
esc=$(printf '\033')

# on_terminal ENVIRONMENT OPTIONS: what a terminal would have shown.
on_terminal() {
    env $1 script -qec "'$TINYFLEET_BINARY' run '$scenario' -o '$work/$2' $long $3" /dev/null \
        </dev/null >"$work/typed" 2>&1
}

on_terminal "TERM=xterm" bar "--color auto"
has "a terminal gets a bar" "$work/typed" " %  day "
has "a terminal gets colour" "$work/typed" "$esc["
on_terminal "TERM=xterm NO_COLOR=1" plain ""
lacks "NO_COLOR: no colour in the summary" "$work/typed" "$esc[3"
on_terminal "TERM=dumb" dumb ""
lacks "a dumb terminal gets no bar" "$work/typed" "[="
lacks "a dumb terminal gets no escape code" "$work/typed" "$esc"
on_terminal "TERM=xterm" never "--progress never"
lacks "--progress never: no bar" "$work/typed" "[="
finish
