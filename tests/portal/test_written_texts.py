"""Editors write the texts of pages about the portal: shown at once, kept in versions, refused to others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.portal.browsers import Browser, somebody
from tests.portal.support import Portal

PAGE = "/digitalprojekte/texte"
IMPRINT = f"{PAGE}/imprint.de"
ENGLISH = f"{PAGE}/imprint.en"


@pytest.fixture
def editor(admin: Portal, organisation: str) -> Iterator[Browser]:
    """Return an editor's browser; what was written is taken out afterwards."""
    with member_of(admin, organisation, "editor") as browser:
        yield browser
        for address in (IMPRINT, ENGLISH):
            store(browser, address, "")


@contextmanager
def member_of(admin: Portal, organisation: str, role: str) -> Iterator[Browser]:
    with somebody(admin) as (name, password):
        admin.api("organization_member_create", id=organisation, username=name, role=role)
        yield Browser(admin.url).log_in(name, password)


def store(browser: Browser, address: str, text: str, **more: str) -> str:
    """Write a text as the form sends it; return the page that follows."""
    form = browser.get(address).text
    after = form.split('name="after" value="', 1)[1].split('"', 1)[0]
    values = {"_csrf_token": browser.token_of(address), "after": after, "text": text, **more}
    answer = browser.send(address, values, Referer=browser.url + address)
    return browser.get(address).text if answer.status_code == 302 else answer.text


def test_a_text_is_shown_and_its_versions_stay(editor: Browser) -> None:
    """Cleaned, linked in the foot, in the other language too; an old version comes back by its link."""
    assert "Text gespeichert." in store(
        editor, IMPRINT, "## Wer wir sind\n\nAmt <script>x()</script> für *Daten*"
    )
    shown = editor.get("/impressum").text
    assert "<h2>Wer wir sind</h2>" in shown
    assert "<em>Daten</em>" in shown
    assert "<script>x" not in shown
    assert '<div class="hnd-text" lang="de">' in editor.get("/en/impressum").text
    assert 'href="/impressum"' in editor.get("/digitalprojekte").text
    store(editor, ENGLISH, "Who we are")
    assert "Who we are" in editor.get("/en/impressum").text
    page = store(editor, IMPRINT, "Neu")
    assert "Wer wir sind" not in editor.get("/impressum").text
    number = page.count("?version=")
    old = editor.get(f"{IMPRINT}?version={number - 1}").text
    assert "## Wer wir sind" in old
    assert f"Das ist Version {number - 1}." in old
    assert editor.get(f"{IMPRINT}?version={number + 1}").status_code == 404


def test_a_text_is_looked_at_before_it_is_stored(editor: Browser) -> None:
    """The preview stores nothing; neither does a text that is too long, which stays in the form."""
    preview = store(editor, IMPRINT, "Ein *Versuch*", preview="1")
    assert "Ein <em>Versuch</em>" in preview
    assert "Versuch" not in editor.get("/impressum").text
    long = "x" * 50_001
    refused = store(editor, IMPRINT, long)
    assert "höchstens 50000 Zeichen" in refused
    assert long in refused


def test_two_people_do_not_overwrite_each_other(editor: Browser, admin: Portal, organisation: str) -> None:
    """Who was later is told of the other one's version and keeps their own words in the form."""
    begun = editor.get(IMPRINT).text.split('name="after" value="', 1)[1].split('"', 1)[0]
    with member_of(admin, organisation, "admin") as other:
        store(other, IMPRINT, "Von der anderen Person")
    values = {"_csrf_token": editor.token_of(IMPRINT), "after": begun, "text": "Meine Worte"}
    answer = editor.send(IMPRINT, values, Referer=editor.url + IMPRINT)
    assert answer.status_code == 409
    assert "hat inzwischen eine andere Version gespeichert" in answer.text
    assert "Meine Worte" in answer.text
    assert "Von der anderen Person" in editor.get("/impressum").text
    assert "Meine Worte" in store(editor, IMPRINT, "Meine Worte")


def test_nobody_else_writes_a_text(
    editor: Browser, admin: Portal, organisation: str, portal_url: str
) -> None:
    """Neither a reader nor a member, nor a form without the page's token."""
    with member_of(admin, organisation, "member") as member:
        for browser in (member, Browser(portal_url)):
            assert browser.get(IMPRINT).status_code == 403
            assert browser.send(IMPRINT, {"text": "Fremd", "after": "0"}).status_code in (400, 403)
    assert editor.send(IMPRINT, {"text": "Fremd", "after": "0"}).status_code in (400, 403)
    assert "Fremd" not in editor.get("/impressum").text
