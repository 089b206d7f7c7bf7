#!/usr/bin/env bash
# fuzz.sh: a smoke run of every fuzz target, on the stable toolchain: a fixed number of cases, the same on every machine,
# and the tests of what makes them. The program's own target folder is used: only the library and `fuzz/` are compiled
# again. `smoke TARGET --seconds N` runs for longer (see ARCHITECTURE.md).
# Exit status: 0 no finds, else the finds lie in fuzz/finds/.
set -euo pipefail
cd "$(dirname "$0")/.."
options=(--quiet --locked --manifest-path fuzz/Cargo.toml --no-default-features)
cargo metadata --locked --format-version 1 --manifest-path fuzz/Cargo.toml >/dev/null || {
  echo "fuzz/Cargo.lock is behind: cp Cargo.lock fuzz/ && cargo metadata --format-version 1 --manifest-path fuzz/Cargo.toml >/dev/null"
  exit 1
}
cargo fmt --check --manifest-path fuzz/Cargo.toml
cargo test "${options[@]}" --lib
# What cargo-fuzz runs is the same code by other names.
for target in $(cargo run "${options[@]}" --example smoke -- list | cut -d' ' -f1); do
  grep -q "bindery_fuzz::run(\"$target\", data)" "fuzz/fuzz_targets/$target.rs" || { echo "fuzz/fuzz_targets/$target.rs is missing"; exit 1; }
done
RAYON_NUM_THREADS=1 cargo run "${options[@]}" --example smoke -- all
