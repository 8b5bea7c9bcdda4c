#!/usr/bin/env bash
# Every test, in stages; each stage runs to its end, and a summary names those that failed.
set -uo pipefail
cd "$(dirname "$0")/.."
export INSTA_UPDATE=no

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=()

stage() {
    local name=$1
    shift
    printf '\n== %s: %s\n' "$name" "$*"
    "$@" 2>&1 | tee -a "$log" || failed+=("$name")
}

stage "quick tests" cargo test --release --locked --workspace --no-fail-fast
stage "slow tests" cargo test --release --locked --workspace --no-fail-fast -- --ignored
stage "tests without Rerun" cargo test --release --locked --package trunkline --no-default-features --no-fail-fast

printf '\n== summary\n'
awk '/^test result:/ { for (i = 1; i < NF; i++) {
         if ($(i + 1) ~ /^passed/) passed += $i
         if ($(i + 1) ~ /^failed/) broken += $i
     } }
     END { printf "tests passed: %d, failed: %d\n", passed, broken }' "$log"
grep -hE '^(test .* FAILED|skipped: )' "$log" | sort -u
if [ ${#failed[@]} -gt 0 ]; then
    printf 'failed stage: %s\n' "${failed[@]}"
    exit 1
fi
printf 'every stage passed\n'
