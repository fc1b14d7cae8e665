"""Ask a CKAN that has another configuration: `asked.py INI ADDRESS…` prints status, headers and text as JSON.

It is the whole application with the portal's database, index and files, in a process of its own.
"""

from __future__ import annotations

import contextlib
import json
import sys
from urllib.parse import urlsplit

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from werkzeug.test import Client
from werkzeug.wrappers import Response


def ask(ini: str, addresses: list[str]) -> list[dict[str, object]]:
    """Return what the application answers at each address."""
    configuration = CKANConfigLoader(ini).get_config()
    client = Client(make_app(configuration), Response)
    base = "{0.scheme}://{0.netloc}".format(urlsplit(configuration["ckan.site_url"]))
    answers = (client.get(address, base_url=base) for address in addresses)
    return [
        {"status": one.status_code, "headers": dict(one.headers), "text": one.get_data(as_text=True)}
        for one in answers
    ]


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        found = ask(sys.argv[1], sys.argv[2:])
    print(json.dumps(found))
