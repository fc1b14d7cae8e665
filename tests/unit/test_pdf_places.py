"""What is odd about a PDF: notes, watermarks, hidden text, cut pages, locks, scans – read right or told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hndigital.cli.main import run
from hndigital.errors import SourceError
from pdf_factories import HEIGHT, TITLES, WIDTH, Draw, draw_table, pdf_of, read_pdf_report, titles, unsure
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


def _footnote(canvas: Canvas) -> None:
    draw_table(canvas)
    canvas.setFont("Helvetica", 6)
    canvas.drawString(122 + canvas.stringWidth("Bezahlen im Bürgeramt", "Helvetica", 9) + 0.3, 453.5, "3")
    canvas.drawString(40, 60, "3")
    canvas.setFont("Helvetica", 8)
    canvas.drawString(45, 57, "Siehe auch den Bericht des Vorjahres.")


def _slanted(canvas: Canvas) -> None:
    draw_table(canvas)
    canvas.saveState()
    canvas.translate(200, 380)
    canvas.rotate(35)
    canvas.setFont("Helvetica", 60)
    canvas.drawString(0, 0, "ENTWURF")
    canvas.restoreState()


def _across(canvas: Canvas) -> None:
    draw_table(canvas)
    canvas.setFont("Helvetica", 40)
    canvas.drawString(150, 440, "ENTWURF")


def _hidden(canvas: Canvas) -> None:
    draw_table(canvas)
    text = canvas.beginText(130, 450)
    text.setTextRenderMode(3)
    text.textOut("Unsichtbares aus der Texterkennung")
    canvas.drawText(text)


def _form(canvas: Canvas) -> None:
    canvas.beginForm("table")
    draw_table(canvas)
    canvas.endForm()
    canvas.doForm("table")


def _beside(canvas: Canvas) -> None:
    canvas.setPageSize((WIDTH + 120, HEIGHT))
    draw_table(canvas)
    canvas.setFont("Helvetica", 7)
    canvas.drawString(825, 452, "Randbemerkung")


def _twice(canvas: Canvas) -> None:
    """Fat print of old programs: everything once more, a little to the right."""
    draw_table(canvas)
    canvas.translate(0.3, 0)
    draw_table(canvas)


def _outside(canvas: Canvas) -> None:
    canvas.setCropBox((0, 0, WIDTH, HEIGHT - 20))
    draw_table(canvas)
    canvas.drawString(130, HEIGHT - 8, "Schnittmarke 2020000099")


RIGHT = {
    "ruled": draw_table,
    "unruled": lambda canvas: draw_table(canvas, rules=False),
    "a footnote's mark": _footnote,
    "a slanted watermark": _slanted,
    "a large watermark": _across,
    "hidden text": _hidden,
    "a form": _form,
    "a note beside the table": _beside,
    "printed twice": _twice,
    "text outside the cut page": _outside,
}


@pytest.mark.parametrize("draw", [pytest.param(draw, id=name) for name, draw in RIGHT.items()])
def test_what_is_no_cell_changes_none(draw: Draw, tmp_path: Path) -> None:
    """Every title is the one that was drawn, and nothing makes the source untrustworthy."""
    result = read_pdf_report(pdf_of(draw), tmp_path)
    assert titles(result) == TITLES
    assert [project.amt for project in result.bericht.vorhaben] == ["I/105", "20", "66"]
    assert [project.anlass for project in result.bericht.vorhaben] == [
        "auftrag",
        "eigenmotivation",
        "auftrag",
    ]
    assert unsure(result) == set()


def test_a_value_knows_its_page_and_box(tmp_path: Path) -> None:
    """The place of a title is the box of its lines, in points from the page's top left corner."""
    place = read_pdf_report(pdf_of(draw_table), tmp_path).bericht.vorhaben[0].herkunft["titel"].fundstelle
    assert place.seite == "1"
    assert place.rechteck is not None
    left, top, right, bottom = place.rechteck
    assert 120 <= left < right <= 330
    assert HEIGHT - 490 <= top < bottom <= HEIGHT - 460


def _overprinted(canvas: Canvas) -> None:
    draw_table(canvas)
    canvas.drawString(128, 450, "Neuer Titel")


