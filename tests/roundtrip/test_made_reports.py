"""A made report, read again, gives the package that it was made from, cell by cell, in all three forms."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hndigital.bericht import Bericht, Fundstelle, Herkunft, Steckbrief, Vorhaben
from hndigital.package import Package, build_package
from hndigital.pipeline import ReadResult, read_report
from hndigital.reporting import FORMS
from hndigital.reporting.cells import plain
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.generator.invent import invented_report
from tests.generator.office import report_html
from tests.roundtrip.made_reports import differences, package_of, read_back
from tests.unit.factories import QUELLE, STAND, vorhaben

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "harvester" / "sample"
CITY = ROOT.parent / "shared" / "sources" / "digitalisierungsbericht-2019-2020.txt"
FORM = pytest.mark.parametrize("form", FORMS)
_SLOW = pytest.param("docx", marks=pytest.mark.slow)
SOON = pytest.mark.parametrize("form", [one if one != "docx" else _SLOW for one in FORMS])
"""All forms, of which one is slow."""
#: What a made report may be told of: what the fact sheets say otherwise than the tables is the city's own.
OWN = {"steckbrief_weicht_ab", "steckbrief_unvollstaendig", "berichtsdatum_fehlt"}


@pytest.fixture(scope="module")
def rounds() -> tuple[Package, Package]:
    """Both rounds of the sample report."""
    first, second = (
        build_package(read_report(SAMPLE / f"beispielbericht-{one}.txt")) for one in ("2020-2", "2021-1")
    )
    return first, second


def _project(number: int = 1, **changes: Any) -> Vorhaben:
    cells: dict[str, Any] = {
        "titel": f"Vorhaben {number}",
        "kosten_eur": None,
        "kosten_angabe": "keine_angabe",
    }
    cells["bewertungen"] = dict.fromkeys(RATED, "+")
    cells["herkunft"] = {"kosten_eur": Herkunft("k.A.", Fundstelle())}
    return vorhaben(f"2021{number:06}", **(cells | changes))


def _sheet(number: int = 1, kapitel: str = "4.1", **changes: Any) -> Steckbrief:
    texts = {"titel": f"Vorhaben {number}", "amt": "105", "abteilung": "1", "anlass": "Auftrag"}
    texts |= {"gesetz_beschluss": "DS 1/2020", "beschreibung": "Es wird gebaut.", "vorhabenziel": "Es steht."}
    texts |= {
        "strategiefeld": "Verwaltung & Infrastruktur",
        "gesamtstatus": "im Plan",
        "bearbeitungsstand": "Umsetzung",
    }
    return Steckbrief(f"2021{number:06}", kapitel, **(texts | changes))


def _with_sheet(sheet: Steckbrief, **changes: Any) -> Vorhaben:
    """Return the project that a fact sheet is of."""
    texts = ("beschreibung", "vorhabenziel", "gesetz_beschluss", "abteilung")
    return _project(int(sheet.vorhaben_nr[4:]), **{name: getattr(sheet, name) for name in texts}, **changes)


def _package(*projects: Vorhaben, sheets: tuple[Steckbrief, ...] = ()) -> Package:
    return package_of(Bericht(STAND, QUELLE, projects, sheets))


def _check(package: Package, form: str, folder: Path, allowed: set[str] = OWN) -> ReadResult:
    result = read_back([package], form, folder)
    assert differences(package, build_package(result)) == []
    assert {finding.code for finding in result.findings} <= allowed
    return result


@SOON
def test_the_sample_comes_back(rounds: tuple[Package, Package], form: str, tmp_path: Path) -> None:
    """Every cell, the round and its dates; each number that the report states is that of its rows."""
    package = rounds[0]
    result = _check(package, form, tmp_path)
    again = build_package(result)
    names = ("berichtsstand", "stichtag", "zeitraum_von", "berichtsdatum")
    assert [again.descriptor[name] for name in names] == [package.descriptor[name] for name in names]
    stated = {row["kennzahl"]: row for row in again.tables["abgleich"]}
    assert all(row["bericht"] == row["zeilen"] for row in stated.values())
    # A field that not every table rates has no total over all projects; everything else has.
    field = "strategiefeld.verwaltung_infrastruktur."
    missing = {row["kennzahl"] for row in package.tables["abgleich"]} - set(stated)
    assert missing == {name for name in missing if name.startswith(field)}
    assert not result.has_errors


@pytest.mark.slow
@FORM
@pytest.mark.skipif(not CITY.is_file(), reason="the city's report is not beside the repository")
def test_the_citys_report_comes_back(form: str, tmp_path: Path) -> None:
    """The city's own report, printed anew."""
    _check(build_package(read_report(CITY)), form, tmp_path)


