#!/usr/bin/env bash
# Lint and types, then all tests in two lanes, one for each core: those of portal and publication on one
# portal, then from report to package and back; the core's parts, attackers', browser and GovData on another.
# Both are stopped at the end however they end. Arguments go to pytest. Lint and types are looked at while the first
# portal starts, the others start beside tests that need none of them. Bad lint or types end the run; a failing test
# doesn't keep the others from running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

port=${TEST_PORT:-5050}
state=.portal-test
pages=.portal-test-pages
portal=("$BIN/python" test-infrastructure/portal.py)
logs=$(mktemp -d)
lane= checks= second= third=

step() { printf '\n---- %s ----\n' "$*"; }

# Folders that exist: the city's own report lies beside the checkout only at the city.
existing() { for folder in "$@"; do [ -d "$folder" ] && echo "$folder"; done; return 0; }

# run_pytest LOG TITLE ARGUMENT…: the log is kept for the summary, "passed" in it for the end.
run_pytest() {
  local log=$logs/$1 title=$2
  shift 2
  step "$title"
  if "$BIN/python" -m pytest -p no:ckan -p no:ckan_fixtures "$@" 2>&1 | tee "$log"; then
    touch "$log.passed"
  fi
}

# start STATE PORT OPTION…: a portal with nothing in it.
start() {
  step "portal on port $2"
  "${portal[@]}" clean --state "$1" > /dev/null
  "${portal[@]}" up --state "$1" --port "$2" "${@:3}"
}

# ended PROCESS LOG: wait for what ran in the background, show what it said, and end the run if it failed.
ended() {
  local status=0
  wait "$1" || status=$?
  cat "$2"
  [ "$status" -eq 0 ] || exit "$status"
}

use() {
  export HNDIGITAL_TEST_URL=http://127.0.0.1:$2
  export HNDIGITAL_TEST_STATE=$PWD/$1
  export HNDIGITAL_TEST_TOKEN_FILE=$HNDIGITAL_TEST_STATE/token
}

finish() {
  local status=$?
  trap - INT TERM
  for group in $lane $checks $second $third; do kill -- "-$group" 2> /dev/null || true; done
  wait || true
  for one in "$state" "$pages" "$pages-govdata"; do
    "${portal[@]}" down --state "$one" > /dev/null || true
  done
  printf '\n'
  for log in "$logs"/*.log; do
    [ ! -f "$log" ] || tail -n 1 "$log"
  done
  rm -rf "$logs"
  [ "$status" -eq 0 ] || [ ! -d "$state/logs" ] || echo "The portals' logs are in $state/logs and $pages/logs."
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

# What runs in the background is shown when it has ended: two outputs at once could not be read. It has a
# process group of its own, so that an interruption ends all of it.
set -m
make lint types > "$logs/checks.out" 2>&1 &
checks=$!
start "$state" "$port"
# After the first: both fetch Solr's jars into the same cache when nothing is there.
start "$pages" "$((port + 20))" > "$logs/pages.out" 2>&1 &
second=$!

mapfile -t whole < <(existing tests/roundtrip tests/shared)

(
  (
    use "$state" "$port"
    run_pytest 1-portal.log "portal and publication" "$@" --ignore tests/portal/security \
      --ignore tests/portal/incoming tests/portal
  )
  run_pytest 2-whole.log "from report to package" "$@" "${whole[@]}"
) > "$logs/portal.out" &
lane=$!
set +m

step lint and types
ended "$checks" "$logs/checks.out"
run_pytest 3-parts.log "parts" "$@" tests/unit
ended "$second" "$logs/pages.out"
set -m
start "$pages-govdata" "$((port + 30))" --without-plugin > "$logs/govdata.out" 2>&1 &
third=$!
set +m
use "$pages" "$((port + 20))"
run_pytest 4-attackers.log "attackers" "$@" tests/portal/security tests/portal/incoming
ended "$third" "$logs/govdata.out"
run_pytest 5-pages.log "browser and GovData" "$@" tests/browser tests/govdata

wait "$lane" || true
cat "$logs/portal.out"
for run in 1-portal 2-whole 3-parts 4-attackers 5-pages; do [ -f "$logs/$run.log.passed" ]; done