def _overflowing(canvas: Canvas) -> None:
    draw_table(canvas)
    canvas.drawString(122, 436, "Ein Wort-das-über-die-Spalte-hinausreicht-und-weit-in-die-nächste-geht")


TOLD = {"printed over a cell": _overprinted, "text over two columns": _overflowing}


@pytest.mark.parametrize("draw", [pytest.param(draw, id=name) for name, draw in TOLD.items()])
def test_what_makes_a_cell_uncertain_is_told(draw: Draw, tmp_path: Path) -> None:
    """Where words of two texts meet in a cell, the exit code is not 0."""
    assert "spalten" in unsure(read_pdf_report(pdf_of(draw), tmp_path))


def test_a_column_that_is_cut_off_is_told(tmp_path: Path) -> None:
    """A page that lost its right side lacks a column of the table."""

    def cut(canvas: Canvas) -> None:
        canvas.setCropBox((0, 0, 738, HEIGHT))
        draw_table(canvas)

    assert "spalten" in unsure(read_pdf_report(pdf_of(cut), tmp_path))


def test_an_encrypted_report_asks_for_its_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a password it is refused with the option, with a wrong one too, with the right one read."""
    data = pdf_of(draw_table, encrypt="geheim")
    with pytest.raises(SourceError, match="--password-file"):
        read_pdf_report(data, tmp_path)
    with pytest.raises(SourceError, match="does not open it"):
        read_pdf_report(data, tmp_path, password="falsch")
    assert titles(read_pdf_report(data, tmp_path, password="geheim")) == TITLES
    secret = tmp_path / "kennwort"
    secret.write_text("geheim\n", encoding="utf-8")
    secret.chmod(0o600)
    command = ["check", str(tmp_path / "bericht.pdf"), "--profile", "heilbronn", "--berichtsstand", "2020-2"]
    assert run([*command, "--password-file", str(secret), "--lang", "en"]) == 3  # other chapters are missing
    said = "".join(capsys.readouterr())
    assert "Projects: 3 (5.4: 3)" in said
    assert "geheim" not in said


def _picture() -> ImageReader:
    from PIL import Image

    return ImageReader(Image.new("RGB", (80, 60), "white"))


def test_a_scan_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """Pages that are pictures hold no text; the sentence names the program that recognises it."""
    with pytest.raises(SourceError, match="is a scan.*ocrmypdf"):
        read_pdf_report(pdf_of(lambda canvas: canvas.drawImage(_picture(), 0, 0, WIDTH, HEIGHT)), tmp_path)


def test_recognised_text_is_to_be_confirmed(tmp_path: Path) -> None:
    """Text that a program put under a picture is read, but nobody need trust it."""

    def scanned(canvas: Canvas) -> None:
        canvas._code.append("3 Tr")  # what recognition writes cannot be seen
        draw_table(canvas)
        canvas.drawImage(_picture(), 0, 0, WIDTH, HEIGHT)

    result = read_pdf_report(pdf_of(scanned), tmp_path)
    assert titles(result) == TITLES
    assert "scan" in unsure(result)


def test_a_watermark_over_sheets_is_no_value(tmp_path: Path) -> None:
    """Large words at the same place of all pages, upright ones too, stand in no fact sheet."""
    sheet = [
        *(
            "A. Vorhabenauftrag Nummer: 2020000072",
            "Vorhabentitel Akte",
            "Federführendes Amt 105",
            "Anlass Auftrag",
        ),
        *("Gesetz, Beschluss, etc. GR 1", "Beschreibung Aktenführung", "Vorhabenziel Ordnung"),
        *("vorrangiges Strategiefeld Verwaltung & Infrastruktur", "Gesamtstatus im Plan"),
        "Bearbeitungsstand Umsetzung",
    ]
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT))
    for page in range(3):
        canvas.setFont("Helvetica", 9)
        for at, line in enumerate(sheet if page == 1 else ["Fließtext dieser Seite ohne Werte."] * 12):
            canvas.drawString(40, 500 - 14 * at, line)
        canvas.setFont("Helvetica", 40)
        canvas.drawString(300, 500 - 14 * 8, "ENTWURF")
        canvas.showPage()
    canvas.save()
    (found,) = read_pdf_report(target.getvalue(), tmp_path).bericht.steckbriefe
    assert (found.gesamtstatus, found.bearbeitungsstand) == ("im Plan", "Umsetzung")
