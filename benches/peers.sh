#!/usr/bin/env bash
# peers.sh [RUNS]: a novel and a technical book to EPUB and to PDF, by us, by pandoc, and by pandoc with Typst, in one
# run on one machine. Installs the peers from public registries to $BINDERY_TOOLS/peers, needs Python 3. The novel is
# the 139 files of $BINDERY_CORPORA/moby-dick (../shared/corpora where unset), the technical book the mdBook project
# beside it, of which pandoc gets the chapters in the order of SUMMARY.md, what they include put in beforehand. All
# highlight code. Medians of RUNS runs (5), the programs taking turns, so that a busy minute slows all of them. Exit status 1 where a goal is missed: 10
# times faster to PDF, 20 times to EPUB, less than 200 MB for the novel and 250 MB for the technical book, and a book
# ten times as long in at most eleven times the time and the memory.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
runs=${1:-5}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/bindery
peers=${BINDERY_TOOLS:-$cache/tools}/peers
corpora=${BINDERY_CORPORA:-$root/../shared/corpora}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$cache/target}

for file in moby-dick/order.txt rust-book/book.toml; do
  [ -f "$corpora/$file" ] || { echo "no $file in $corpora" >&2; exit 2; }
done
if [ ! -x "$peers/bin/python" ] || ! "$peers/bin/python" -c 'import pypandoc, typst' 2>/dev/null; then
  rm -rf "$peers"
  python3 -m venv "$peers"
  "$peers/bin/pip" install -q --disable-pip-version-check pypandoc_binary==1.17 typst==0.15.2
fi
(cd "$root" && cargo build --quiet --release)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
exec "$peers/bin/python" - "$CARGO_TARGET_DIR/release/bindery" "$corpora" "$work" "$runs" <<'PY'
import os, re, shutil, statistics, subprocess, sys, time
import pypandoc

bindery, corpora, work, runs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
typst = [sys.executable, "-c", "import sys, typst; typst.compile(sys.argv[1], sys.argv[2], root='/')"]
novel, technical = os.path.join(corpora, "moby-dick"), os.path.join(corpora, "rust-book")
out = lambda name: os.path.join(work, name)

def pandoc(folder, files, *more):
    return [pypandoc.get_pandoc_path(), "--resource-path", folder, "--file-scope", *more, *files]

def by_pandoc(book, command):
    # Typst looks for images beside its source.
    folder = out(book)
    os.mkdir(folder)
    source = novel if book == "novel" else os.path.join(technical, "src")
    for images in ("images", "img"):
        if os.path.isdir(os.path.join(source, images)):
            os.symlink(os.path.join(source, images), os.path.join(folder, images))
    file = lambda name: os.path.join(folder, name)
    return {
        ("pandoc", book, "EPUB"): [[*command, "--toc", "-o", file("p.epub")]],
        ("pandoc with Typst", book, "PDF"): [
            [*command, "--toc", "-s", "-t", "typst", "-o", file("p.typ")],
            [*typst, file("p.typ"), file("p.pdf")],
        ],
    }

metadata = ["-M", "title=Moby-Dick", "-M", "author=Herman Melville", "-M", "lang=en"]
chapters = [os.path.join(novel, line) for line in open(os.path.join(novel, "order.txt")).read().split()]
summary = open(os.path.join(technical, "src/SUMMARY.md")).read()
def included(match, folder):
    """What `{{#include file}}`, `{{#include file:anchor}}` or `{{#include file:from:to}}` stands for."""
    name, _, part = match.group(1).strip().partition(":")
    lines = open(os.path.join(folder, name)).read().split("\n")
    if part and not re.fullmatch(r"[\d:]*", part):
        at = lambda mark, default: next((i for i, line in enumerate(lines) if re.search(rf"{mark}:\s*{re.escape(part)}\b", line)), default)
        lines = lines[at("ANCHOR", -1) + 1 : at("ANCHOR_END", len(lines))]
    elif part:
        first, _, last = part.partition(":")
        lines = lines[int(first or 1) - 1 : int(last or len(lines)) if ":" in part else int(first)]
    return "\n".join(line for line in lines if "ANCHOR" not in line)

parts = []
expanded = out("expanded")
os.mkdir(expanded)
for name in re.findall(r"\]\(([^)]+\.md)\)", summary):
    folder = os.path.dirname(os.path.join(technical, "src", name))
    text = open(os.path.join(technical, "src", name)).read()
    text = re.sub(r"\{\{#(?:rustdoc_)?include ([^}]+)\}\}", lambda match: included(match, folder), text)
    parts.append(os.path.join(expanded, name))
    open(parts[-1], "w").write(text)

