"""Editors say what the offices are called: kept, told, undone, and refused to everybody else."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator

import pytest
import requests

from tests.portal.support import Portal, Publication, reported

PAGE = "/digitalprojekte/aemter"
SIGN = "I/101"
TIMEOUT = 60


@pytest.fixture(scope="module")
def number(admin: Portal, organisation: str, numbers: Callable[[], str]) -> Iterator[str]:
    """Return a published project of an office that has no name."""
    project = reported(numbers(), amt=SIGN)
    with Publication(admin, organisation) as publication:
        publication([project])
        yield project["vorhaben_nr"]


@pytest.fixture(scope="module")
def editor(admin: Portal, organisation: str) -> Iterator[requests.Session]:
    """Return an editor's browser, logged in; the names are gone afterwards."""
    name = f"aemter-{secrets.token_hex(4)}"
    admin.api("user_create", name=name, email=f"{name}@example.org", password="ein langes Passwort 7")
    admin.api("organization_member_create", id=organisation, username=name, role="editor")
    session = requests.Session()
    form = session.get(f"{admin.url}/user/login", timeout=TIMEOUT)
    data = {**token(form.text), "login": name, "password": "ein langes Passwort 7"}
    assert session.post(f"{admin.url}/user/login", data=data, timeout=TIMEOUT).ok
    session.headers["Referer"] = f"{admin.url}{PAGE}"
    yield session
    save(session, admin, "")
    admin.api("user_delete", id=name)


def token(html: str) -> dict[str, str]:
    found = re.search(r'name="(_csrf_token)"[^>]*value="([^"]+)"', html)
    assert found, html[:300]
    return {found[1]: found[2]}


def save(session: requests.Session, admin: Portal, name: str, sign: str = SIGN) -> requests.Response:
    form = session.get(f"{admin.url}{PAGE}", timeout=TIMEOUT)
    data = {**token(form.text), f"name:{sign}": name}
    return session.post(f"{admin.url}{PAGE}", data=data, timeout=TIMEOUT)


def test_a_name_is_shown_wherever_the_office_is(
    admin: Portal, anonymous: Portal, number: str, editor: requests.Session
) -> None:
    """On the project's page and among the filters; data keeps the sign, and who did it is told."""
    page = save(editor, admin, "  Pressestelle <neu> ").text
    assert "1 Name gespeichert." in page
    assert re.search(r"<td>aemter-[0-9a-f]{8}</td>", page)
    for path in (f"/digitalprojekt/digitalprojekt-{number}", f"/digitalprojekte?amt={SIGN}"):
        html = anonymous.get(path).text
        assert "Pressestelle &lt;neu&gt; (I/101)" in html, path
        assert "<neu>" not in html
    rows = anonymous.get(f"/digitalprojekte.json?amt={SIGN}").json()["results"]
    assert {row["amt"] for row in rows} == {SIGN}
    assert "Pressestelle" not in anonymous.get(f"/digitalprojekt/digitalprojekt-{number}/stammdaten.csv").text
    again = save(editor, admin, "Pressestelle").text
    assert again.index('<td lang="de">Pressestelle &lt;neu&gt;</td>') < again.index('<td lang="de">–</td>')


@pytest.mark.parametrize(
    ("sign", "name", "words"),
    [
        (SIGN, "x" * 121, "höchstens 120 Zeichen"),
        (SIGN, "– –", "eine Zeile aus Buchstaben"),
        ("Z/9", "Neu", "Z/9"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused(
    admin: Portal, number: str, editor: requests.Session, sign: str, name: str, words: str
) -> None:
    """All or nothing, and the sentence says what is wrong with which office."""
    answer = save(editor, admin, name, sign)
    assert answer.status_code == 400
    assert words in answer.text


def test_nobody_else_names_an_office(admin: Portal, number: str, editor: requests.Session) -> None:
    """Readers are led to the login, and a form of somebody else's page stores nothing."""
    nobody = requests.post(f"{admin.url}{PAGE}", data={f"name:{SIGN}": "Fremd"}, timeout=TIMEOUT)
    assert nobody.status_code in (400, 401, 403) or "/user/login" in nobody.url
    forged = editor.post(f"{admin.url}{PAGE}", data={f"name:{SIGN}": "Fremd"}, timeout=TIMEOUT)
    assert forged.status_code in (400, 403)
    assert "Fremd" not in editor.get(f"{admin.url}{PAGE}", timeout=TIMEOUT).text
