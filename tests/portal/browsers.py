"""Somebody in a browser, as the portal sees it: cookies, and what is said about where a request is from."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.portal.support import TIMEOUT, Portal

__all__ = ["FOREIGN", "Browser", "filled", "routes", "somebody", "within"]

#: Another website.
FOREIGN = "https://angriff.example"
_TOKEN = re.compile(r'name="_csrf_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="_csrf_token"')
_ROUTES = """
found = [[rule.rule, rule.endpoint, sorted(rule.methods)] for rule in app.url_map.iter_rules()]
"""
#: Runs in CKAN's own process; what it leaves in `found` comes back. `Client(whole)` asks as a web server:
#: CKAN 2.11 finds a request's language outside of Flask's application, so that a client of `app` has none.
_WITHIN = """
import json, os
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from werkzeug.test import Client
whole = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
app = whole._wsgi_app
{}
print("FOUND" + json.dumps(found))
"""


_NOTHING = "gibt-es-nicht"
_VALUES = {"int": "3", "float": "1.5", "uuid": "00000000-0000-0000-0000-000000000000"}


class Browser:
    """A browser with the portal's cookies of somebody."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()

    def get(self, path: str, **headers: str) -> requests.Response:
        """Open an address, without following redirects."""
        return self.session.get(self.url + path, headers=headers, timeout=TIMEOUT, allow_redirects=False)

    def send(self, path: str, data: Any = None, method: str = "POST", **headers: str) -> requests.Response:
        """Send a form; `headers` by their names with `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if "Host" in named:  # a proxy's name for the portal, to which requests would send no cookies
            named["Cookie"] = "; ".join(f"{one.name}={one.value}" for one in self.session.cookies)
        return self.session.request(
            method, self.url + path, data=data, headers=named, timeout=TIMEOUT, allow_redirects=False
        )

    def token_of(self, path: str) -> str:
        """Return the CSRF token that a page's form carries."""
        found = _TOKEN.search(self.get(path).text)
        assert found, f"{path} has no form with a token"
        return found[1] or found[2]

    def log_in(self, name: str, password: str, *, remember: bool = False) -> Browser:
        """Log in by the portal's own form."""
        values = {"login": name, "password": password, "_csrf_token": self.token_of("/user/login")}
        answer = self.send(
            "/user/login", {**values, **({"remember": "63072000"} if remember else {})}, Origin=self.url
        )
        assert answer.status_code == 302, answer.text
        assert "dashboard" in answer.headers["Location"] or "logged_in" in answer.headers["Location"]
        return self


@contextmanager
def somebody(admin: Portal, **more: Any) -> Iterator[tuple[str, str]]:
    """Make a user and yield name and password; gone afterwards."""
    name, password = f"person-{uuid.uuid4().hex[:8]}", uuid.uuid4().hex
    admin.api("user_create", name=name, email=f"{name}@example.org", password=password, **more)
    yield name, password
    admin.api("user_delete", id=name)


def within(script: str, ini: Path | None = None) -> Any:
    """Run a script with the portal's application, configured by `ini`; return what it calls `found`.

    The script has Flask's part of it as `app`, all of it as `whole`, and werkzeug's `Client`.
    """
    ini = ini or Path(os.environ["HNDIGITAL_TEST_STATE"]) / "ckan.ini"
    done = subprocess.run(
        [sys.executable, "-c", _WITHIN.format(script)],
        env={**os.environ, "CKAN_INI": str(ini)},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.rpartition("FOUND")[2])


def routes() -> list[tuple[str, str, set[str]]]:
    """Return all routes of the running portal's application: rule, endpoint, methods."""
    return [(rule, endpoint, set(methods)) for rule, endpoint, methods in within(_ROUTES)]


def filled(rule: str) -> str:
    """Return a route's address with something that does not exist in place of each variable."""
    return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda part: _VALUES.get(part[1] or "", _NOTHING), rule)
