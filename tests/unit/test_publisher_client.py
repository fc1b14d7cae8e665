"""The Action API's client: retries, time limits, errors in words, and a token that nobody sees."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from dcat_factories import package
from hndigital.errors import NotAuthorised, PlanOutdated, PortalError, PortalUnreachable
from hndigital.govdata import Entries
from hndigital.outside import Limits
from hndigital.publisher.client import ActionRefused, Portal, clean_address
from hndigital.publisher.desired import desired_state
from hndigital.publisher.plan import make_plan
from hndigital.publisher.prepare import check_rights
from hndigital.publisher.state import PortalState, read_edition, read_state
from hndigital.publisher.status import read_status
from hostile import answering

TOKEN = "eyJhbGciOiJIUzI1NiJ9.geheim.signatur"


@dataclass
class Server:
    """A portal that gives the answers it was told to, one after the other, and remembers the questions."""

    address: str = ""
    answers: list[tuple[int, Any]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def then(self, status: int, body: Any) -> Server:
        """Add an answer."""
        self.answers.append((status, body))
        return self


@pytest.fixture
def server() -> Iterator[Server]:
    """Run such a portal on a free port."""
    script = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            script.asked.append((self.path, dict(self.headers)))
            status, body = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "https://user:secret@other.example.org/api")
            for name, value in script.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST

        def log_message(self, *_args: Any) -> None:
            """Stay silent."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    script.address = f"http://127.0.0.1:{httpd.server_port}"
    yield script
    httpd.shutdown()
    httpd.server_close()


def portal(server: Server, token: str | None = TOKEN) -> Portal:
    """Return a client that does not wait between attempts."""
    return Portal(server.address, token, sleep=lambda _seconds: None, read_timeout=5, write_timeout=5)


DONE = {"success": True, "result": {"answer": 42}}


def refusal(kind: str, **details: Any) -> dict[str, Any]:
    """Return CKAN's answer to a refused action."""
    return {"success": False, "error": {"__type": kind, **details}}


def test_read_is_asked_again_while_the_portal_is_overloaded(server: Server) -> None:
    """A read survives answers of an overloaded portal, and of one whose database is away."""
    server.then(503, b"busy").then(502, b"bad gateway").then(503, refusal("Service Unavailable Error"))
    server.then(200, DONE)
    assert portal(server).read("digitalprojekt_state") == {"answer": 42}
    assert len(server.asked) == 4


def test_write_is_sent_once(server: Server) -> None:
    """A write that got no proper answer is not sent again: a re-run looks first what came."""
    server.then(503, b"busy")
    with pytest.raises(PortalUnreachable):
        portal(server).write("package_create", {})
    assert len(server.asked) == 1


def test_token_only_in_the_header(server: Server) -> None:
    """The token is in the Authorization header and nowhere in the address."""
    server.then(200, DONE)
    portal(server).read("digitalprojekt_state")
    path, headers = server.asked[0]
    assert headers["Authorization"] == TOKEN
    assert TOKEN not in path


