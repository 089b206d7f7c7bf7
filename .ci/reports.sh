#!/usr/bin/env bash
# reports.sh BINDERY DIR: builds texts with findings of every severity in DIR, with every form of report, and holds each
# against its schema (.ci/reports.py). The texts have what forms must escape: marks of XML, of Markdown and of
# annotations in names and messages, control characters, characters beyond the first plane.
# Exit status: 0 all pass, 1 findings, 3 a validator is missing.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bindery=$(realpath "$1")
tools=${BINDERY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/bindery/tools}
python=$tools/lint/bin/python
[ -x "$python" ] || { echo "missing: the linters (.ci/install.sh installs them)" >&2; exit 3; }
rm -rf "$2"
# A repository of its own, from whose root readers of repositories count paths.
mkdir -p "$2/book/posts" "$2/book/.git" "$2/out"
dir=$(realpath "$2")
book=$dir/book
bad=0

printf '%s\n' '---' 'title: Clean' 'lang: en' '---' '' 'Nothing to report.' >"$book/clean.md"

cat >"$book/posts/Größe, 100 %: a|b.md" <<'TEXT'
---
title: "Size & <matter>"
lang: en
athor: nobody
---

See [gone](nowhere.md#a,b), ![](<miss|ing 50%.png>) 😀 [quoted](<"a" ]]> & 'b'.md>) and <b>bold.

~~~nolang
x
~~~

$\nothing{%}$

[tick](<a`b ##[debug]x.md>) ![web](http://example.org/::error.png) [line](a&#10;::debug::b.md)
TEXT
printf -- '---\ntitle: Signs\nlang: en\n---\n\nA sign \001 and [one](<a\001b.md>) 😀 [more](f.md)\n' >"$book/posts/*star* _x_ [y].md"
printf '%s\n' 'p { colr: red; color: }' 'q:nope { x }' '@nonsense {}' >"$book/own.css"

printf -- '---\ntitle: [\n---\n\nText.\n' >"$book/broken.md"

# run NAME STATUS ARGUMENT...: every form, each from a build of its own where it is printed.
run() {
  local name=$1 expected=$2 out=$dir/out/$1 form status
  shift 2
  mkdir -p "$out"
  (
    cd "$book" || exit
    "$bindery" "$@" --report "$out/report.sarif" --report "$out/report.xml" --report "$out/report.json" \
      --report "$out/gl-code-quality-report.json" --report "$out/report.md" >/dev/null 2>"$out/human.txt" </dev/null
  )
  status=$?
  if [ $status != "$expected" ]; then
    echo "$name: exit status $status instead of $expected: $(tail -n 1 "$out/human.txt")"
    bad=1
  fi
  for form in sarif gitlab json github; do
    (cd "$book" && "$bindery" "$@" --message-format $form >"$out/printed.$form" 2>"$out/told.$form" </dev/null)
  done
}

both=(-o "$dir/out/book.epub" -o "$dir/out/book.pdf")
run clean 0 clean.md "${both[@]}"
run warnings 0 posts -c own.css -M title=Posts "${both[@]}"
run checked 0 check posts -c own.css -M title=Posts
run strict 3 posts -c own.css -M title=Posts --strict "${both[@]}"
run denied 1 posts -M title=Posts --deny dead-link --allow missing-alt "${both[@]}"
run broken 1 broken.md "${both[@]}"
run missing 1 gone.md "${both[@]}"

"$bindery" explain report >"$dir/report.schema.json" || bad=1
"$python" "$here/reports.py" "$dir" "$tools" || bad=1
exit $bad
