"""Exit 0 if CKAN in this container and all its services answer."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request

try:
    with urllib.request.urlopen("http://127.0.0.1:5000/healthz", timeout=8) as response:
        sys.exit(response.status != 200)
except urllib.error.HTTPError as error:
    sys.exit(error.read(2000).decode("utf-8", "replace"))  # which service it is
