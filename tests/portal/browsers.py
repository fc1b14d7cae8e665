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

__all__ = ["FOREIGN", "Browser", "routes", "somebody"]

#: Another website.
FOREIGN = "https://angriff.example"
_TOKEN = re.compile(r'name="_csrf_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="_csrf_token"')
_ROUTES = """
import json, os
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
app = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
found = [[rule.rule, rule.endpoint, sorted(rule.methods)] for rule in app._wsgi_app.url_map.iter_rules()]
print("ROUTES" + json.dumps(found))
"""


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


def routes() -> list[tuple[str, str, set[str]]]:
    """Return all routes of the running portal's application: rule, endpoint, methods."""
    environ = {**os.environ, "CKAN_INI": str(Path(os.environ["HNDIGITAL_TEST_STATE"]) / "ckan.ini")}
    done = subprocess.run(
        [sys.executable, "-c", _ROUTES],
        env=environ,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    _, _, found = done.stdout.rpartition("ROUTES")
    assert done.returncode == 0, done.stderr
    return [(rule, endpoint, set(methods)) for rule, endpoint, methods in json.loads(found)]
