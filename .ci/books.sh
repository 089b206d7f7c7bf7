#!/usr/bin/env bash
# books.sh BINDERY OUT CORPORA [FLAG...]: builds every sample, the texts from right to left and every corpus to both formats into OUT, each with
# the flags given. A failed build or a missing output is named and fails the script; warnings do not.
set -uo pipefail
bindery=$1 out=$2 corpora=$3
shift 3
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$out"
bad=0

# build NAME INPUT...: warnings go to NAME.log beside the outputs.
build() {
  local name=$1
  shift
  "$bindery" "$@" "${flags[@]}" -o "$out/$name.epub" -o "$out/$name.pdf" 2>"$out/$name.log" </dev/null
  local status=$?
  if [ $status != 0 ] || [ ! -s "$out/$name.epub" ] || [ ! -s "$out/$name.pdf" ]; then
    echo "$name: exit status $status: $(tail -n 3 "$out/$name.log" | tr '\n' ' ')"
    bad=1
  fi
}
flags=("$@")

for sample in "$root"/samples/*.md; do build "sample-$(basename "$sample" .md)" "$sample"; done
for sample in "$root"/samples/themes/*.md; do build "theme-$(basename "$sample" .md)" "$sample"; done
for folder in "$root"/samples/*/; do
  if [ "$(basename "$folder")" = themes ]; then continue; fi
  if compgen -G "$folder*.md" >/dev/null; then build "sample-$(basename "$folder")" "$folder"; fi
done
for text in "$root"/tests/suite/rtl/*; do build "rtl-$(basename "$text" .md)" "$text"; done
if [ -d "$corpora" ]; then
  mapfile -t chapters < <(sed "s|^|$corpora/moby-dick/|" "$corpora/moby-dick/order.txt")
  build moby-dick "${chapters[@]}" -M "title=Moby-Dick; or, The Whale" -M "author=Herman Melville" -M lang=en -M date=1851
  for project in rust-book book-ja; do build "$project" "$corpora/$project"; done
  mapfile -t articles < <(find "$corpora/articles" -name '*.md' | LC_ALL=C sort)
  build issue "${articles[@]}" -M "title=All Articles"
  while read -r article; do
    name=${article#"$corpora/articles/"}
    name=${name%.md}
    build "article-${name//\//-}" "$article"
  done < <(printf '%s\n' "${articles[@]}")
fi
echo "built $(find "$out" -name '*.epub' | wc -l) EPUBs and $(find "$out" -name '*.pdf' | wc -l) PDFs"
exit $bad
