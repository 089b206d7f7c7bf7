#!/usr/bin/env python3
"""growth.py BINDERY [NAME...]: texts of some twenty constructs grow 1, 4 and 16 times; the work must grow no more than they do.

Counts the instructions of whole builds, both formats, with one thread: by perf where the machine has counters, else by
valgrind over texts of half the size. What one more unit costs from 4 to 16 times must be at most LIMIT times what
it costs from 1 to 4, so that what every build costs is left out. Exit status 1 names what grows faster.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

LIMIT = 1.15

WORDS = "the quick brown fox jumps over a lazy dog and runs along the river to find some rest under old trees".split()


def prose(count, start=0):
    return " ".join(WORDS[(start + at * 7) % len(WORDS)] for at in range(count))


# Each makes a text of n units.
CONSTRUCTS = {
    "paragraphs": (300, lambda n: "\n\n".join(prose(60, at) for at in range(n))),
    "one paragraph": (400, lambda n: prose(12 * n)),
    "headings": (250, lambda n: "\n\n".join(f"## Heading {at}\n\n{prose(8, at)}" for at in range(n))),
    "equal headings": (250, lambda n: "\n\n".join(f"## Summary\n\n{prose(8, at)}" for at in range(n))),
    "links to headings": (250, lambda n: "\n\n".join(f"## Heading {at}\n\n[there](#heading-{n - 1 - at})" for at in range(n))),
    "missing anchors": (250, lambda n: "\n\n".join(f"## Heading {at}\n\n[there](#missing-{at})" for at in range(n))),
    "footnotes": (150, lambda n: "\n\n".join(f"{prose(20, at)}[^{at}]\n\n[^{at}]: {prose(9, at)}" for at in range(n))),
    "items": (400, lambda n: "\n".join(f"- {prose(8, at)}" for at in range(n))),
    "ordered items": (400, lambda n: "\n".join(f"{at + 1}. {prose(8, at)}" for at in range(n))),
    "tasks": (600, lambda n: "\n".join(f"- [x] {prose(8, at)}" for at in range(n))),
    "quotations": (200, lambda n: "\n\n".join(f"> {prose(25, at)}" for at in range(n))),
    "rows of a table": (250, lambda n: "| a | b |\n|---|---|\n" + "\n".join(f"| {prose(4, at)} | {at} |" for at in range(n))),
    "tables": (50, lambda n: "\n\n".join(f"| a | b |\n|---|---|\n| {prose(3, at)} | {at} |" for at in range(n))),
    "lines of code": (800, lambda n: "```rust\n" + "\n".join(f"let name_{at} = call({at}); // {prose(3, at)}" for at in range(n)) + "\n```"),
    # So many that the search for page breaks follows as many ways as it ever does, from the first size on.
    "blocks of code": (200, lambda n: "\n\n".join(f"```python\nvalue = {at}\n```" for at in range(n))),
    "code spans": (800, lambda n: " ".join(f"`call_{at}()` {prose(2, at)}" for at in range(n))),
    "emphasis": (500, lambda n: " ".join(f"*{prose(2, at)}* **{prose(1, at)}**" for at in range(n))),
    "links": (300, lambda n: " ".join(f"[{prose(2, at)}](https://example.org/{at})" for at in range(n))),
    "raw HTML": (300, lambda n: "\n\n".join(f"<div class='a'><b>{prose(6, at)}</b> <kbd>K</kbd></div>" for at in range(n))),
    "formulas": (240, lambda n: "\n\n".join(f"Let $x_{{{at}}} = \\frac{{a}}{{b + {at}}}$ be {prose(6, at)}." for at in range(n))),
    "definitions": (200, lambda n: "\n\n".join(f"term {at}\n:   {prose(8, at)}" for at in range(n))),
    "admonitions": (100, lambda n: "\n\n".join(f"> [!NOTE]\n> {prose(12, at)}" for at in range(n))),
    "missing images": (200, lambda n: "\n\n".join(f"![{prose(3, at)}](gone-{at}.png)" for at in range(n))),
    "marks": (600, lambda n: "==a==" * n),
    "lines of definitions": (600, lambda n: "term\n: " * n),
    "unclosed brackets": (600, lambda n: "[a *b " * n),
    "unclosed tables": (600, lambda n: "<item> <table>" * n),
}


def has_counters():
    if not shutil.which("perf"):
        return False
    run = subprocess.run(["perf", "stat", "-x,", "-e", "instructions:u", "true"], capture_output=True, text=True)
    return bool(re.search(r"^\d+,", run.stderr, re.M))


def instructions(bindery, text, folder, by_perf):
    source = os.path.join(folder, "text.md")
    with open(source, "w", encoding="utf-8") as file:
        file.write("---\ntitle: Growth\nlang: en\n---\n\n" + text + "\n")
    outputs = ["-o", os.path.join(folder, "x.epub"), "-o", os.path.join(folder, "x.pdf")]
    command = [bindery, source, "-q", "--theme", "article", *outputs]
    environment = {**os.environ, "RAYON_NUM_THREADS": "1", "SOURCE_DATE_EPOCH": "0"}
    log = os.path.join(folder, "log")
    if by_perf:
        before = ["perf", "stat", "-x,", "-o", log, "-e", "instructions:u"]
    else:
        before = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log}"]
    run = subprocess.run([*before, *command], capture_output=True, text=True, env=environment)
    if run.returncode != 0:
        raise SystemExit(f"bindery failed: {run.stderr}")
    with open(log, encoding="utf-8") as file:
        found = re.search(r"^(\d+),", file.read(), re.M) if by_perf else re.search(r"Collected : (\d+)", open(log).read())
    return int(found.group(1))


def size(name, by_perf):
    unit = CONSTRUCTS[name][0]
    return unit if by_perf else unit // 2


def main():
    bindery, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:]
    by_perf = has_counters()
    if not by_perf and not shutil.which("valgrind"):
        raise SystemExit("neither perf's counters nor valgrind are there: apt install valgrind")
    names = [name for name in CONSTRUCTS if not wanted or name in wanted]
    too_fast = []

    def grown(name):
        unit, make = size(name, by_perf), CONSTRUCTS[name][1]
        with tempfile.TemporaryDirectory() as folder:
            return [instructions(bindery, make(unit * times), folder, by_perf) for times in (1, 4, 16)]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, (one, four, sixteen) in zip(names, pool.map(grown, names)):
            unit = size(name, by_perf)
            growth = (sixteen - four) / 12 / ((four - one) / 3)
            is_bad = growth > LIMIT
            print(f"{name:20} {growth:5.2f}  {(sixteen - four) / 12 / unit / 1000:9.0f} thousand a unit{'  GROWS' if is_bad else ''}", flush=True)
            if is_bad:
                too_fast.append(name)
    if too_fast:
        raise SystemExit(f"worse than {LIMIT} times linear: {', '.join(too_fast)}")


main()
