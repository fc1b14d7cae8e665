"""Documents as people and programs make them: what is not read without doubt is named, no cell is wrong."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hndigital.errors import SourceError
from hndigital.outside import Limits
from hndigital.pipeline import ReadResult, read_report

HEADS = ("Vorhaben-Nr.", "Vorhabentitel", "ffd. Amt<sup>12</sup>", "Vorhabentyp", "Anlass")
FIELDS = ("Verwaltung &amp; Infrastruktur", "Bildungs- und Wissensstadt", "Teilhabe an der Stadtgesellschaft")
HEAD = [*HEADS, *FIELDS, "Zukunftsfähige Mobilität"]
ROWS = [
    ["2021000005", "Prüfgerät", "10", "langfr.", "Auftrag", "++", "—", "—", "+"],
    ["2021000006", "Bäume", "65", "kurzfr.", "Eigen-<br>Motivation", "+", "+", "−", "++"],
]
CAPTION = "<h2>5.4. Matrixdarstellung: 2 Vorhaben (abgeschlossen)</h2>"


def _row(cells: list[str], tag: str = "td") -> str:
    return "<tr>" + "".join(c if c.startswith("<td") else f"<{tag}>{c}</{tag}>" for c in cells) + "</tr>"


def _page(rows: list[list[str]], caption: str = CAPTION, more: str = "") -> str:
    body = "".join(map(_row, rows))
    return f"<!doctype html><meta charset=utf-8><body>{caption}<table>{_row(HEAD, 'th')}{body}</table>{more}"


def _read(tmp_path: Path, content: str | bytes) -> ReadResult:
    source = tmp_path / "bericht"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_report(source, berichtsstand="2022-1")


def _cells(result: ReadResult) -> list[tuple[str, str, str, str, str]]:
    return [
        (one.vorhaben_nr, one.titel, one.amt, one.anlass, "".join(one.bewertungen.values()))
        for one in result.bericht.vorhaben
    ]


WANTED = [
    ("2021000005", "Prüfgerät", "10", "auftrag", "++--+"),
    ("2021000006", "Bäume", "65", "eigenmotivation", "++-++"),
]


def _told(result: ReadResult) -> list[tuple[str, str]]:
    """Return the findings on the table's cells; the chapters that this report lacks aside."""
    aside = ("tabelle_fehlt", "berichtsdatum_fehlt", "stichtag_fehlt")
    return [(one.code, str(one.fundstelle)) for one in result.findings if one.code not in aside]


def test_a_page_with_a_table(tmp_path: Path) -> None:
    """Heads with footnote marks, line ends in cells and any kind of dash are read."""
    result = _read(tmp_path, _page(ROWS))
    assert _cells(result) == WANTED
    assert _told(result) == []
    assert {one.kapitel for one in result.bericht.vorhaben} == {"5.4"}


