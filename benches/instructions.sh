#!/usr/bin/env bash
# instructions.sh: how many instructions the novel takes to each format, counted by Valgrind: a figure that a busy
# machine does not change, for comparing two versions of the program. Needs Debian's valgrind.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
corpora=${BINDERY_CORPORA:-$root/../shared/corpora}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/bindery/target}
command -v valgrind >/dev/null || { echo "valgrind is missing (apt-get install valgrind)" >&2; exit 2; }
(cd "$root" && cargo build --quiet --release)
mapfile -t chapters < <(sed "s|^|$corpora/moby-dick/|" "$corpora/moby-dick/order.txt")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for format in epub pdf; do
  # One thread: waiting threads spin, and their turns would be counted.
  RAYON_NUM_THREADS=1 valgrind --tool=callgrind --callgrind-out-file="$work/callgrind.out" \
    "$CARGO_TARGET_DIR/release/bindery" "${chapters[@]}" -M title=Moby-Dick -o "$work/novel.$format" 2>"$work/log" >/dev/null
  printf '%-5s %s instructions\n' "$format" "$(grep -oE 'Collected : [0-9]+' "$work/log" | grep -oE '[0-9]+')"
done
