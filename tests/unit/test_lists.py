"""A list in CSV: columns by headings, places by row and heading; refused if it can be read in two ways."""

from __future__ import annotations

from pathlib import Path

import pytest
from hndigital.bericht import Quelle
from hndigital.errors import SchemaError, SourceError
from hndigital.profiles import using
from hndigital.schemas import list_layout
from hndigital.sources import read_source
from hndigital.sources.lettering import lettered
from hndigital.sources.liste import read_list
from hndigital.sources.records import Records

from tests.musterstadt import LIST, PROFILE

HEAD = "Nr.;Projekt;Zuständig;Art;Anlass;Stand;Ampel;Priorität;Kosten in Euro;Verwaltung;Bildung;Teilhabe;"
HEAD += "Mobilität;Klima & Umwelt"
ROW = "D-017;Karte;Bauamt;kurz;eigene Idee;fertig;grün;hoch;20.000;nein;nein;ja;ja;nein"


@pytest.fixture(autouse=True)
def musterstadt() -> object:
    """Work for the invented city."""
    with using(PROFILE) as profile:
        yield profile


def _read(*lines: str) -> Records:
    return read_list(lettered("\n".join(lines) + "\n"), Quelle("", "liste.csv", ""))


def _codes(records: Records) -> list[str]:
    return [finding.code for finding in records.findings if finding.code != "liste_gelesen"]


def _refused(*lines: str) -> str:
    with pytest.raises(SourceError) as caught:
        _read(*lines)
    return caught.value.message_de


def test_each_value_has_its_place_and_wording() -> None:
    """A cell's place is the line of its row and the heading of its column, its wording what stands there."""
    (row,) = _read("", HEAD, "", ROW.replace("Karte", '"Karte der\nBäume; neu"')).tabellen[0].zeilen
    assert str(row.nummer.fundstelle) == 'Zeile 4; Spalte "Nr."'
    assert row.zellen["titel"].text == "Karte der Bäume; neu"
    assert row.zellen["titel"].wortlaut == "Karte der ⏎ Bäume; neu"
    assert str(row.zellen["kosten_eur"].fundstelle) == 'Zeile 4; Spalte "Kosten in Euro"'
    assert row.zellen["kosten_eur"].wortlaut == "20.000"
    assert row.zellen["kosten_eur"].text == "20.000 €"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_the_one_under_which_the_head_is_known(delimiter: str) -> None:
    """No guess by counting: the headings tell, and the finding says what was found."""
    lines = [line.replace("20.000", "20").replace(";", delimiter) for line in (HEAD, ROW)]
    records = _read(*lines)
    assert records.tabellen[0].zeilen[0].zellen["titel"].text == "Karte"
    assert [finding.code for finding in records.findings] == ["liste_gelesen"]


def test_the_line_that_spreadsheets_write_for_each_other_is_no_row() -> None:
    """`sep=;` states the delimiter; lines are counted with it."""
    records = _read("sep=;", HEAD, ROW)
    assert records.tabellen[0].zeilen[0].nummer.fundstelle.zeile == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_spreadsheets_are_read(tmp_path: Path, encoding: str) -> None:
    """Umlauts in headings and cells arrive whole, whatever program wrote the list."""
    source = tmp_path / "liste.csv"
    source.write_bytes(f"{HEAD}\r\n{ROW.replace('Karte', 'Bäume')}\r\n".encode(encoding))
    records, _ = read_source(source)
    assert records.tabellen[0].zeilen[0].zellen["titel"].text == "Bäume"
    assert ("kodierung_ersetzt" in _codes(records)) == (encoding in ("utf-16", "cp1252"))


def test_damaged_characters_are_refused(tmp_path: Path) -> None:
    """A byte that is no character is no value: the message names the line."""
    source = tmp_path / "liste.csv"
    source.write_bytes(f"{HEAD}\n{ROW}\n".encode().replace(b"Karte", b"K\xffrte \xc3\xa4\xc3\xb6"))
    with pytest.raises(SourceError, match="line 2"):
        read_source(source)


def test_a_missing_column_is_refused_and_named() -> None:
    """A misspelt heading is a missing column: nothing is read as absent that is there."""
    message = _refused(HEAD.replace("Kosten in Euro", "Kostn"), ROW)
    assert "Kosten" in message
    assert "Kostn" in message


def test_two_headings_for_one_column_are_refused() -> None:
    """Which one counts is not ours to say."""
    assert "Stand / Bearbeitungsstand" in _refused(f"{HEAD};Bearbeitungsstand", f"{ROW};fertig")


def test_unknown_columns_are_findings_unless_they_are_ignored() -> None:
    """A column that nobody provided for is an error; one that the layout ignores or that is empty is none."""
    assert _codes(_read(f"{HEAD};Notizen;", f"{ROW};intern;")) == []
    records = _read(f"{HEAD};Ampl", f"{ROW};rot")
    assert _codes(records) == ["spalte_unbekannt"]
    assert records.findings[-1].wortlaut == "Ampl"
    assert _codes(_read(f"{HEAD};", f"{ROW};rot")) == ["spalte_unbekannt"]


@pytest.mark.parametrize("row", [ROW.replace("Karte", "Karte; neu"), ROW.removesuffix(";nein")])
def test_a_shifted_row_is_not_kept(row: str) -> None:
    """A delimiter in an unquoted text would put every later value into the wrong column."""
    records = _read(HEAD, row, ROW.replace("017", "018"))
    assert _codes(records) == ["zeile_verschoben"]
    assert [one.nummer.text for one in records.tabellen[0].zeilen] == ["D-018"]


@pytest.mark.parametrize("row", [ROW.replace("Karte", '"Karte'), ROW.replace("Karte", '"Karte" neu')])
def test_quotes_that_do_not_match_are_refused(row: str) -> None:
    """A quotation mark that never ends would swallow the rows behind it."""
    assert "Zeile 2" in _refused(HEAD, row, ROW)


@pytest.mark.parametrize("text", ["", "Kein Wort davon.", "a;b;c\n1;2;3"])
def test_what_is_no_list_is_refused(text: str) -> None:
    """The message names the columns that are looked for."""
    assert "Nr." in _refused(text) or "Vorhabennummer" in _refused(text)


def test_a_list_without_rows_is_refused() -> None:
    """Headings alone are no register of nothing: publishing it would let every project end."""
    assert "keine Zeile" in _refused(HEAD, "", ";;;;;;;;;;;;;")


def test_a_heading_for_two_columns_is_no_layout(tmp_path: Path) -> None:
    """A layout that gives two columns one heading is refused before anything is read by it."""
    for file in (one for one in PROFILE.rglob("*") if one.is_file()):
        target = tmp_path / file.relative_to(PROFILE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    layout = tmp_path / "report.yaml"
    layout.write_text(layout.read_text("utf-8").replace("[Art]", "[Stand]"), "utf-8")
    with using(tmp_path), pytest.raises(SchemaError, match="stand"):
        list_layout()


def test_the_citys_own_list_is_read_whole() -> None:
    """Five rows, no finding but how it was read; the ignored column is nowhere."""
    records, meta = read_source(LIST)
    assert meta.berichtsstand == "2023-1"
    assert _codes(records) == []
    assert [row.nummer.text for row in records.tabellen[0].zeilen] == [
        "D-017",
        "D-018",
        "D-021",
        "D-024",
        "D-105",
    ]
