#!/usr/bin/env bash
# build.sh: the step of action.yml that runs bindery. Inputs come as INPUT_* variables; lists have an entry a line, and no
# shell reads them; bash 3.2 of macOS runs this. Out: `status`, the exit status, which the last step of the action ends with, `output` and `report`.
set -uo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/words.sh"
work=$RUNNER_TEMP/bindery-work
rm -rf "$work"
mkdir -p "$work/report"

# lines TEXT: the entries of a list, in `entries`.
lines() {
  entries=()
  local line
  while IFS= read -r line; do
    line=${line%$'\r'}
    [ -z "$line" ] || entries+=("$line")
  done <<<"$1"
}
# is_true NAME: an input that is `true` or `false`.
is_true() {
  local name=INPUT_$1
  case ${!name:-} in
    true) return 0 ;;
    false | '') return 1 ;;
    *) fail "$name is \`${!name}\`, and may be \`true\` or \`false\`" ;;
  esac
}

cd "${INPUT_FOLDER:-.}" || fail "there is no folder \`$INPUT_FOLDER\`"
dist=${INPUT_OUTPUT:-dist}
arguments=()
if is_true CHECK; then arguments+=(check); else arguments+=(build "--output=$dist/"); fi
if is_true EACH; then arguments+=(--each); fi
if [ -n "${INPUT_SHARD:-}" ]; then arguments+=("--shard=$INPUT_SHARD"); fi
if is_true STRICT; then arguments+=(--strict); fi
if is_true CACHE; then arguments+=("--cache=$INPUT_CACHE_FOLDER"); fi
lines "${INPUT_OPTIONS:-}"
arguments+=(${entries[@]+"${entries[@]}"})
arguments+=(--message-format=github)
for file in report.json summary.md bindery.sarif; do arguments+=("--report=$work/report/$file"); done
# What follows is no option, whatever it begins with.
lines "${INPUT_FILES:-}"
arguments+=(-- ${entries[@]+"${entries[@]}"})

is_true CHECK || mkdir -p "$dist"
bindery "${arguments[@]}" >"$work/printed" 2>&1 </dev/null
status=$?

# The excerpts show lines of texts, which are a stranger's where the change is: no line of them is a command of the
# runner's. Annotations are, and stand by themselves.
is_annotation='^::(error|warning|notice) '
mark=$(random)
echo "::stop-commands::$mark"
grep -avE "$is_annotation" "$work/printed"
echo "::$mark::"
grep -aE "$is_annotation" "$work/printed"

output status "$status"
# Under Windows, the path that its programs know.
case $dist in /* | ?:*) output output "$dist" ;; *) output output "$(pwd -W 2>/dev/null || pwd)/$dist" ;; esac
output report "$work/report/report.json"
output sarif "$work/report/bindery.sarif"
exit 0
