"""pipelines.py DIR: runs the pipelines of examples/pipelines/ with DIR/bin/bindery.

Each runs as its scheduler runs it: GitHub and GitLab give every job a checkout of its own and carry artifacts to the job
that joins; pods of Kubernetes and tasks of Slurm share one folder and run at once. Commands, counts and artifacts are those
of the files; nothing is repeated here.
"""

import collections
import fnmatch
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import jsonschema
from ruamel.yaml import YAML
from runner import Expression, written

root = pathlib.Path(__file__).resolve().parent.parent
examples = root / "examples/pipelines"
directory = pathlib.Path(sys.argv[1])
failures = []


def check(case, holds, words):
    if not holds:
        failures.append(f"{case}: {words}")


def make_posts(folder):
    """Posts of several lengths, some in folders, one with a dead link, two with one title."""
    for number in range(23):
        path = folder / "posts" / ["", "2023/", "2024/deep/"][number % 3] / f"post-{number:02}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        title = "Twice" if number in (4, 5) else f"Post {number}"
        link = "See [gone](gone.md).\n\n" if number == 7 else ""
        words = " ".join(f"word{number * index % 97}" for index in range(40 * (number + 1)))
        path.write_text(f"---\ntitle: {title}\nlang: en\ndate: 2024-01-{number + 1:02}\n---\n\n{link}{words}.\n")


def start(script, folder, variables, shell="bash"):
    environment = {
        "PATH": os.pathsep.join([str(directory / "bin"), os.environ["PATH"]]),
        "HOME": str(directory / "home"),
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "1735689600"),
        **variables,
    }
    command = [shell, "-e", "-c", script]
    return subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)


def finish(case, process):
    log, _ = process.communicate(timeout=300)
    check(case, process.returncode == 0, f"exit status {process.returncode}: {log[-600:]}")


def load(name):
    return list(YAML(typ="safe").load_all((examples / name).read_text(encoding="utf-8")))


def carry(patterns, source, target):
    """Artifacts: what the patterns name, by the same path. Two jobs that bring one file are told."""
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        name = path.relative_to(source).as_posix()
        if any(name.startswith(pattern) if pattern.endswith("/") else fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
            copy = target / name
            check(source.parent.name, not copy.exists(), f"two shards build {name}")
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)


def github():
    """A job for each value of the matrix; the second job has the artifacts of all."""
    workflow = load("github.yml")[0]
    build, merge = workflow["jobs"]["build"], workflow["jobs"]["merge"]
    joined = directory / "github/merge"
    joined.mkdir(parents=True)
    for index in build["strategy"]["matrix"]["index"]:
        checkout = directory / f"github/{index}"
        make_posts(checkout)
        contexts = {"matrix": {"index": index}, "github": {"run_id": "1"}}

        def filled(text):
            return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", lambda match: written(Expression(match[1], contexts, {}).value()), str(text))

        steps = {step.get("name", step.get("uses", "").split("@")[0]): step for step in build["steps"]}
        variables = {name: filled(value) for name, value in build["env"].items()}
        finish(f"github {index}", start(filled(steps["Build"]["run"]), checkout, variables))
        carry(steps["actions/upload-artifact"]["with"]["path"].split(), checkout, joined)
    summary = directory / "github/summary"
    step = next(step for step in merge["steps"] if step.get("name") == "Merge")
    finish("github merge", start(step["run"], joined, {"GITHUB_STEP_SUMMARY": str(summary)}))
    check("github merge", summary.is_file() and summary.stat().st_size > 0, "there is no summary")
    return joined


def gitlab():
    """`parallel` numbers its jobs from one; a later stage has the artifacts of the earlier ones."""
    pipeline = load("gitlab.yml")[0]
    build, merge = pipeline["build"], pipeline["merge"]
    joined = directory / "gitlab/merge"
    joined.mkdir(parents=True)
    for index in range(1, build["parallel"] + 1):
        checkout = directory / f"gitlab/{index}"
        make_posts(checkout)
        variables = {"CI_NODE_INDEX": str(index), "CI_NODE_TOTAL": str(build["parallel"])}
        finish(f"gitlab {index}", start("\n".join(build["script"]), checkout, variables))
        carry(build["artifacts"]["paths"], checkout, joined)
    finish("gitlab merge", start("\n".join(merge["script"]), joined, {}))
    check("gitlab merge", (joined / merge["artifacts"]["reports"]["codequality"]).is_file(), "there is no report of code quality")
    return joined


