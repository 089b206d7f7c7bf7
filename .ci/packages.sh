#!/usr/bin/env bash
# packages.sh BINDERY DIR: packs BINDERY as if it were built for every target, makes all packages of it in DIR, and reads
# each as those who install it do. Nix is parsed and evaluated with a stand-in for its packages; nothing of it is built.
# Exit status: 0 all pass, 1 findings.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
rm -rf "$2"
mkdir -p "$2"
dir=$(realpath "$2")
tools=${BINDERY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/bindery/tools}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1735689600}
# The strongest compression takes a minute, and shows nothing more.
export BINDERY_XZ_LEVEL=0
bad=0
finding() { echo "$1"; bad=1; }
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
repository=$(sed -n 's/^repository = "\(.*\)"/\1/p' Cargo.toml)

# Releases are built without symbols.
strip -o "$dir/bindery" "$1"
targets=$(sed -n 's/.*{ target: \([^,]*\),.*/\1/p' .github/workflows/release.yml)
# Only what Debian's packages are made of has to be the program itself; packing it for all would take minutes.
printf '#!/bin/sh\nexec "%s" "$@"\n' "$dir/bindery" >"$dir/stand-in"
chmod +x "$dir/stand-in"
pack() { python3 .ci/archive.py "$1" "$2" "$3" >/dev/null || finding "no archive for $2"; }
for run in first second; do
  for target in $targets; do
    case $target-$run in
      x86_64-unknown-linux-gnu-* | aarch64-unknown-linux-gnu-first) pack "$dir/bindery" "$target" "$dir/$run" ;;
      aarch64-unknown-linux-gnu-second) cp "$dir/first/"*-aarch64-unknown-linux-gnu.tar.gz "$dir/second/" ;;
      *) pack "$dir/stand-in" "$target" "$dir/$run" ;;
    esac
  done
  .ci/package.sh "$version" "$dir/$run" || finding "package.sh fails"
done
diff -r "$dir/first" "$dir/second" || finding "packages differ from one run to the next"
.ci/package.sh 99.0.0 "$dir/second" 2>/dev/null && finding "a version that is not that of Cargo.toml is packed"
dist=$dir/first
(cd "$dist" && sha256sum --quiet -c SHA256SUMS) || finding "checksums do not hold"

# Debian: the package's own rules, its contents, and the program from it.
deb=$dist/bindery_${version}_amd64.deb
lintian --allow-root --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs "$deb" || finding "lintian has findings"
mkdir -p "$dir/root/var/lib/dpkg"
touch "$dir/root/var/lib/dpkg/status"
dpkg --root="$dir/root" --force-depends --force-script-chrootless --install "$deb" >"$dir/dpkg.log" 2>&1 ||
  finding "dpkg does not install it: $(tail -n 1 "$dir/dpkg.log")"
printf '# Title\n\nText.\n' >"$dir/a.md"
(cd "$dir" && "$dir/root/usr/bin/bindery" a.md -o a.pdf 2>/dev/null && head -c 4 a.pdf | grep -q '%PDF') || finding "the installed program does not run"
copyrights=$(grep -cE '^Copyright: .*[0-9]{4}' "$dir/root/usr/share/doc/bindery/copyright")
[ "$copyrights" = "$(find fonts -name OFL.txt | wc -l)" ] || finding "a font's copyright is missing"
for file in usr/share/man/man1/bindery.1.gz usr/share/doc/bindery/third-party.txt.gz usr/share/doc/bindery/copyright usr/share/bash-completion/completions/bindery \
  usr/share/zsh/vendor-completions/_bindery usr/share/fish/vendor_completions.d/bindery.fish; do
  [ -s "$dir/root/$file" ] || finding "the package lacks $file"
done
dpkg --root="$dir/root" --force-script-chrootless --purge bindery >/dev/null 2>&1
[ -e "$dir/root/usr/bin/bindery" ] && finding "the package cannot be removed"

