#!/usr/bin/env bash
# Let a portal of `make demo` show example texts (imprint, privacy, contact), which say that they are examples:
# examples.sh STATE. Settings that somebody has written there already stay as they are.
set -euo pipefail

state=$1
texts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/texts
settings=$state/settings.ini

mkdir -p "$state"
[ -e "$settings" ] || cat > "$settings" <<END
ckanext.hndigital.texts = $texts
ckanext.hndigital.texts_are_examples = true
END
