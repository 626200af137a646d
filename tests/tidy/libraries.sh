# tidy/libraries.sh - sets $libraries to the layers' libraries; skips where their symbols say
# nothing, because a sanitizer or the coverage counters added their own.

command -v nm >/dev/null || skip "nm of binutils is not installed"
libraries=$(find "$build_dir"/ -maxdepth 1 -name 'libtf_*.a' ! -name libtf_test.a 2>/dev/null |
    sort)
for layer in sim/*/; do
    layer=$(basename "$layer")
    [ -n "$(find "sim/$layer" -name '*.c')" ] || continue
    [ -e "$build_dir/libtf_$layer.a" ] ||
        echo "sim/$layer:1: libtf_$layer.a is not built in $build_dir" >>"$work/found"
done
# shellcheck disable=SC2086 # a list of files
if nm -A $libraries 2>/dev/null | grep -qE ' (__asan_|__ubsan_|__tsan_|__msan_|__gcov_|__sanit)'
then
    skip "built with sanitizers or coverage, which add variables of their own"
fi
