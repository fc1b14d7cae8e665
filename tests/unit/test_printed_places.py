"""The place of a value (the page that is printed there, its lines, its row), and the kept file."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hndigital.bericht import SourceFile
from hndigital.errors import PackageError
from hndigital.package import build_package
from hndigital.package.source import check_source, forget_source, is_of_source, load_source, write_source
from hndigital.pages.printed import Pages, cells_around, lines_around, of_finding, of_page, of_total, of_value
from hndigital.sources.pdf.pictures import draw_pages, picture_name
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from tests.unit.pdf_factories import HEIGHT, WIDTH, draw_table, read_pdf_report

HEAD = "DIGITALISIERUNGSBERICHT STADT HEILBRONN 2019/2020"
VALUE = "2020000073/titel"


def _report(turned: int = 0, *, numbered: bool = True) -> bytes:
    """Return two pages of prose and one with the table, printed as pages 35 to 37."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT))
    for number in (35, 36, 37):
        canvas.setFont("Helvetica", 9)
        if numbered:
            canvas.drawString(40, 575, f"{number} {HEAD}")
        canvas.drawString(
            40, 300, f"Seite {number} handelt von etwas anderem."
        ) if number < 37 else draw_table(canvas)
        canvas.showPage()
    canvas.save()
    writer = PdfWriter()
    for page in PdfReader(target).pages:
        writer.add_page(page).rotate(turned)
    turned_to = io.BytesIO()
    writer.write(turned_to)
    return turned_to.getvalue()


def _drawn(data: bytes, folder: Path) -> tuple[Pages, zipfile.ZipFile, dict[str, dict[str, str]]]:
    values = build_package(read_pdf_report(data, folder)).tables["herkunft"]
    archive = zipfile.ZipFile(io.BytesIO(draw_pages(data, "bericht.pdf", values)))
    pages = Pages.of(json.loads(archive.read("seiten.json")))
    return pages, archive, {f"{row['vorhaben_nr']}/{row['feld']}": dict(row) for row in values}


def _marked(pages: Pages, archive: zipfile.ZipFile, key: str = VALUE) -> Image.Image:
    """Return what stands within the mark of a value."""
    page = pages.picture(key, "")
    assert page is not None
    assert page.mark is not None
    scale = page.pixels[0] / page.width
    mark = page.mark
    box = (mark.left, mark.top, mark.left + mark.width, mark.top + mark.height)
    with Image.open(io.BytesIO(archive.read(picture_name(page.number)))) as picture:
        assert picture.size == page.pixels
        return picture.convert("L").crop(tuple(round(edge * scale) for edge in box))


def test_the_page_that_is_shown_is_the_one_where_it_is_printed(tmp_path: Path) -> None:
    """The third page of the file is the one with the printed number 37: that is what its readers are told."""
    pages, _archive, values = _drawn(_report(), tmp_path)
    assert values[VALUE]["seite"] == "37"
    page = pages.picture(VALUE, "37")
    assert page is not None
    assert (page.number, page.label) == (3, "37")
    assert "S. 37" in values[VALUE]["fundstelle"]


def test_a_file_without_printed_numbers_is_counted(tmp_path: Path) -> None:
    """Where no page says its number, the third is page 3."""
    pages, _archive, values = _drawn(_report(numbered=False), tmp_path)
    page = pages.picture(VALUE, values[VALUE]["seite"])
    assert page is not None
    assert (values[VALUE]["seite"], page.number) == ("3", 3)


@pytest.mark.parametrize(
    "turned", [90, pytest.param(180, marks=pytest.mark.slow), pytest.param(270, marks=pytest.mark.slow)]
)
def test_a_turned_page_is_marked_where_the_value_stands(turned: int, tmp_path: Path) -> None:
    """However a page is stored, the mark holds the same words as on the upright one."""
    pages, archive, _ = _drawn(_report(), tmp_path)
    upright = _marked(pages, archive)
    turned_pages, turned_archive, _ = _drawn(_report(turned), tmp_path)
    found = _marked(turned_pages, turned_archive)
    assert ImageStat.Stat(upright).extrema[0][0] < 128  # there are words
    assert max(abs(a - b) for a, b in zip(found.size, upright.size, strict=True)) <= 2
    difference = ImageChops.difference(found.resize(upright.size), upright)
    assert ImageStat.Stat(difference).mean[0] < 25


