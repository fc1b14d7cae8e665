"""`ckan hndigital run-due` against a web server and a mail server: what is new, what fails, who is told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from email import message_from_string
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hndigital.publisher import Portal as Command

from tests.portal.admin import make_organisation, reset
from tests.portal.operating.commands import ckan
from tests.portal.publication.editors import PAGE, SMALL, STATE, Editor, person, words
from tests.portal.publication.scenes import TOKEN_FILE, URL

pytestmark = [
    pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal"),
    pytest.mark.slow,
]


class Website(ThreadingHTTPServer):
    """A website with one report, at `/bericht.txt`; `status` and `content` say what it answers."""

    status, content, conditions = 200, SMALL + f"Kennung {uuid4().hex}.\n".encode(), True
    unchanged = 0


class Page(BaseHTTPRequestHandler):
    server: Website

    def do_GET(self) -> None:  # noqa: N802 - as the library calls it
        site = self.server
        if self.path.endswith(".meta.yaml"):
            self.send_error(404)
            return
        if self.path == "/weiter":
            self.send_response(302)
            self.send_header("Location", "/bericht.txt")
            self.end_headers()
            return
        etag = f'"{hash(site.content)}"'
        is_known = site.conditions and self.headers.get("If-None-Match") == etag
        status = 304 if is_known and site.status == 200 else site.status
        site.unchanged += status == 304
        self.send_response(status)
        if site.conditions:
            self.send_header("ETag", etag)
        self.end_headers()
        if status == 200:
            self.wfile.write(site.content)

    def log_message(self, *_args: Any) -> None:
        pass


class Letters(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given."""

    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Letterbox)
        self.kept: list[str] = []
        self.is_closed = False


class Letterbox(socketserver.StreamRequestHandler):
    server: Letters

    def handle(self) -> None:
        if self.server.is_closed:
            self.wfile.write(b"421 closed\r\n")
            return
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            command = line.strip().upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(part.decode("utf-8", "replace"))
                letter = message_from_string("".join(lines), policy=default)
                self.server.kept.append(letter.get_content())
            if command == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


def started(server: Any) -> Any:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def site() -> Iterator[Website]:
    server = started(Website(("127.0.0.1", 0), Page))
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def letters() -> Iterator[Letters]:
    server = started(Letters())
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def anna(admin: Command) -> Iterator[Editor]:
    reset(admin)
    make_organisation(admin)
    with person() as browser:
        yield browser
    reset(admin)


@pytest.fixture(scope="module")
def clock(site: Website, letters: Letters) -> Iterator[Callable[[], Any]]:
    """Return what cron does, with a configured source and a mail server."""
    place = STATE / "run-due.ini"
    own = [
        f"ckanext.hndigital.redaktion.sources = http://127.0.0.1:{site.server_address[1]}/weiter",
        "ckanext.hndigital.linkcheck.inner_hosts = 127.0.0.1",
        "email_to = redaktion@example.org",
        f"smtp.server = 127.0.0.1:{letters.server_address[1]}",
        "smtp.mail_from = portal@example.org",
    ]
    text = Path(STATE, "ckan.ini").read_text("utf-8")
    kept = [
        line for line in text.split("\n") if not line.startswith(tuple(one.split(" =")[0] for one in own))
    ]
    at = next(number for number, line in enumerate(kept) if line.strip() == "[app:main]")
    place.write_text("\n".join([*kept[: at + 1], *own, *kept[at + 1 :]]), encoding="utf-8")
    yield lambda: ckan(place, "hndigital", "run-due")
    place.unlink()


def found(anna: Editor) -> list[str]:
    """Return the addresses of all reports under way, the newest first."""
    html = anna.get(PAGE).text.split('id="hnd-under-way"')[1].split("</table>")[0]
    return [one.split('"')[0] for one in html.split('href="')[1:] if f"{PAGE}/" in one.split('"')[0]]


def test_what_is_new_is_read_and_left_for_an_editor(
    anna: Editor, clock: Any, site: Website, letters: Letters
) -> None:
    """Through a redirect; nothing is published, a mail tells where to look; again, nothing happens."""
    before = found(anna)
    ran = clock()
    assert (ran.code, "1 new reports" in ran.out) == (0, True), ran.err
    path, *others = found(anna)
    assert others == before
    said = anna.when_done(path)
    assert "ist gelesen; Sie entscheiden" in said
    assert "gefunden" in said
    assert len(letters.kept) == 1
    assert path in letters.kept[0]
    ran = clock()
    assert "0 begun, 0 new reports, 0 cleared" in ran.out
    assert (site.unchanged, len(letters.kept), found(anna)) == (1, 1, [path, *before])
    site.conditions = False
    assert "0 new reports" in clock().out
    assert found(anna) == [path, *before]
    said = words(anna.get(PAGE).text)
    assert "Sieht wieder nach" in said
    assert "1 neue Berichte gefunden" in said


@pytest.mark.parametrize("status", [404, 500])
def test_a_failure_is_told_once(
    anna: Editor, clock: Any, site: Website, letters: Letters, status: int
) -> None:
    """Once per row of failures, not every night, and again when it fails after it has gone well."""
    before = len(letters.kept)
    site.status = status
    for _night in range(2):
        ran = clock()
        assert (ran.code, f"HTTP {status}" in ran.err) == (1, True)
    assert len(letters.kept) == before + 1
    assert f"HTTP {status}" in letters.kept[-1]
    assert f"HTTP {status}" in words(anna.get(PAGE).text)
    site.status = 200
    assert clock().code == 0


def test_what_is_no_report_is_told_once(anna: Editor, clock: Any, site: Website, letters: Letters) -> None:
    """A page that says in many words that there is nothing: read once, failed once, told once."""
    site.status, site.content = 200, f"<p>Diese Seite ist umgezogen: {uuid4()}.</p>".encode() * 20
    assert "1 new reports" in clock().out
    assert "konnte nicht gelesen werden" in anna.when_done(found(anna)[0])
    assert "0 new reports" in clock().out
    told = len(letters.kept)
    assert "bericht.txt" in letters.kept[-1] or "weiter" in letters.kept[-1]
    assert "0 new reports" in clock().out
    assert len(letters.kept) == told


def test_a_mail_that_could_not_be_sent_is_sent_later(clock: Any, site: Website, letters: Letters) -> None:
    """The run goes on without it."""
    before = len(letters.kept)
    site.status, letters.is_closed = 500, True
    assert clock().code == 1
    assert len(letters.kept) == before
    letters.is_closed = False
    assert clock().code == 1
    assert len(letters.kept) == before + 1