def test_netrc_password_is_not_sent(server: Server, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """A password for the host in ~/.netrc replaces neither the token nor the absence of one."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server.then(200, DONE)
    portal(server).read("x")
    portal(server, None).read("x")
    assert server.asked[0][1]["Authorization"] == TOKEN
    assert "Authorization" not in server.asked[1][1]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, refusal("Authorization Error", message="Access denied"), NotAuthorised),
        (404, refusal("Not Found Error", message="Not found"), PortalError),
        (409, refusal("Validation Error", name=["taken"]), ActionRefused),
        (400, "Bad request - Action name not known: digitalprojekt_state", PortalUnreachable),
        (500, b"<html>Internal Server Error</html>", ActionRefused),
        (301, b"", PortalUnreachable),
        (200, b"<html>no portal</html>", PortalUnreachable),
    ],
)
def test_errors_are_sentences_without_token(
    server: Server, caplog: pytest.LogCaptureFixture, status: int, body: Any, kind: type[PortalError]
) -> None:
    """Every refusal is an error of its kind in both languages; neither it nor any log line has the token."""
    caplog.set_level(logging.DEBUG)
    server.then(status, body)
    client = portal(server)
    with pytest.raises(kind) as caught:
        client.write("package_create", {"name": "x"})
    error = caught.value
    shown = (
        "".join(traceback.format_exception(error)) + error.message("de") + error.message("en") + repr(client)
    )
    assert TOKEN not in shown + caplog.text
    assert "secret" not in shown
    assert error.message("de") != error.message("en")


def test_validation_errors_name_the_field(server: Server) -> None:
    """CKAN's error dict becomes one line that names field and reason."""
    server.then(409, refusal("Validation Error", title=["Missing value"], resources=[{"url": ["bad"]}]))
    with pytest.raises(ActionRefused, match=r"title: Missing value; resources: url: bad"):
        portal(server).write("package_create", {})


def test_missing_object_is_none(server: Server) -> None:
    """`find` gives None for what does not exist."""
    server.then(404, refusal("Not Found Error", message="Not found"))
    assert portal(server).find("package_show", {"id": "x"}) is None


def test_nobody_answers() -> None:
    """An address where nothing runs is unreachable, in words that name it."""
    client = Portal("http://127.0.0.1:9", TOKEN, sleep=lambda _seconds: None)
    with pytest.raises(PortalUnreachable, match=r"127\.0\.0\.1:9"):
        client.read("digitalprojekt_state")


@pytest.mark.parametrize("address", ["ftp://x", "http://", "", "file:///etc/passwd"])
def test_what_is_no_address(address: str) -> None:
    """What is no http(s) address is refused before anything is sent."""
    with pytest.raises(PortalUnreachable):
        clean_address(address)


def test_address_is_cleaned() -> None:
    """User, password, query and trailing slash never get into messages."""
    assert clean_address("https://u:p@portal.example.org/ckan/?a=b") == "https://portal.example.org/ckan"
    assert clean_address("http://[::1]:5000/") == "http://[::1]:5000"


@pytest.mark.parametrize("token", ["zwei Wörter", "mit\nZeile", "ümlaut"])
def test_what_is_no_token(token: str) -> None:
    """A token with impossible characters is refused without being repeated."""
    with pytest.raises(NotAuthorised) as caught:
        Portal("http://127.0.0.1:9", token)
    assert token not in caught.value.message("de") + caught.value.message("en")


def test_a_token_that_the_portal_gives_back(server: Server) -> None:
    """A portal that repeats the token in its answer does not get it into an error."""
    server.then(409, refusal("Validation Error", name=[f"{TOKEN} is taken"]))
    with pytest.raises(ActionRefused) as caught:
        portal(server).write("package_create", {})
    assert TOKEN not in caught.value.message("de") + str(caught.value.errors)


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"success": true, "result": ' + b"[" * 500 + b"]" * 500 + b"}"]
)
def test_an_answer_without_bottom(server: Server, body: bytes) -> None:
    """An answer that is nested without end is none of a portal."""
    server.then(200, body)
    with pytest.raises(PortalUnreachable):
        portal(server).read("digitalprojekt_state")


def test_an_answer_without_end(server: Server) -> None:
    """An answer that is larger than any of a portal is read no further."""
    server.then(200, DONE | {"more": "x" * 10_000})
    small = Portal(server.address, TOKEN, limits=Limits(5000, 5), retry_pauses=())
    for ask in (lambda: small.read("x"), lambda: small.write("x", {}), lambda: small.download("/dataset/x")):
        with pytest.raises(PortalUnreachable, match="larger than 5 kB"):
            ask()


def test_a_download_does_not_take_the_token_elsewhere(server: Server) -> None:
    """A file that the portal redirects to another host is fetched there without the token."""
    seen: list[str | None] = []

    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers.get("Authorization"))
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"file")

    def here(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers.get("Authorization"))
        handler.send_response(302)
        handler.send_header("Location", f"{other}/file")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with answering(elsewhere) as other, answering(here) as address:
        assert Portal(address, TOKEN).download(f"{address}/dataset/x/file") == b"file"
    assert seen == [TOKEN, None]


@pytest.mark.parametrize(
    "result",
    [{"results": [1]}, {"results": 1}, {"results": [], "count": "x"}, [], {"results": [{"extras": [1]}]}],
)
def test_entries_that_are_none(server: Server, result: Any) -> None:
    """What answers package_search with something else is told as no CKAN."""
    server.then(200, {"success": True, "result": result})
    with pytest.raises(PortalUnreachable, match="package_search"):
        list(Entries(portal(server)).called(["x"]))


