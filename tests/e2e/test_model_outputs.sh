#!/bin/sh
# Where `model run` writes: files whole, devices and pipes through, never over what it reads.
set -u
. "$(dirname "$0")/e2e.sh"

model=$TINYFLEET_SOURCE_DIR/models/wake-word.tflite
cp "$model" "$work/m.tflite"
head -c 1960 /dev/zero >"$work/in.bin" # 49 frames of 40 features
cp "$work/in.bin" "$work/in.copy"
run() {
    tinyfleet model run "$work/m.tflite" --inputs "$work/in.bin" "$@"
}

status "outputs go to a file" 0 run --outputs "$work/out.bin"
mkfifo "$work/pipe"
cat "$work/pipe" >"$work/read.bin" &
reader=$!
status "outputs go through a pipe" 0 run --outputs "$work/pipe"
wait "$reader"
[ -p "$work/pipe" ] && ok "the pipe is still one" || fail "the pipe was replaced"
same "a pipe gets the bytes of the file" "$(cksum <"$work/read.bin")" "$(cksum <"$work/out.bin")"
ln -s /dev/null "$work/null"
status "outputs go through a link to a device" 0 run --outputs "$work/null"
[ -L "$work/null" ] && ok "the link is still one" || fail "the link was replaced"

ln "$work/in.bin" "$work/hard"
ln -s in.bin "$work/soft"
for name in in.bin ./in.bin hard soft m.tflite; do
    status "64: $name is read, so it is not written" 64 run --outputs "$work/$name"
done
has "the refusal names both" "$work/err" "is the same file as $work/m.tflite"
status "64: hashes over the outputs" 64 run --outputs "$work/o" --layer-hashes "$work/o"
status "64: hashes over the inputs" 64 run --outputs "$work/o" --layer-hashes "$work/soft"
cmp -s "$work/in.bin" "$work/in.copy" && ok "the inputs are whole" || fail "the inputs changed"

for name in /dev/zero "$work/pipe" "$work"; do
    status "2: $name is no scenario" 2 timeout 20 "$TINYFLEET_BINARY" validate "$name"
    status "2: $name is no input" 2 timeout 20 \
        "$TINYFLEET_BINARY" model run "$model" --inputs "$name" --outputs "$work/o"
    status "2: $name is no model" 2 timeout 20 \
        "$TINYFLEET_BINARY" model run "$name" --inputs "$work/in.bin" --outputs "$work/o"
done
finish
