#!/usr/bin/env bash
# Lint, types, the tests without a portal, then the others on a portal of their own, which is stopped
# at the end however they end. Arguments go to pytest. What fails fast stands first: bad lint or types
# end the run, a failing test doesn't keep the others from running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

state=.portal-test
port=${TEST_PORT:-5050}
portal=("$BIN/python" test-infrastructure/portal.py)
summaries=()

step() { printf '\n---- %s ----\n' "$*"; }

# Keeps pytest's last line, so that the end of the output tells of every part, and whether all passed.
passed=true
run_pytest() {
  local name=$1 log
  shift
  log=$(mktemp)
  step "$name"
  "$BIN/python" -m pytest -p no:ckan -p no:ckan_fixtures "$@" 2>&1 | tee "$log" || passed=false
  summaries+=("$(tail -n 1 "$log")")
  rm -f "$log"
}

# Folders that exist: the city's own report lies beside the checkout only at the city.
existing() { for folder in "$@"; do [ -d "$folder" ] && echo "$folder"; done; return 0; }

finish() {
  local status=$?
  "${portal[@]}" down --state "$state" > /dev/null || true
  wait
  "${portal[@]}" down --state "$state-govdata" > /dev/null || true
  printf '\n'
  [ ${#summaries[@]} -eq 0 ] || printf '%s\n' "${summaries[@]}"
  [ "$status" -eq 0 ] || [ ! -d "$state/logs" ] || echo "The portal's logs are in $state/logs."
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

step lint and types
make lint types

mapfile -t pure < <(existing tests/unit tests/roundtrip tests/shared)
run_pytest "tests without a portal" "$@" "${pure[@]}"

step "portal on port $port"
"${portal[@]}" clean --state "$state" > /dev/null
"${portal[@]}" up --state "$state" --port "$port"
export HNDIGITAL_TEST_URL=http://127.0.0.1:$port
export HNDIGITAL_TEST_STATE=$PWD/$state
export HNDIGITAL_TEST_TOKEN_FILE=$HNDIGITAL_TEST_STATE/token
# The CKAN that stands for GovData's starts while the first tests on the portal run.
"${portal[@]}" clean --state "$state-govdata" > /dev/null
"${portal[@]}" up --state "$state-govdata" --port "$((port + 10))" --without-plugin > /dev/null &
mapfile -t served < <(existing tests/portal tests/browser tests/govdata)
run_pytest "tests on the portal" "$@" "${served[@]}"
$passed
