#!/usr/bin/env bash
# Checks what a build needs, and says what to do where something is missing. Quick when all is well.
set -euo pipefail
cd "$(dirname "$0")/.."

missing() {
    printf 'error: %s\n\nhint: %s\n' "$1" "$2" >&2
    exit 2
}

command -v cargo >/dev/null ||
    missing "cargo is not on the PATH" "install Rust from https://rustup.rs, then run make again"
command -v cc >/dev/null ||
    missing "there is no C compiler" "sudo apt-get install -y build-essential"

needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
found=$(rustc --version | cut -d ' ' -f 2 | cut -d - -f 1)
oldest=$(printf '%s\n%s\n' "$needed" "$found" | sort -V | head -n 1)
[ "$oldest" = "$needed" ] ||
    missing "rustc $found is older than $needed" "rustup update stable"
