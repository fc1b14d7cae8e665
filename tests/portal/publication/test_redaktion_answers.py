"""Editors answer in place: wordings named, values corrected, before anything is public; and who may not."""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pypdf
import pytest
import requests
import yaml
from hndigital.decisions import Decisions
from hndigital.package import build_package
from hndigital.pipeline import read_report
from hndigital.publisher import Portal as Command

from tests.generator.build import report_pdf
from tests.generator.invent import invented_report
from tests.portal.admin import make_organisation, reset
from tests.portal.browsers import Browser
from tests.portal.publication.editors import PAGE, REASON, SMALL, STATE, Editor, person, words
from tests.portal.publication.scenes import TOKEN_FILE, URL

pytestmark = pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")

PROFILE = Path(__file__).parents[3] / "schemas" / "heilbronn"
WHO = {"von": "Hauptamt", "grund": "So steht es in der Dienstanweisung."}
HOSTILE = "<script>alert(1)</script> " + "x" * 300


@pytest.fixture(scope="module")
def anna() -> Iterator[Editor]:
    with person() as browser:
        yield browser


@pytest.fixture(scope="module")
def bert() -> Iterator[Editor]:
    with person() as browser:
        yield browser


@pytest.fixture(scope="module", autouse=True)
def empty(admin: Command) -> Iterator[None]:
    """Begin and end with a portal on which nothing is published."""
    reset(admin)
    make_organisation(admin)
    yield
    reset(admin)


def odd() -> bytes:
    """Return a report in which two rows have a wording that no code list knows."""
    text = SMALL.decode()
    assert "undef." in text
    return text.replace("undef.", "unbestimmbar").encode()


