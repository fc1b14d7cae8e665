"""What editors and administrators do on CKAN's pages works by keyboard and by name."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from hndigital.publisher.client import Portal

from tests.browser.conftest import Person, log_in
from tests.browser.everyone import Visits

FILES = ("Karte", "Liste", "Bericht", "Bild")


@pytest.fixture
def dataset(admin: Portal, package: object) -> Iterator[str]:
    """Make a dataset with four files; return its name."""
    name = f"ordnung-{uuid.uuid4().hex[:8]}"
    files = [{"name": file, "url": f"https://daten.example/{file}"} for file in FILES]
    admin.write(
        "package_create",
        {"name": name, "title": f"Ordnung {name}", "owner_org": "stadt-heilbronn", "resources": files},
    )
    yield name
    admin.write("dataset_purge", {"id": name})


@pytest.mark.parametrize(
    ("file", "place", "expected"),
    [("Bild", 2, ["Karte", "Bild", "Liste", "Bericht"]), ("Karte", 3, ["Liste", "Bericht", "Karte", "Bild"])],
)
@pytest.mark.parametrize("scripts", [True, False])
def test_files_are_put_in_order_by_keyboard(
    visit: Visits,
    admin: Portal,
    person: Person,
    dataset: str,
    scripts: bool,
    file: str,
    place: int,
    expected: list[str],
) -> None:
    """A file goes to the place whose number is typed, the others make room, with and without scripts."""
    seen = visit(scripts=scripts)
    log_in(seen.open("/user/login"), person)
    page = seen.open(f"/dataset/resources/{dataset}")
    field = page.get_by_label(file, exact=True)
    field.fill(str(place))
    field.press("Enter")
    page.wait_for_load_state()
    assert page.get_by_text("Die Dateien stehen in der neuen Reihenfolge.").is_visible()
    assert [one["name"] for one in admin.read("package_show", {"id": dataset})["resources"]] == expected


def test_only_who_may_edit_puts_files_in_order(visit: Visits, admin: Portal, dataset: str) -> None:
    """A reader who sends the form gets no further than to the login."""
    page = visit().open("/user/login")
    token = page.locator("input[name=_csrf_token]").get_attribute("value") or ""
    file = admin.read("package_show", {"id": dataset})["resources"][0]["id"]
    address = page.url.replace("/user/login", f"/dataset/resources/{dataset}")
    answer = page.request.post(
        address, form={"_csrf_token": token, file: "4"}, headers={"Referer": address}, max_redirects=0
    )
    assert answer.status in (302, 403)
    assert [one["name"] for one in admin.read("package_show", {"id": dataset})["resources"]] == [*FILES]


def test_many_datasets_are_changed_at_once(
    visit: Visits, admin: Portal, sysadmin: Person, dataset: str
) -> None:
    """Each box is named by its dataset, one box chooses all, and a button says what happens to the chosen."""
    seen = visit()
    log_in(seen.open("/user/login"), sysadmin)
    page = seen.open("/organization/bulk_process/stadt-heilbronn")
    boxes = page.locator("main, [role=main]").get_by_role("checkbox")
    page.get_by_label("Alle auswählen").press("Space")
    assert all(box.is_checked() for box in boxes.all())
    page.get_by_label("Alle auswählen").press("Space")
    assert not any(box.is_checked() for box in boxes.all())
    page.get_by_label(f"Ordnung {dataset}").press("Space")
    page.get_by_role("button", name="Auf privat stellen").press("Enter")
    page.wait_for_load_state()
    private = admin.read("package_search", {"fq": "private:true", "include_private": True})["results"]
    assert [one["name"] for one in private] == [dataset]
