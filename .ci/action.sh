#!/usr/bin/env bash
# action.sh BINDERY DIR: the files that services read against the schemas of these, the shell scripts against shellcheck,
# and action.yml as GitHub's runner would run it (.ci/action.py), with a release that is packed from BINDERY in DIR.
# Exit status: 0 all pass, 1 findings, 3 a linter is missing.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
bindery=$(realpath "$1")
tools=${BINDERY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/bindery/tools}
lint=$tools/lint/bin
[ -x "$lint/python" ] || { echo "missing: the linters (.ci/install.sh installs them)" >&2; exit 3; }
rm -rf "$2"
mkdir -p "$2"
dir=$(realpath "$2")
bad=0

schema() { "$lint/check-jsonschema" -q --builtin-schema "vendor.$1" "${@:2}" || bad=1; }
schema github-actions action.yml
schema github-workflows .github/workflows/*.yml examples/pipelines/github.yml
# The second document of a component is the pipeline; inputs are filled in.
sed -e '1,/^---$/d' -e 's/\$\[\[ inputs\.\([a-z-]*\) \]\]/\1/g' templates/bindery.yml >"$dir/component.yml"
schema gitlab-ci --data-transform gitlab-ci "$dir/component.yml" examples/pipelines/gitlab.yml
"$lint/kubernetes-validate" --strict --quiet --no-warn examples/pipelines/kubernetes.yml || bad=1
mapfile -t workflows < <(find .github/workflows examples -name '*.yml' -path '*github*')
"$lint/actionlint" "${workflows[@]}" || bad=1
"$lint/zizmor" --offline --no-progress -q action.yml "${workflows[@]}" || bad=1
"$lint/pre-commit" validate-manifest .pre-commit-hooks.yaml || bad=1
"$lint/hadolint" Dockerfile || bad=1
mapfile -t scripts < <(find .ci examples -name '*.sh' -o -name '*.sbatch'; echo .ci/run)
shellcheck -x -S warning "${scripts[@]}" || bad=1
echo "files of services and scripts: $([ $bad = 0 ] && echo sound || echo 'with findings')"

"$lint/python" .ci/action.py "$bindery" "$dir" || bad=1
exit $bad
