"""The package of a report: what is in it, that it is valid, that it is the same every time."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import frictionless
import jsonschema
import pytest
from factories import NEXT, QUELLE, STAND, line, read, vorhaben
from hndigital import schemas
from hndigital.bericht import Berichtsstand, Fundstelle, Herkunft, Steckbrief
from hndigital.errors import PackageError
from hndigital.package import Package, PackageSettings, build_package
from hndigital.package.load import OPTIONAL_TABLES
from hypothesis import given, settings
from hypothesis import strategies as st

PROFILE = json.loads((Path(__file__).parents[1] / "profiles" / "datapackage-2.0.json").read_text())


def assert_conforms(package: Package, folder: Path) -> None:
    package.write(folder)
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.to_summary()
    validator = jsonschema.Draft7Validator(PROFILE, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(package.descriptor)] == []


def test_tables_hold_the_contracts_columns_in_order() -> None:
    """Users' scripts rely on names and order of columns."""
    package = build_package(read())
    header = package.files()["vorhaben.csv"].decode().partition("\n")[0]
    assert header == (
        "vorhaben_nr,titel,amt,dezernat,vorhabentyp,anlass,bearbeitungsstand,gesamtstatus,kosten_eur,"
        "kosten_angabe,beschreibung,vorhabenziel,gesetz_beschluss,abteilung,kapitel"
    )


def test_rows_are_sorted_by_key_and_amounts_have_no_trailing_zeros() -> None:
    """A row is found where its key says; 1250.50 is written 1250.5."""
    package = build_package(read())
    rows = package.tables["vorhaben"]
    assert [row["vorhaben_nr"] for row in rows] == ["2019000001", "2020000018", "2020000072"]
    assert [row["kosten_eur"] for row in rows] == ["", "20000", "1250.5"]


def test_cost_keeps_the_printed_wording() -> None:
    """kosten.csv shows what the report prints beside the amount."""
    row = build_package(read()).tables["kosten"][1]
    assert row == {
        "vorhaben_nr": "2020000018",
        "berichtsstand": "2020-2",
        "betrag_eur": "20000",
        "kosten_angabe": "beziffert",
        "wortlaut": "20.000 €",
    }


def test_a_rating_is_a_row_and_a_missing_column_is_none() -> None:
    """Absent is never "-"."""
    matrix = build_package(read(vorhaben())).tables["strategiefeld_matrix"]
    assert [(row["strategiefeld"], row["bewertung"]) for row in matrix] == [
        ("mobilitaet", "-"),
        ("teilhabe", "+"),
        ("verwaltung_infrastruktur", "++"),
    ]


@pytest.mark.parametrize("previous", [False, True])
def test_package_validates(tmp_path: Path, previous: bool) -> None:
    """frictionless and the published Data Package v2 schema find nothing."""
    earlier = build_package(read(vorhaben("2018000001"), stand=Berichtsstand("2019-1"))) if previous else None
    assert_conforms(build_package(read(), earlier), tmp_path)


def test_package_of_a_damaged_report_validates(tmp_path: Path) -> None:
    """Rows with empty cells, no dates, no round, two sheets of one number: still a valid package."""
    empty = vorhaben(
        titel="",
        amt="",
        dezernat="",
        vorhabentyp="",
        anlass="",
        bearbeitungsstand="",
        gesamtstatus="",
        kosten_eur=None,
        kosten_angabe="",
        bewertungen={},
        herkunft={},
    )
    sheets = (Steckbrief("2020000001", "4.4"), Steckbrief("2020000001", "4.4"), Steckbrief("", "4.5"))
    result = read(empty, stand=Berichtsstand(""), steckbriefe=sheets)
    package = build_package(replace(result, abgleich=(line("wirkung", 3, None, "nicht_vergleichbar"),)))
    assert package.name == "digitalprojekte-ohne-berichtsstand"
    assert [row["kapitel"] for row in package.tables["steckbriefe"]] == ["4.5", "4.4", "4.4#2"]
    assert_conforms(package, tmp_path)


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whoever repeats the harvest gets the same files and the same ZIP."""
    first, second = build_package(read()), build_package(read())
    assert first.files() == second.files()
    assert first.zip_bytes() == second.zip_bytes()
    assert first.sha256 == second.sha256


def test_order_of_rows_in_the_report_does_not_matter_to_tables() -> None:
    """Sorted by key, whatever the order of reading."""
    projects = [vorhaben("2020000003"), vorhaben("2020000001"), vorhaben("2020000002")]
    forward = build_package(read(*projects))
    backward = build_package(read(*reversed(projects)))
    assert forward.files() == backward.files()


def test_created_is_the_reports_date_else_the_cutoff_date_never_the_clock() -> None:
    """A package says when its report is from, not when it was made."""
    assert build_package(read()).descriptor["created"] == "2021-03-31T00:00:00Z"
    dated = replace(STAND, berichtsdatum=date(2021, 7, 12))
    assert build_package(read(stand=dated)).descriptor["created"] == "2021-07-12T00:00:00Z"
    assert "created" not in build_package(read(stand=Berichtsstand("2020-2"))).descriptor


def test_source_names_document_date_and_checksum_but_no_folder() -> None:
    """Where the data comes from is public, the folder it lay in is not."""
    source = replace(QUELLE, name="ablage/vertraulich/bericht.txt")
    package = build_package(read(stand=replace(STAND, berichtsdatum=date(2021, 7, 12)), quelle=source))
    assert dict(package.quelle) == {
        "title": "Bericht zum Test",
        "path": "bericht.txt",
        "date": "2021-07-12",
        "hash": f"sha256:{'0' * 64}",
    }
    address = replace(QUELLE, name="https://example.org/a/bericht.txt")
    assert build_package(read(quelle=address)).quelle["path"] == "https://example.org/a/bericht.txt"


def test_sample_data_says_so() -> None:
    """Data made for show is flagged and begins its description with the banner in both languages."""
    sample = build_package(read(quelle=replace(QUELLE, beispieldaten=True)))
    assert sample.beispieldaten
    assert sample.descriptor["description"].startswith("Beispieldaten:")
    assert sample.descriptor["description_en"].startswith("Sample data:")
    assert not build_package(read()).beispieldaten


def test_every_field_has_words_in_both_languages() -> None:
    """Title and description of every column, German and English."""
    for resource in build_package(read(), build_package(read())).descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            assert all(field[key] for key in ("title", "title_en", "description", "description_en"))


def test_correction_of_a_round_counts_the_version_on() -> None:
    """The same round with other content is a further version; with the same content it is the same one."""
    first = build_package(read())
    again = build_package(read(), first)
    corrected = build_package(read(vorhaben(titel="Berichtigt")), again)
    assert [first.version, again.version, corrected.version] == ["2020.2.0", "2020.2.0", "2020.2.1"]
    assert {row["art"] for row in corrected.tables["aenderungen"]} == {"korrektur"}
    assert build_package(read(stand=NEXT), corrected).version == "2021.1.0"


def test_settings_word_the_package_otherwise(tmp_path: Path) -> None:
    """An operator's file changes licence and title and leaves the rest."""
    config = tmp_path / "paket.yaml"
    config.write_text(
        "title_de: 'Projekte {berichtsstand}'\nlicence: {name: CC-BY-4.0, path: https://x.org}\n"
    )
    package = build_package(read(), settings=PackageSettings.load(config))
    assert package.descriptor["title"] == "Projekte 2020-2"
    assert package.descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert package.descriptor["contributors"][0]["title"] == "Stadt Heilbronn"