@pytest.mark.parametrize(
    "form", ["html", *(pytest.param(one, marks=pytest.mark.slow) for one in ("pdf", "docx"))]
)
def test_the_second_round_comes_back_with_its_changes(
    rounds: tuple[Package, Package], form: str, tmp_path: Path
) -> None:
    """What has changed stands in the report and is no row of a table for its reader."""
    result = read_back(rounds, form, tmp_path)
    assert differences(rounds[1], build_package(result)) == []
    assert {finding.code for finding in result.findings} <= OWN


@FORM
def test_a_report_without_projects_comes_back(form: str, tmp_path: Path) -> None:
    """Four empty tables: nothing is missing from them."""
    _check(_package(), form, tmp_path)


ODD = (
    "Wörter mit – und — Strichen, A/B, C&D, <kursiv> & „Zitat“ 'so' 100%",
    "E-Payment, i-Kfz und Anlass-bezogene Bau- und Grünflächenverwaltung",
    "Grünflächen- und Baumkataster mit Straßenbeleuchtungsverwaltungsangelegenheitenübersicht",
    "https://beispiel.example/ein/langer/pfad/der/nirgends/endet&antwort=2;seite=3",
    "Projekt 2020000018 zu 5.3. Matrixdarstellung: 3 Vorhaben, Seite 12",
    "Ein sehr langer Titel, " * 12 + "der endet",
    "5.9. Kein Kapitel",
    "1#2021 „Berichtswesen“ ++ — + und mehr",
    "Ж, λ und Šč: Ångström & Œuvre",
    "10 Ideen für 20 Ämter",
)
"""Titles that a printer or a reader may stumble over."""


@SOON
def test_odd_texts_come_back(form: str, tmp_path: Path) -> None:
    """Titles, and texts of fact sheets, with whatever signs and however long."""
    sheets = [
        _sheet(nr, f"4.{nr}", titel=text, beschreibung=f"{text} und noch einmal: {text}.", vorhabenziel=text)
        for nr, text in enumerate(ODD, 1)
    ]
    projects = [_with_sheet(sheet, titel=sheet.titel) for sheet in sheets]
    _check(_package(*projects, sheets=tuple(sheets)), form, tmp_path)


@SOON
def test_equivalent_signs_come_back_as_the_usual_ones(form: str, tmp_path: Path) -> None:
    """A hyphen that breaks nothing is a hyphen, a ligature its letters: as everywhere where text is read."""
    package = _package(_project(titel="E\u2011Akte für die o\ufb03zielle Pflege\u00a0heute"))
    after = build_package(read_back([package], form, tmp_path))
    assert [row["titel"] for row in after.tables["vorhaben"]] == ["E-Akte für die offizielle Pflege heute"]


@SOON
def test_amounts_come_back(form: str, tmp_path: Path) -> None:
    """With and without cents, small and large, and "k.A."."""
    amounts = ("0", "0.5", "7", "1250.5", "1922.55", "11978346", "123456789012.05")
    projects = [
        _project(nr, kosten_eur=Decimal(amount), kosten_angabe="beziffert")
        for nr, amount in enumerate(amounts, 1)
    ]
    result = read_back([_package(*projects, _project(99))], form, tmp_path)
    found = {row["vorhaben_nr"]: row["kosten_eur"] for row in build_package(result).tables["vorhaben"]}
    assert list(found.values()) == [*amounts, ""]


