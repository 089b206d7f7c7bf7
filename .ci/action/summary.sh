#!/usr/bin/env bash
# summary.sh: the step of action.yml that writes the summary of the job: bindery's own page of what was written and found,
# and where the books and the pictures of their first pages are. GitHub shows no picture that is not on the web.
# In: ARTIFACT_URL, PAGES.
set -uo pipefail
summary=$RUNNER_TEMP/bindery-work/report/summary.md
# GitHub takes 1 MiB of a step, and nothing where it is more.
limit=1000000
if [ -f "$summary" ]; then
  if [ "$(wc -c <"$summary")" -gt $limit ]; then
    # Whole lines only.
    head -c $limit "$summary" | sed '$d'
    printf '\nThe list is longer; the report has all of it.\n'
  else
    cat "$summary"
  fi
else
  echo "bindery could not run; the log of the step tells why."
fi >>"$GITHUB_STEP_SUMMARY"
if [ -n "${ARTIFACT_URL:-}" ]; then
  text="Books and reports"
  [ "${PAGES:-0}" = 0 ] || text="Books, reports and a picture of the first page of each PDF ($PAGES)"
  printf '\n[%s](%s)\n' "$text" "$ARTIFACT_URL" >>"$GITHUB_STEP_SUMMARY"
fi
exit 0
