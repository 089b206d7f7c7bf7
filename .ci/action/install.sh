#!/usr/bin/env bash
# install.sh: the step of action.yml that puts a release of bindery on the path, once its checksum is that of the release.
# In: BINDERY_VERSION (without it, the version that this checkout of the action is of), BINDERY_DOWNLOAD (a folder or an
# address that holds the archives and SHA256SUMS; without it, the release's). Out: `version` and `cache`.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/.ci/action/words.sh"

field() { sed -n "s/^$1 = \"\(.*\)\"/\1/p" "$root/Cargo.toml" | head -n 1; }
version=${BINDERY_VERSION:-$(field version)}
version=${version#v}
# What follows is part of an address and of a path.
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || fail "\`version\` is \`$version\`, which is no version such as 1.2.3"

extension=tar.gz program=bindery
case ${RUNNER_OS:-}-${RUNNER_ARCH:-} in
  # A musl build finds no fonts of the machine: it is for machines without glibc alone.
  Linux-X64) if ldd --version 2>&1 | grep -qi musl; then target=x86_64-unknown-linux-musl; else target=x86_64-unknown-linux-gnu; fi ;;
  Linux-ARM64) target=aarch64-unknown-linux-gnu ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64) target=x86_64-pc-windows-msvc extension=zip program=bindery.exe ;;
  *) fail "there is no release for ${RUNNER_OS:-?} on ${RUNNER_ARCH:-?}; \`cargo install bindery\` builds one" ;;
esac
name=bindery-$version-$target
archive=$name.$extension
base=${BINDERY_DOWNLOAD:-$(field repository)/releases/download/v$version}

folder=$RUNNER_TEMP/bindery-$version
mkdir -p "$folder"
get() {
  if [ -d "$base" ]; then
    cp "$base/$1" "$folder/$1" || fail "$base holds no $1"
  else
    curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 3 --output "$folder/$1" "$base/$1" ||
      fail "$1 cannot be had; is there a release $version?"
  fi
}
get SHA256SUMS
get "$archive"

if command -v sha256sum >/dev/null; then sum=(sha256sum); else sum=(shasum -a 256); fi
# The line of this very name: lines are `SUM  NAME`, or `SUM *NAME`.
expected=$(awk -v name="$archive" '{ file = $2; sub(/^\*/, "", file) } file == name { print $1 }' "$folder/SHA256SUMS")
actual=$("${sum[@]}" <"$folder/$archive" | cut -d ' ' -f 1)
[ -n "$expected" ] || fail "SHA256SUMS does not name $archive"
[ "$actual" = "$expected" ] || fail "$archive has the checksum $actual, and SHA256SUMS names $expected"

if [ $extension = zip ]; then unzip -qo "$folder/$archive" -d "$folder"; else tar -xzf "$folder/$archive" -C "$folder"; fi
rm -f "$folder/$archive" "$folder/SHA256SUMS"
"$folder/$name/$program" --version
echo "$folder/$name" >>"$GITHUB_PATH"
output version "$version"
output cache "$RUNNER_TEMP/bindery-cache"