# Completions: each shell reads its own.
name=bindery-$version-x86_64-unknown-linux-gnu
tar -xzf "$dist/$name.tar.gz" -C "$dir"
completions=$dir/$name/completions
bash -c ". '$completions/bindery.bash' && complete -p bindery" >/dev/null || finding "bash does not read its completions"
zsh -fc "autoload -U compinit && compinit -D -u && . '$completions/_bindery' && whence _bindery" >/dev/null ||
  finding "zsh does not read its completions"
fish --no-config -c "source '$completions/bindery.fish'; complete -C 'bindery --them'" 2>&1 | grep -q -- --theme ||
  finding "fish does not complete an option"

# Homebrew: the formula as Ruby, with a stand-in for its base, on each kind of machine.
ruby -c "$dist/bindery.rb" >/dev/null || finding "the formula is no Ruby"
cat >"$dir/formula.rb" <<'RUBY'
# Which address and checksum the formula gives a machine.
class Formula
  class << self
    %w[desc homepage license test].each { |name| define_method(name) { |*| nil } }
    def version(text) = @version = text
    def url(text) = @url = text
    def sha256(text) = @sum = text
    { macos: 0, linux: 0, arm: 1, intel: 1 }.each do |name, place|
      define_method("on_#{name}") { |&block| instance_eval(&block) if $machine[place] == name }
    end
    def told = "#{@url.split('/').last} #{@sum}"
  end
end
%i[macos linux].product(%i[arm intel]).each do |machine|
  $machine = machine
  Object.send(:remove_const, :Bindery) if Object.const_defined?(:Bindery)
  load ARGV[0]
  puts Bindery.told
end
RUBY
ruby "$dir/formula.rb" "$dist/bindery.rb" >"$dir/formula.txt" || finding "the formula does not load"
expected="aarch64-apple-darwin x86_64-apple-darwin aarch64-unknown-linux-gnu x86_64-unknown-linux-gnu"
named=$(sed "s/^bindery-$version-\(.*\)\.tar\.gz .*/\1/" "$dir/formula.txt" | tr '\n' ' ')
[ "$named" = "$expected " ] || finding "the formula gives machines $named instead of $expected"
while read -r file sum; do
  grep -qxF "$sum  $file" "$dist/SHA256SUMS" || finding "the formula names $file with another checksum"
done <"$dir/formula.txt"

# Scoop, binstall, Nix, the container, and where each looks for the release.
"$tools/lint/bin/python" - "$dist" "$version" "$repository" $targets <<'PYTHON' || bad=1
import json, pathlib, re, sys, tomllib
dist, version, repository, targets = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
bad = []
sums = {name: digest for digest, name in (line.split() for line in (dist / "SHA256SUMS").read_text().splitlines())}
scoop = json.loads((dist / "bindery.json").read_text())
for key in ("version", "description", "homepage", "license", "architecture", "bin"):
    scoop.get(key) or bad.append(f"the manifest for Scoop lacks {key}")
entry = scoop["architecture"]["64bit"]
base, file = entry["url"].rsplit("/", 1)
if sums.get(file) != entry["hash"] or base != f"{repository}/releases/download/v{version}":
    bad.append("the manifest for Scoop names another archive")
if scoop["autoupdate"]["architecture"]["64bit"]["url"].replace("$version", version) != entry["url"]:
    bad.append("Scoop's next version would be looked for elsewhere")
# The templates of cargo-binstall, filled in as its documentation says.
package = tomllib.loads(pathlib.Path("Cargo.toml").read_text())["package"]
binstall = package["metadata"]["binstall"]
for target in targets:
    kind = binstall["overrides"].get(target, binstall)["pkg-fmt"]
    words = {"repo": repository, "version": version, "name": "bindery", "target": target, "bin": "bindery",
             "archive-suffix": {"tgz": ".tar.gz", "zip": ".zip"}[kind]}
    url = re.sub(r"\{ ([a-z-]+) \}", lambda match: words[match[1]], binstall["pkg-url"])
    words["archive-suffix"] == ".tar.gz" and url.endswith(".tgz") and bad.append("binstall")
    if url.rsplit("/", 1)[1] not in sums:
        bad.append(f"binstall looks for {url}")
