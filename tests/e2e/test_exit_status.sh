#!/bin/sh
# Every exit status the manual names, and the sentence that comes with it.
set -u
. "$(dirname "$0")/e2e.sh"

short="--set scenario.warmup=0s --until 1h -n 2 --no-plots --no-report --progress never"
passing="--set requirement.fast-answers.check=demands>0 --set requirement.few-misses.level=should
    --set requirement.available.level=should --set requirement.right.level=should"

# shellcheck disable=SC2086 # lists of options
status "0: every must-requirement passed" 0 \
    tinyfleet run "$scenario" -o "$work/pass" $short $passing
# shellcheck disable=SC2086
status "1: a must-requirement failed" 1 tinyfleet run "$scenario" -o "$work/fail" $short $passing \
    --set "requirement.fast-answers.check=demands < 0"
same "a failed requirement is a complete run" \
    "$(sed -n 's/^status *= *//p' "$work/fail/manifest.ini")" complete

sed 's/^devices   = 700/device = 700/' "$scenario" >"$work/typo.ini"
status "2: a key that does not exist" 2 tinyfleet run "$work/typo.ini" -o "$work/typo"
line=$(grep -n '^device = 700' "$work/typo.ini" | cut -d: -f1)
has "an unknown key names its line and a suggestion" "$work/err" \
    "typo.ini:$line: error: unknown key 'device' in [fleet speakers]; did you mean 'devices'?"
[ ! -e "$work/typo" ] || fail "a refused scenario leaves no directory"
status "2: a scenario that is not there" 2 tinyfleet run "$work/none.ini"
status "2: a wrong value on the command line" 2 \
    tinyfleet run "$scenario" --set fleet.speakers.devices=many
has "an error in --set says --set" "$work/err" "--set fleet.speakers.devices=many: error:"

status "64: no scenario" 64 tinyfleet run
status "64: an unknown command" 64 tinyfleet rum "$scenario"
has "an unknown command gets a suggestion" "$work/err" "did you mean 'run'?"
status "64: an unknown option" 64 tinyfleet run --forse "$scenario"
has "an unknown option gets a suggestion" "$work/err" "force"
status "64: an unknown word of an option" 64 tinyfleet run "$scenario" --events sometimes
status "64: two scenarios at a time" 64 tinyfleet run "$scenario" "$scenario"
status "64: a topic of help that does not exist" 64 tinyfleet help everything

status "64: an existing directory is refused" 64 \
    tinyfleet run "$scenario" -o "$work/pass" $short
has "the refusal says what is there" "$work/err" "--force"
echo mine >"$work/pass/notes.txt"
# shellcheck disable=SC2086
status "--force replaces a result" 0 \
    tinyfleet run "$scenario" -o "$work/pass" --force $short $passing
same "a foreign file survives --force" "$(cat "$work/pass/notes.txt" 2>&1)" mine
mkdir "$work/foreign"
status "64: --force spares a directory that is no result" 64 \
    tinyfleet run "$scenario" -o "$work/foreign" --force $short

for launcher in OMPI_COMM_WORLD_SIZE PMI_SIZE SLURM_STEP_NUM_TASKS; do
    status "64: $launcher in a build without MPI" 64 env "$launcher=4" "$TINYFLEET_BINARY" run \
        "$scenario" --dry-run
    has "the launcher is named" "$work/err" "$launcher = 4, but this build has no MPI"
    status "one process of $launcher may run" 0 env "$launcher=1" "$TINYFLEET_BINARY" run \
        "$scenario" --dry-run
done

status "a help text is a success" 0 tinyfleet run --help
status "a short help is a success" 0 tinyfleet
same "the short help has two examples" "$(grep -c '^  tinyfleet ' "$work/out")" 2
status "3: standard output is full" 3 sh -c '"$TINYFLEET_BINARY" help >/dev/full'
finish