@pytest.mark.parametrize(
    "changed",
    [
        _page([ROWS[0], HEAD, ROWS[1]]),
        _page(ROWS[:1], more=f"<p></p><table>{_row(HEAD)}{_row(ROWS[1])}</table>"),
        _page(ROWS[:1], more=f"<table>{_row(ROWS[1])}</table>"),
        f"<html><body><table><tr><td>{_page(ROWS).partition('<body>')[2]}</td></tr></table>",
        _page([*ROWS, [""] * 9]),
        _page(ROWS).replace("Prüfgerät", "<span style='display:none'>Alt</span><del>Alt</del>Prüf&shy;gerät"),
        _page(ROWS).replace("Prüfgerät", "Prüf­-<br>gerät").replace("<th>Anlass", "<th>An­lass"),
        _page(ROWS).replace("Prüfgerät", 'Prüfgerät<a href="#_ftn1"><sup>[1]</sup></a>'),
        _page(ROWS).replace("<!doctype html><meta charset=utf-8>", "<?xml version='1.0'?>\n<html>"),
    ],
    ids=["head", "tables", "headless", "frame", "blank", "hidden", "hyphens", "note", "xhtml"],
)
def test_ways_to_print_one_table(changed: str, tmp_path: Path) -> None:
    """Repeated heads, one table as several, a table as a page's frame, and what nobody sees."""
    assert _cells(_read(tmp_path, changed)) == WANTED


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ([["2021000005", "<td colspan=2>Prüfgerät 10", *ROWS[0][3:]], ROWS[1]], "zeile_unvollstaendig"),
        (
            [[*ROWS[0][:2], "<td rowspan=2>10", *ROWS[0][3:]], [*ROWS[1][:2], *ROWS[1][3:]]],
            "zellen_verbunden",
        ),
        ([["2021000005", "<s>Prüfgerät</s>", *ROWS[0][2:]], ROWS[1]], "text_gestrichen"),
        ([[*ROWS[0][:5], "", *ROWS[0][6:]], ROWS[1]], "zeile_unvollstaendig"),
        ([[*ROWS[0], "noch etwas"], ROWS[1]], "zeile_verschoben"),
        ([[*ROWS[0][:5], "++", *ROWS[0][5:]], ROWS[1]], "zeile_verschoben"),
        ([[*ROWS[0][:5], *ROWS[0][6:]], ROWS[1]], "zeile_verschoben"),
        ([["Summe", *ROWS[0][1:]], ROWS[1]], "nummer_ungueltig"),
    ],
    ids=["across", "down", "struck", "empty", "more", "shifted", "fewer", "number"],
)
def test_what_is_no_one_cell_is_named(changed: list[list[str]], code: str, tmp_path: Path) -> None:
    """The cell stays empty, its place is told, and the other row is read."""
    result = _read(tmp_path, _page(changed))
    assert code in [found for found, _ in _told(result)]
    assert result.has_errors
    assert result.bericht.vorhaben[-1].titel == "Bäume"


HEADS_WITHOUT = {
    "missing": lambda page: (
        re.sub(r"<th>ffd.*?</th>", "", page).replace("<td>10</td>", "").replace("<td>65</td>", "")
    ),
    "misspelt": lambda page: page.replace("<th>Anlass", "<th>Anlas"),
    "twice": lambda page: page.replace("<th>Anlass", "<th>Vorhabentyp"),
}


@pytest.mark.parametrize("kind", HEADS_WITHOUT)
def test_a_column_that_is_not_there_is_missing_in_each_row(kind: str, tmp_path: Path) -> None:
    """Nothing is read as absent because its heading is."""
    result = _read(tmp_path, HEADS_WITHOUT[kind](_page(ROWS)))
    assert [code for code, _ in _told(result)].count("zeile_unvollstaendig") >= 2
    assert result.has_errors


def test_headings_over_several_columns_have_their_own_below(tmp_path: Path) -> None:
    """`Strategiefelder` over four columns is no column."""
    tall = [f"<th rowspan=2>{head}</th>" for head in HEAD[:5]]
    low = _row(HEAD[5:], "th")
    head = f"<tr>{''.join(tall)}<th colspan=4>Strategiefelder</th></tr>{low}"
    result = _read(tmp_path, _page(ROWS).replace(_row(HEAD, "th"), head))
    assert _cells(result) == WANTED


def test_a_row_that_a_page_has_cut_is_told(tmp_path: Path) -> None:
    """The rest of a row at the beginning of the next page's table has no number: it belongs to none."""
    rest = _row(["", "und mehr", *[""] * 7])
    result = _read(tmp_path, _page(ROWS[:1], more=f"<p></p><table>{rest}{_row(ROWS[1])}</table>"))
    assert len(result.bericht.vorhaben) == 2
    assert "nummer_ungueltig" in [code for code, _ in _told(result)]


def test_a_raised_digit_is_no_digit(tmp_path: Path) -> None:
    """`m` and a raised 2 are square metres, not `m2`."""
    result = _read(tmp_path, _page(ROWS).replace("Prüfgerät", "500 m<sup>2</sup> Netz"))
    assert result.bericht.vorhaben[0].titel == "500 m² Netz"


def test_a_table_without_caption_has_a_finding(tmp_path: Path) -> None:
    """Its chapter is the one of the heading above it, or the only one of its kind that is left."""
    result = _read(tmp_path, _page(ROWS, caption="<h2>5.5. Übersicht der Vorhaben</h2>"))
    assert [one.kapitel for one in result.bericht.vorhaben] == ["5.5", "5.5"]
    assert "ueberschrift_fehlt" in [code for code, _ in _told(result)]


