#!/usr/bin/env bash
# newsletters.sh [COUNT]: newsletters to EPUB and PDF each, by one run of ours and by loops over pandoc and over pandoc
# with Typst, in one run on one machine. Installs the peers as peers.sh does. The newsletters are the articles of
# $BINDERY_CORPORA/articles (../shared/corpora where unset) and copies of them with a sentence more, COUNT in all (600);
# the loops build a sample of 30 of them, and their time is extrapolated; all in three turns. Then after one edit,
# and in four shards. Exit status 1 where a goal is missed: 60 times faster, less than 400 MB, 5 % of the time with
# nothing changed, one text built after one edit, and shards that are byte for byte the whole.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
count=${1:-600}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/bindery
peers=${BINDERY_TOOLS:-$cache/tools}/peers
corpora=${BINDERY_CORPORA:-$root/../shared/corpora}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$cache/target}

[ -d "$corpora/articles" ] || { echo "no articles in $corpora" >&2; exit 2; }
if [ ! -x "$peers/bin/python" ] || ! "$peers/bin/python" -c 'import pypandoc, typst' 2>/dev/null; then
  rm -rf "$peers"
  python3 -m venv "$peers"
  "$peers/bin/pip" install -q --disable-pip-version-check pypandoc_binary==1.17 typst==0.15.2
fi
[ -n "${BINDERY:-}" ] || (cd "$root" && cargo build --quiet --release)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
exec "$peers/bin/python" - "${BINDERY:-$CARGO_TARGET_DIR/release/bindery}" "$corpora/articles" "$work" "$count" <<'PY'
import json, os, shutil, statistics, subprocess, sys, time
import pypandoc

bindery, articles, work, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
SAMPLE = 30
TURNS = 3
typst = [sys.executable, "-c", "import sys, typst; typst.compile(sys.argv[1], sys.argv[2], root='/')"]
os.chdir(work)

sources = sorted(name for name in os.listdir(articles) if not name.startswith("."))
sources = [name for name in sources if name.endswith(".md") or os.path.isdir(os.path.join(articles, name))]
texts = []
for number in range(count):
    name, edition = sources[number % len(sources)], number // len(sources)
    source, place = os.path.join(articles, name), os.path.join("posts", str(edition), name)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    if os.path.isdir(source):
        shutil.copytree(source, place)
        place = os.path.join(place, next(name for name in sorted(os.listdir(place)) if name.endswith(".md")))
    else:
        shutil.copy(source, place)
    if edition:
        with open(place, "a") as file:
            file.write(f"\n\nEdition {edition} of this article, with a sentence that the others do not have.\n")
    texts.append(place)

def timed(command, fails=False):
    """Seconds, and the most memory in MB."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0 and not fails:
        sys.exit(f"{command[:3]} failed: {error.decode()[-2000:]}")
    return time.monotonic() - begun, usage.ru_maxrss / 1024

def ours(output, *more):
    return timed([bindery, "--each", "posts/", "-o", output, "--report", "report.json", *more])

def built():
    report = json.load(open("report.json"))
    return {output["input"] for output in report["outputs"] if not output["is_cached"]}

def same(one, other):
    return subprocess.run(["diff", "-r", "-q", one, other], stdout=subprocess.DEVNULL).returncode == 0

os.makedirs("peers")
def loop(text, number):
    """pandoc, then pandoc with Typst, as a script would call them; the front matter of Zola is not pandoc's."""
    folder = os.path.dirname(text)
    common = [pypandoc.get_pandoc_path(), "-f", "markdown-yaml_metadata_block", text, "--resource-path", folder, "-s", "-M", f"title={number}"]
    seconds, _ = timed([*common, "-o", f"peers/{number}.epub"], fails=True)
    more, _ = timed([*common, "-t", "typst", "-o", f"{folder}/peer-{number}.typ"], fails=True)
    last, _ = timed([*typst, f"{folder}/peer-{number}.typ", f"peers/{number}.pdf"], fails=True)
    os.remove(f"{folder}/peer-{number}.typ")
    return seconds + more + last
step = max(1, len(texts) // SAMPLE)
sample = texts[::step][:SAMPLE]

# Machines are now quick, now slow: both sides are measured in turns, and of ours the middle one counts.
plain, first, again, spent = [], [], [], 0
for turn in range(TURNS):
    shutil.rmtree("dist", ignore_errors=True)
    plain.append(ours("dist/", "--no-cache"))
    shutil.rmtree("dist")
    shutil.rmtree("kept", ignore_errors=True)
    first.append(ours("dist/", "--cache", "kept")[0])
    again.append(ours("dist/", "--cache", "kept")[0])
    kept = not built()
    spent += sum(loop(text, number) for number, text in enumerate(sample) if number % TURNS == turn)
total = spent / len(sample) * len(texts)
seconds, memory = statistics.median(seconds for seconds, _ in plain), max(memory for _, memory in plain)
first, again = statistics.median(first), statistics.median(again)
with open(texts[0], "a") as file:
    file.write("\n\nOne sentence more.\n")
edited, _ = ours("dist/", "--cache", "kept")
alone = built()

ours("whole/", "--no-cache")
for shard in range(1, 5):
    ours("shards/", "--no-cache", "--shard", f"{shard}/4")

goals = [
    (f"{count} newsletters: {seconds:.2f} s against {total:.0f} s of loops, {total / seconds:.0f} times faster", total / seconds >= 60),
    (f"memory: {memory:.0f} MB", memory < 400),
    (f"again: {again:.2f} s, {100 * again / first:.1f} % of the first, which kept all, {first:.2f} s", again / first < 0.05 and kept),
    (f"after an edit: {edited:.2f} s, built {len(alone)}", len(alone) == 1),
    ("four shards are the whole, byte for byte", same("whole", "shards")),
    ("what was kept is what is built", same("whole", "dist")),
]
for text, holds in goals:
    print(f"{'held  ' if holds else 'MISSED'} {text}")
sys.exit(0 if all(holds for _, holds in goals) else 1)
PY
