#!/bin/sh
# The top level is fixed, dot-files, build folders and results aside; C lives in sim/ and tests/.
set -u
. "$(dirname "$0")/tidy.sh"

for entry in *; do
    case $entry in
    sim | models | scenarios | hwprofiles | reports | tests) ;;
    CMakeLists.txt | README.md | LICENSE) ;;
    build* | results) ;;
    *) echo "$entry:1: does not belong on the top level" >>"$work/found" ;;
    esac
done
find models scenarios hwprofiles reports -name '*.[ch]' 2>/dev/null |
    sed 's/$/:1: C lives in sim and tests/' >>"$work/found"
verdict "the top level holds what it shall hold"