def test_fact_sheets_as_tables_and_paragraphs(tmp_path: Path) -> None:
    """Labels beside, above or in front of their values make the same sheet."""
    values = {
        "Vorhabentitel": "Prüfgerät", "Federführendes Amt": "10", "ffd. Abteilung": "IT", "Anlass": "Auftrag",
        "Gesetz, Beschluss, etc.": "–", "B. Vorhabeninhalt und Ziele": "", "Beschreibung": "Ein Gerät.",
        "Vorhabenziel": "Messen.", "C. Vorhabenkontext": "", "vorrangiges Strategiefeld": "Mobilität",
        "D. Vorhaben-Status": "", "Gesamtstatus": "im Plan", "Bearbeitungsstand": "abgeschlossen",
    }  # fmt: skip
    begin = _row(["A. Vorhabenauftrag", "Nummer: 2021000005"])
    beside = begin + "".join(_row([label, value]) for label, value in values.items())
    above = _row(["A. Vorhabenauftrag Nummer: 2021000005"])
    above += "".join(_row([label]) + (_row([value]) if value else "") for label, value in values.items())
    plain = "<p>A. Vorhabenauftrag Nummer: 2021000005</p>"
    plain += "".join(f"<p>{label} {value}</p>" for label, value in values.items())
    sheets = [
        _read(tmp_path, _page(ROWS, more=f"<h2>4.1. Netze</h2>{sheet}")).bericht.steckbriefe
        for sheet in (f"<table>{beside}</table>", f"<table>{above}</table>", plain)
    ]
    for (sheet,) in sheets:
        assert (sheet.titel, sheet.beschreibung, sheet.bearbeitungsstand, sheet.abteilung) == (
            *("Prüfgerät", "Ein Gerät.", "abgeschlossen"),
            "IT",
        )


def _docx(change: Callable[[str], str]) -> bytes:
    """Return the table as a Word document, its XML changed."""
    from docx import Document

    document = Document()
    document.add_paragraph(re.sub("<.*?>", "", CAPTION))
    rows = [
        [re.sub("<br>", "\n", re.sub("<sup>.*?</sup>|&amp;", "", c)) for c in row] for row in (HEAD, *ROWS)
    ]
    rows[0][5] = "Verwaltung & Infrastruktur"
    table = document.add_table(len(rows), len(HEAD))
    for row, cells in zip(table.rows, rows, strict=True):
        for place, text in zip(row.cells, cells, strict=True):
            place.text = text
    stream = io.BytesIO()
    document.save(stream)
    return _repacked(stream.getvalue(), {"word/document.xml": change})


def _repacked(data: bytes, changes: dict[str, Callable[[str], str]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name in changes:
                changed = changes[name](content.decode())
                assert changed.encode() != content or name == "word/document.xml"
                content = changed.encode()
            target.writestr(name, content)
    return stream.getvalue()


def _run(text: str) -> str:
    return f"<w:t>{text}</w:t>"


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml,
        lambda xml: xml.replace(
            f"<w:r>{_run('Prüfgerät')}</w:r>",
            f'<w:del w:id="1" w:author="a"><w:r><w:delText>Altes</w:delText></w:r></w:del>'
            f'<w:ins w:id="2" w:author="a"><w:r>{_run("Prüfgerät")}</w:r></w:ins>',
        ),
        lambda xml: xml.replace("<w:tbl>", "<w:sdt><w:sdtContent><w:tbl>").replace(
            "</w:tbl>", "</w:tbl></w:sdtContent></w:sdt>"
        ),
        lambda xml: xml.replace(
            _run("Prüfgerät"), f"{_run('Prüf')}<w:softHyphen/>{_run('gerät')}<w:footnoteReference w:id='2'/>"
        ),
        lambda xml: xml.replace(
            f"<w:r>{_run('Prüfgerät')}</w:r>",
            f"<w:r><w:rPr><w:vanish/></w:rPr>{_run('Geheim')}</w:r><w:r>{_run('Prüfgerät')}</w:r>",
        ),
    ],
    ids=["plain", "tracked", "control", "signs", "hidden"],
)
def test_what_word_shows_is_read(change: Callable[[str], str], tmp_path: Path) -> None:
    """Insertions, content controls and notes as Word shows them; deleted and hidden text is not read."""
    result = _read(tmp_path, _docx(change))
    assert _cells(result) == WANTED


