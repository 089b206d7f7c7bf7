"""action.py BINDERY DIR: cases of action.yml on the stand-in of GitHub's runner (runner.py)."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

from ruamel.yaml import YAML
from runner import Run, commands, written

root = pathlib.Path(__file__).resolve().parent.parent
bindery, directory = sys.argv[1], pathlib.Path(sys.argv[2])
failures = []
help_text = subprocess.run([bindery, "--help"], capture_output=True, text=True).stdout
has_cache = "--cache" in help_text

release = directory / "release"
subprocess.run([sys.executable, root / ".ci/archive.py", bindery, "x86_64-unknown-linux-gnu", release], check=True)
archive = next(release.glob("*.tar.gz"))
sums = release / "SHA256SUMS"
sums.write_text(f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n{'0' * 64}  other-{archive.name}\n")

# The action as a checkout of it: nothing but what is committed is there.
action = directory / "action"
action.mkdir()
# In a container the checkout may belong to another user.
files = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z", "action.yml", "Cargo.toml", ".ci"], cwd=root, stdout=subprocess.PIPE, check=True).stdout
for name in filter(None, files.decode().split("\0")):
    (action / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(root / name, action / name)


def check(case, holds, words):
    if not holds:
        failures.append(f"{case}: {words}")


def run(case, texts, inputs, **options):
    """A job whose workspace holds these texts."""
    workspace = directory / case / "workspace"
    for name, text in texts.items():
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_text(text, encoding="utf-8")
    workspace.mkdir(parents=True, exist_ok=True)
    given = {"download": str(release), "cache": "true" if has_cache else "false", **inputs}
    done = Run(action, workspace, directory / case / "temp", given, **options).go()
    (directory / case / "log.txt").write_text(done.log)
    return done, workspace


clean = "---\ntitle: Clean\nlang: en\n---\n\nText.\n"
warned = "---\ntitle: Warned\nlang: en\n---\n\nSee [gone](gone.md).\n"

done, workspace = run("clean", {"clean.md": clean}, {"files": "clean.md"})
check("clean", not done.failed, f"failed: {done.log}")
check("clean", sorted(path.name for path in (workspace / "dist").iterdir()) == ["clean.epub", "clean.pdf"], "other outputs")
check("clean", done.outputs["status"] == "0", f"status {done.outputs['status']}")
check("clean", json.loads(pathlib.Path(done.outputs["report"]).read_text())["success"], "the report says that it failed")
check("clean", "| clean.pdf" in done.summary.replace("dist/", "").replace("| /", "| "), f"no table: {done.summary}")
check("clean", "https://example.org/artifact/1" in done.summary, "no word of where the books are")
used = dict((name.split("@")[0], given) for name, given in done.used)
for name, _ in done.used:
    check("clean", len(name.split("@")[1]) == 40, f"{name} is not pinned to a commit")
uploaded = pathlib.Path(used["actions/upload-artifact"]["path"])
names = {str(path.relative_to(uploaded)) for path in uploaded.rglob("*") if path.is_file()}
reports = {f"report/{name}" for name in ("report.json", "summary.md", "bindery.sarif")}
check("clean", names == {"output/clean.epub", "output/clean.pdf", "pages/clean.png"} | reports, f"uploaded {names}")
check("clean", (uploaded / "pages/clean.png").read_bytes().startswith(b"\x89PNG"), "the first page is no PNG")
if has_cache:
    check("clean", used["actions/cache"]["path"] == str(directory / "clean/temp/bindery-cache"), "another cache folder")
    check("clean", pathlib.Path(used["actions/cache"]["path"]).is_dir(), "nothing was kept")

done, _ = run("cached", {"clean.md": clean}, {"files": "clean.md", "cache": "true"})
check("cached", any(name.startswith("actions/cache@") for name, _ in done.used), "the cache is not restored")
key = dict((name.split("@")[0], given) for name, given in done.used)["actions/cache"]
first = key["restore-keys"].split("\n")[0]
check("cached", key["key"].startswith(first) and first.startswith("bindery-Linux-X64-0."), f"keys: {key}")

done, _ = run("warned", {"docs/warned.md": warned}, {"files": "warned.md", "folder": "docs", "artifact": ""})
check("warned", not done.failed, "warnings fail without strict")
check("warned", ("warning", "file=docs/warned.md,line=6,endLine=6,col=5,endColumn=20,title=dead-link",
                 "link to a file that is not in the book: `gone.md`") in commands(done.log), f"annotations: {commands(done.log)}")
check("warned", not any("upload" in name for name, _ in done.used), "uploaded without a name")

done, workspace = run("strict", {"warned.md": warned}, {"files": "warned.md", "strict": "true"})
check("strict", done.failed and done.status == 3, "does not fail with 3")
check("strict", done.outputs["status"] == "3", "the output says otherwise")
check("strict", "dead-link" in done.summary, "the summary does not tell why")
check("strict", not list(workspace.glob("dist/*")), "something was written")

done, workspace = run("checked", {"warned.md": warned}, {"files": "warned.md", "check": "true"})
check("checked", not done.failed and not (workspace / "dist").exists(), "check writes")

done, _ = run("broken", {"broken.md": "---\ntitle: [\n---\n"}, {"files": "broken.md"})
check("broken", done.failed and done.status == 1, "does not fail with 1")
check("broken", any(name == "error" for name, _, _ in commands(done.log)), "no error at the line")

done, _ = run("usage", {"clean.md": clean}, {"files": "clean.md", "options": "--nonsense"})
check("usage", done.failed and done.status == 2, "does not fail with 2")
check("usage", "could not run" in done.summary, f"summary: {done.summary}")

if "--each" in help_text:
    texts = {"posts/a.md": clean, "posts/deep/b.md": clean.replace("Clean", "Deep")}
    done, workspace = run("each", texts, {"files": "posts/**/*.md", "each": "true"})
    built = [path for path in (workspace / "dist").rglob("*") if path.is_file()]
    check("each", not done.failed and len(built) == 4, f"built {built}: {done.log}")

# Each machine asks for an archive of its own, which the workflow of releases makes.
released = re.findall(r"target: ([\w-]+),", (root / ".github/workflows/release.yml").read_text())
for machine, target in {
    ("Linux", "ARM64"): "aarch64-unknown-linux-gnu.tar.gz",
    ("macOS", "X64"): "x86_64-apple-darwin.tar.gz",
    ("macOS", "ARM64"): "aarch64-apple-darwin.tar.gz",
    ("Windows", "X64"): "x86_64-pc-windows-msvc.zip",
}.items():
    done, _ = run("-".join(machine), {"clean.md": clean}, {"files": "clean.md"}, runner=machine)
    check(str(machine), done.failed and f"-{target}" in done.log, f"asks for another archive: {done.log}")
    check(str(machine), target.split(".")[0] in released, f"no release is made for {target}")

# Inputs are data, whatever is in them.
canary = directory / "canary"
attack = f"$(touch {canary})"
for name, inputs in {
    "files": {"files": f"{attack}.md\n`touch {canary}`\n; touch {canary}\n\"; touch {canary}; \"\n--output=/{attack}"},
    "folder": {"files": "clean.md", "folder": f"x; touch {canary}; {attack}"},
    "output": {"files": "clean.md", "output": f"a $(touch {canary}) `touch {canary}` ; b"},
    "options": {"files": "clean.md", "options": f"-Mauthor=$(touch {canary});touch {canary}\n-Msubtitle=`touch {canary}`"},
    "version": {"files": "clean.md", "version": f"1.2.3; touch {canary}"},
    "version path": {"files": "clean.md", "version": "1.2.3/../../x"},
    "strict": {"files": "clean.md", "strict": f"true; touch {canary}"},
    "artifact": {"files": "clean.md", "artifact": attack},
    "download": {"files": "clean.md", "download": f"/nowhere; touch {canary}"},
}.items():
    done, workspace = run(f"attack on {name}", {"clean.md": clean}, inputs)
    check(f"attack on {name}", not canary.exists(), "a shell read the input")
    check(f"attack on {name}", done.failed == (name not in ("output", "options", "artifact")), f"ended otherwise: {done.log[-400:]}")

done, workspace = run("option as file", {"clean.md": clean}, {"files": "clean.md\n--report=canary.json"})
check("option as file", done.failed and not (workspace / "canary.json").exists(), "a file's name was read as an option")

# Texts of a stranger give the runner no command, and a file that a link names is not uploaded.
hostile = "---\ntitle: Hostile\nlang: en\n---\n\n[a](a&#10;::set-output name=x::y.md) ##[add-mask]z [b](b##[debug]c.md)\n\n::warning::me\n"
workspace = directory / "hostile/workspace"
(workspace / "dist").mkdir(parents=True)
(workspace / "dist/link.txt").symlink_to("/etc/hostname")
(workspace / "dist/folder").symlink_to("/etc")
done, _ = run("hostile", {"hostile.md": hostile}, {"files": "hostile.md"})
kinds = {name for name, _, _ in commands(done.log)}
check("hostile", kinds <= {"error", "warning", "notice"} and "warning" in kinds, f"the runner carries out {kinds}")
check("hostile", not any(message == "me" for _, _, message in commands(done.log)), "an annotation that is none of ours")
uploaded = directory / "hostile/temp/bindery-work/upload/output"
check("hostile", sorted(path.name for path in uploaded.rglob("*")) == ["hostile.epub", "hostile.pdf"], "links were followed")

# The component for GitLab, its inputs filled in and its script run as the runner does.
header, job = YAML(typ="safe").load_all((root / "templates/bindery.yml").read_text(encoding="utf-8"))


def component(case, texts, inputs):
    values = {name: (item or {}).get("default") for name, item in header["spec"]["inputs"].items()} | inputs
    for name, item in header["spec"]["inputs"].items():
        check(case, "regex" not in item or re.search(item["regex"], values[name]), f"{name} does not match")

    def filled(text):
        return re.sub(r"\$\[\[ inputs\.([a-z-]+) \]\]", lambda match: written(values[match[1]]), str(text))

    workspace = directory / case
    for name, text in texts.items():
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_text(text, encoding="utf-8")
    definition = job["$[[ inputs.job-name ]]"]
    variables = {name: filled(value) for name, value in definition["variables"].items()}
    script = "set -eo pipefail\n" + "\n".join(filled(line) for line in definition["script"])
    environment = {"PATH": os.environ["PATH"], "HOME": str(workspace), "CI": "true", "GITLAB_CI": "true", **variables}
    done = subprocess.run(["bash", "-c", script], cwd=workspace, env=environment, capture_output=True, text=True)
    for path in [report for report in definition["artifacts"]["reports"].values()]:
        check(case, (workspace / path).is_file(), f"there is no {path}")
    return done, workspace


# The cache is part of its command.
if has_cache:
    given = {"version": archive.name.split("-")[1], "download": str(release)}
    done, workspace = component("component", {"posts/a.md": clean, "posts/b.md": warned}, {**given, "files": "posts/a.md posts/b.md", "options": "-Mtitle=Both"})
    check("component", done.returncode == 0, f"failed: {done.stderr}")
    check("component", len(list((workspace / "dist").iterdir())) == 2, "other outputs")
    issues = json.loads((workspace / "gl-code-quality-report.json").read_text())
    check("component", [issue["location"]["path"] for issue in issues] == ["posts/b.md"], f"issues: {issues}")
    done, _ = component("component strict", {"b.md": warned}, {**given, "files": "b.md", "options": "--strict"})
    check("component strict", done.returncode == 3, f"status {done.returncode}")
    done, workspace = component("component each", {"posts/a.md": clean, "posts/deep/b.md": clean}, {**given, "files": "posts/**/*.md", "each": True})
    check("component each", done.returncode == 0, f"failed: {done.stderr}")
    check("component each", len([path for path in (workspace / "dist").rglob("*") if path.is_file()]) == 4, "other outputs")
    check("component each", (workspace / ".bindery-cache").is_dir(), "nothing is kept")

# The hook, as pre-commit runs it: a clone of this, and a repository that uses it.
hook = directory / "hook"
book = directory / "hooked"
environment = {**os.environ, "HOME": str(directory), "PATH": os.pathsep.join([str(directory / "bin"), os.environ["PATH"]]),
               "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
               "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
(directory / "bin").mkdir(exist_ok=True)
(directory / "bin/bindery").symlink_to(bindery)
for folder, files in {hook: {".pre-commit-hooks.yaml": (root / ".pre-commit-hooks.yaml").read_text()},
                      book: {"a b.md": clean + "\nSee [c](c.md).\n", "c.md": warned}}.items():
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "a"]):
        subprocess.run(["git", *command], cwd=folder, env=environment, check=True)
pre_commit = [pathlib.Path(sys.executable).parent / "pre-commit", "try-repo", str(hook), "bindery-system"]
done = subprocess.run([*pre_commit, "--files", "a b.md"], cwd=book, env=environment, capture_output=True, text=True)
check("hook", done.returncode == 0 and "Passed" in done.stdout, f"a clean text fails: {done.stdout}{done.stderr}")
done = subprocess.run([*pre_commit, "--all-files"], cwd=book, env=environment, capture_output=True, text=True)
check("hook", done.returncode == 1 and "dead-link" in done.stdout, f"a dead link passes: {done.stdout}{done.stderr}")

# A release that is not what its checksum says.
archive.write_bytes(archive.read_bytes()[:-1] + b"x")
done, _ = run("changed archive", {"clean.md": clean}, {"files": "clean.md"})
check("changed archive", done.failed and "has the checksum" in done.log, "it runs")
check("changed archive", "Bind" not in done.ran and "Summarize" in done.ran, f"steps: {done.ran}")
sums.write_text(sums.read_text().split("\n")[1] + "\n")
done, _ = run("no checksum", {"clean.md": clean}, {"files": "clean.md"})
check("no checksum", done.failed and "does not name" in done.log, "it runs")
done, _ = run("no release", {"clean.md": clean}, {"files": "clean.md"}, runner=("Linux", "RISCV64"))
check("no release", done.failed and "there is no release for Linux on RISCV64" in done.log, done.log)

print("\n".join(failures) if failures else "action.yml does what it says on the stand-in of the runner")
sys.exit(bool(failures))
