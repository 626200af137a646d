#!/bin/sh
# No clock, chance, environment or locale of the machine reaches a result; only cli prints.
# allowed.txt says why for each file that may.
set -u
. "$(dirname "$0")/tidy.sh"

code sim >"$work/code"
grep -v '^sim/cli/' "$work/code" >"$work/below"
calls chance 's?rand(om)?(_r)?|[dejlmn]rand48|getrandom|getentropy|g_rand(om)?_[a-z_]*' \
    <"$work/code"
calls clock "time|clock|ftime|gettimeofday|clock_gettime|timespec_get|(local|gm|mk)time(_r)?|\
ctime|strftime|g_get_(real|monotonic|current)_time|g_date_time_new_now[a-z_]*|g_timer_new" \
    <"$work/below"
calls machine "getenv|secure_getenv|g_getenv|g_get_environ|setlocale|newlocale|sysconf|getpid|\
gethostname|g_get_host_name|uname|g_get_num_processors|getrusage" <"$work/below"
calls locale "strto(d|f|ld)|atof|[fs]?scanf|strcoll|strxfrm|to(upper|lower)|\
is(alpha|alnum|digit|space|upper|lower|punct|print)" <"$work/code"
uses print '(stdout|stderr|(v?printf|putchar|puts|perror|g_print(err)?)[ ]*\()' <"$work/below"
verdict "a result depends on nothing but the scenario"