def test_tracked_changes_are_told(tmp_path: Path) -> None:
    """A document that somebody has yet to accept is read as if it were, with a warning."""
    deleted = '<w:del w:id="1" w:author="a"><w:r><w:delText>x</w:delText></w:r></w:del></w:p>'
    result = _read(tmp_path, _docx(lambda xml: xml.replace("</w:p>", deleted, 1)))
    assert "aenderungen_verfolgt" in [code for code, _ in _told(result)]


def test_a_symbol_of_another_font_is_a_doubt(tmp_path: Path) -> None:
    """Which sign Word takes from a symbol font nobody can say: the source is not to be trusted."""
    symbol = '<w:sym w:font="Wingdings" w:char="F0FC"/>'
    result = _read(tmp_path, _docx(lambda xml: xml.replace(_run("Prüfgerät"), _run("Gerät") + symbol)))
    assert "quelle_unsicher" in [code for code, _ in _told(result)]


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8)
)
HOSTILE = {
    "laughs": lambda xml: xml.replace("<w:document", f"{BOMB}]><w:document", 1).replace("Prüfgerät", "&i;"),
    "file": lambda xml: xml.replace(
        "<w:document", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document', 1
    ).replace("Prüfgerät", "&x;"),
    "deep": lambda xml: xml.replace("<w:tbl>", "<w:sdt>" * 5000 + "<w:tbl>").replace(
        "</w:tbl>", "</w:tbl>" + "</w:sdt>" * 5000
    ),
    "torn": lambda xml: xml[: len(xml) // 2],
    "foreign": lambda xml: xml.replace("<w:tbl>", '<w:altChunk r:id="rId9"/><w:tbl>', 1),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_word_documents_are_refused(kind: str, tmp_path: Path) -> None:
    """Entities, files of this machine, endless nesting: refused with a sentence, nothing is loaded."""
    with pytest.raises(SourceError, match="bericht"):
        _read(tmp_path, _docx(HOSTILE[kind]))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """Beyond the limit nothing is unpacked, whatever the part is."""
    stream = io.BytesIO(_docx(lambda xml: xml))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/big.bin", b"\0" * 30_000_000)
    source = tmp_path / "bericht.docx"
    source.write_bytes(stream.getvalue())
    with pytest.raises(SourceError, match="larger than"):
        read_report(source, limits=Limits(1_000_000, 60))


def test_a_page_that_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    """What a parser would cut off silently is no report."""
    with pytest.raises(SourceError, match="nested deeper"):
        _read(tmp_path, _page(ROWS, caption=CAPTION + "<div>" * 400))


NUMBERS = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>
</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""


def test_numbers_that_word_puts_before_headings_are_counted(tmp_path: Path) -> None:
    """They stand in no text: the chapter of a table is what the rule for them gives."""
    place = '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr></w:pPr>'

    def numbered(xml: str) -> str:
        return xml.replace("5.4. Matrix", "Matrix").replace("<w:p><w:r>", f"<w:p>{place}<w:r>", 1)

    changes = {"word/document.xml": numbered, "word/numbering.xml": lambda _: NUMBERS}
    result = _read(tmp_path, _repacked(_docx(lambda xml: xml), changes))
    assert _cells(result) == WANTED
    assert {one.kapitel for one in result.bericht.vorhaben} == {"5.4"}
    assert "ueberschrift_fehlt" not in [code for code, _ in _told(result)]


@pytest.mark.slow
def test_ten_thousand_projects_of_a_document(tmp_path: Path) -> None:
    """Time grows with the rows, and so does nothing else."""
    rows = [[f"20210{number:05}", *ROWS[0][1:]] for number in range(1, 10_001)]
    result = _read(tmp_path, _page(rows, caption=CAPTION.replace(" 2 ", " 10000 ")))
    assert len(result.bericht.vorhaben) == 10_000
