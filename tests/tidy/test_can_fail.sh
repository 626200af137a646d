#!/bin/sh
# Each check of this folder finds what it is there to find, at its place, and passes a good tree.
set -u
. "$(dirname "$0")/tidy.sh"

sample=$work/sample
failures=0

# put FILE: standard input, read to its end, becomes a file of the sample tree; it may be made
# from that file.
put() {
    mkdir -p "$sample/$(dirname "$1")"
    cat >"$work/put"
    mv "$work/put" "$sample/$1"
}

# rows LINE...: what the sample's allowed.txt says.
rows() {
    printf '%s\n' '# sample' "$@" >"$work/allowed.txt"
}

# good_tree: one header, one source that keep every rule.
good_tree() {
    rm -rf "$sample"
    rows
    mkdir -p "$sample/build" "$sample/tests" "$sample/models"
    cp "$tree/.clang-format" "$sample/"
    put sim/util/good.h <<'END'
/*
 * util/good.h - a sample.
 */
#ifndef TINYFLEET_UTIL_GOOD_H
#define TINYFLEET_UTIL_GOOD_H

int good_sum(int a, int b);

#endif
END
    put sim/util/good.c <<'END'
#include "util/good.h"

#include <math.h>

/* qsort(), goto, time(NULL) and stdout in a comment are no calls. */
static const char *const good_names[] = {"exp(1.0)", "printf()", "\"rand()"};

int good_sum(int a, int b)
{
    return a + b + (int)sqrt(good_names[0][0]);
}
END
}

# check NAME: its status to $got, its words to $work/words.
check() {
    got=0
    TIDY_ALLOWED=$work/allowed.txt TINYFLEET_BUILD_DIR=$sample/build \
        sh "$tidy_dir/test_$1.sh" "$sample" >"$work/words" 2>&1 || got=$?
}

# finds NAME PLACE CLAIM: the check fails, and names this place.
finds() {
    check "$1"
    if [ "$got" -eq 77 ]; then
        echo "not tried: $1: $(cat "$work/words")"
    elif [ "$got" -eq 1 ] && grep -q "^$2:" "$work/words"; then
        echo "ok: $1 finds $3"
    else
        echo "FAILED: $1 does not find $3 at $2 (status $got):"
        sed 's/^/    /' "$work/words"
        failures=$((failures + 1))
    fi
    good_tree
}