for path in ("Dockerfile", "templates/bindery.yml", "README.md", "examples/pipelines/github.yml"):
    for address in re.findall(r"https://github\.com/[\w.-]+/bindery", pathlib.Path(path).read_text()):
        address == repository or bad.append(f"{path} names {address}, Cargo.toml {repository}")
# A new version is written where people copy it from, too.
for path in [pathlib.Path("README.md"), *pathlib.Path("examples/pipelines").iterdir()]:
    for found in re.findall(r"bindery[-_@:/]v?(\d+\.\d+\.\d+)", path.read_text()):
        found == version or bad.append(f"{path} names version {found}")
    for name in re.findall(r"uses: ([\w.-]+/bindery)@", path.read_text()):
        repository.endswith(f"/{name}") or bad.append(f"{path} uses {name}")
if f"ARG VERSION={version}\n" not in pathlib.Path("Dockerfile").read_text():
    bad.append("the Dockerfile has another version")
if (dist / "container-tags.txt").read_text().split()[0] != f"bindery:{version}":
    bad.append("the container has another tag")
print("\n".join(bad) if bad else "Scoop, binstall and the container name what is there")
sys.exit(bool(bad))
PYTHON
export NIX_CONFIG="build-users-group =" NIX_STATE_DIR=$dir/nix NIX_LOG_DIR=$dir/nix/log
nix-instantiate --parse flake.nix >/dev/null || finding "the flake is no Nix"
evaluated=$(nix-instantiate --store dummy:// --eval --strict --json -E '
  let
    lib = { genAttrs = names: make: builtins.listToAttrs (map (name: { inherit name; value = make name; }) names);
            licenses = { mit = "MIT"; asl20 = "Apache-2.0"; ofl = "OFL-1.1"; }; };
    pkgs = { inherit lib; installShellFiles = "installShellFiles"; rustPlatform.buildRustPackage = given: given; };
    flake = import '"$PWD"'/flake.nix;
    made = flake.outputs { self = "self"; nixpkgs = { inherit lib; legacyPackages = lib.genAttrs
      [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ] (system: pkgs); }; };
  in builtins.mapAttrs (system: set: "${set.default.pname} ${set.default.version} ${baseNameOf set.default.cargoLock.lockFile} ${set.default.meta.homepage}") made.packages' 2>"$dir/nix.log") ||
  finding "the flake cannot be evaluated: $(tail -n 3 "$dir/nix.log")"
[ "$(grep -o "bindery $version Cargo.lock $repository" <<<"$evaluated" | wc -l)" = 4 ] || finding "the flake makes something else: $evaluated"

# The crate: what cargo would upload, below the limit of its registry, with all that the documents name.
cargo package --list --allow-dirty --offline 2>/dev/null | grep -vE '^(Cargo.toml.orig|\.cargo_vcs_info.json)$' >"$dir/crate.txt"
tar -czf "$dir/crate.tgz" -T "$dir/crate.txt" || finding "the crate has files that are not there"
size=$(stat -c %s "$dir/crate.tgz")
[ "$size" -lt 10000000 ] || finding "the crate has $size bytes, and may have 10 MB"
for file in README.md src/main.rs fonts/libertinus/OFL.txt styles/base.css tests/layers.rs .ci/validate.sh Cargo.lock; do
  grep -qxF "$file" "$dir/crate.txt" || finding "the crate lacks $file"
done
unwanted=$(grep -E '^(\.github|templates|target|Dockerfile|flake|action\.yml|\.pre-commit|\.ci/(run|install|package))' "$dir/crate.txt")
[ -z "$unwanted" ] || finding "the crate has what nobody needs there: $unwanted"
echo "the crate has $(wc -l <"$dir/crate.txt") files, $size bytes"
[ $bad = 0 ] && echo "every package holds"
exit $bad