def rows(answer: requests.Response, table: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return list(csv.DictReader(io.TextIOWrapper(archive.open(f"{table}.csv"), encoding="utf-8")))


@pytest.fixture(scope="module")
def path(anna: Editor) -> str:
    """Return the page of a report whose wording nobody has named."""
    page = f"{PAGE}/wortlaute"
    for number in re.findall(r'name="wortlaut" value="(\d+)"', anna.get(page).text):
        anna.press(page, "", wortlaut=number)
    return anna.handed_in(odd())


def hidden(anna: Editor, path: str) -> str:
    """Return the mark of what is read, as the form holds it."""
    return anna.get(path).text.split('name="paket" value="')[1].split('"')[0]


class TestTheWholeWay:
    """From an unknown wording and a wrong value to the public page."""

    def test_an_unknown_wording_is_named(self, anna: Editor, path: str) -> None:
        """The form offers the values of the list; then cells are filled, and the log says who named it."""
        html = anna.get(path).text
        assert "unbestimmbar" in words(html)
        field = html.split('name="code.')[1].split('"')[0]
        answers = {f"code.{field}": "undefiniert", "paket": hidden(anna, path), **WHO}
        refused = anna.press(path, "wortlaute", **{**answers, "grund": "kurz"})
        assert (refused.status_code, "warum" in words(refused.text)) == (409, True)
        assert anna.press(path, "wortlaute", **answers).status_code == 302
        said = anna.when_done(path)
        assert "Wortlaut benannt" in said
        assert "Unbekannte Wortlaute benennen" not in said
        found = rows(anna.get(f"{path}/paket.zip"), "vorhaben")
        assert "undefiniert" in {row["vorhabentyp"] for row in found}

    def test_it_counts_for_the_next_report_until_taken_back(self, bert: Editor, path: str) -> None:
        """Another person's report is understood; taken back, it is not any more, and the page tells both."""
        page = f"{PAGE}/wortlaute"
        assert "unbestimmbar" in words(bert.get(page).text)
        said = Decisions.of(yaml.safe_load(bert.get(f"{PAGE}/wortlaute.yaml").content), "x")
        assert [one.code for one in said.wortlaute] == ["undefiniert"]

    def test_a_value_is_corrected_with_a_note(self, anna: Editor, path: str) -> None:
        """What counts is new, what is printed stays; the place is shown beside the form."""
        number = rows(anna.get(f"{path}/paket.zip"), "vorhaben")[0]["vorhaben_nr"]
        page = f"{path}/zelle?vorhaben={number}&feld=titel"
        assert "Der Text des Berichts um Zeile" in words(anna.get(page).text)
        sent = {
            "vorhaben_nr": number,
            "feld": "titel",
            "wert": "Neuer Titel",
            "paket": hidden(anna, page),
            **WHO,
        }
        for wrong in ({"wert": '=HYPERLINK("x")'}, {"von": "=1+1"}, {"feld": "farbe"}, {"wert": "x" * 6000}):
            assert anna.press(path, "berichtigen", **{**sent, **wrong}).status_code == 409, wrong
        assert anna.press(path, "berichtigen", **sent).status_code == 302
        anna.when_done(path)
        archive = anna.get(f"{path}/paket.zip")
        assert rows(archive, "vorhaben")[0]["titel"] == "Neuer Titel"
        assert rows(archive, "entscheidungen")[0]["von"] == "Hauptamt"
        printed = [one for one in rows(archive, "herkunft") if one["vorhaben_nr"] == number]
        assert "Neuer Titel" not in {one["wortlaut"] for one in printed}

    def test_the_command_makes_the_same_package(self, anna: Editor, path: str, tmp_path: Path) -> None:
        """From the same file and the downloaded decisions, byte by byte."""
        (tmp_path / "bericht.txt").write_bytes(anna.get(f"{path}/quelle").content)
        (tmp_path / "e.yaml").write_bytes(anna.get(f"{path}/entscheidungen.yaml").content)
        said = Decisions.load(tmp_path / "e.yaml")
        made = build_package(read_report(tmp_path / "bericht.txt", profile=PROFILE, decisions=said))
        with zipfile.ZipFile(io.BytesIO(anna.get(f"{path}/paket.zip").content)) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == made.files()

    def test_the_log_names_the_person_and_no_published_file_does(self, anna: Editor, path: str) -> None:
        """Office and reason are public, a name is not."""
        assert anna.name in words(anna.get(path).text)
        with zipfile.ZipFile(io.BytesIO(anna.get(f"{path}/paket.zip").content)) as archive:
            assert not [name for name in archive.namelist() if anna.name.encode() in archive.read(name)]

    def test_somebody_who_has_seen_an_older_state_is_told(
        self, anna: Editor, bert: Editor, path: str
    ) -> None:
        """An answer to what was read before is refused with a sentence, as is a double click."""
        number = rows(anna.get(f"{path}/paket.zip"), "vorhaben")[1]["vorhaben_nr"]
        sent = {"vorhaben_nr": number, "feld": "titel", "wert": "Anders", "paket": "0" * 64, **WHO}
        refused = bert.press(path, "berichtigen", **sent)
        assert (refused.status_code, "neu gelesen" in words(refused.text)) == (409, True)
        gone = bert.press(path, "berichtigung-entfernen", vorhaben_nr=number, feld="titel")
        assert (gone.status_code, "schon zurückgenommen" in words(gone.text)) == (409, True)

    @pytest.mark.slow
    def test_published_the_project_page_says_so(self, anna: Editor, path: str) -> None:
        """Readers see value, printed wording, who decided and why; the table is in the edition."""
        number = rows(anna.get(f"{path}/paket.zip"), "vorhaben")[0]["vorhaben_nr"]
        assert anna.press(path, "veroeffentlichen").status_code == 302
        assert "ist veröffentlicht" in anna.when_done(path)
        said = words(Browser(URL).get(f"/digitalprojekt/digitalprojekt-{number}").text)
        assert "Neuer Titel" in said
        assert "Von Hand berichtigt" in said
        assert WHO["grund"] in said
        public = Browser(URL).get("/dataset/digitalprojekte-2024-1/entscheidungen.csv")
        assert (public.status_code, "Neuer Titel" in public.text) == (200, True)
        page = words(Browser(URL).get("/digitalprojekte/genauigkeit").text)
        assert "Im Bericht steht" in page

    @pytest.mark.slow
    def test_taken_back_a_wording_counts_no_more(self, anna: Editor, bert: Editor) -> None:
        """The next report asks again; the page keeps who named and who took back."""
        page = f"{PAGE}/wortlaute"
        (number,) = re.findall(r'name="wortlaut" value="(\d+)"', bert.get(page).text)
        assert bert.press(page, "", wortlaut=number).status_code == 302
        assert bert.press(page, "", wortlaut=number).status_code == 409
        for forged in ("-1", "0" * 5000, "²"):
            assert bert.press(page, "", wortlaut=forged).status_code == 409
        said = words(bert.get(page).text)
        assert bert.name in said
        assert anna.name in said
        again = bert.handed_in(odd())
        assert "Unbekannte Wortlaute benennen" in words(bert.get(again).text)
        bert.press(again, "verwerfen")
        sent = anna.press(f"{PAGE}/ausgabe/2024-1", "", grund=REASON)
        anna.when_done(sent.headers["Location"].removeprefix(URL))


def test_nobody_else_sees_or_answers(path: str) -> None:
    """A member, somebody of elsewhere and a visitor get neither pages, files nor a step."""
    addresses = [
        f"{PAGE}/wortlaute",
        f"{PAGE}/wortlaute.yaml",
        f"{path}/zelle?vorhaben=2020000001&feld=titel",
        f"{path}/stelle/1",
        f"{path}/seiten/1.webp",
        f"{path}/entscheidungen.yaml",
    ]
    with person("member") as member, person("") as elsewhere:
        for who in (member, elsewhere, Browser(URL)):
            for address in addresses:
                answer = who.get(address)
                assert answer.status_code in (302, 401, 403), address
                assert "unbestimmbar" not in answer.text, address
            for step in ("wortlaute", "berichtigen", "berichtigung-entfernen"):
                assert who.send(f"{path}/{step}", {}, Origin=URL).status_code in (302, 400, 401, 403)


@pytest.mark.parametrize(
    "address", ["stelle/999999999", "seiten/0.webp", "zelle", "zelle?vorhaben=%00&feld=../.."]
)
def test_a_forged_address_is_not_there(anna: Editor, path: str, address: str) -> None:
    """Not there, or no request at all (a NUL), whatever is asked."""
    assert anna.get(f"{path}/{address}").status_code in (400, 404)


def bomb() -> bytes:
    """Return a ZIP that holds a gigabyte of blanks."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.xlsx", "w") as part:
        for _ in range(1024):
            part.write(b" " * (1 << 20))
    return kept.getvalue()


def with_entity(name: str) -> bytes:
    """Return a document whose XML asks for a file of the server."""
    kept = io.BytesIO()
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("[Content_Types].xml", entity)
        archive.writestr("word/document.xml" if name.endswith("docx") else "xl/workbook.xml", entity)
    return kept.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bombe.zip", bomb()),
        ("x.docx", with_entity("x.docx")),
        ("x.xlsx", with_entity("x.xlsx")),
        ("bild.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("halb.txt", SMALL[: len(SMALL) // 3]),
        (f"{HOSTILE}.txt", b"Ein Kochbuch.\n" * 40),
        ("..\\..\\ckan.ini", os.urandom(4000)),
    ],
)
def test_a_hostile_file_ends_with_a_sentence(anna: Editor, name: str, content: bytes) -> None:
    """Not read, or with errors that block it; nothing runs or shows of the server, and it can be given up."""
    path = anna.handed_in(content, name)
    html = anna.get(path).text
    assert "root:x:" not in html
    assert "<script>alert(1)" not in html
    assert "konnte nicht gelesen werden" in words(html) or "Beim Lesen gab es" in words(html)
    assert "Fehler des Programms" not in words(html)
    answer = anna.get(f"{path}/quelle")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert anna.press(path, "verwerfen").status_code == 302


PASSWORD = "Geheimes-Kennwort-4711"


@pytest.fixture(scope="module")
def printed() -> bytes:
    """Return the small report as a PDF."""
    return report_pdf(invented_report(11, 4, "2024-1", "2023-10", "2024-03"), 11)


@pytest.mark.slow
def test_the_page_is_shown_beside_a_finding(anna: Editor, printed: bytes) -> None:
    """As a picture with a frame, to editors alone, kept by nobody."""
    path = anna.handed_in(printed, "bericht.pdf")
    found = re.findall(rf'href="({path}/(?:stelle|zelle)[^"#]*)', anna.get(path).text)
    number = rows(anna.get(f"{path}/paket.zip"), "vorhaben")[0]["vorhaben_nr"]
    html = anna.get(f"{path}/zelle?vorhaben={number}&feld=titel").text
    assert "hnd-paper-mark" in html
    (picture,) = re.findall(rf'src="({path}/seiten/[^"]+)"', html)
    answer = anna.get(picture)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert "no-store" in answer.headers["Cache-Control"]
    assert Browser(URL).get(picture).status_code in (302, 401, 403)
    for address in found:
        page = anna.get(unescape(address))
        assert (page.status_code, "no-store" in page.headers["Cache-Control"]) == (200, True)
    anna.press(path, "verwerfen")
    assert anna.get(picture).status_code == 404


@pytest.mark.slow
def test_an_encrypted_report_asks_for_its_password(anna: Editor, printed: bytes) -> None:
    """Told, asked for in the form, read; no page, log or file holds the password."""
    kept = io.BytesIO()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(printed))
    writer.encrypt(PASSWORD)
    writer.write(kept)
    path = anna.handed_in(kept.getvalue(), "bericht.pdf")
    assert "ist verschlüsselt" in words(anna.get(path).text)
    anna.press(path, "kennwort", kennwort="falsch")
    assert "das Kennwort öffnet es nicht" in anna.when_done(path)
    anna.press(path, "kennwort", kennwort=PASSWORD)
    said = anna.when_done(path)
    assert "ist gelesen; Sie entscheiden" in said
    assert PASSWORD not in anna.get(path).text
    holding = [
        one
        for folder in ("logs", "storage/hndigital")
        for one in (STATE / folder).rglob("*")
        if one.is_file() and PASSWORD.encode() in one.read_bytes()
    ]
    assert holding == []
    anna.press(path, "verwerfen")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2099-03-29T02:30", "werden die Uhren vorgestellt"),
        ("0001-01-01T00:00", "ist keine Zeit"),
        ("9999-12-31T23:59", "zu weit voraus"),
        ("morgen", "ist keine Zeit"),
    ],
)
def test_a_time_that_no_clock_shows_is_refused(anna: Editor, when: str, said: str) -> None:
    """The hour that summer time skips, and years without end: a sentence, and the page goes on working."""
    path = anna.handed_in()
    refused = anna.press(path, "veroeffentlichen", wann=when)
    assert refused.status_code == 409
    assert said in words(refused.text) or "keine Zeit" in words(refused.text)
    anna.press(path, "verwerfen")
