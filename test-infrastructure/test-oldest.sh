#!/usr/bin/env bash
# The main paths, staff's pages among them, and the contract with CKAN's insides on the oldest CKAN that is
# supported: a portal of its own, stopped at the end however it ends. BIN holds that CKAN. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

port=${TEST_PORT:-5110}
state=.portal-test-oldest
portal=("$BIN/python" test-infrastructure/portal.py)

finish() {
  local status=$?
  "${portal[@]}" down --state "$state" > /dev/null || true
  [ "$status" -eq 0 ] || [ ! -d "$state/logs" ] || echo "The portal's logs are in $state/logs."
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

printf '\n---- CKAN 2.11 on port %s ----\n' "$port"
"${portal[@]}" clean --state "$state" > /dev/null
"${portal[@]}" up --state "$state" --port "$port" --venv "$(dirname "$BIN")"

export HNDIGITAL_TEST_URL=http://127.0.0.1:$port HNDIGITAL_TEST_STATE=$PWD/$state
export HNDIGITAL_TEST_TOKEN_FILE=$HNDIGITAL_TEST_STATE/token
"$BIN/python" -m pytest -p no:ckan -p no:ckan_fixtures -p no:cacheprovider "$@" \
  tests/portal/test_internals.py tests/portal/test_main_paths.py tests/portal/test_publish_action.py \
  tests/portal/test_read_actions.py tests/portal/test_slices.py tests/portal/test_search.py \
  tests/portal/test_finding.py tests/portal/dcat/test_feeds.py tests/portal/publication/test_publish_rounds.py \
  tests/portal/publication/test_redaktion.py tests/portal/test_written_texts.py tests/portal/test_office_names.py \
  tests/portal/operating/test_audit.py tests/portal/test_about.py tests/portal/test_selections.py \
  tests/unit/test_dcat_shacl.py tests/unit/test_dcat_validate.py
