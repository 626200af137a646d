#!/bin/sh
# bench/mutants.sh - do the tests see mistakes? Plants some, one at a time, and lists the survivors.
#
#     sh tests/bench/mutants.sh [-n COUNT] [-s SEED] [-j JOBS] [-t SECONDS] [-o DIR] [FILE...]
#
# Takes COUNT (200) places of sim/{world,control,policy,exp,hw,out}, or of FILEs, by SEED (1); each
# folder, the lines that count, the ledgers and the captions have their shares (mutants_pick.awk).
# JOBS copies of the tree are built in DIR; the tree itself is not touched. A mistake that does not
# compile, or that makes the same machine code, is not counted. The tests of the mistake's layer run
# first, then those of the layers above and the program's: all that take less than SECONDS (10).
# The first that fails, crashes or hangs ends it. Same seed, same tree: same mistakes.
#
# Exit status: 0 if fewer than a tenth survive, and none in a counter, a ledger or a caption.
set -u
here=$(cd "$(dirname "$0")" && pwd)
tree=$(cd "$here/../.." && pwd)
count=200 seed=1 jobs=$(getconf _NPROCESSORS_ONLN) slowest_s=10 dir=
while getopts n:s:j:t:o: option; do
    case $option in
    n) count=$OPTARG ;;
    s) seed=$OPTARG ;;
    j) jobs=$OPTARG ;;
    t) slowest_s=$OPTARG ;;
    o) dir=$OPTARG ;;
    *) exit 64 ;;
    esac
done
shift $((OPTIND - 1))
export LC_ALL=C.UTF-8
tab=$(printf '\t')
made=
[ -n "$dir" ] || made=$(mktemp -d "${TMPDIR:-/tmp}/tinyfleet-mutants.XXXXXX")
dir=${dir:-$made}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
trap '[ -z "$made" ] || rm -rf "$made"' EXIT
trap 'kill $workers 2>/dev/null; exit 130' INT TERM
workers=
rm -f "$dir"/result.* "$dir"/baseline.*

# --- the mistakes -------------------------------------------------------------------------------

# As the tree stands now: whoever works in it meanwhile changes nothing here.
rm -rf "$dir/source"
mkdir "$dir/source"
(cd "$tree" && tar -cf - --exclude=./.git --exclude='./build*' .) | tar -xf - -C "$dir/source"
cd "$dir/source" || exit 1
if [ $# -gt 0 ]; then printf '%s\n' "$@"; else
    find sim/world sim/control sim/policy sim/exp sim/hw sim/out -name '*.c' -o -name '*.def'
fi | sort | xargs awk -f "$here/mutants.awk" |
    awk -v seed="$seed" -f "$here/mutants_pick.awk" >"$dir/mistakes"
echo "$(wc -l <"$dir/mistakes") mistakes are possible, one a line; taking $count by seed $seed"

# --- copies -------------------------------------------------------------------------------------

# copy JOB: the source, built.
copy() {
    rm -rf "${dir:?}/$1/sim" "$dir/$1/tests"
    mkdir -p "$dir/$1"
    cp -R . "$dir/$1"
    launcher=
    if command -v ccache >/dev/null; then launcher=-DCMAKE_C_COMPILER_LAUNCHER=ccache; fi
    linker=
    if command -v mold >/dev/null; then linker=-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold; fi
    generator="Unix Makefiles"
    if command -v ninja >/dev/null; then generator=Ninja; fi
    # shellcheck disable=SC2086 # empty or one word
    cmake -S "$dir/$1" -B "$dir/$1/build" -G "$generator" $launcher $linker \
        -DTINYFLEET_WERROR=OFF -DCMAKE_C_FLAGS="-gno-column-info -w" >/dev/null &&
        cmake --build "$dir/$1/build" -j "$jobs" >"$dir/$1.log" 2>&1
}

# programs LAYER: names of its tests, as they are run.
programs() {
    for test in "tests/$1"/test_*; do
        name=${test##*/}
        case $name in
        *.c) echo "${name%.c}" ;;
        *.sh) echo "${1}_${name#test_}" | sed 's/\.sh$//' ;;
        esac
    done
}

# run JOB TEST SECONDS: one test in the copy; not zero if it fails or hangs.
run() {
    root=$dir/$1
    case $2 in
    test_*) set -- "$3" "$root/build/$2" ;;
    *) set -- "$3" sh "$root/tests/${2%%_*}/test_${2#*_}.sh" ;;
    esac
    (cd "$root/build" && TINYFLEET_BINARY=$root/build/tinyfleet TINYFLEET_SOURCE_DIR=$root \
        TINYFLEET_BUILD_DIR=$root/build TMPDIR=$root exec timeout -k 5 "$@" >"$root.out" 2>&1)
}

