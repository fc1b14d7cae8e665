"""Pages about the portal: the operator's texts or what stands for them; a menu without empty lists."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import requests

from tests.portal.browsers import within
from tests.portal.support import TIMEOUT, Portal

_READ = """
from ckan.plugins import toolkit
toolkit.config["ckanext.hndigital.texts"] = {folder!r}
toolkit.config["ckanext.hndigital.texts_are_examples"] = {example!r}
toolkit.config["ckanext.hndigital.imprint_url"] = ""
found = {{path: Client(whole).get(path).get_data(as_text=True) for path in {paths!r}}}
"""


def _get(portal_url: str, path: str) -> str:
    answer = requests.get(portal_url + path, timeout=TIMEOUT)
    assert answer.status_code == 200
    return answer.text


def test_about_is_the_citys_page(portal_url: str) -> None:
    """Who, why, how often and whom to ask, in both languages; nothing of what CKAN says about itself."""
    for path, heading, open_data in (
        ("/about", "Über dieses Portal", "Was offene Daten sind"),
        ("/en/about", "About this portal", "What open data is"),
    ):
        page = _get(portal_url, path)
        assert f"<h1>{heading}</h1>" in page
        assert open_data in page
        assert "Stadt Heilbronn" in page
        assert "Open-Source" not in page
        assert "open-source" not in page


def test_texts_of_the_operators_own_are_shown(tmp_path: Path) -> None:
    """In the language there is, cleaned of what would run, linked in the foot; an example says so."""
    (tmp_path / "imprint.de.md").write_text("## Wer wir sind\n\nAmt <script>run()</script>", encoding="utf-8")
    (tmp_path / "about.en.md").write_text("We are a *city*.", encoding="utf-8")
    paths = ["/impressum", "/en/impressum", "/en/about", "/about", "/datenschutz"]
    found = within(_READ.format(folder=str(tmp_path), example=True, paths=paths))
    assert "<h2>Wer wir sind</h2>" in found["/impressum"]
    assert "<script>run" not in found["/impressum"]
    assert "Beispiel" in found["/impressum"]
    assert '<div class="hnd-text" lang="de">' in found["/en/impressum"]
    assert "We are a <em>city</em>." in found["/en/about"]
    assert '<div class="hnd-text" lang="en">' in found["/about"]
    assert '<a href="/impressum">Impressum</a>' in found["/about"]
    assert "Fehler 404" in found["/datenschutz"]
    assert 'href="/datenschutz"' not in found["/about"]


def test_the_menu_has_no_empty_lists(admin: Portal, portal_url: str) -> None:
    """Groups are in it while there are any, organisations while there are several to choose from."""

    def menu() -> str:
        page = _get(portal_url, "/")
        found = re.search(r'<nav aria-label="Hauptnavigation">.*?</nav>', page, re.DOTALL)
        assert found
        return found[0]

    name = f"gruppe-{uuid.uuid4().hex[:8]}"
    admin.api("group_create", name=name, title="Gruppe")
    assert 'href="/group/"' in menu()
    admin.api("group_purge", id=name)
    assert ('href="/group/"' in menu()) == bool(admin.api("group_list"))
    assert ('href="/organization/"' in menu()) == (len(admin.api("organization_list")) > 1)