# Each program's steps to one output.
programs = {
    ("bindery", "novel", "EPUB"): [[bindery, *chapters, *metadata, "-o", out("n.epub")]],
    ("bindery", "novel", "PDF"): [[bindery, *chapters, *metadata, "-o", out("n.pdf")]],
    **by_pandoc("novel", pandoc(novel, chapters, *metadata)),
    ("bindery", "technical", "EPUB"): [[bindery, technical, "-o", out("t.epub")]],
    ("bindery", "technical", "PDF"): [[bindery, technical, "-o", out("t.pdf")]],
    **by_pandoc("technical", pandoc(os.path.join(technical, "src"), parts, "-M", "title=The Rust Programming Language", "-M", "lang=en")),
}

# The technical book ten times over, as one book.
ten = out("ten")
listing = re.sub(r"^# .*\n", "", summary)
os.makedirs(os.path.join(ten, "src"))
with open(os.path.join(ten, "book.toml"), "w") as file:
    file.write('[book]\ntitle = "Ten"\n')
with open(os.path.join(ten, "src/SUMMARY.md"), "w") as file:
    for turn in range(10):
        entries = re.sub(r"\]\(([^)]+\.md)\)", rf"](book{turn}/src/\1)", listing)
        # Prefix and suffix chapters are chapters like others here.
        file.write(re.sub(r"^\[", "- [", entries, flags=re.MULTILINE))
        shutil.copytree(technical, os.path.join(ten, f"src/book{turn}"))
programs["bindery", "ten technical", "EPUB"] = [[bindery, ten, "-o", out("ten.epub")]]
programs["bindery", "ten technical", "PDF"] = [[bindery, ten, "-o", out("ten.pdf")]]

def without_dangling_links(path):
    """Typst stops at a link to a label that is nowhere, and pandoc writes such links: they become text."""
    source = open(path).read()
    defined = set(re.findall(r"<([^<>\s]+)>", re.sub(r"#link\(<[^<>]+>\)", "", source)))
    dead = lambda match: match.group(0) if match.group(1) in defined else "#"
    open(path, "w").write(re.sub(r"#link\(<([^<>]+)>\)", dead, source))

def run(steps):
    """Wall time, processor time, and the largest resident set of any process in it."""
    peak, busy, taken = 0, 0, 0.0
    for step in steps:
        start = time.monotonic()
        # A file, since a pipe that nobody reads would block.
        with open(out("messages"), "w+b") as messages:
            process = subprocess.Popen(step, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=messages)
            _, status, usage = os.wait4(process.pid, 0)
            if os.waitstatus_to_exitcode(status) != 0:
                messages.seek(0)
                sys.exit(f"{step[0]} failed: {messages.read().decode(errors='replace')[-400:]}")
        taken += time.monotonic() - start
        busy += usage.ru_utime + usage.ru_stime
        peak = max(peak, usage.ru_maxrss)
        if step[-1].endswith(".typ"):
            without_dangling_links(step[-1])  # not counted
    return taken, busy, peak / 1024

results = {name: [] for name in programs}
for turn in range(runs + 1):
    for name, steps in programs.items():
        result = run(steps)
        if turn > 0:  # the first turn warms the file cache
            results[name].append(result)

print(f"{'program':<20}{'book':<16}{'format':<8}{'median s':>10}{'least s':>10}{'CPU s':>10}{'peak MB':>10}")
median, peak = {}, {}
for name, measured in results.items():
    seconds = [second for second, _, _ in measured]
    median[name] = statistics.median(seconds)
    busy = statistics.median(busy for _, busy, _ in measured)
    peak[name] = max(most for _, _, most in measured)
    program, book, target = name
    print(f"{program:<20}{book:<16}{target:<8}{median[name]:>10.3f}{min(seconds):>10.3f}{busy:>10.3f}{peak[name]:>10.0f}")

missed = False
def goal(what, figure, limit, at_least):
    global missed
    kept = figure >= limit if at_least else figure <= limit
    missed |= not kept
    print(f"{what}: {figure:.1f} (goal: {'at least' if at_least else 'at most'} {limit}){'' if kept else ', MISSED'}")

for book, most in (("novel", 200), ("technical", 250)):
    goal(f"{book}, EPUB, times faster than pandoc", median["pandoc", book, "EPUB"] / median["bindery", book, "EPUB"], 20, True)
    goal(f"{book}, PDF, times faster than pandoc with Typst", median["pandoc with Typst", book, "PDF"] / median["bindery", book, "PDF"], 10, True)
    goal(f"{book}, peak MB", max(peak["bindery", book, target] for target in ("EPUB", "PDF")), most, False)
for target in ("EPUB", "PDF"):
    one, many = ("bindery", "technical", target), ("bindery", "ten technical", target)
    goal(f"ten books to {target}, times the time of one", median[many] / median[one], 11, False)
    goal(f"ten books to {target}, times the memory of one", peak[many] / peak[one], 11, False)
sys.exit(1 if missed else 0)
PY
