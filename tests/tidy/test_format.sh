#!/bin/sh
# .clang-format decides layout: of Debian 12's clang-format, as others differ in small things.
set -u
. "$(dirname "$0")/tidy.sh"

for program in clang-format-14 clang-format; do
    command -v $program >/dev/null && break
done
command -v $program >/dev/null || skip "clang-format is not installed"
version=$($program --version)
case $version in
*"version 14."*) ;;
*) skip "clang-format 14 is wanted, this is $version" ;;
esac

find sim tests -name '*.[ch]' | sort | xargs -r $program --dry-run --style=file 2>&1 |
    sed -n 's/^\([^:]*:[0-9]*\):.*clang-format-violations.*/\1: not as clang-format has it/p' |
    sort -u >>"$work/found"
verdict "the layout is that of .clang-format"
