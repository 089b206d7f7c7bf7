"""third_party.py: what the program's dependencies ask to be told with it: their names, versions, licenses and texts.

In: a target; Cargo.lock and the sources that cargo has of its packages. Out: one text, the same each time; a license's text
that several packages share stands once, below their names.
"""

import hashlib
import json
import pathlib
import re
import subprocess

root = pathlib.Path(__file__).resolve().parent.parent
LICENSE = re.compile(r"(LICEN[CS]E|COPYING|COPYRIGHT|NOTICE|UNLICENSE)", re.IGNORECASE)


def linked(target):
    """The packages that the program is linked from: what it depends on, without what only builds or tests it."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target]
    metadata = json.loads(subprocess.run(command, cwd=root, stdout=subprocess.PIPE, check=True).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    own = metadata["resolve"]["root"]
    found, waiting = set(), [own]
    while waiting:
        for dependency in nodes[waiting.pop()]["deps"]:
            kinds = {kind["kind"] for kind in dependency["dep_kinds"]}
            # Macros run in the compiler and leave only what they write.
            is_macro = any("proc-macro" in target["kind"] for target in packages[dependency["pkg"]]["targets"])
            if None in kinds and not is_macro and dependency["pkg"] not in found:
                found.add(dependency["pkg"])
                waiting.append(dependency["pkg"])
    return sorted((packages[identifier] for identifier in found), key=lambda package: (package["name"], package["version"]))


def notices(target):
    packages = linked(target)
    lines = ["bindery is made with these packages of others.", "", "Rust's standard library: MIT OR Apache-2.0; https://github.com/rust-lang/rust"]
    texts = {}
    for package in packages:
        name = f"{package['name']} {package['version']}"
        lines.append(f"{name}: {package['license'] or 'see its text'}; {package['repository'] or 'no repository'}")
        folder = pathlib.Path(package["manifest_path"]).parent
        for path in sorted(path for path in folder.iterdir() if path.is_file() and LICENSE.match(path.name)):
            text = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip()
            texts.setdefault(hashlib.sha256(text.encode()).hexdigest(), (text, []))[1].append(name)
    for text, names in sorted(texts.values(), key=lambda item: item[1]):
        lines += ["", "-" * 80, ", ".join(dict.fromkeys(names)), "", text]
    return "\n".join(lines) + "\n", [package for package in packages if not package["license"]]


if __name__ == "__main__":
    import sys

    text, unlicensed = notices(sys.argv[1])
    print(text)
    sys.exit(bool(unlicensed))
