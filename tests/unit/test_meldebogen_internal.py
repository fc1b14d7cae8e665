"""What an office writes of a project in its early phase is in no output, wherever in the sheet it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hndigital.export import export_site
from hndigital.meldebogen.questions import is_withheld, questions, withheld_fields
from hndigital.package import Package, build_package
from hndigital.profiles import using

from tests.cities import HEILBRONN
from tests.unit.meldebogen_factories import (
    DONE,
    EARLY,
    IDEA,
    RESTING,
    RUNNING,
    SECRET,
    Sheet,
    everything,
    found,
    last_round,
    projects,
    read,
    returned,
)

PRINTED = "Was schon gedruckt ist."


@pytest.fixture(autouse=True)
def _heilbronn() -> Iterator[None]:
    with using("heilbronn"):
        yield


@pytest.fixture
def package() -> Package:
    """The last round."""
    return last_round()


@pytest.mark.parametrize(
    ("stages", "before", "withheld"),
    [
        (["planung"], None, True),
        (["ideenfindung"], "umsetzung", True),
        (["umsetzung"], None, False),
        (["umsetzung"], "planung", False),
        (["abgeschlossen"], "planung", False),
        (["umsetzung", "planung"], "umsetzung", True),
        (["zurueckgestellt"], None, True),
        (["zurueckgestellt"], "planung", True),
        (["zurueckgestellt"], "zurueckgestellt", True),
        (["zurueckgestellt"], "umsetzung", False),
        ([""], "umsetzung", True),
        (["was anderes"], "umsetzung", True),
        ([], "umsetzung", True),
    ],
)
def test_only_what_is_certainly_carried_out_is_public(
    stages: list[str], before: str | None, withheld: bool
) -> None:
    """Two answers must both say so, and a project that rests must have been carried out in the last round."""
    assert is_withheld(stages, before) == withheld


def _all_over(number: str) -> Any:
    def change(sheet: Sheet) -> None:
        for one in questions():
            if one.name not in ("vorhaben_nr", "titel", "bearbeitungsstand"):
                sheet.put(number, one.name, SECRET)

    return change


@pytest.mark.parametrize("number", [EARLY, IDEA, RESTING])
@pytest.mark.parametrize("with_last", [True, False])
def test_nothing_of_it_is_in_a_package(
    number: str, with_last: bool, package: Package, tmp_path: Path
) -> None:
    """Not in tables, findings, provenance or changes, whichever cell it was written in."""
    result = read(returned(tmp_path, package, _all_over(number)), package if with_last else None)
    back = build_package(result, package)
    assert SECRET not in everything(back)
    assert number in projects(result)
    (told,) = (one for one in found(result, "text_intern") if one[1] == number)
    assert set(withheld_fields()) >= set(told[2].split(", ")) >= {"beschreibung", "vorhabenziel"}


def test_what_a_report_printed_stays_and_says_where(package: Package, tmp_path: Path) -> None:
    """The published text is kept with its place in the earlier round, not the office's new one."""
    path = returned(tmp_path, package, lambda sheet: sheet.put(EARLY, "beschreibung", SECRET))
    project = projects(read(path, package))[EARLY]
    assert project.beschreibung == PRINTED
    origin = project.herkunft["beschreibung"]
    assert origin.wortlaut == "Was schon ⏎ gedruckt ist."
    assert str(origin.fundstelle) == "Berichtsstand 2020-2: Kap. 4.4; S. 30; Z. 900"


def test_once_it_is_carried_out_the_text_is_public(package: Package, tmp_path: Path) -> None:
    """With the stage the office releases it."""

    def change(sheet: Sheet) -> None:
        sheet.put(EARLY, "beschreibung", "Jetzt für alle.")
        sheet.put(EARLY, "bearbeitungsstand", "In Umsetzung")
        sheet.put(EARLY, "gesamtstatus", "Im Plan")
        sheet.put(EARLY, "strategiefeld.verwaltung_infrastruktur", "Nicht unterstützt")

    result = read(returned(tmp_path, package, change), package)
    project = projects(result)[EARLY]
    assert (project.beschreibung, project.kapitel) == ("Jetzt für alle.", "5.3")
    assert not found(result, "text_intern", "zeile_unvollstaendig")


def test_a_stage_that_contradicts_or_is_unreadable_releases_nothing(package: Package, tmp_path: Path) -> None:
    """Of two answers one says that it is early; a stage that nobody knows says nothing."""

    def early(sheet: Sheet) -> None:
        _all_over(RUNNING)(sheet)
        sheet.put(RUNNING, "bearbeitungsstand", "Planung")

    one = returned(tmp_path, package, name="a.xlsx")
    two = returned(tmp_path, package, early, name="b.xlsx")
    for order in ([one, two], [two, one]):
        assert SECRET not in everything(build_package(read(order, package), package))

    def unknown(sheet: Sheet) -> None:
        _all_over(DONE)(sheet)
        sheet.put(DONE, "bearbeitungsstand", SECRET)

    path = returned(tmp_path, package, unknown)
    assert SECRET not in everything(build_package(read(path, package), package))


def test_a_row_without_a_number_tells_nothing_of_itself(package: Package, tmp_path: Path) -> None:
    """Not even what stands in the cell of the number, nor what is noted beside the columns."""

    def change(sheet: Sheet) -> None:
        sheet.new(vorhaben_nr=SECRET, titel=SECRET, bearbeitungsstand="Planung", beschreibung=SECRET)
        sheet.sheet.cell(sheet.row(IDEA), 30).value = SECRET
        sheet.sheet["E5"] = SECRET

    result = read(returned(tmp_path, package, change), package)
    assert SECRET not in everything(build_package(result, package))
    assert found(result, "nummer_fehlt")


def test_nothing_of_it_is_on_an_exported_page(package: Package, tmp_path: Path) -> None:
    """Pages, data and catalogue of the static website; what is public is there, plan and actual too."""

    def change(sheet: Sheet) -> None:
        _all_over(EARLY)(sheet)
        sheet.put(RUNNING, "beschreibung", "Alle Wege, neu.")

    result = read(returned(tmp_path, package, change), package)
    back = build_package(result, package)
    export_site([package, back], tmp_path / "site", HEILBRONN.at("https://daten.example"))
    texts = [path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in text for text in texts)
    assert any(b"Alle Wege, neu." in text for text in texts)
    assert any(path.name == "fortschritt.csv" for path in (tmp_path / "site").rglob("*"))
