"""`hndigital` alone, added to a portal of somebody else's: it brings its pages, everything else stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.additional import Additional
from tests.portal.guest import host
from tests.portal.support import Portal

NUMBER = "2023000001"
PROJECT = f"digitalprojekt-{NUMBER}"


@dataclass(frozen=True)
class Guest:
    """The portal with `hndigital`, and what it said to staff and readers before and right after."""

    admin: Portal
    anonymous: Portal
    changed_for_staff: str
    changed_for_readers: str


@pytest.fixture(scope="module")
def guest() -> Iterator[Guest]:
    """Start the host's portal, read it, add `hndigital`, read it again, and make a project by hand."""
    portal = Additional("guest")
    try:
        portal.up(host.settings(portal))
        host.fill(portal.admin)
        before = host.said(portal.admin), host.said(portal.anonymous)
        portal.up(host.settings(portal, "hndigital"))
        after = host.said(portal.admin), host.said(portal.anonymous)
        portal.admin.api("organization_create", name="stadt-heilbronn", title="Stadt")
        portal.admin.api(
            "package_create",
            type="digitalprojekt",
            vorhaben_nr=NUMBER,
            title="Straßenlicht",
            amt="20",
            vorhabentyp="langfristig",
            anlass="auftrag",
            bearbeitungsstand="umsetzung",
            owner_org="stadt-heilbronn",
        )
        changed = [host.difference(old, new) for old, new in zip(before, after, strict=True)]
        yield Guest(portal.admin, portal.anonymous, *changed)
    finally:
        portal.clean()


def test_nothing_changes_for_readers(guest: Guest) -> None:
    """Home, search, datasets, feeds, lists and answers of the API say word for word what they said."""
    assert guest.changed_for_readers == ""


def test_nothing_changes_for_staff(guest: Guest) -> None:
    """Neither do forms and the pages of the administration."""
    assert guest.changed_for_staff == ""


@pytest.mark.parametrize(
    "path", ["/digitalprojekte", f"/digitalprojekt/{PROJECT}", "/digitalprojekte/api", "/codelist/anlass"]
)
def test_our_pages_wear_the_hosts_theme(guest: Guest, path: str) -> None:
    """Its head, menu and foot, with our content between them, and no policy that its scripts don't know."""
    page = guest.anonymous.get(path)
    assert page.status_code == 200
    for mark in ('class="account-masthead"', 'class="site-footer"', "Portal der Gastgeberin", 'class="hnd"'):
        assert mark in page.text
    assert "Content-Security-Policy" not in page.headers


def test_links_lead_to_what_is_there(guest: Guest) -> None:
    """Feeds, IRIs and metadata quality belong to another plugin: no page of ours links them."""
    for path in ("/digitalprojekte", f"/digitalprojekt/{PROJECT}", "/digitalprojekte/api"):
        text = guest.anonymous.get(path).text
        for absent in ("/metadatenqualitaet", f"{PROJECT}.ttl", "/catalog.ttl", "/barrierefreiheit"):
            assert absent not in text, (path, absent)


def test_projects_stand_in_the_hosts_search(guest: Guest) -> None:
    """They are found like other datasets; no facet of theirs is added."""
    page = guest.anonymous.get("/dataset/?q=Straßenlicht").text
    assert f"/digitalprojekt/{PROJECT}" in page
    assert "Bearbeitungsstand" not in page


def test_our_data_routes_are_guarded(guest: Guest) -> None:
    """What is ours keeps its rules: parameters by name, headers, no form from elsewhere."""
    assert guest.anonymous.get("/digitalprojekte.json?unheard_of=1").status_code == 400
    assert guest.anonymous.get("/digitalprojekte.json").headers["X-Content-Type-Options"] == "nosniff"
    assert guest.anonymous.get("/api/3/action/digitalprojekt_list?callback=x").status_code == 400


def test_the_hosts_datasets_keep_their_fields(guest: Guest) -> None:
    """A patch writes what it names and drops nothing, whatever addresses the host lets people enter."""
    guest.admin.api("package_patch", id=host.DATASET, notes="Neu.", url="intern: Ordner 3")
    shown = guest.admin.api("package_show", id=host.DATASET)
    assert (shown["aktenzeichen"], shown["amt"], shown["notes"]) == ("20/1", "20", "Neu.")