# library LAYER: compiles the sample's layer into its build folder.
library() {
    (cd "$sample/build" && "${CC:-cc}" -c -I ../sim ../sim/"$1"/*.c && ar rc "libtf_$1.a" ./*.o &&
        rm -f ./*.o)
}

good_tree
library util
for script in "$tidy_dir"/test_*.sh; do
    name=$(basename "$script" .sh)
    name=${name#test_}
    [ "$name" = can_fail ] && continue
    grep -q "^finds $name " "$tidy_dir/test_can_fail.sh" || {
        echo "FAILED: nothing here shows that $name can fail"
        failures=$((failures + 1))
    }
    check "$name"
    [ "$got" -eq 0 ] || [ "$got" -eq 77 ] || {
        echo "FAILED: $name refuses a good tree (status $got):"
        sed 's/^/    /' "$work/words"
        failures=$((failures + 1))
    }
done
good_tree

echo '#include "engine/clock.h"' | put sim/util/up.c
echo | put sim/engine/clock.h
finds layers sim/util/up.c:1 "an include that points up"
echo '#include "control/cloud.h"' | put sim/world/spy.c
echo | put sim/control/cloud.h
finds layers sim/world/spy.c:1 "truth that includes report"
echo '#include "world/device.h"' | put sim/policy/lb/lb_peek.c
echo | put sim/world/device.h
finds layers sim/policy/lb/lb_peek.c:1 "a policy that sees more than its header"
echo '#include "policy/fault/fault_table.h"' | put sim/policy/lb/lb_other.c
echo | put sim/policy/fault/fault_table.h
finds layers sim/policy/lb/lb_other.c:1 "a policy that sees another family"
echo '#include "good.h"' | put sim/util/near.c
finds layers sim/util/near.c:1 "an include that is not written from sim"
echo | put sim/misc/thing.c
finds layers sim/misc/thing.c:1 "a layer that is none"

echo '#include "util/b.h"' | put sim/util/a.h
echo '#include "util/a.h"' | put sim/util/b.h
finds cycles sim/util/a.h:1 "headers that include each other"

echo | put notes.md
finds top_level notes.md:1 "a stranger on the top level"
echo | put models/trick.c
finds top_level models/trick.c:1 "C outside sim and tests"

{
    printf 'void lengthy(void)\n{\n'
    yes '    lengthy();' | head -61
    printf '}\n'
} | put sim/util/lengthy.c
finds functions sim/util/lengthy.c:2 "a function of 61 lines"
put sim/util/many.c <<'END'
int many(int a, int b, int (*c)(int, int), int d, int e,
         int f)
{
    return f;
}
END
finds functions sim/util/many.c:3 "six parameters"

yes 'int x;' | head -401 | put sim/util/big.c
finds files sim/util/big.c:400 "a source of 401 lines"
yes 'int x;' | head -161 | put sim/util/big.h
finds files sim/util/big.h:160 "a header of 161 lines"
printf '/* %0100d */\n' 0 | put sim/util/wide.c
finds files sim/util/wide.c:1 "a line of 106 columns"
printf 'int x;\n\tint y;\n' | put sim/util/tab.c
finds files sim/util/tab.c:2 "a tab"

sed 's/good.h - /other.h - /' "$sample/sim/util/good.h" | put sim/util/good.h
finds headers sim/util/good.h:2 "a header with another's manual"
grep -v '^#' "$sample/sim/util/good.h" | put sim/util/good.h
finds headers sim/util/good.h:1 "a header without a guard"
sed 's/util/stat/' "$sample/sim/util/good.h" | put sim/stat/good.h
finds headers sim/util/good.h:4 "a guard that is there twice"
printf '#include <math.h>\n#include "util/good.h"\n' | put sim/util/good.c
finds headers sim/util/good.c:1 "a source whose own header is not first"

printf 'int seen;\nint see(void);\nint see(void)\n{\n    return seen++;\n}\n' | put sim/util/seen.c
library util
finds state sim/util/seen:1 "a counter at file scope"
printf 'int see(void);\nint see(void)\n{\n    static int k = 1;\n    return k++;\n}\n' |
    put sim/util/inner.c
library util
finds state sim/util/inner:1 "a static variable of a function"
finds state sim/util:1 "a library that is not built"

echo 'double f(double x) { return 2 * log1p (x); }' | put sim/util/number.c
finds numbers sim/util/number.c:1 "a call of libm"
printf '#include <complex.h>\ndouble f(double complex x);\n%s\n' \
    'double f(double complex x) { return cabs(x) + __builtin_tgamma(creal(x)); }' |
    put sim/util/hidden.c
library util
finds numbers sim/util/hidden:1 "a call of libm that the compiler makes"

echo 'void f(int *x) { qsort(x, 2, 4, f); }' | put sim/util/sort.c
finds order sim/util/sort.c:1 "a sort that nobody vouches for"
echo 'void f(void *t) { g_hash_table_foreach(t, f, 0); }' | put sim/util/walk.c
finds order sim/util/walk.c:1 "a walk through a hash table"
rows 'sort sim/util/gone.c a reason'
finds order tests/tidy/allowed.txt "an exception that is no longer needed"

echo 'int f(void) { return rand(); }' | put sim/cli/chance.c
finds outside sim/cli/chance.c:1 "chance of the machine"
printf '#include <time.h>\nlong f(void) { return time(NULL); }\n' | put sim/exp/clock.c
finds outside sim/exp/clock.c:2 "a clock"
echo 'const char *f(void) { return g_getenv("HOME"); }' | put sim/hw/home.c
finds outside sim/hw/home.c:1 "the environment"
echo 'double f(const char *text) { return strtod(text, 0); }' | put sim/cli/comma.c
finds outside sim/cli/comma.c:1 "the locale"
echo 'void f(void) { fputs("x", stdout); }' | put sim/world/loud.c
finds outside sim/world/loud.c:1 "print below cli"

printf 'void f(void)\n{\nagain:\n    goto again;\n}\n' | put sim/util/jump.c
finds words sim/util/jump.c:4 "goto"
printf '/* TO%s: the rest */\n' DO | put tests/util/test_later.c
finds words tests/util/test_later.c:1 "work left to do"

echo 'int  f(void)  { return 1 ; }' | put sim/util/loose.c
finds format sim/util/loose.c:1 "a loose layout"

[ "$failures" -eq 0 ] || exit 1
