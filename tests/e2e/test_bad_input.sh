#!/bin/sh
# What is wrong with a scenario is said before anything runs: place, sentence, status.
set -u
. "$(dirname "$0")/e2e.sh"

wrong=$TINYFLEET_SOURCE_DIR/tests/exp/scenarios

status "a right scenario is valid" 0 tinyfleet validate "$scenario"
has "and says so" "$work/out" "smart-home.ini: ok: 1200 devices, 30 d, 10 replications"
has "and says what to expect of a fleet" "$work/out" "fleet:speakers"
has "and of a pool" "$work/out" "pool:home-hubs"
lacks "and nothing of problems" "$work/err" "error"
status "it has no warnings either" 0 tinyfleet validate --strict "$scenario"

status "several mistakes are told at once" 2 tinyfleet validate "$wrong/targets.ini"
has "each at its line" "$work/err" \
    "targets.ini:8: error: target = fleet:speaker: no such fleet; did you mean 'speakers'?"
has "with a summary" "$work/err" "6 errors"
same "and nothing on stdout" "$(cat "$work/out")" ""
status "run refuses it in the same words" 2 tinyfleet run "$wrong/targets.ini" -o "$work/result"
has "each at its line too" "$work/err" "targets.ini:8: error: target = fleet:speaker"
[ ! -e "$work/result" ] || fail "a refused scenario leaves no directory"

status "a wrong setting is a wrong scenario" 2 \
    tinyfleet validate "$scenario" --set fleet.speakers.devices=many
has "and says --set" "$work/err" \
    "--set fleet.speakers.devices=many: error: 'many' is not a whole number"

printf '[scenario]\nextends = %s\nname = spare\n[network spare]\nlatency = 1ms\n' "$scenario" \
    >"$work/spare.ini"
printf 'bandwidth_up = 1Mbps\nbandwidth_down = 1Mbps\n' >>"$work/spare.ini"
status "a warning alone is no failure" 0 tinyfleet validate "$work/spare.ini"
has "but it is said" "$work/err" "spare.ini:4: warning: nothing refers to [network spare]"
status "unless warnings are errors" 2 tinyfleet validate --strict "$work/spare.ini"
has "then it is called one" "$work/err" "spare.ini:4: error: nothing refers to [network spare]"

status "the worst of several decides" 2 tinyfleet validate "$scenario" "$wrong/cycle.ini"
has "the good one is still told" "$work/out" "smart-home.ini: ok"
status "a scenario is needed" 64 tinyfleet validate
status "an unknown option is refused" 64 tinyfleet validate --efective "$scenario"
has "with a suggestion" "$work/err" "effective"

status "the merged scenario can be seen" 0 tinyfleet validate --effective "$work/spare.ini" \
    --set health.missed=4
has "what is given says where" "$work/out" "latency = 1ms   # $work/spare.ini:5"
has "what is inherited says where" "$work/out" "devices = 700   # $scenario:40"
has "what is set says so" "$work/out" "missed = 4   # --set"
has "what is at its default is a comment" "$work/out" "# grace = 5s   # default"

status "keys can be asked for" 0 tinyfleet help keys fleet
has "with their types" "$work/out" "dist<duration>"
status "as a table too" 0 tinyfleet help keys --format csv
same "with a header" "$(sed -n 1p "$work/out")" \
    "section,occurs,key,type,required,default,range,only_when,description"
has "of every section" "$work/out" '"output","one","interval","duration","no","1h"'
status "an unknown section is refused" 64 tinyfleet help keys flet
has "with a suggestion too" "$work/err" "did you mean 'fleet'?"
status "metrics can be asked for" 0 tinyfleet help metrics
has "with their meaning" "$work/out" "deadline_miss_ratio"
finish
