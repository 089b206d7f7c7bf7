#!/usr/bin/env bash
# packed.sh OUT: the tests from the crate as it is published, unpacked in the folder OUT: what they need is in it. The
# validators have seen the same program's books already.
set -euo pipefail
out=$1
target=${CARGO_TARGET_DIR:-target}
# What is not committed yet belongs to it where somebody runs this by hand.
cargo package --quiet --no-verify --allow-dirty
version=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["packages"][0]["version"])')
rm -rf "$out"
mkdir -p "$out"
tar -xzf "$target/package/bindery-$version.crate" -C "$out"
cd "$out/bindery-$version"
BINDERY_CORPORA=$out/none cargo test --quiet --no-fail-fast -- --skip validators
