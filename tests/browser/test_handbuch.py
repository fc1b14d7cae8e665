"""The handbook's steps, walked as it tells them; its pictures are taken on the way (see `album`)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hndigital.package import Package
from hndigital.publisher.client import Portal
from hndigital.publisher.journal import Journal
from hndigital.publisher.withdrawing import withdraw
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser import album
from tests.browser.conftest import SAMPLE, Person, log_in, somebody
from tests.browser.everyone import Visits

_OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
WIDTH = 1000
SECOND = SAMPLE.with_name("beispielbericht-2021-1.txt")
_TOP_OF_A_SHEET = (80, 50, 1180, 470)
_NUMBER = re.compile(r"20\d{8}")
READ = 400_000
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_withdrawing_is_told_before_it_is_done(desk: Page, people: dict[str, str]) -> None:
    """What is published stands there with the reports made of it; whoever turns back changes nothing."""
    press(desk, "Digitalbericht veröffentlichen")
    album.take("berichtsstaende", part(desk, "Veröffentlichte Berichtsstände"), people)
    desk.get_by_role("link", name="2020-2 zurückziehen …").click()
    album.take("zurueckziehen", desk.locator("main"), people)
    press(desk, "Nicht zurückziehen")
    assert desk.url.endswith("/digitalprojekte/redaktion")


@pytest.fixture
def as_before(admin: Portal, package: Package, tmp_path: Path) -> Iterator[None]:
    """Withdraw what a walk that ended on its way has left."""
    yield
    published = [edition["berichtsstand"] for edition in admin.read("digitalprojekt_state", {})["editions"]]
    if "2021-1" in published:
        withdraw(admin, "2021-1", Journal(tmp_path / "journal.jsonl"))


@pytest.mark.slow
def test_published_and_taken_back(desk: Page, people: dict[str, str], as_before: None) -> None:
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
    desk.get_by_role("link", name="2021-1 zurückziehen …").click()
    desk.get_by_label("Warum").fill("Probe für das Handbuch")
    press(desk, "Bericht zurückziehen")
    finished(desk)
    assert "zurückgezogen" in desk.get_by_role("status").first.inner_text()


@pytest.mark.slow
@_OFFICE
def test_offices_answer(desk: Page, people: dict[str, str], tmp_path: Path) -> None:
    """Forms are fetched, one is filled in and saved by LibreOffice, one comes back as it was."""
    press(desk, "Digitalbericht veröffentlichen")
    album.take("meldeboegen", part(desk, "Meldebögen für die nächste Runde"), people)
    with desk.expect_download(timeout=READ) as download:
        desk.get_by_role("link", name="Meldebögen herunterladen (ZIP)").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path)
    first, second = sorted(tmp_path.glob("*.xlsx"))[:2]
    _take_sheet(first, tmp_path / "saved")
    answers = [_by_libreoffice(first, "ods", tmp_path / "saved"), second]
    desk.get_by_label("Datei", exact=True).set_input_files([str(one) for one in answers])
    album.take("einreichen", part(desk, "Bericht einreichen"), people)
    press(desk, "Lesen und prüfen")
    finished(desk)
    noticed = part(desk, "Was aufgefallen ist")
    for summary in noticed.locator("summary").all()[:2]:
        summary.click()
    assert "Amt ohne Antwort" in noticed.inner_text()
    assert "Das Amt 10" not in noticed.inner_text()
    album.take("antworten-aufgefallen", noticed, people)
    press(desk, "Verwerfen")


@pytest.mark.slow
@_OFFICE
def test_mistakes_on_the_way(desk: Page, visit: Visits, admin: Portal, tmp_path: Path) -> None:
    """Half a sheet comes back, the browser is closed in the middle, and two people are at it at once."""
    press(desk, "Digitalbericht veröffentlichen")
    with desk.expect_download(timeout=READ) as download:
        desk.get_by_role("link", name="Meldebögen herunterladen (ZIP)").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extract("meldebogen-2021-1.xlsx", tmp_path)
    half = tmp_path / "half" / "meldebogen-2021-1.xlsx"
    half.parent.mkdir()
    gone = _without_the_last(tmp_path / "meldebogen-2021-1.xlsx", half, 40)
    answer = _by_libreoffice(half, "ods", tmp_path / "saved")
    desk.get_by_label("Datei", exact=True).set_input_files(str(answer))
    press(desk, "Lesen und prüfen")
    address = desk.url
    desk.context.close()
    with somebody(admin) as bert:
        role = {"id": "stadt-heilbronn", "username": bert.name, "role": "editor"}
        admin.write("organization_member_create", role)
        seen = visit(width=WIDTH)
        log_in(seen.open("/user/login"), bert)
        page = seen.open("/digitalprojekte/redaktion")
        page.get_by_role("link", name="meldebogen-2021-1.ods").first.click()
        assert page.url == address
        finished(page)
        page.get_by_text("Hinweis: Nicht gemeldet").click()
        missing = part(page, "Was aufgefallen ist").inner_text()
        assert all(number in missing for number in gone)
        other = page.context.new_page()
        other.goto(address)
        press(other, "Verwerfen")
        button = page.get_by_role("button", name="Fehler annehmen").or_(
            page.get_by_role("button", name="Veröffentlichen", exact=True)
        )
        for field in page.locator("#hnd-reason").all():
            field.fill("Wir wissen, dass die Hälfte fehlt.")
        button.first.click()
        assert "Inzwischen ging es hier weiter" in page.get_by_role("alert").first.inner_text()


def _without_the_last(form: Path, half: Path, number: int) -> list[str]:
    """Write a form that lacks its last projects, as somebody deletes rows; return their numbers."""
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    rows = [
        (row[0].row, str(cell.value)) for row in sheet for cell in row if _NUMBER.fullmatch(str(cell.value))
    ]
    for row, _ in reversed(rows[-number:]):
        sheet.delete_rows(row)
    book.save(half)
    return [given for _, given in rows[-number:]]


def _by_libreoffice(form: Path, kind: str, folder: Path) -> Path:
    """Return a form as LibreOffice saves it."""
    profile = f"-env:UserInstallation={folder.absolute().as_uri()}-profile"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(form)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{form.stem}.{kind}"


def _take_sheet(form: Path, folder: Path) -> None:
    """Take the picture of what an office sees."""
    if os.environ.get(album.WRITE):
        page = ["pdftoppm", "-png", "-r", "130", "-f", "1", "-l", "1", "-singlefile"]
        printed = _by_libreoffice(form, "pdf", folder)
        subprocess.run([*page, str(printed), str(folder / "page")], check=True, timeout=60)
        album.keep("meldebogen", Image.open(folder / "page.png").crop(_TOP_OF_A_SHEET))


@pytest.mark.slow
def test_names_texts_and_contacts(desk: Page, people: dict[str, str]) -> None:
    """The pages on which editors say what stands in no report; looked at, nothing is kept."""
    press(desk, "Namen der Ämter")
    album.take("aemter", desk.locator("main"), people, 420)
    desk.go_back()
    press(desk, "Dezernate und Kontakte")
    album.take("dezernate", desk.locator("main"), people, 900)
    desk.go_back()
    press(desk, "Texte des Portals")
    desk.get_by_role("link", name="Kontakt").first.click()
    desk.get_by_label("Text", exact=True).fill(
        "## Wen Sie fragen\n\nDie Stabsstelle beantwortet Ihre Fragen."
    )
    press(desk, "Erst ansehen")
    album.take("text", desk.locator("main"), people, 900)


@pytest.mark.slow
def test_another_dataset(desk: Page, people: dict[str, str]) -> None:
    """The form of an ordinary dataset, and what GovData gets."""
    origin = desk.url.partition("/digitalprojekte")[0]
    desk.goto(f"{origin}/dataset/new")
    album.take("datensatz", desk.locator("#dataset-edit"), people, 900)
    desk.goto(f"{origin}/metadatenqualitaet")
    album.take("metadatenqualitaet", desk.locator("main"), people)


def test_the_portal_shows_the_handbook(desk: Page) -> None:
    """From the page of those who publish to each page, with all its pictures."""
    press(desk, "Digitalbericht veröffentlichen")
    desk.get_by_role("link", name="Handbuch", exact=True).click()
    desk.wait_for_load_state()
    links = desk.locator("nav[aria-labelledby=hnd-handbook-pages] a")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert len(addresses) == 10
    origin = desk.url.partition("/digitalprojekte")[0]
    for address in addresses:
        desk.goto(f"{origin}{address}", wait_until="networkidle")
        broken = (
            "[...document.querySelectorAll('main img')].filter(one => !one.naturalWidth).map(one => one.src)"
        )
        assert desk.evaluate(broken) == []
        assert desk.locator("main a[href$='.md']").count() == 0