# above LAYER: whose tests can see a mistake in it, nearest first.
above() {
    case $1 in
    hw) echo hw world policy exp out cli e2e ;;
    world) echo world policy exp out cli e2e ;;
    control) echo control exp out cli e2e ;;
    policy) echo policy exp out cli e2e ;;
    exp) echo exp out cli e2e ;;
    out) echo out cli e2e ;;
    esac
}

for job in $(seq "$jobs"); do
    copy "$job" || { tail -5 "$dir/$job.log"; exit 1; }
done
for layer in hw world control policy exp out cli e2e; do
    for test in $(programs $layer); do
        from=$(date +%s%N)
        run 1 "$test" "$slowest_s"
        result=$?
        took_ms=$((($(date +%s%N) - from) / 1000000))
        case $result in
        0) echo "$took_ms $test" >>"$dir/baseline.$layer" ;;
        77) ;;
        124) echo "left out: $test takes longer than $slowest_s s" ;;
        *) echo "left out: $test fails without a mistake" ;;
        esac
    done
    touch "$dir/baseline.$layer"
    sort -n -o "$dir/baseline.$layer" "$dir/baseline.$layer"
done

# --- one mistake --------------------------------------------------------------------------------

# object FILE: what the compiler makes of it, below the build folder.
object() {
    layer=${1#sim/}
    echo "CMakeFiles/tf_${layer%%/*}.dir/$1.o"
}

# judge JOB FILE: prints what became of the mistake that stands in the copy.
judge() {
    build=$dir/$1/build
    layer=${2#sim/}
    layer=${layer%%/*}
    case $2 in
    *.c)
        cp "$build/$(object "$2")" "$dir/$1.o"
        cmake --build "$build" -j 1 --target "$(object "$2")" >"$dir/$1.log" 2>&1 ||
            { echo "does not compile"; return; }
        if cmp -s "$build/$(object "$2")" "$dir/$1.o"; then echo "is the same code"; return; fi
        ;;
    esac
    for stage in $(above "$layer"); do
        targets=tinyfleet
        [ "$stage" = e2e ] || targets=$(sed 's/.* //' "$dir/baseline.$stage")
        [ -n "$targets" ] || continue
        [ "$stage" != cli ] || targets="$targets tinyfleet"
        # shellcheck disable=SC2086 # a list
        cmake --build "$build" -j 1 --target $targets >"$dir/$1.log" 2>&1 ||
            { echo "does not compile"; return; }
        while read -r took_ms test; do
            run "$1" "$test" $((took_ms / 100 + 10)) && continue
            echo "seen by $test"
            return
        done <"$dir/baseline.$stage"
    done
    echo SURVIVED
}

# work JOB: every JOBS-th mistake, until its share of them has been planted.
work() {
    left=$(((count + jobs - $1) / jobs))
    awk -v job="$1" -v jobs="$jobs" 'NR % jobs == job % jobs' "$dir/mistakes" >"$dir/$1.mistakes"
    while [ "$left" -gt 0 ] && IFS= read -r mistake <&3; do
        file=$(printf '%s\n' "$mistake" | cut -f2)
        number=$(printf '%s\n' "$mistake" | cut -f3)
        printf '%s\n' "$mistake" | cut -f5- >"$dir/$1.line"
        awk -v n="$number" -v from="$dir/$1.line" \
            'NR == n { getline < from } { print }' "$file" >"$dir/$1/$file"
        verdict=$(judge "$1" "$file" 3<&-)
        cp "$file" "$dir/$1/$file"
        printf '%s\t%s\n' "$verdict" "$mistake" >>"$dir/result.$1"
        case $verdict in does*|is*) ;; *) left=$((left - 1)) ;; esac
    done 3<"$dir/$1.mistakes"
}

for job in $(seq "$jobs"); do
    work "$job" &
    workers="$workers $!"
done
wait

# --- what came of it ----------------------------------------------------------------------------

cat "$dir"/result.* | sort -t "$tab" -k3,3 -k4,4n >"$dir/results"
echo
awk -F '\t' '$1 == "SURVIVED" { print $3 "\t" $4 "\t" $2 "\t" $5 "\t" $6 }' "$dir/results" |
    while IFS=$tab read -r file number stratum rule text; do
        echo "$file:$number: survived ($stratum, $rule)"
        sed -n "${number}s/^/    - /p" "$file"
        echo "    + $text"
    done
awk -F '\t' '
    $1 ~ /^(does|is)/ { void++; next }
    { planted[$2]++; n++ }
    $1 == "SURVIVED" { survived[$2]++; all++ }
    END {
        for (s in planted)
            printf "%-8s planted %3d, survived %3d\n", s, planted[s], survived[s] | "sort"
        close("sort")
        bad = survived["counter"] + survived["ledger"] + survived["caption"]
        printf "%d planted, %d survived (%.1f %%), %d of these in a counter, ledger or caption; " \
            "%d more do not compile or change nothing\n", n, all, n ? 100 * all / n : 0, bad, void
        exit bad > 0 || 10 * all >= n
    }' "$dir/results"
