#!/usr/bin/env bash
# package.sh VERSION DIST: from the archives of a release in DIST (.ci/archive.py makes them) and their checksums, the
# packages of that version: Debian's (.deb), a formula for Homebrew, a manifest for Scoop, the tags of the container, and
# SHA256SUMS over all that is downloaded. Each is the same bytes each time. Needs dpkg-deb, and readelf of binutils.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "$0")/.." && pwd)
version=$1 dist=$(realpath "$2")
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1735689600}
field() { sed -n "s/^$1 = \"\(.*\)\"/\1/p" "$root/Cargo.toml" | head -n 1; }
[ "$version" = "$(field version)" ] || { echo "Cargo.toml has version $(field version), not $version" >&2; exit 1; }
repository=$(field repository)
description=$(field description)
download=$repository/releases/download/v$version
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# archive TARGET: its file's name; sum TARGET: its checksum.
archive() {
  local extension=tar.gz
  case $1 in *windows*) extension=zip ;; esac
  echo "bindery-$version-$1.$extension"
}
sum() { sha256sum "$dist/$(archive "$1")" | cut -d ' ' -f 1; }

# deb TARGET ARCHITECTURE: Debian's package.
deb() {
  local name=bindery-$version-$1 package=$work/$2 doc=$work/$2/usr/share/doc/bindery libc
  tar -xzf "$dist/$(archive "$1")" -C "$work"
  install -D -m 755 "$work/$name/bindery" "$package/usr/bin/bindery"
  install -D -m 644 "$work/$name/completions/bindery.bash" "$package/usr/share/bash-completion/completions/bindery"
  install -D -m 644 "$work/$name/completions/_bindery" "$package/usr/share/zsh/vendor-completions/_bindery"
  install -D -m 644 "$work/$name/completions/bindery.fish" "$package/usr/share/fish/vendor_completions.d/bindery.fish"
  install -d "$package/usr/share/man/man1" "$doc"
  gzip -9n <"$work/$name/man/bindery.1" >"$package/usr/share/man/man1/bindery.1.gz"
  {
    printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n'
    printf 'Upstream-Name: bindery\nSource: %s\n\n' "$repository"
    printf 'Files: *\nCopyright: the authors of bindery\nLicense: MIT or Apache-2.0\n\n'
    # What the fonts within the program say of themselves.
    for folder in "$root"/fonts/*/; do
      printf 'Files: fonts/%s/*\nCopyright: %s\nLicense: OFL-1.1\n\n' "$(basename "$folder")" \
        "$(grep -m 1 -E '^(©|Copyright).*[0-9]{4}' "$folder/OFL.txt" | tr -d '\r' | sed 's/^Copyright *//')"
    done
    printf 'License: MIT\n'
    paragraph "$root/LICENSE-MIT"
    printf '\nLicense: Apache-2.0\n On Debian systems the license is in /usr/share/common-licenses/Apache-2.0.\n'
    printf '\nLicense: OFL-1.1\n'
    sed '0,/^SIL OPEN FONT LICENSE/s//SIL OPEN FONT LICENSE/' "$root/fonts/libertinus/OFL.txt" | paragraph -
  } >"$doc/copyright"
  printf 'bindery (%s) unstable; urgency=medium\n\n  * Release %s: %s/releases/tag/v%s\n\n -- bindery <bindery@example.org>  %s\n' \
    "$version" "$version" "$repository" "$version" "$(date -Ru -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.gz"
  gzip -9n <"$work/$name/THIRD-PARTY.txt" >"$doc/third-party.txt.gz"
  # The newest version of the C library's symbols that the program asks for.
  libc=$(readelf -W --dyn-syms "$package/usr/bin/bindery" | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -uV | tail -n 1)
  install -d "$package/DEBIAN"
  cat >"$package/DEBIAN/control" <<END
Package: bindery
Version: $version
Architecture: $2
Maintainer: bindery <bindery@example.org>
Installed-Size: $(du -sk --apparent-size "$package/usr" | cut -f 1)
Depends: libc6 (>= $libc), libgcc-s1
Recommends: libfontconfig1
Suggests: fonts-noto-core, fonts-noto-cjk
Section: text
Priority: optional
Homepage: $repository
Description: Markdown to EPUB 3 and typeset, tagged PDF
 One program turns an article or a whole book into an EPUB 3 and into a
 typeset, tagged PDF. It parses, sets and writes by itself, with its fonts
 inside, and tells what is wrong with file, line and column.
END
  (cd "$package" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$package/DEBIAN/md5sums"
  chmod 644 "$package/DEBIAN/"*
  dpkg-deb --root-owner-group -Zxz "-z${BINDERY_XZ_LEVEL:-6}" --build "$package" "$dist/bindery_${version}_$2.deb" >/dev/null
}
# paragraph FILE: a text as a field of Debian's: each line behind a space, empty ones as a dot.
paragraph() { tr -d '\r' <"${1/#-//dev/stdin}" | sed -e 's/[[:space:]]*$//' -e 's/^$/./' -e 's/^/ /'; }

deb x86_64-unknown-linux-gnu amd64
deb aarch64-unknown-linux-gnu arm64

# block CPU TARGET: where the formula finds an archive.
block() { printf '    on_%s do\n      url "%s"\n      sha256 "%s"\n    end\n' "$1" "$download/$(archive "$2")" "$(sum "$2")"; }
cat >"$dist/bindery.rb" <<END
class Bindery < Formula
  desc "${description%%:*}: EPUB 3 and tagged PDF"
  homepage "$repository"
  version "$version"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
$(block arm aarch64-apple-darwin)
$(block intel x86_64-apple-darwin)
  end

  on_linux do
$(block arm aarch64-unknown-linux-gnu)
$(block intel x86_64-unknown-linux-gnu)
  end

  def install
    bin.install "bindery"
    man1.install "man/bindery.1"
    bash_completion.install "completions/bindery.bash" => "bindery"
    zsh_completion.install "completions/_bindery"
    fish_completion.install "completions/bindery.fish"
  end

  test do
    (testpath/"a.md").write "# Title\n\nText.\n"
    system bin/"bindery", "a.md", "-o", "a.epub", "-o", "a.pdf"
    assert_equal "%PDF", (testpath/"a.pdf").read(4)
  end
end
END

windows=x86_64-pc-windows-msvc
cat >"$dist/bindery.json" <<END
{
  "version": "$version",
  "description": "$description",
  "homepage": "$repository",
  "license": "MIT|Apache-2.0",
  "architecture": {
    "64bit": {
      "url": "$download/$(archive $windows)",
      "hash": "$(sum $windows)",
      "extract_dir": "bindery-$version-$windows"
    }
  },
  "bin": "bindery.exe",
  "checkver": "github",
  "autoupdate": {
    "architecture": {
      "64bit": {
        "url": "$repository/releases/download/v\$version/bindery-\$version-$windows.zip",
        "extract_dir": "bindery-\$version-$windows"
      }
    },
    "hash": { "url": "\$baseurl/SHA256SUMS" }
  }
}
END

# Of a release that is none before another, the shorter tags as well.
case $version in
  *-*) echo "bindery:$version" ;;
  *) printf 'bindery:%s\n' "$version" "${version%.*}" "${version%%.*}" latest ;;
esac >"$dist/container-tags.txt"

(cd "$dist" && sha256sum -- *.tar.gz *.zip *.deb >SHA256SUMS)
echo "packages of $version: $(cd "$dist" && echo *.deb bindery.rb bindery.json container-tags.txt)"