def kubernetes():
    """The pods of an indexed Job at once in one volume, then those of the second."""
    build, merge = load("kubernetes.yml")
    volume = directory / "kubernetes"
    make_posts(volume)

    def pods(job, indexes):
        container = job["spec"]["template"]["spec"]["containers"][0]
        variables = {item["name"]: item["value"] for item in container.get("env", [])}
        [script] = container["args"]
        assert container["command"] == ["sh", "-c"], container["command"]
        return [start(script, volume, {**variables, **index}, shell="sh") for index in indexes]

    count = build["spec"]["completions"]
    check("kubernetes", build["spec"]["completionMode"] == "Indexed" and count == build["spec"]["parallelism"], "is not indexed")
    for number, pod in enumerate(pods(build, [{"JOB_COMPLETION_INDEX": str(index)} for index in range(count)])):
        finish(f"kubernetes {number}", pod)
    for pod in pods(merge, [{}]):
        finish("kubernetes merge", pod)
    return volume


def slurm():
    """The tasks of an array at once in one folder, then the task that waits for them."""
    folder = directory / "slurm"
    make_posts(folder)
    script = (examples / "build.sbatch").read_text()
    first, last = map(int, re.search(r"^#SBATCH --array=(\d+)-(\d+)$", script, re.MULTILINE).groups())
    count = last - first + 1
    tasks = [start(script, folder, {"SLURM_ARRAY_TASK_ID": str(index), "SLURM_ARRAY_TASK_COUNT": str(count)})
             for index in range(first, last + 1)]
    for number, task in enumerate(tasks):
        finish(f"slurm {number}", task)
    finish("slurm merge", start((examples / "merge.sbatch").read_text(), folder, {}))
    return folder


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def findings(report):
    return sorted(json.dumps(finding, sort_keys=True) for finding in report["findings"])


whole = directory / "one"
make_posts(whole)
finish("one run", start("bindery build --each 'posts/**/*.md' -o dist/ --no-cache --report report.json", whole, {}))
books = files(whole / "dist")
check("one run", len(books) == 46, f"{len(books)} books of 23 posts in two formats")
report = json.loads((whole / "report.json").read_text())
check("one run", any("dead-link" in finding for finding in findings(report)), "the dead link is not found")
schema = json.loads(subprocess.run([directory / "bin/bindery", "explain", "report"], capture_output=True, check=True).stdout)

for scheduler in (github, gitlab, kubernetes, slurm):
    name = scheduler.__name__
    joined = scheduler()
    built = files(joined / "dist")
    check(name, built.keys() == books.keys(), f"other books: {sorted(built.keys() ^ books.keys())[:6]}")
    differing = [path for path in built.keys() & books.keys() if built[path] != books[path]]
    check(name, not differing, f"books that differ from those of one run: {differing[:6]}")
    parts = [json.loads(path.read_text()) for path in sorted(joined.glob("report-*.json"))]
    outputs = collections.Counter(output["path"] for part in parts for output in part["outputs"])
    check(name, len(parts) == 4 and all(part["outputs"] for part in parts), "a shard builds nothing")
    check(name, set(outputs.values()) == {1}, f"built more than once: {[path for path, count in outputs.items() if count > 1][:6]}")
    merged = json.loads((joined / "report.json").read_text())
    for part in [*parts, merged]:
        for error in jsonschema.Draft202012Validator(schema).iter_errors(part):
            check(name, False, f"a report is not of its schema: {error.json_path}: {error.message[:200]}")
    check(name, findings(merged) == findings(report), "the merged report has other findings than one run")
    same = [sorted(output["path"] for output in one["outputs"]) for one in (merged, report)]
    check(name, same[0] == same[1], "the merged report has other outputs than one run")
    print(f"{name}: {len(built)} books by {len(parts)} shards")

print("\n".join(failures) if failures else "every pipeline builds what one run builds")
sys.exit(bool(failures))
