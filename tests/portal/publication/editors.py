"""Editors who publish in a browser, as browsers send the forms; CKAN's worker does the work."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import requests

from tests.generator.build import report_text
from tests.generator.invent import invented_report
from tests.portal.browsers import Browser, somebody
from tests.portal.publication.scenes import TOKEN_FILE, URL
from tests.portal.support import ORGANISATION, Portal

__all__ = ["PAGE", "REASON", "SMALL", "STATE", "Editor", "person", "setting", "stopped_worker", "words"]

PAGE = "/digitalprojekte/redaktion"
STATE = Path(os.environ.get("HNDIGITAL_TEST_STATE", "."))
REASON = "Zum Ausprobieren, siehe Aktenvermerk 7"
SMALL = report_text(invented_report(11, 4, "2024-1", "2023-10", "2024-03"), 11).encode()


class Editor(Browser):
    """A person with the pages of a report under way."""

    name = ""

    def hand_in(self, content: bytes = SMALL, name: str = "bericht.txt", **fields: str) -> requests.Response:
        """Send the form with a file."""
        data = {"_csrf_token": self.token_of(PAGE), **fields}
        return self.session.post(
            self.url + PAGE,
            data=data,
            files={"bericht": (name, content)} if name else None,
            headers={"Origin": self.url},
            timeout=120,
            allow_redirects=False,
        )

    def handed_in(self, *given: Any, **fields: str) -> str:
        """Send the form with a file, wait until it is read, return the address of its page."""
        answer = self.hand_in(*given, **fields)
        assert answer.status_code == 302, words(answer.text)
        path = answer.headers["Location"].removeprefix(self.url)
        self.when_done(path)
        return path

    def press(self, path: str, step: str, **fields: str) -> requests.Response:
        """Press a button of a page, as it stands there now."""
        html = self.get(path).text
        plan = re.search(r'name="plan" value="([^"]*)"', html)
        token = re.search(r'name="_csrf_token"[^>]*value="([^"]+)"', html)
        assert token, words(html)
        data = {"_csrf_token": token[1], "plan": plan[1] if plan else "", **fields}
        return self.send(f"{path}/{step}" if step else path, data, Origin=self.url)

    def when_done(self, path: str) -> str:
        """Load the page until no worker is at it, as its refresh does; return its words."""
        for _attempt in range(240):
            html = self.get(path).text
            if 'http-equiv="refresh"' not in html:
                return words(html)
            time.sleep(0.5)
        raise AssertionError(words(html))


def words(html: str) -> str:
    """Return what a page says, a line each."""
    body = re.sub(r"(?s)<(script|style|head).*?</\1>", "", html)
    return re.sub(r"\s*\n\s*", "\n", unescape(re.sub(r"<[^>]+>", " ", body)))


@contextmanager
def person(role: str = "editor") -> Iterator[Editor]:
    """Yield somebody with a role in the organisation, logged in; "" has none."""
    admin = Portal(URL, Path(TOKEN_FILE).read_text("ascii").strip())
    with somebody(admin) as (name, password):
        if role:
            admin.api("organization_member_create", id=ORGANISATION, username=name, role=role)
        browser = Editor(URL)
        browser.log_in(name, password)
        browser.name = name
        yield browser


@contextmanager
def setting(line: str) -> Iterator[None]:
    """Have CKAN and its worker run with one more setting."""
    own = STATE / "settings.ini"
    before = own.read_text("utf-8") if own.exists() else None
    up = [sys.executable, "test-infrastructure/portal.py", "up", "--state", str(STATE)]
    own.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    subprocess.run(up, check=True, capture_output=True)
    try:
        yield
    finally:
        own.write_text(before or "", encoding="utf-8")
        subprocess.run(up, check=True, capture_output=True)


@contextmanager
def stopped_worker() -> Iterator[None]:
    """Kill the worker and what it does; it runs again afterwards."""
    pid = int((STATE / "run" / "worker.pid").read_text("ascii").split()[0])
    os.killpg(pid, signal.SIGKILL)
    children = subprocess.run(["pgrep", "-s", str(pid)], capture_output=True, text=True, check=False)
    for child in children.stdout.split():
        os.kill(int(child), signal.SIGKILL)
    try:
        yield
    finally:
        up = [sys.executable, "test-infrastructure/portal.py", "up", "--state", str(STATE)]
        subprocess.run(up, check=True, capture_output=True)
