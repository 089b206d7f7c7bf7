#!/usr/bin/env bash
# collect.sh: the step of action.yml that lays out what is uploaded: the outputs, the reports, and the first page of each
# PDF as a picture where `pdftoppm` is there. In: OUTPUT, the folder of outputs. Out: `folder`, `pages` (how many).
set -uo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/words.sh"
work=$RUNNER_TEMP/bindery-work
upload=$work/upload
rm -rf "$upload"
mkdir -p "$upload"
[ ! -d "$work/report" ] || cp -R "$work/report" "$upload/"
# Files alone: what a link names may lie outside, and the upload would follow it. Names may hold anything but a zero byte.
if [ -d "$OUTPUT" ]; then
  while IFS= read -r -d '' file; do
    copy=$upload/output/${file#"$OUTPUT/"}
    mkdir -p "$(dirname "$copy")"
    cp -- "$file" "$copy"
  done < <(find "$OUTPUT" -type f -print0)
fi
pages=0
if command -v pdftoppm >/dev/null && [ -d "$upload/output" ]; then
  while IFS= read -r -d '' pdf; do
    page=$upload/pages/${pdf#"$upload/output/"}
    mkdir -p "$(dirname "$page")"
    if pdftoppm -f 1 -l 1 -singlefile -r 60 -png -- "$pdf" "${page%.pdf}"; then pages=$((pages + 1)); fi
  done < <(find "$upload/output" -type f -name '*.pdf' -print0)
fi
output folder "$upload"
output pages "$pages"
