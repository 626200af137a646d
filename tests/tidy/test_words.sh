#!/bin/sh
# No goto, and no mark of work that is left to do.
set -u
. "$(dirname "$0")/tidy.sh"

code sim tests >"$work/code"
uses goto 'goto ' <"$work/code"
sources sim tests | xargs -r grep -nwE 'TODO|FIXME|XXX' /dev/null |
    sed 's/^\([^:]*:[0-9]*\):.*/\1: work left to do/' >>"$work/found"
verdict "sources are finished"
