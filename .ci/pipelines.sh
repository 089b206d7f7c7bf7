#!/usr/bin/env bash
# pipelines.sh BINDERY DIR: the commands of examples/pipelines/, each as its scheduler would run them, and their outputs
# against those of one run (.ci/pipelines.py). Exit status: 0 all pass, 1 findings, 3 a tool is missing.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
bindery=$(realpath "$1")
python=${BINDERY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/bindery/tools}/lint/bin/python
[ -x "$python" ] || { echo "missing: the linters (.ci/install.sh installs them)" >&2; exit 3; }
if ! "$bindery" --help | grep -q -- '--shard'; then
  echo "skipped: this program knows no shards"
  exit 0
fi
rm -rf "$2"
mkdir -p "$2/bin"
ln -s "$bindery" "$2/bin/bindery"
exec "$python" .ci/pipelines.py "$(realpath "$2")"
