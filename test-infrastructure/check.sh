#!/usr/bin/env bash
# One test file, folder or test in seconds: `make check T=tests/unit/test_words.py`. Tests that need a portal
# get one that stays up (state .portal-check) and is started again only when code or settings changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ "$#" -eq 0 ]; then
  echo "Which tests? For example: make check T=tests/portal/test_search.py (further words go to pytest)" >&2
  exit 64
fi

port=${CHECK_PORT:-5140}
export HNDIGITAL_TEST_STATE=$PWD/.portal-check
case " $*" in
  *\ tests/portal* | *\ tests/browser* | *\ tests/govdata*)
    "$BIN/python" test-infrastructure/portal.py up --state "$HNDIGITAL_TEST_STATE" --port "$port"
    export HNDIGITAL_TEST_URL=http://127.0.0.1:$port HNDIGITAL_TEST_TOKEN_FILE=$HNDIGITAL_TEST_STATE/token
    ;;
esac
exec "$BIN/python" -m pytest -p no:ckan -p no:ckan_fixtures "$@"
