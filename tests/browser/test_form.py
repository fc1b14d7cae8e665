"""Staff at the form: a project by hand, and a reported one whose values belong to the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hndigital.publisher.client import Portal

from tests.browser.conftest import Person, Visit, log_in

Visits = Callable[..., Visit]
NUMBER = "1999000007"


@pytest.fixture
def handmade(admin: Portal) -> Iterator[str]:
    """Return the number of the project that a test makes; it is removed afterwards."""
    yield NUMBER
    if admin.find("package_show", {"id": f"digitalprojekt-{NUMBER}"}):
        admin.write("package_delete", {"id": f"digitalprojekt-{NUMBER}"})
        admin.write("dataset_purge", {"id": f"digitalprojekt-{NUMBER}"})


def test_a_project_is_made_by_hand(visit: Visits, person: Person, handmade: str) -> None:
    """A wrong number is refused with a German sentence; the corrected form makes the project."""
    page = visit().open("/user/login")
    log_in(page, person)
    page.goto(f"{page.url.split('/user')[0].split('/dashboard')[0]}/digitalprojekte")
    page.get_by_role("link", name="Vorhaben anlegen").click()
    page.wait_for_load_state()
    page.locator("#field-vorhaben_nr").fill("72")
    page.locator("#field-title").fill("Digitaler Bauhof")
    page.locator("#field-amt").fill("70")
    page.locator("#field-vorhabentyp").select_option("kurzfristig")
    page.locator("#field-anlass").select_option("auftrag")
    page.locator("#field-bearbeitungsstand").select_option("planung")
    page.get_by_role("button", name="Vorhaben anlegen").click()
    page.wait_for_load_state()
    said = page.locator(".error-explanation").inner_text()
    assert "„72“ ist keine Vorhabennummer" in said
    assert page.locator("#field-title").input_value() == "Digitaler Bauhof"

    page.locator("#field-vorhaben_nr").fill(handmade)
    page.get_by_role("button", name="Vorhaben anlegen").click()
    page.wait_for_load_state()
    assert page.url.endswith(f"/digitalprojekt/digitalprojekt-{handmade}")
    assert page.locator("h1").inner_text() == "Digitaler Bauhof"
    text = page.locator("main").inner_text()
    assert "noch kein Bericht nennt dieses Vorhaben" in text
    assert "der Bericht nennt" not in text.lower()
    assert "Planung" in page.locator(".hnd-key").inner_text()


def test_reported_values_are_shown_but_cannot_be_changed(visit: Visits, person: Person) -> None:
    """In the form of a reported project status and cost are read-only, the contact is not."""
    page = visit().open("/user/login")
    log_in(page, person)
    page.goto(
        f"{page.url.split('/user')[0].split('/dashboard')[0]}/digitalprojekt/edit/digitalprojekt-2020000050"
    )
    for name in ("vorhaben_nr", "title", "bearbeitungsstand", "gesamtstatus", "kosten_eur"):
        assert page.locator(f"#field-{name}").get_attribute("readonly") is not None
    assert page.locator("#field-bearbeitungsstand").input_value() == "In Umsetzung"
    assert "Aus dem Bericht 2020-2" in page.locator("#note-kosten_eur").inner_text()
    assert page.locator("#field-contact_name").get_attribute("readonly") is None
    page.locator("#field-contact_name").fill("Digitalstelle")
    page.get_by_role("button", name="Vorhaben speichern").click()
    page.wait_for_load_state()
    text = page.locator("main").inner_text()
    assert "Digitalstelle" in text
    assert "40.000 €" in text


def test_a_register_that_is_edited_by_hand_keeps_what_publishing_wrote(
    visit: Visits, person: Person, admin: Portal
) -> None:
    """The fields that no form shows (round, cut-off date, checksums) outlive a change of the keywords."""
    before = admin.read("package_show", {"id": "digitalprojekte-2020-2"})
    page = visit().open("/user/login")
    log_in(page, person)
    page.goto(page.url.split("/user")[0].split("/dashboard")[0] + "/dataset/edit/digitalprojekte-2020-2")
    page.locator("#field-version").fill(before.get("version") or "1")
    page.locator("#dataset-edit button[type=submit]").last.click()
    page.wait_for_load_state()
    after = admin.read("package_show", {"id": "digitalprojekte-2020-2"})
    kept = ("berichtsstand", "stichtag", "fassung", "paket_sha256", "quelle_sha256", "beispieldaten")
    assert {name: after.get(name) for name in kept} == {name: before.get(name) for name in kept}