def test_a_page_without_a_picture_is_said_in_words(tmp_path: Path) -> None:
    """No picture is shown for a place that none was drawn of."""
    pages, _archive, _ = _drawn(_report(), tmp_path)
    assert pages.picture("2020009999/titel", "99") is None
    assert of_page("99", "de").on(pages).page is None
    assert of_page("99", "de").place == "Seite 99"


def test_the_lines_of_a_wording_are_marked() -> None:
    """Each printed line of it where it stands, not a later one with the same words."""
    text = ["Vorher", "2020000072 Elektronische", "", "Akte I/105", "Akte"]
    lines = lines_around(text, 2, "Elektronische ⏎ Akte")
    assert [(line.number, [words for words, marked in line.pieces if marked]) for line in lines] == [
        (1, []),
        (2, ["Elektronische"]),
        (3, []),
        (4, ["Akte"]),
        (5, []),
    ]
    assert [line.number for line in lines_around(text, 4, "nicht darin") if line.is_marked] == [4]
    assert lines_around(text, 9, "Akte") == ()


def test_the_row_of_a_value_is_the_sheets_own() -> None:
    """Cells of the same row of the same sheet, in the order of their columns."""
    cells = [
        ("titel", "Vorhaben!B2"),
        ("amt", "Vorhaben!AA2"),
        ("anlass", "Vorhaben!C3"),
        ("kosten_eur", "Alt!D2"),
    ]
    rows = [{"vorhaben_nr": "1", "feld": feld, "wortlaut": feld, "ort": ort} for feld, ort in cells]
    found = cells_around(rows, "amt", "de")
    assert [(cell.name, cell.wording, cell.is_marked) for cell in found] == [
        ("B2", "titel", False),
        ("AA2", "amt", True),
    ]
    assert cells_around(rows, "vorhabentyp", "de") == ()


def test_a_findings_place_is_that_of_its_value() -> None:
    """Where a value has the same place, its key leads to the mark; a total has several."""
    place = "Kap. 5.3; S. 37; Z. 12"
    value = {"vorhaben_nr": "2020000072", "feld": "titel", "wortlaut": "Akte", "fundstelle": place}
    found = of_finding({**value, "wortlaut": "Akte"}, [value], "de")
    assert (found.key, found.zeile, found.seite) == ("2020000072/titel", 12, "37")
    assert of_finding({**value, "feld": "amt"}, [value], "de").key == ""
    assert of_value(value, "de") == found
    total = {"bericht": "35", "fundstelle": "S. 3; Z. 4 | S. 30; Z. 99"}
    second = of_total(total, 2, "Anzahl", "de")
    assert second is not None
    assert (second.seite, second.zeile, second.wording) == ("30", 99, "35")
    assert of_total(total, 3, "Anzahl", "de") is None
    assert of_total(total, 0, "Anzahl", "de") is None


def test_the_kept_file_is_the_one_that_was_read(tmp_path: Path) -> None:
    """It comes back byte for byte; another one is refused with both checksums."""
    source = SourceFile("pdf", b"%PDF-1.7 one")
    write_source(source, tmp_path)
    assert load_source(tmp_path) == source
    check_source(source, {"hash": f"sha256:{source.sha256}"}, "paket")
    with pytest.raises(PackageError, match="is not the report that the package was made of"):
        check_source(SourceFile("pdf", b"%PDF-1.7 two"), {"hash": f"sha256:{source.sha256}"}, "paket")


def test_only_one_file_and_no_link_is_taken(tmp_path: Path) -> None:
    """Two reports, or a link to a file of the machine, are no report's file; a package may have none."""
    assert load_source(tmp_path) is None
    write_source(SourceFile("pdf", b"one"), tmp_path)
    write_source(SourceFile("txt", b"two"), tmp_path)
    with pytest.raises(PackageError, match="there may be one file"):
        load_source(tmp_path)
    (tmp_path / "quelle" / "notizen.md").write_text("bleibt")
    forget_source(tmp_path)
    assert [path.name for path in (tmp_path / "quelle").iterdir()] == ["notizen.md"]
    (tmp_path / "quelle" / "bericht.txt").symlink_to("/etc/hostname")
    with pytest.raises(PackageError, match="no link out of the folder"):
        load_source(tmp_path)


def test_the_files_of_a_source_are_known_by_name() -> None:
    """The report's own file and the pictures of its pages; nothing else of an edition is one."""
    assert [
        name for name in ("bericht.pdf", "seiten.zip", "bericht.exe", "vorhaben.csv") if is_of_source(name)
    ] == [
        "bericht.pdf",
        "seiten.zip",
    ]