@pytest.mark.parametrize("content", ["titel: falsch", "[1, 2]", "a: [", "title_de: '{unbekannt}'"])
def test_wrong_settings_are_named(tmp_path: Path, content: str) -> None:
    """A misspelt setting or placeholder is an error that names the file or the place."""
    config = tmp_path / "paket.yaml"
    config.write_text(content)
    with pytest.raises(PackageError):
        build_package(read(), settings=PackageSettings.load(config))


def test_zip_holds_the_same_files_with_a_fixed_time() -> None:
    """The ZIP is the folder, and the clock is not in it."""
    package = build_package(read())
    with zipfile.ZipFile(io.BytesIO(package.zip_bytes())) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == package.files()
        assert archive.namelist() == sorted(archive.namelist())
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_writing_removes_what_an_earlier_package_left(tmp_path: Path) -> None:
    """A folder holds one package: no stale table; other files and ZIPs of other rounds stay."""
    (tmp_path / "notiz.txt").write_text("bleibt")
    first = build_package(read())
    build_package(read(), first).write(tmp_path)
    build_package(read(stand=NEXT)).write(tmp_path)
    expected = {f"{name}.csv" for name in schemas.table_names() if name not in OPTIONAL_TABLES}
    expected |= {"datapackage.json", "digitalprojekte-2021-1.zip", "notiz.txt"}
    expected |= {"digitalprojekte-2020-2.zip"}
    assert {path.name for path in tmp_path.iterdir()} == expected


CELL = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=25, deadline=None)
@given(
    titles=st.lists(CELL, min_size=1, max_size=4),
    cost=st.none() | st.decimals(0, Decimal("1e12"), allow_nan=False, allow_infinity=False, places=2),
)
def test_cells_survive_writing_and_reading(titles: list[str], cost: Decimal | None) -> None:
    """Quotes, commas, line breaks, any letters: what went in comes out, and amounts stay equal."""
    projects = [
        vorhaben(f"20200000{number:02}", titel=title, kosten_eur=cost) for number, title in enumerate(titles)
    ]
    package = build_package(read(*projects))
    reread = Package.from_files(package.files())
    assert [row["titel"] for row in reread.tables["vorhaben"]] == titles
    cells = {row["kosten_eur"] for row in reread.tables["vorhaben"]}
    assert {Decimal(cell) if cell else None for cell in cells} == {cost}


@pytest.mark.parametrize(
    ("place", "cells"),
    [
        (Fundstelle("5.3", "36", 2654), ("36", "2654", "")),
        (Fundstelle(blatt="Vorhaben", zelle="D14"), ("", "", "Vorhaben!D14")),
        (Fundstelle("5.3", tabelle=3, zelle="B4"), ("", "", "Tabelle 3!B4")),
        (Fundstelle("5.3", "36", rechteck=(72, 100.5, 130.25, 112)), ("36", "", "72.0,100.5,130.2,112.0")),
        (Fundstelle(zeile=4, spalte="Kosten"), ("", "4", "")),
    ],
)
def test_a_place_is_typed_for_machines(place: Fundstelle, cells: tuple[str, str, str]) -> None:
    """Beside the words for people: page, line, and sheet, table or box on the page."""
    project = vorhaben(herkunft={"titel": Herkunft("Vorhaben 18", place)})
    (row,) = build_package(read(project)).tables["herkunft"]
    assert (row["seite"], row["zeile"], row["ort"]) == cells
    assert row["fundstelle"] == str(place)
