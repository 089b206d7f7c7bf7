# words.sh: what the steps of action.yml share; sourced.
# shellcheck shell=bash

# fail MESSAGE: ends the step with an annotation.
fail() {
  local message=${1//%/%25}
  message=${message//$'\r'/%0D}
  echo "::error title=bindery::${message//$'\n'/%0A}"
  exit 1
}

# output NAME VALUE: of the step. A value of several lines, or one that looks like the next name, stays one value.
output() {
  local mark
  mark=$(random)
  printf '%s<<%s\n%s\n%s\n' "$1" "$mark" "$2" "$mark" >>"$GITHUB_OUTPUT"
}

# A word that nobody can foresee.
random() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }
