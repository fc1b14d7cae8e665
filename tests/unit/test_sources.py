"""A source is a file or an address, text or PDF, in whatever encoding; what is none is told plainly."""

from __future__ import annotations

import http.server
import io
import threading
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hndigital.errors import SourceError
from hndigital.outside import Limits
from hndigital.pipeline import read_report
from hostile import answering, drip, talking

REPORT = (
    " 2. Kurz \n\nDas umfasst die Zeit ab Juli 2021 bis einschließlich "
    "Dezember 2021 (Redaktions-\nschluss). \n\n"
    "• gemeldete Digitalprojekte (Gesamt):   1 \n"
    " 5. Überblick \n\nAbbildung 1 Typen; Berichtswesen 1#2022 \n\n"
    " 5.4. Matrixdarstellung: 1 Vorhaben (abgeschlossen) \n\n"
    "Vorhaben- \nNr. \nVorhabentitel ffd. \n Amt2 \nVorhabentyp Anlass  Verwaltung \n& Infrastruk-\ntur \n"
    "Bildungs- \nund Wis-\nsensstadt \nTeilhabe an \nder Stadt-\ngesell-\nschaft \n"
    "Zukunfts-\nfähige  \nMobilität \n"
    "2021000005 Prüfgerät für Öfen – Größe \n10 langfr. Auftrag ++ — — + \n"
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A small report as a file."""
    path = tmp_path / "bericht.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_round_and_dates(report: Path) -> None:
    """Round, cut-off date and period come from the report's own words; the missing date is a finding."""
    result = read_report(report)
    stand = result.bericht.berichtsstand
    assert (stand.code, stand.stichtag, stand.zeitraum_von) == (
        "2022-1",
        date(2021, 12, 31),
        date(2021, 7, 1),
    )
    assert "berichtsdatum_fehlt" in {finding.code for finding in result.findings}
    assert str(result.findings[0].fundstelle) == "" or result.findings[0].fundstelle.kapitel


@pytest.mark.parametrize(
    ("encoding", "line_end", "finding"),
    [
        *(("utf-8", "\r\n", None), ("utf-8-sig", "\n", None), ("utf-8-sig", "\r\n", None)),
        *(("cp1252", "\r\n", "Windows-1252"), ("mac_roman", "\n", "Mac Roman")),
        *(("utf-16", "\n", "UTF-16"), ("utf-16-be", "\n", "UTF-16")),
    ],
)
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, line_end: str, finding: str | None) -> None:
    """BOM, Windows line ends and other encodings give the same values; a replaced encoding is told."""
    path = tmp_path / "bericht.txt"
    path.write_bytes(REPORT.replace("\n", line_end).encode(encoding))
    result = read_report(path)
    project = result.bericht.vorhaben[0]
    assert project.titel == "Prüfgerät für Öfen – Größe"
    assert dict(project.bewertungen)["verwaltung_infrastruktur"] == "++"
    assert (
        project.herkunft["titel"].fundstelle.zeile
        == REPORT.split("\n").index("2021000005 Prüfgerät für Öfen – Größe ") + 1
    )
    told = [f.wert for f in result.findings if f.code == "kodierung_ersetzt"]
    assert told == ([finding] if finding else [])


@pytest.mark.parametrize("reading", ["cp1252", "latin-1"])
def test_text_that_was_encoded_twice(tmp_path: Path, reading: str) -> None:
    """UTF-8 that a program took for Windows-1252 and saved again is read as what it was; that is told."""
    path = tmp_path / "bericht.txt"
    path.write_bytes(REPORT.encode().decode(reading).encode())
    result = read_report(path)
    assert result.bericht.vorhaben[0].titel == "Prüfgerät für Öfen – Größe"
    assert "UTF-8/Windows-1252" in {f.wert for f in result.findings if f.code == "kodierung_ersetzt"}


@pytest.mark.parametrize("damage", [b"\xc3", b"\xe2\x82", b"\xff and more"])
def test_a_few_damaged_bytes(tmp_path: Path, damage: bytes) -> None:
    """A file cut within a character stays UTF-8: nothing before the cut changes, and the damage is told."""
    path = tmp_path / "bericht.txt"
    path.write_bytes(REPORT.encode() + damage)
    result = read_report(path)
    assert result.bericht.vorhaben[0].titel == "Prüfgerät für Öfen – Größe"
    assert dict(result.bericht.vorhaben[0].bewertungen)["teilhabe"] == "-"
    assert "UTF-8" in {f.wert for f in result.findings if f.code == "kodierung_ersetzt"}


def test_statements_beside_the_source(report: Path) -> None:
    """SOURCE.meta.yaml goes before the report, arguments go before both."""
    Path(f"{report}.meta.yaml").write_text(
        "berichtsstand: 2022-2\nstichtag: 2022-01-15\nberichtsdatum: 01.03.2022\n"
        "titel: Probe\nbeispieldaten: true\n",
        encoding="utf-8",
    )
    bericht = read_report(report, stichtag=date(2022, 2, 2)).bericht
    assert bericht.berichtsstand.code == "2022-2"
    assert bericht.berichtsstand.stichtag == date(2022, 2, 2)
    assert bericht.berichtsstand.berichtsdatum == date(2022, 3, 1)
    assert (bericht.quelle.titel, bericht.quelle.beispieldaten) == ("Probe", True)


@pytest.mark.parametrize("text", ["- liste\n", "stichtag: bald\n", "a: [\n", "beispieldaten: vielleicht\n"])
def test_unreadable_statements(report: Path, text: str) -> None:
    """A file of statements that cannot be understood is an error, not ignored."""
    Path(f"{report}.meta.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="meta.yaml"):
        read_report(report)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty file"),
        (b" \n\n", "empty file"),
        (b"Es war einmal ein Amt.\n" * 50, "50 lines of text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "binary"),
        (b"%PDF-1.7 broken", "PDF"),
    ],
)
def test_what_is_no_report(tmp_path: Path, content: bytes, words: str) -> None:
    """What is no report is told in one sentence that says what was found, in both languages."""
    path = tmp_path / "etwas.txt"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=words) as caught:
        read_report(path)
    assert "\n" not in caught.value.message("de")
    assert caught.value.message("de") != caught.value.message("en")


def test_missing_file_and_directory(tmp_path: Path) -> None:
    """A missing file and a directory without anything to read are told apart."""
    with pytest.raises(SourceError, match="no such file"):
        read_report(tmp_path / "fehlt.txt")
    with pytest.raises(SourceError, match="holds no file that can be read"):
        read_report(tmp_path)


@pytest.fixture
def server(report: Path) -> Iterator[str]:
    """An HTTP server over the report's folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, directory=str(report.parent), **kwargs)  # type: ignore[arg-type]

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{service.server_port}"
    service.shutdown()
    service.server_close()


def test_an_address(server: str, report: Path) -> None:
    """An address gives the same report as the file, named without secret, with the statements beside it."""
    Path(f"{report}.meta.yaml").write_text("titel: Von nebenan\n", encoding="utf-8")
    result = read_report(f"{server}/bericht.txt?token=geheim")
    assert result.bericht.vorhaben == read_report(report).bericht.vorhaben
    assert result.bericht.quelle.name == f"{server}/bericht.txt?token=…"
    assert result.bericht.quelle.titel == "Von nebenan"


def test_an_address_of_a_file_is_told_plainly(report: Path) -> None:
    """`file://` and other schemes are no files that do not exist: the message says what to give."""
    with pytest.raises(SourceError, match=f"file:// is not read.*{report}"):
        read_report(f"file://{report}")
    with pytest.raises(SourceError, match="ftp:// is not read"):
        read_report("ftp://example.org/bericht.txt")


def _zip(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_zip("[Content_Types].xml", "word/document.xml"), "a Word document"),
        (_zip("mimetype", "content.xml"), "a file of LibreOffice"),
        (_zip("vorhaben.csv"), "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "the old Office"),
        (b"{\\rtf1\\ansi " + REPORT.encode("cp1252"), "an RTF document"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n" + REPORT.encode(), "MHTML"),
    ],
)
def test_documents_that_no_reader_takes_are_called_by_their_name(
    tmp_path: Path, content: bytes, words: str
) -> None:
    """They are refused whatever the file's name says, with what to do, and never read as text."""
    source = tmp_path / "bericht.txt"
    source.write_bytes(content)
    with pytest.raises(SourceError, match=f"{words}.*save it as PDF"):
        read_report(source)


def test_addresses_that_fail(server: str) -> None:
    """An HTTP error, a dead address and an answer that is too large are errors."""
    with pytest.raises(SourceError, match="HTTP 404"):
        read_report(f"{server}/fehlt.txt")
    with pytest.raises(SourceError, match="cannot be reached"):
        read_report("http://127.0.0.1:9/bericht.txt")
    with pytest.raises(SourceError, match="larger than"):
        read_report(f"{server}/bericht.txt", limits=Limits(10, 60))


@pytest.mark.parametrize("status", [200, 404])
def test_a_long_page_is_no_statement(status: int) -> None:
    """A server that answers a whole page where no statements are: the report is read without any."""

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        there = handler.path == "/bericht.txt"
        handler.send_response(200 if there else status)
        handler.send_header("Content-Type", "text/plain" if there else "text/html; charset=utf-8")
        handler.end_headers()
        handler.wfile.write(REPORT.encode() if there else b"<p>gibt es nicht</p>" * 20_000)

    with answering(answer) as address:
        assert read_report(f"{address}/bericht.txt#page=12").bericht.berichtsstand.code == "2022-1"


def test_an_address_that_never_ends() -> None:
    """A server that sends a byte now and then is given up after the time, statements and report together."""
    began = time.monotonic()
    with (
        talking(drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x")) as address,
        pytest.raises(SourceError, match="not read whole"),
    ):
        read_report(f"{address}/bericht.txt", limits=Limits(1000, 0.5))
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("hyphen", ["\u00ad", "\u2010"])
def test_characters_of_other_extractors(tmp_path: Path, hyphen: str) -> None:
    """Umlauts of two characters and other signs for a word break read like the usual ones."""
    text = REPORT.replace("Redaktions-\n", f"Redaktions{hyphen}\n").replace("Prüfgerät", "Prüf\u00adgerät")
    path = tmp_path / "bericht.txt"
    path.write_text(unicodedata.normalize("NFD", text), encoding="utf-8")
    result = read_report(path)
    assert result.bericht.vorhaben[0].titel == "Prüfgerät für Öfen – Größe"
    assert result.bericht.berichtsstand.stichtag == date(2021, 12, 31)