@pytest.mark.parametrize(
    "result",
    [
        *(
            None,
            True,
            [],
            ["x"],
            "x",
            {"editions": 1},
            {"editions": [1]},
            {"editions": [{}]},
            {"projects": True},
        ),
        *({"projects": {"x": None}}, {"tables": {"status": ["x"]}}, {"index": 1}, {"index": {"x": 1}}),
    ],
)
def test_a_state_that_is_none(server: Server, result: Any) -> None:
    """What answers our action with something else is told as no portal of ours, not with a traceback."""
    server.then(200, {"success": True, "result": result})
    with pytest.raises(PortalUnreachable, match=r"127\.0\.0\.1"):
        read_state(portal(server), "e")
    if not isinstance(result, dict) or result.keys() & {"editions"}:
        with pytest.raises(PortalUnreachable, match=r"127\.0\.0\.1"):
            read_status(portal(server))


@pytest.mark.parametrize(
    "result", [[1], {"resources": 1}, {"name": "e", "resources": ["x"]}, {"resources": []}]
)
def test_an_edition_that_is_none(server: Server, result: Any) -> None:
    """The same for an edition's dataset."""
    server.then(200, {"success": True, "result": result})
    with pytest.raises(PortalUnreachable, match="hndigital"):
        read_edition(portal(server), "e", count_rows=False)


@pytest.mark.parametrize("result", [1, ["x"], [{}], [{"name": ["x"]}]])
def test_organisations_that_are_none(server: Server, result: Any) -> None:
    """The same for the list that says whether the token may publish."""
    server.then(200, {"success": True, "result": result})
    with pytest.raises(PortalUnreachable, match="hndigital"):
        check_rights(portal(server), PortalState(organisation=True))


@pytest.mark.parametrize(
    ("declared", "names"),
    [
        ({"publisher_id": "stadt-anders", "register_name": "projekte"}, ("stadt-anders", "projekte")),
        ({}, ("stadt-heilbronn", "digitalprojekte")),
    ],
)
def test_the_portals_own_names_go_before_the_profiles(
    server: Server, declared: dict[str, str], names: tuple[str, str]
) -> None:
    """Organisation and register are called as the portal calls them, else as the profile does."""
    server.then(200, {"success": True, "result": {"metadata": declared}})
    server.then(404, {"success": False, "error": {"__type": "Not Found Error"}})
    state = read_state(portal(server), "e")
    assert (state.organisation_name, state.register_name) == names
    plan = make_plan(server.address, desired_state(package(), state, []), state)
    created = {entry.objekt: entry.name for entry in plan.eintraege}
    assert (created["organisation"], created["register"]) == names


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_for(server: Server, status: int) -> None:
    """A portal that says when it can be asked again is asked then, for a write as well."""
    waited: list[float] = []
    server.headers = {"Retry-After": "7"}
    server.then(status, b"busy").then(200, DONE)
    client = Portal(server.address, TOKEN, sleep=waited.append)
    assert client.write("package_create", {}) == {"answer": 42}
    assert waited == [7.0]


def test_retry_after_of_minutes_is_not_waited_for(server: Server) -> None:
    """Who would have to wait long is told when to come back."""
    waited: list[float] = []
    server.headers = {"Retry-After": "300"}
    server.then(503, b"busy")
    with pytest.raises(PortalUnreachable, match="in 300 seconds"):
        Portal(server.address, TOKEN, sleep=waited.append).write("package_create", {})
    assert not waited


def test_a_day_in_retry_after(server: Server) -> None:
    """`Retry-After` may be a date; one that has passed asks for no wait."""
    waited: list[float] = []
    server.headers = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
    server.then(503, b"busy").then(200, DONE)
    assert Portal(server.address, TOKEN, sleep=waited.append).write("x", {}) == {"answer": 42}
    assert waited == [0.5]


def test_overtaken_is_no_fault_of_an_object(server: Server) -> None:
    """Where somebody else has published meanwhile the plan is outdated, whichever action says so."""
    server.then(409, refusal("Validation Error", revision=["changed"]))
    with pytest.raises(PlanOutdated, match="Somebody else has published"):
        portal(server).write("resource_create", {})
