#!/usr/bin/env bash
# kitchen-sink.sh BINDERY OUT: the book that holds every form once, in each theme, as EPUB and PDF into OUT; and into
# OUT/words, in two themes, without the table that is too wide for any page, whose words are cut on paper.
set -euo pipefail
bindery=$1 out=$2
sink=$(cd "$(dirname "$0")/.." && pwd)/tests/epub/kitchen-sink
mkdir -p "$out/words"
for theme in book article technical; do
  "$bindery" "$sink" -q --theme "$theme" -o "$out/$theme.epub" -o "$out/$theme.pdf"
done
texts=()
for text in "$sink"/*.md; do
  [ "$(basename "$text")" = 03-wide-table.md ] || texts+=("$text")
done
for theme in book technical; do
  "$bindery" "${texts[@]}" -q --theme "$theme" -o "$out/words/$theme.epub" -o "$out/words/$theme.pdf"
done
echo "built the kitchen sink in $out"
