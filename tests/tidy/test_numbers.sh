#!/bin/sh
# Of libm only what is exact: sqrt floor ceil frexp ldexp fabs; the rest is util/detmath. What a
# compiler makes of the source counts too, so the libraries are read as well.
set -u
. "$(dirname "$0")/tidy.sh"

names='a?(sin|cos|tan)h?|atan2|sincos|exp(2|10|m1)?|pow|log(2|10|1p|b)?|cbrt|hypot|erfc?|[tl]?gamma'
names="$names|l?l?r(ound|int)|roundeven|nearbyint|trunc|fmod|remainder|remquo|fdim|fmin|fmax|fma"
names="$names|modf|scalbl?n|ilogb|nextafter|nexttoward|copysign|nan|[jy][01n]"
code sim >"$work/code"
calls libm "($names)[fl]?" <"$work/code"

(
    . "$tidy_dir/libraries.sh"
    # shellcheck disable=SC2086 # a list of files
    nm -A -u $libraries 2>/dev/null | awk -v names="^($names)[fl]?\$" '
        NR == FNR { if ($1 == "libm") free[$2] = 1; next }
        $NF ~ names {
            split($1, place, ":")
            sub(/.*\/libtf_/, "", place[1])
            sub(/\.a$/, "", place[1])
            sub(/\.o$/, "", place[2])
            path = "sim/" place[1] "/" place[2]
            if (!(path in free) && !("sim/" place[1] "/" in free))
                printf "%s:1: libm: its object calls %s\n", path, $NF
        }' "$allowed" - >>"$work/found"
) || [ $? -eq 77 ] || exit 1
verdict "numbers have the same bits everywhere"
