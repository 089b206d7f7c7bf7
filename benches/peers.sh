#!/usr/bin/env bash
# peers.sh [RUNS]: the novel to EPUB and to PDF, by us, by pandoc, and by pandoc with Typst, in one run on one machine.
# Installs the peers from public registries to $BINDERY_TOOLS/peers, needs Python 3. The novel is the 139 files of
# $BINDERY_CORPORA/moby-dick (../shared/corpora where unset). Medians of RUNS runs (5), the programs taking turns, so
# that a busy minute slows all of them. Exit status 1 where a goal is missed: 10 times faster to PDF, 20 times to
# EPUB, less than 200 MB.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
runs=${1:-5}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/bindery
peers=${BINDERY_TOOLS:-$cache/tools}/peers
corpora=${BINDERY_CORPORA:-$root/../shared/corpora}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$cache/target}

[ -f "$corpora/moby-dick/order.txt" ] || { echo "no novel in $corpora" >&2; exit 2; }
if [ ! -x "$peers/bin/python" ] || ! "$peers/bin/python" -c 'import pypandoc, typst' 2>/dev/null; then
  rm -rf "$peers"
  python3 -m venv "$peers"
  "$peers/bin/pip" install -q --disable-pip-version-check pypandoc_binary==1.17 typst==0.15.2
fi
(cd "$root" && cargo build --quiet --release)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
exec "$peers/bin/python" - "$CARGO_TARGET_DIR/release/bindery" "$corpora/moby-dick" "$work" "$runs" <<'PY'
import os, statistics, subprocess, sys, time
import pypandoc

bindery, novel, work, runs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
files = [os.path.join(novel, line) for line in open(os.path.join(novel, "order.txt")).read().split()]
metadata = ["-M", "title=Moby-Dick", "-M", "author=Herman Melville", "-M", "lang=en"]
pandoc = [pypandoc.get_pandoc_path(), "--resource-path", novel, "--file-scope", *metadata, *files]
typst = [sys.executable, "-c", "import sys, typst; typst.compile(sys.argv[1], sys.argv[2], root='/')"]
out = lambda name: os.path.join(work, name)
# Typst looks for images beside its source.
os.symlink(os.path.join(novel, "images"), out("images"))

# Each program's steps to one output. Pandoc splits the novel as we do: at its chapters.
programs = {
    ("bindery", "EPUB"): [[bindery, *files, *metadata, "-o", out("b.epub")]],
    ("bindery", "PDF"): [[bindery, *files, *metadata, "-o", out("b.pdf")]],
    ("pandoc", "EPUB"): [[*pandoc, "--toc", "-o", out("p.epub")]],
    ("pandoc with Typst", "PDF"): [
        [*pandoc, "--toc", "-s", "-t", "typst", "-o", out("p.typ")],
        [*typst, out("p.typ"), out("p.pdf")],
    ],
}

def run(steps):
    """Wall time, processor time, and the largest resident set of any process in it."""
    peak, busy, start = 0, 0, time.monotonic()
    for step in steps:
        process = subprocess.Popen(step, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        message = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        if os.waitstatus_to_exitcode(status) != 0:
            sys.exit(f"{step[0]} failed: {message.decode(errors='replace')[-400:]}")
        busy += usage.ru_utime + usage.ru_stime
        peak = max(peak, usage.ru_maxrss)
    return time.monotonic() - start, busy, peak / 1024

results = {name: [] for name in programs}
for turn in range(runs + 1):
    for name, steps in programs.items():
        result = run(steps)
        if turn > 0:  # the first turn warms the file cache
            results[name].append(result)

print(f"{'program':<20}{'format':<8}{'median s':>10}{'least s':>10}{'CPU s':>10}{'peak MB':>10}")
median = {}
for (program, target), measured in results.items():
    seconds = [second for second, _, _ in measured]
    busy = statistics.median(busy for _, busy, _ in measured)
    peak = max(peak for _, _, peak in measured)
    median[program, target] = statistics.median(seconds)
    print(f"{program:<20}{target:<8}{median[program, target]:>10.3f}{min(seconds):>10.3f}{busy:>10.3f}{peak:>10.0f}")

goals = [
    ("PDF, times faster than pandoc with Typst", median["pandoc with Typst", "PDF"] / median["bindery", "PDF"], 10),
    ("EPUB, times faster than pandoc", median["pandoc", "EPUB"] / median["bindery", "EPUB"], 20),
]
missed = False
for name, figure, goal in goals:
    missed |= figure < goal
    print(f"{name}: {figure:.1f} (goal {goal})")
peak = max(peak for (program, _), measured in results.items() if program == "bindery" for _, _, peak in measured)
missed |= peak >= 200
print(f"peak memory: {peak:.0f} MB (goal: under 200)")
sys.exit(1 if missed else 0)
PY
