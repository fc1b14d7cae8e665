"""Editors say what the Dezernate are and whom to ask: shown, undone, never overwritten, refused to others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
import requests

from tests.portal.browsers import Browser, somebody
from tests.portal.support import Portal, Publication, reported

PAGE = "/digitalprojekte/dezernate"
OFFICES = "/digitalprojekte/aemter"
SIGN = "I/101"
MAIL = "amt101@stadt.example"


@pytest.fixture(scope="module")
def number(admin: Portal, organisation: str, numbers: Callable[[], str]) -> Iterator[str]:
    """Return a published project of an office whose Dezernat is inferred."""
    project = reported(numbers(), amt=SIGN, dezernat="I")
    with Publication(admin, organisation) as publication:
        publication([project])
        yield project["vorhaben_nr"]


@pytest.fixture(scope="module")
def people(admin: Portal, organisation: str) -> Iterator[list[Browser]]:
    """Return two editors' browsers; what was entered is gone afterwards."""
    with somebody(admin) as anna, somebody(admin) as bert:
        for name, _password in (anna, bert):
            admin.api("organization_member_create", id=organisation, username=name, role="editor")
        browsers = [Browser(admin.url).log_in(*anna), Browser(admin.url).log_in(*bert)]
        yield browsers
        save(browsers[0], **{f"amt/{SIGN}/dezernat": "", f"amt/{SIGN}/mail": "", "dezernat/I/name": ""})
        save(browsers[0], **{"portal//mail": "", "portal//telefon": ""})


def seen(browser: Browser, page: str = PAGE) -> dict[str, str]:
    """Return the hidden fields of the form: what stands there as it is opened."""
    fields = re.findall(r'name="(seen:[^"]*)" value="([^"]*)"', browser.get(page).text)
    return {unescape(name): unescape(value) for name, value in fields}


def save(
    browser: Browser, page: str = PAGE, before: dict[str, str] | None = None, **values: str
) -> requests.Response:
    """Send the form as somebody who opened it at `before`, or now."""
    data = {"_csrf_token": browser.token_of(page), **(seen(browser, page) if before is None else before)}
    prefix = "name:"
    data |= {f"{prefix}{key}": value for key, value in values.items()}
    return browser.send(page, data, Referer=browser.url + page)


def test_a_dezernat_is_what_staff_say(anonymous: Portal, number: str, people: list[Browser]) -> None:
    """Named wherever it is shown, no longer called inferred; the data keeps its code; it can be undone."""
    address = f"/digitalprojekt/digitalprojekt-{number}"
    before = anonymous.get(address).text
    assert "(erschlossen)" in before
    said = {f"amt/{SIGN}/dezernat": "I", "dezernat/I/name": "Kultur & Bildung"}
    assert save(people[0], **said).status_code == 302
    after = anonymous.get(address).text
    assert "(angegeben von der Redaktion)" in after
    assert "(erschlossen)" not in after
    for path in (address, f"/digitalprojekte?amt={SIGN}&dezernat=I", "/dataset/?_dezernat_limit=0"):
        assert "Dezernat I (Kultur &amp; Bildung)" in anonymous.get(path).text, path
    assert anonymous.get(f"/digitalprojekte.json?amt={SIGN}").json()["results"][0]["dezernat"] == "I"
    save(people[0], **{f"amt/{SIGN}/dezernat": "II"})
    assert "(nach Angabe der Redaktion jetzt: Dezernat II)" in anonymous.get(address).text
    save(people[0], **dict.fromkeys(said, ""))
    assert "(erschlossen)" in anonymous.get(address).text
    assert people[0].get(PAGE).text.count("Kultur &amp; Bildung") == 2  # entered, taken out


def test_errors_are_reported_to_whom_staff_say(anonymous: Portal, number: str, people: list[Browser]) -> None:
    """A project's to its office, else to the portal's contact, which "About this portal" names, too."""
    save(people[0], **{"portal//mail": "offen@stadt.example", "portal//telefon": "07131 56-0"})
    project = f"/digitalprojekt/digitalprojekt-{number}"
    assert "mailto:offen@stadt.example" in unescape(anonymous.get(project).text)
    save(people[0], **{f"amt/{SIGN}/mail": MAIL})
    assert f"mailto:{MAIL}" in unescape(anonymous.get(project).text)
    assert "mailto:offen@stadt.example" in unescape(anonymous.get("/digitalprojekte").text)
    assert "07131 56-0" in anonymous.get("/about").text


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (f"amt/{SIGN}/mail", "Frau Muster", "keine E-Mail-Adresse"),
        (f"amt/{SIGN}/mail", "a@b.example?bcc=c@d.example", "keine E-Mail-Adresse"),
        ("portal//telefon", "javascript:1", "Telefonnummer besteht aus Ziffern"),
        (f"amt/{SIGN}/dezernat", "IX", "Dieses Dezernat gibt es nicht"),
        ("dezernat/I/name", "x" * 121, "höchstens 120 Zeichen"),
        ("amt/Z/9/mail", MAIL, "Z/9"),
    ],
)
def test_what_cannot_be_is_refused(
    number: str, people: list[Browser], key: str, value: str, words: str
) -> None:
    """All or nothing; the sentence says what is wrong, and what was typed stays."""
    answer = save(people[0], **{key: value, "dezernat/II/name": "Bliebe weg"})
    assert answer.status_code == 400
    assert words in answer.text
    assert "Bliebe weg" not in people[1].get(PAGE).text


@pytest.mark.parametrize(
    ("page", "key", "other"), [(PAGE, "dezernat/III/name", "dezernat/IV/name"), (OFFICES, SIGN, "40")]
)
def test_two_people_do_not_overwrite_each_other(
    number: str, people: list[Browser], page: str, key: str, other: str
) -> None:
    """Who was later is told who wrote what and decides; what they did not touch stays the other person's."""
    anna, bert = people
    begun = seen(bert, page)
    save(anna, page, **{key: "Von Anna", other: "Auch von Anna"})
    late = save(bert, page, begun, **{key: "Von Bert", other: begun[f"seen:{other}"]})
    assert late.status_code == 409
    assert "Von Anna" in late.text
    assert "Von Bert" in late.text
    again = save(bert, page, **{key: "Von Bert", other: "Auch von Anna"})
    assert again.status_code == 302
    shown = anna.get(page).text
    assert 'value="Von Bert"' in shown
    assert 'value="Auch von Anna"' in shown
    save(anna, page, **{key: "", other: ""})


def test_nobody_else_says_it(number: str, people: list[Browser], admin: Portal) -> None:
    """Neither a reader nor a form of somebody else's page."""
    nobody = Browser(admin.url)
    assert nobody.get(PAGE).status_code == 403
    values = {f"name:amt/{SIGN}/mail": "fremd@stadt.example"}
    assert nobody.send(PAGE, values).status_code in (400, 403)
    assert people[0].send(PAGE, values).status_code in (400, 403)
    assert "fremd@" not in people[0].get(PAGE).text
