"""The handbook's steps, walked as it tells them; its pictures are taken on the way (see `album`)."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import album
from tests.browser.conftest import SAMPLE, Person, log_in
from tests.browser.everyone import Visits

WIDTH = 1000
SECOND = SAMPLE.with_name("beispielbericht-2021-1.txt")
READ = 120_000
"""Milliseconds until a report is read, published or withdrawn, on a machine that does other things, too."""


@pytest.fixture
def desk(visit: Visits, person: Person) -> Page:
    """Return an editor's browser at the page of the digital projects, as the handbook begins."""
    seen = visit(width=WIDTH)
    log_in(seen.open("/user/login"), person)
    return seen.open("/digitalprojekte")


@pytest.fixture
def people(person: Person) -> dict[str, str]:
    """Return what pictures call the test's people."""
    return {person.name: "anna.beispiel"}


def press(page: Page, words: str) -> None:
    """Press the button, or follow the link that looks like one."""
    page.get_by_role("button", name=words, exact=True).or_(
        page.get_by_role("link", name=words, exact=True)
    ).first.click()
    page.wait_for_load_state()


def part(page: Page, heading: str) -> Locator:
    """Return the part of a page under a heading."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=heading, exact=True)).first


def hand_in(page: Page, *files: Path) -> None:
    """Choose the files, let them be read, and wait as the page says."""
    page.get_by_label("Datei", exact=True).set_input_files([str(file) for file in files])
    press(page, "Lesen und prüfen")
    finished(page)


def finished(page: Page) -> None:
    """Wait until no work is under way; the page comes anew by itself."""
    expect(page.get_by_role("link", name="Stand neu laden")).to_have_count(0, timeout=READ)


def test_a_report_is_looked_at_before_it_is_public(desk: Page, people: dict[str, str]) -> None:
    """From the door to the decision; given up, nothing was changed."""
    album.take("digitalprojekte", desk.locator("main"), people, 350)
    press(desk, "Digitalbericht veröffentlichen")
    album.take("redaktion", desk.locator("main"), people)
    hand_in(desk, SECOND)
    assert "2021-1" in part(desk, "Was sich beim Veröffentlichen ändert").inner_text()
    album.take("plan", part(desk, "Was sich beim Veröffentlichen ändert"), people)
    noticed = part(desk, "Was aufgefallen ist")
    noticed.locator("summary").first.click()
    album.take("aufgefallen", noticed, people)
    album.take("entscheiden", part(desk, "Entscheiden"), people)
    album.take("protokoll", part(desk, "Wer was getan hat"), people)
    press(desk, "Verwerfen")
    assert "verworfen" in desk.get_by_role("status").first.inner_text()


def test_a_wrong_file_is_told_and_given_up(desk: Page, people: dict[str, str], tmp_path: Path) -> None:
    """The sentence says what it was; the way out is on the page."""
    wrong = tmp_path / "einladung.txt"
    wrong.write_text("Einladung zur Sitzung am Dienstag, 14 Uhr, im kleinen Saal.\n", encoding="utf-8")
    press(desk, "Digitalbericht veröffentlichen")
    hand_in(desk, wrong)
    album.take("falsche-datei", desk.locator("main"), people)
    press(desk, "Verwerfen")
    assert "verworfen" in desk.get_by_role("status").first.inner_text()


def test_published_and_taken_back(desk: Page, people: dict[str, str]) -> None:
    """The rest of the way, and back: the portal shows what it showed before."""
    press(desk, "Digitalbericht veröffentlichen")
    hand_in(desk, SECOND)
    press(desk, "Veröffentlichen")
    finished(desk)
    assert "ist veröffentlicht" in desk.get_by_role("status").first.inner_text()
    album.take("fertig", desk.locator("main"), people, 420)
    desk.get_by_role("link", name="Alle Vorhaben").click()
    assert "2021-1" in desk.locator(".hnd-edition").inner_text()
    press(desk, "Digitalbericht veröffentlichen")
    album.take("berichtsstaende", part(desk, "Veröffentlichte Berichtsstände"), people)
    desk.get_by_role("link", name="2021-1 zurückziehen …").click()
    desk.get_by_label("Warum").fill("Probe für das Handbuch")
    album.take("zurueckziehen", desk.locator("main"), people)
    press(desk, "Bericht zurückziehen")
    finished(desk)
    assert "zurückgezogen" in desk.get_by_role("status").first.inner_text()


def test_offices_answer(desk: Page, people: dict[str, str], tmp_path: Path) -> None:
    """Forms are fetched, one is filled in and saved by LibreOffice, one comes back as it was."""
    press(desk, "Digitalbericht veröffentlichen")
    album.take("meldeboegen", part(desk, "Meldebögen für die nächste Runde"), people)
    with desk.expect_download(timeout=READ) as download:
        desk.get_by_role("link", name="Meldebögen herunterladen (ZIP)").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path)
    forms = sorted(tmp_path.glob("*/*.xlsx")) or sorted(tmp_path.glob("*.xlsx"))
    desk.get_by_label("Datei", exact=True).set_input_files([str(one) for one in forms[:2]])
    album.take("einreichen", part(desk, "Bericht einreichen"), people)
    press(desk, "Lesen und prüfen")
    finished(desk)
    noticed = part(desk, "Was aufgefallen ist")
    for summary in noticed.locator("summary").all()[:2]:
        summary.click()
    album.take("antworten-aufgefallen", noticed, people)
    press(desk, "Verwerfen")