@SOON
def test_empty_cells_come_back_as_what_they_are(form: str, tmp_path: Path) -> None:
    """A cell that the first report left empty is empty in the second, which says so like the first."""
    without = _project(2, vorhabentyp="", anlass="", gesamtstatus="", bewertungen={"teilhabe": "++"})
    result = read_back([_package(_project(), without)], form, tmp_path)
    after = build_package(result).tables
    row = next(row for row in after["vorhaben"] if row["vorhaben_nr"] == without.vorhaben_nr)
    assert (row["vorhabentyp"], row["anlass"], row["gesamtstatus"]) == ("", "", "")
    rated = [
        row["strategiefeld"]
        for row in after["strategiefeld_matrix"]
        if row["vorhaben_nr"] == without.vorhaben_nr
    ]
    assert rated == ["teilhabe"]
    assert {"zeile_unvollstaendig"} == {finding.code for finding in result.findings} - OWN


def _invented(seed: int, size: int, folder: Path) -> Package:
    source = folder / "erfunden.html"
    source.write_text(report_html(invented_report(seed, size), seed), encoding="utf-8")
    return build_package(read_report(source))


@pytest.mark.slow
@FORM
@pytest.mark.parametrize(("seed", "size"), [(1, 4), (2, 40), (3, 102), (4, 280)])
def test_invented_reports_come_back(form: str, seed: int, size: int, tmp_path: Path) -> None:
    """Reports of any size."""
    _check(_invented(seed, size, tmp_path), form, tmp_path)


WORDS = st.text(
    st.characters(categories=("L", "N", "P"), max_codepoint=0x17F), min_size=1, max_size=18
).filter(lambda word: any(sign.isalnum() for sign in word))
TITLES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
RATED = ("verwaltung_infrastruktur", "bildung_wissensstadt", "teilhabe", "mobilitaet")
STAGES = {
    "ideenfindung": "5.2",
    "planung": "5.2",
    "umsetzung": "5.3",
    "abgeschlossen": "5.4",
    "zurueckgestellt": "5.5",
}


@st.composite
def _projects(draw: st.DrawFn) -> list[Vorhaben]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        stage = draw(st.sampled_from(sorted(STAGES)))
        running, fields = stage == "umsetzung", RATED[STAGES[stage] == "5.2" :]
        cost = draw(st.none() | st.decimals(0, 10**9, places=2)) if running else None
        kind = "nicht_ausgewiesen" if not running else "keine_angabe" if cost is None else "beziffert"
        found.append(
            _project(
                number,
                titel=draw(TITLES),
                amt=draw(st.sampled_from(("I/105", "20", "Dez. II", "65"))),
                vorhabentyp=draw(st.sampled_from(("kurzfristig", "reallabor", "undefiniert"))),
                anlass=draw(st.sampled_from(("auftrag", "eigenmotivation", "foerdermittel_wettbewerb"))),
                bearbeitungsstand=stage,
                kapitel=STAGES[stage],
                gesamtstatus=draw(st.sampled_from(("im_plan", "kritisch"))) if running else "",
                kosten_eur=cost,
                kosten_angabe=kind,
                bewertungen={field: draw(st.sampled_from(("++", "+", "-"))) for field in fields},
            )
        )
    return found


@pytest.mark.slow
@FORM
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(projects=_projects())
def test_whatever_a_report_could_hold_comes_back(
    form: str, projects: list[Vorhaben], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any titles, stages, ratings and amounts: the same rows, or a finding that says why not."""
    package = _package(*projects)
    result = read_back([package], form, tmp_path_factory.mktemp("bericht"))
    rows = [(row["vorhaben_nr"], row["titel"]) for row in build_package(result).tables["vorhaben"]]
    wanted = [(row["vorhaben_nr"], plain(row["titel"])) for row in package.tables["vorhaben"]]
    assert rows == wanted or result.has_errors
