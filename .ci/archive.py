#!/usr/bin/env python3
"""archive.py BINARY TARGET DIST: packs a release of the program for a target, with its man page, completions and licenses.

The version is that of Cargo.toml. `DIST/bindery-VERSION-TARGET.tar.gz`, for Windows `.zip`, is the same bytes each time.
Python's own library and cargo alone, since this runs on Linux, macOS and Windows.
"""

import gzip
import io
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import time
import zipfile

from third_party import notices

root = pathlib.Path(__file__).resolve().parent.parent
binary, target, dist = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], pathlib.Path(sys.argv[3])
version = re.search(r'^version = "(.+)"', (root / "Cargo.toml").read_text(encoding="utf-8"), re.MULTILINE)[1]
# An archive of zip knows no time before 1980.
moment = max(int(os.environ.get("SOURCE_DATE_EPOCH", "1735689600")), 315532800)
is_windows = "windows" in target
name = f"bindery-{version}-{target}"


def printed(*arguments):
    return subprocess.run([binary, *arguments], stdout=subprocess.PIPE, check=True).stdout


told = printed("--version").decode().strip()
if told != f"bindery {version}":
    sys.exit(f"the binary says `{told}`, Cargo.toml {version}")

files = {"bindery.exe" if is_windows else "bindery": (binary.read_bytes(), 0o755)}
for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"]:
    files[file] = ((root / file).read_bytes(), 0o644)
for folder in sorted(path for path in (root / "fonts").iterdir() if path.is_dir()):
    for license in sorted(folder.glob("*OFL*")) + sorted(folder.glob("LICENSE*")):
        files[f"fonts/{folder.name}/{license.name}"] = (license.read_bytes(), 0o644)
text, unlicensed = notices(target)
if unlicensed:
    sys.exit(f"no license is named by {[package['name'] for package in unlicensed]}")
files["THIRD-PARTY.txt"] = (text.encode(), 0o644)
files["man/bindery.1"] = (printed("man"), 0o644)
for shell, file in {"bash": "bindery.bash", "zsh": "_bindery", "fish": "bindery.fish", "powershell": "_bindery.ps1"}.items():
    files[f"completions/{file}"] = (printed("completions", shell), 0o644)

dist.mkdir(parents=True, exist_ok=True)
if is_windows:
    path = dist / f"{name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file, (data, mode) in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{name}/{file}", time.gmtime(moment)[:6])
            entry.create_system, entry.external_attr = 3, (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
else:
    path = dist / f"{name}.tar.gz"
    with open(path, "wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for file, (data, mode) in sorted(files.items()):
                entry = tarfile.TarInfo(f"{name}/{file}")
                entry.size, entry.mode, entry.mtime = len(data), mode, moment
                entry.uname = entry.gname = "root"
                archive.addfile(entry, io.BytesIO(data))
print(f"{path}: {path.stat().st_size} bytes")
