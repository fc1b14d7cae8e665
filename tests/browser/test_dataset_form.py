"""Staff describe an ordinary dataset: a form in parts that says what is wrong and keeps what was typed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from hndigital.publisher.client import Portal
from playwright.sync_api import Page

from tests.browser.conftest import Person, log_in
from tests.browser.everyone import Visits, problems, timers, unfold

EU = "http://publications.europa.eu/resource/authority/"
FOREIGN: dict[str, Any] = {
    "license_id": "lizenz-der-alten-stadt",
    "frequency": "https://alt.example/ab-und-zu",
    "language": ["https://alt.example/schwäbisch", f"{EU}language/DEU"],
    "access_rights": "https://alt.example/teilweise",
    "availability": "https://alt.example/bald",
    "spatial": '{"type": "Point", "coordinates": [9.2, 49.1]}',
    "hvd_category": ["https://alt.example/kategorie"],
    "publisher_type": "https://alt.example/art",
    "references": ["https://alt.example/eins", "https://alt.example/zwei"],
    "qualified_attribution": ["https://alt.example/rolle https://alt.example/stelle"],
    "legalbasisText": ["§ 3, Absatz 1"],
    "temporal_start": "2020-01",
    "rights": "Erste Zeile\nzweite",
}
"""What a dataset brought along: values that no list has, and what people would write in another way."""


@pytest.fixture
def name(admin: Portal, package: object) -> Iterator[str]:
    """Return the name of the dataset that a test makes; it is gone afterwards."""
    chosen = f"formular-{uuid.uuid4().hex[:8]}"
    yield chosen
    if admin.find("package_show", {"id": chosen}):
        admin.write("dataset_purge", {"id": chosen})


def _save(page: Page) -> None:
    page.locator("#dataset-edit button[type=submit].btn-primary").click()
    page.wait_for_load_state()


def _sets(values: dict[str, Any], names: str = " ".join(FOREIGN)) -> dict[str, Any]:
    """Return values without what forms do not have: the order of boxes to tick, one way to end a line."""
    found = {name: values[name] for name in names.split()}
    return {
        name: sorted(value) if isinstance(value, list) else value.replace("\r\n", "\n")
        for name, value in found.items()
    }


def test_a_dataset_is_described_without_scripts(
    visit: Visits, admin: Portal, person: Person, name: str
) -> None:
    """What is wrong is said at once and in words, its part is open, what was typed stays."""
    seen = visit(scripts=False, width=360)
    log_in(seen.open("/user/login"), person)
    page = seen.open("/dataset/new")
    assert page.locator("#field-title").is_visible()
    assert not page.locator("#field-creator_email").is_visible()
    page.locator("#field-title").fill("Zählstellen")
    page.locator("#field-name").fill(name)
    page.locator("#field-private").select_option("False")
    page.locator("#field-spatial").fill("Baden-Württemberg")
    page.locator("#field-frequency").select_option(label="jährlich")
    page.locator("#field-temporal_start").fill("31.03.2021")
    page.locator("#field-temporal_end").fill("2020")
    page.locator("summary", has_text="Herausgeber").click()
    page.locator("#field-creator_email").fill("kein Postfach")
    assert "Die Lizenz gilt für die Dateien" in page.locator(".form-actions").inner_text()
    assert page.locator("a[href*=opendatacommons]").count() == 0
    _save(page)
    said = page.locator(".error-explanation").inner_text()
    for sentence in ("Bitte die Lizenz wählen", "Das Ende 2020 liegt vor dem Beginn", "keine E-Mail-Adresse"):
        assert sentence in said
    assert page.locator("#field-temporal_start").input_value() == "31.03.2021"
    assert page.locator("#field-spatial").input_value() == "Baden-Württemberg"
    assert page.locator("#field-creator_email").is_visible()
    with timers(page):
        assert problems(page, 360) == []
    page.locator("#field-license_id").select_option("dl-de-by-2.0")
    page.locator("#field-temporal_end").fill("2022")
    page.locator("#field-creator_email").fill("")
    _save(page)
    page.locator("#field-resource-url").fill("https://x.example/a.csv")
    page.locator("button[name=save][value=go-metadata]").click()
    page.wait_for_load_state()
    stored = admin.read("package_show", {"id": name})
    assert stored["spatial"] == "http://dcat-ap.de/def/politicalGeocoding/stateKey/08"
    assert stored["frequency"] == f"{EU}frequency/ANNUAL"
    assert (stored["temporal_start"], stored["temporal_end"]) == ("2021-03-31", "2022")
    assert (stored["private"], stored["state"], len(stored["resources"])) == (False, "active", 1)


def test_what_was_brought_along_outlives_an_edit(
    visit: Visits, admin: Portal, sysadmin: Person, name: str
) -> None:
    """Somebody saves an old dataset: values that no list has stay as they are, with and without scripts."""
    values = {"name": name, "title": "Alt", "owner_org": "stadt-heilbronn", **FOREIGN}
    values["theme"] = [f"{EU}data-theme/ENVI"]
    file = {"name": "Datei", "url": "https://x.example/a.csv", "status": "https://alt.example/halb"}
    admin.write("package_create", {**values, "resources": [{**file, "language": FOREIGN["language"]}]})
    before = admin.read("package_show", {"id": name})
    assert {key: before[key] for key in FOREIGN} == FOREIGN
    assert before["theme"] == ["ENVI"]
    for scripts in (True, False):
        seen = visit(scripts=scripts)
        log_in(seen.open("/user/login"), sysadmin)
        page = seen.open(f"/dataset/edit/{name}")
        _save(page)
        assert page.url.endswith(f"/dataset/{name}"), page.locator("main, [role=main]").first.inner_text()
        page = seen.open(f"/dataset/{name}/resource/{before['resources'][0]['id']}/edit")
        page.locator("#resource-edit button[type=submit].btn-primary").click()
        page.wait_for_load_state()
        after = admin.read("package_show", {"id": name})
        assert _sets(after) == _sets(FOREIGN)
        assert after["theme"] == ["ENVI"]
        assert _sets(after["resources"][0], "status language url name") == _sets(
            before["resources"][0], "status language url name"
        )


@pytest.mark.parametrize("width", [1280, 360])
def test_the_forms_are_for_everybody(
    visit: Visits, admin: Portal, person: Person, name: str, width: int
) -> None:
    """Nothing for axe, nothing sideways; parts are opened by keyboard and say how much stands in them."""
    filled = {"creator_name": "Amt", "references": json.dumps(["https://x.example/eins"])}
    admin.write("package_create", {"name": name, "title": "Da", "owner_org": "stadt-heilbronn", **filled})
    seen = visit(width=width)
    log_in(seen.open("/user/login"), person)
    page = seen.open(f"/dataset/edit/{name}")
    part = page.locator("summary", has_text="Herausgeber")
    assert "1 ausgefüllt" in part.inner_text()
    part.focus()
    page.keyboard.press("Enter")
    assert page.locator("#field-creator_name").input_value() == "Amt"
    unfold(page)
    assert problems(page, width) == []
    page = seen.open(f"/dataset/{name}/resource/new")
    unfold(page)
    assert problems(page, width) == []
