"""Script, templates, formats and header lines in every parameter and path part of every route."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
import requests

from tests.portal.incoming.routes import CKANS, PAGES, routes
from tests.portal.support import Portal

MARKUP = "\"'><img src=x onerror=alert(1)><svg onload=alert(1)>{{7*191919}}%s %(x)s"
SENT = (("", MARKUP), ("/en", MARKUP), ("/en", "javascript:alert(1)//100%"), ("", "x\r\nSet-Cookie: got=it"))
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
# Path parts that no address can hold: a slash ends them, a line feed is refused by the web server itself.
REAL = "digitalprojekte"


def addresses() -> Iterator[str]:
    """Yield every address that takes the payloads, without them: {} stands for the payload."""
    for route in routes():
        for name in (*route.parameters, "utm_source"):
            yield f"{route.path(REAL)}?{quote(name)}={{}}"
        for part in route.parts:
            yield route.path(REAL, "PAYLOAD", part).replace("PAYLOAD", "{}")
    for path, names in CKANS.items():
        yield path
        for name in names:
            yield f"{path.replace('{}', REAL)}?{quote(name)}={{}}"


def harm(answer: requests.Response) -> str:
    """Return what a browser would make of the answer that it must not, "" for nothing."""
    if answer.status_code >= 500:
        return f"status {answer.status_code}"
    if "got" in answer.cookies:
        return "a header of the reader's own"
    kind = answer.headers.get("Content-Type", "")
    if not any(markup in kind for markup in ("html", "xml", "svg")):
        return ""
    found = [
        piece
        for piece in ("<img src=x", "<svg onload", "1343433", 'href="javascript:', "href='javascript:")
        if piece in answer.text.casefold()
    ]
    return " ".join(found)


@pytest.mark.parametrize(("lang", "payload"), SENT)
def test_nothing_that_a_reader_sends_is_run(anonymous: Portal, lang: str, payload: str) -> None:
    """No address answers 500, with markup of the reader's own, or with a header of theirs."""
    found = []
    with requests.Session() as session:
        for address in addresses():
            url = anonymous.url + lang + address.replace("{}", quote(payload, safe=""))
            answer = session.get(url, headers=BROWSER, timeout=60, allow_redirects=False)
            if harm(answer):
                found.append(f"{address}: {harm(answer)}")
    assert found == []


def test_what_was_asked_for_is_text_on_the_page_of_the_error(anonymous: Portal) -> None:
    """The sentence names it, escaped; percent signs stay as they are, and the error has its German name."""
    where = "/digitalprojekte/genauigkeit?" + urlencode({"berichtsstand": "<img src=x onerror=alert(1)>100%"})
    answer = anonymous.get(where, headers=BROWSER)
    assert (answer.status_code, "<img src=x" in answer.text) == (404, False)
    assert "zum Berichtsstand „&lt;img src=x onerror=alert(1)&gt;100%“." in answer.text
    assert "Nicht gefunden" in answer.text


def test_every_page_of_ours_is_covered() -> None:
    """A new route declares its parameters, or stands among the pages of this test."""
    assert {route.endpoint for route in routes()} >= set(PAGES) - {"hndigital_ordering.reorder"}
