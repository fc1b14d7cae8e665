"""All three plugins beside extensions of others: feeds, menus, tabs, pages and forms of those work."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from tests.additional import Additional
from tests.portal.guest import host

pytestmark = pytest.mark.slow

GUESTS = os.environ.get("HNDIGITAL_TEST_GUESTS", "")
"""Folder with the extensions of requirements/guests.txt; `make test-all` fills it."""
EXTENSIONS = {
    "harvest": "ckanext-harvest",
    "ckan_harvester": "ckanext-harvest",
    "spatial_metadata": "ckanext-spatial",
    "spatial_query": "ckanext-spatial",
    "xloader": "ckanext-xloader",
    "pages": "ckanext-pages",
    "showcase": "ckanext-showcase",
}
OURS = ("hndigital_theme", "hndigital_dcat", "hndigital")
FEEDS = ("/catalog.ttl", "/catalog.ttl?page=1&q=haushalt", f"/dataset/{host.DATASET}.ttl")


_BADGE = """{% ckan_extends %}
{% block package_tags %}
  {{ super() }}
  {% asset 'ckanext-activity/activity' %}
  <p class="badge" data-module="badge-of-others">Geprüft</p>
{% endblock %}
"""
"""What an extension puts into a page of CKAN's: a badge, and a script that builds on CKAN's."""


@dataclass(frozen=True)
class Beside:
    """The portal with everything, the extensions on it, and what the host's feeds said before."""

    portal: Additional
    extensions: list[str]
    changed: str


@pytest.fixture(scope="module")
def beside() -> Iterator[Beside]:
    """Start a host's portal with the extensions that are there, then add ours."""
    if not GUESTS:
        pytest.skip("HNDIGITAL_TEST_GUESTS is not set: no extensions of others")
    there = {one.metadata["Name"] for one in importlib.metadata.distributions(path=[GUESTS])}
    extensions = [plugin for plugin, package in EXTENSIONS.items() if package in there]
    portal = Additional("others", {"HNDIGITAL_GUESTS": GUESTS})
    try:
        portal.up(host.settings(portal, more=extensions))
        host.fill(portal.admin)
        before = host.said(portal.anonymous, FEEDS, ("Content-Type", "Link"))
        settings = host.settings(portal, *OURS, more=extensions)
        template = portal.state / "templates" / "package" / "read.html"
        template.parent.mkdir(parents=True, exist_ok=True)
        template.write_text(_BADGE, encoding="utf-8")
        more = {"extra_template_paths": str(template.parents[1])}
        portal.up({**settings, **more, "ckanext.hndigital.dcat.portal_feeds": "false"})
        after = host.said(portal.anonymous, FEEDS, ("Content-Type", "Link"))
        yield Beside(portal, extensions, host.difference(before, after))
    finally:
        portal.clean()


@pytest.fixture(scope="module")
def staff(beside: Beside) -> requests.Session:
    """Return the sysadmin as a browser has them: by a session, not by a token."""
    session = requests.Session()
    url = beside.portal.url
    password = json.loads((beside.portal.state / "secrets.json").read_text("utf-8"))["admin_password"]
    form = {"login": "admin", "password": password, "_csrf_token": _token(session.get(f"{url}/user/login"))}
    assert session.post(f"{url}/user/login", form, headers={"Referer": url}).status_code == 200
    return session


def _token(page: requests.Response) -> str:
    found = re.search(r'name="_csrf_token"[^>]*(?:content|value)="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]


def test_the_hosts_feeds_are_its_own(beside: Beside) -> None:
    """ckanext-dcat's catalogue and documents say what they said; ours have addresses of their own."""
    assert beside.changed == ""
    feed = beside.portal.anonymous.get("/govdata/catalog.ttl")
    assert feed.status_code in (200, 503)  # 503 names the setting that GovData's feed misses
    assert "Content-Disposition" not in feed.headers


def test_tabs_of_others_stay(beside: Beside) -> None:
    """Readers see the activities of a dataset and of an organisation."""
    assert f"/dataset/activity/{host.DATASET}" in beside.portal.anonymous.get(f"/dataset/{host.DATASET}").text
    page = beside.portal.anonymous.get("/organization/kaemmerei").text
    assert "/organization/activity/kaemmerei" in page
    assert "/organization/members/kaemmerei" not in page


def test_blocks_and_scripts_of_others_stay(beside: Beside) -> None:
    """On a light page, too: a badge is there, and what builds on CKAN's scripts gets all of them."""
    page = beside.portal.anonymous.get(f"/dataset/{host.DATASET}").text
    assert "Geprüft" in page
    for script in ("_main.js", "_ckan.js", "_activity.js"):
        assert script in page
    assert ".js" not in beside.portal.anonymous.get("/organization/").text


def test_account_of_others_stays(beside: Beside, staff: requests.Session) -> None:
    """Who is logged in sees the number of new activities that ckanext-activity puts into the head."""
    assert 'href="/dashboard/' in staff.get(f"{beside.portal.url}/dataset/").text


def test_searches_of_others_are_understood(beside: Beside) -> None:
    """A box on the map, parameters that nobody knows: pages pass over them, as CKAN does."""
    for path in ("/dataset/?ext_bbox=9,49,10,50", "/dataset/?utm_source=x&_tags_limit=0"):
        assert beside.portal.anonymous.get(path).status_code == 200


def test_pages_and_forms_of_others_work(beside: Beside, staff: requests.Session) -> None:
    """A source of ckanext-harvest is made by its form, in the session of a person."""
    if "harvest" not in beside.extensions:
        pytest.skip("ckanext-harvest is not installed")
    url = beside.portal.url
    assert beside.portal.anonymous.get("/harvest").status_code == 200
    form = staff.get(f"{url}/harvest/new")
    source = {"url": "https://host.example/csw", "title": "Quelle", "name": "quelle", "source_type": "ckan"}
    sent = {**source, "frequency": "MANUAL", "owner_org": "kaemmerei", "_csrf_token": _token(form)}
    answer = staff.post(f"{url}/harvest/new", sent, headers={"Referer": f"{url}/harvest/new"})
    assert answer.status_code == 200
    assert "Quelle" in beside.portal.anonymous.get("/harvest").text


def test_a_form_from_elsewhere_is_refused_there_too(beside: Beside, staff: requests.Session) -> None:
    """The guards stand before every page: another website sends nothing in somebody's name."""
    url = f"{beside.portal.url}/dataset/edit/{host.DATASET}"
    form = {"_csrf_token": _token(staff.get(url)), "notes": "Falsch."}
    assert staff.post(url, form, headers={"Origin": "https://evil.example"}).status_code == 403
