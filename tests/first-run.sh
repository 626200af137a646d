#!/bin/sh
# From a fresh Debian 12 to a first result, in the source folder:
#   sh tests/first-run.sh demo     tools, build, the smart-home scenario and its report
#   sh tests/first-run.sh check    tools, build, all tests
# Installs the first block of tests/debian-packages.txt if something of it is missing.
set -eu

case "${1:-}" in
demo | check) target=$1 ;;
*)
    echo "usage: sh tests/first-run.sh demo|check" >&2
    exit 64
    ;;
esac
cd "$(dirname "$0")/.."

run() {
    echo "+ $*"
    "$@"
}

packages=$(sed '/^$/q; /^#/d' tests/debian-packages.txt)
if command -v dpkg >/dev/null && command -v apt-get >/dev/null; then
    missing=
    for package in $packages; do
        dpkg -s "$package" 2>/dev/null | grep -q '^Status: .* installed$' ||
            missing="$missing $package"
    done
    if [ -n "$missing" ]; then
        install="apt-get install -y --no-install-recommends$missing"
        as_root=
        if [ "$(id -u)" -ne 0 ]; then
            if ! command -v sudo >/dev/null; then
                echo "An administrator has to run: apt-get update && $install" >&2
                exit 1
            fi
            as_root=sudo
        fi
        run $as_root apt-get update
        # shellcheck disable=SC2086 # a list of words
        run $as_root $install
    fi
else
    echo "Not Debian; needed are a C compiler, CMake, pkg-config, GLib 2.74, libcsv, SQLite 3.37," \
        "CUnit 2.1 and gnuplot 5.4. Trying with what is there."
fi

run cmake -S . -B build
run cmake --build build -j "$(nproc 2>/dev/null || echo 2)" --target "$target"
