#!/bin/sh
# Every tinyfleet command that README.md shows does what it says: it ends with 0 or 1.
#
# Commands are the lines of ```sh blocks that begin with "tinyfleet "; they run in a copy of
# the data folders, in the order of the file.
set -u
. "$(dirname "$0")/e2e.sh"

cp -R "$TINYFLEET_SOURCE_DIR/scenarios" "$work/scenarios"
mkdir "$work/bin"
ln -s "$TINYFLEET_BINARY" "$work/bin/tinyfleet"
PATH=$work/bin:$PATH
cd "$work" || exit 1

sed -n '/^```sh$/,/^```$/p' "$TINYFLEET_SOURCE_DIR/README.md" |
    sed -n 's/^\(tinyfleet .*\)$/\1/p' >commands
[ -s commands ] || fail "README.md shows no command"
while IFS= read -r line <&3; do
    got=0
    sh -c "$line" >out 2>err </dev/null || got=$?
    if [ "$got" -le 1 ]; then ok "$line"; else
        fail "$line: status $got"
        sed 's/^/    /' err
    fi
done 3<commands
for file in $(sed -n 's/.*](\([a-zA-Z][^):#]*\)).*/\1/p' "$TINYFLEET_SOURCE_DIR/README.md"); do
    [ -e "$TINYFLEET_SOURCE_DIR/$file" ] || fail "README.md links to $file, which is not there"
done
finish
