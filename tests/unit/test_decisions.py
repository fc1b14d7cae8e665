"""What people decide about a report: wordings named and cells corrected, by a file, for everybody to see."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import frictionless
import pytest
import yaml
from hndigital.cli.main import run
from hndigital.decisions import Decisions
from hndigital.errors import SourceError
from hndigital.package import Package, build_package
from hndigital.pages.project import project_page
from hndigital.pipeline import ReadResult, read_report
from hndigital.schemas import codelist

from tests.generator.build import report_text
from tests.generator.invent import invented_report

SAMPLE = Path(__file__).parents[2] / "harvester" / "sample" / "beispielbericht-2020-2.txt"
NUMBER = "2020000074"
NAMED = {
    "codeliste": "anlass",
    "wortlaut": "Eigen- ⏎ Auftrieb",
    "code": "eigenmotivation",
    "von": "Hauptamt",
    "grund": "So nennt es das Vermessungsamt.",
}
COST = {
    "vorhaben_nr": NUMBER,
    "feld": "kosten_eur",
    "wortlaut": "k.A.",
    "wert": "12.000 €",
    "von": "Kämmerei",
    "grund": "Nachgemeldet.",
}


def decisions(**said: Any) -> Decisions:
    return Decisions.of(said, "entscheidungen.yaml")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample, in which one row has a wording that no code list knows."""
    place = tmp_path_factory.mktemp("report") / "bericht.txt"
    lines = SAMPLE.read_text("utf-8").split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith(NUMBER))
    assert lines[at + 3].strip() == "Motivation"
    lines[at + 3] = "Auftrieb "
    place.write_text("\n".join(lines), encoding="utf-8")
    shutil.copy(f"{SAMPLE}.meta.yaml", f"{place}.meta.yaml")
    return place


@pytest.fixture(scope="module")
def decided(report: Path) -> ReadResult:
    return read_report(report, decisions=decisions(wortlaute=[NAMED], berichtigungen=[COST]))


def row(package: Package, table: str, feld: str = "") -> dict[str, str]:
    rows = (one for one in package.tables[table] if one["vorhaben_nr"] == NUMBER)
    return dict(next(one for one in rows if not feld or one.get("feld") == feld))


def test_a_named_wording_is_its_code_and_says_who_named_it(decided: ReadResult) -> None:
    """The cell is filled, the printed wording stays, and the finding and the table tell the decision."""
    package = build_package(decided)
    assert row(package, "vorhaben")["anlass"] == "eigenmotivation"
    assert row(package, "herkunft", "anlass")["wortlaut"] == "Eigen- ⏎ Auftrieb"
    told = row(package, "entscheidungen", "anlass")
    assert (told["code"], told["wert"], told["von"]) == ("wortlaut_benannt", "eigenmotivation", "Hauptamt")
    assert row(package, "hinweise", "anlass")["code"] == "wortlaut_benannt"
    assert "wortlaut_unbekannt" not in {one.code for one in decided.findings}


def test_a_corrected_cell_counts_everywhere_and_keeps_what_is_printed(decided: ReadResult) -> None:
    """Amount, kind and cost table follow; `herkunft.csv` and `kosten.csv` keep the printed words."""
    package = build_package(decided)
    assert (row(package, "vorhaben")["kosten_eur"], row(package, "vorhaben")["kosten_angabe"]) == (
        "12000",
        "beziffert",
    )
    assert (row(package, "kosten")["betrag_eur"], row(package, "kosten")["wortlaut"]) == ("12000", "k.A.")
    assert row(package, "herkunft", "kosten_eur")["wortlaut"] == "k.A."
    told = row(package, "entscheidungen", "kosten_eur")
    assert (told["code"], told["von"], told["grund"]) == ("von_hand_berichtigt", "Kämmerei", "Nachgemeldet.")


def test_the_totals_follow(report: Path) -> None:
    """A corrected code is counted where it counts now: the report's own total agrees then."""
    changed = {**COST, "feld": "anlass", "wortlaut": "Eigen- ⏎ Auftrieb", "wert": "Auftrag"}
    counted = {
        line.kennzahl: line.zeilen
        for line in read_report(report, decisions=decisions(berichtigungen=[changed])).abgleich
    }
    before = {line.kennzahl: line.zeilen for line in read_report(report).abgleich}
    assert counted["anlass.auftrag"] == (before["anlass.auftrag"] or 0) + 1


def test_the_package_conforms_and_is_read_back(decided: ReadResult, tmp_path: Path) -> None:
    """Frictionless takes it, its version tells of the table, and reading it gives the same rows."""
    package = build_package(decided)
    package.write(tmp_path)
    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid
    assert package.descriptor["schema_version"] == 4
    assert Package.load(tmp_path).tables["entscheidungen"] == package.tables["entscheidungen"]


def test_a_report_without_decisions_has_the_bytes_that_it_had(report: Path) -> None:
    """No table, no column, no version of theirs; a decision holds for what it is read with."""
    package = build_package(read_report(report))
    assert "entscheidungen.csv" not in package.files()
    assert package.descriptor["schema_version"] == 2
    assert b"von_hand_berichtigt" not in package.files()["datapackage.json"]
    assert codelist("anlass").for_wording("Eigen-Auftrieb") is None


def test_the_project_page_says_so_beside_the_value(decided: ReadResult) -> None:
    """Value, printed wording, and in whose name and why it counts otherwise."""
    package = build_package(decided)
    own = {
        name: [one for one in package.tables[name] if one["vorhaben_nr"] == NUMBER]
        for name in ("status", "kosten", "herkunft", "steckbriefe", "hinweise", "entscheidungen")
    }
    shown = {**own, "vorhaben": row(package, "vorhaben"), "strategiefelder": {}, "aenderungen": []}
    page = project_page(shown, {}, lang="de")
    cost = next(one for one in page.provenance if one["feld"] == "kosten_eur")
    assert (cost["wert"], cost["wortlaut"], cost["entscheidung"]["von"]) == ("12000", "k.A.", "Kämmerei")
    assert next(one for one in page.provenance if one["feld"] == "titel")["entscheidung"] is None


def test_a_text_of_a_fact_sheet_is_corrected_for_the_project_alone(tmp_path: Path) -> None:
    """`steckbriefe.csv` keeps every sheet as printed."""
    source = tmp_path / "bericht.txt"
    source.write_text(
        report_text(invented_report(11, 4, "2024-1", "2023-10", "2024-03"), 11), encoding="utf-8"
    )
    before = build_package(read_report(source))
    origin = next(one for one in before.tables["herkunft"] if one["feld"] == "beschreibung")
    change = {**COST, **{name: origin[name] for name in ("vorhaben_nr", "feld", "wortlaut")}, "wert": "Neu."}
    after = build_package(read_report(source, decisions=decisions(berichtigungen=[change])))
    texts = {one["vorhaben_nr"]: one["beschreibung"] for one in after.tables["vorhaben"]}
    assert texts[origin["vorhaben_nr"]] == "Neu."
    assert after.tables["steckbriefe"] == before.tables["steckbriefe"]
    assert origin in after.tables["herkunft"]


def test_the_command_takes_the_file(report: Path, tmp_path: Path) -> None:
    """The same package as in Python, byte by byte; the file is written as it is read."""
    said = decisions(wortlaute=[NAMED], berichtigungen=[COST])
    file = tmp_path / "entscheidungen.yaml"
    file.write_text(said.to_yaml(), encoding="utf-8")
    assert Decisions.load(file) == said
    asked = ["harvest", str(report), "--out", str(tmp_path / "paket"), "--decisions", str(file)]
    assert run(asked) == 0
    expected = build_package(read_report(report, decisions=said)).files()
    assert Package.load(tmp_path / "paket").files() == expected


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"vorhaben_nr": "2020009999"}, "nennt der Bericht nicht"),
        ({"wortlaut": "k. A. bisher"}, "gedruckt ist „k.A.“"),
        ({"wert": "ungefähr 5"}, "ist kein Wert dafür"),
        ({"feld": "farbe"}, "hat in diesem Bericht keine Zelle"),
        ({"feld": "anlass", "wortlaut": "Eigen- ⏎ Auftrieb", "wert": "Mond"}, "ist kein Wert dafür"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(report: Path, change: dict[str, str], said: str) -> None:
    """Another project, wording, field or value than the report's: a sentence, never a silent nothing."""
    with pytest.raises(SourceError) as refused:
        read_report(report, decisions=decisions(berichtigungen=[{**COST, **change}]))
    assert said in refused.value.message_de


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "mond"}, "mond ist kein Code der Liste anlass"),
        ({"codeliste": "../anlass"}, "kein Code der Liste"),
        ({"wortlaut": "Auftrag"}, "steht in der Liste anlass schon für auftrag"),
    ],
)
def test_a_naming_that_the_city_cannot_mean_is_refused(
    report: Path, change: dict[str, str], said: str
) -> None:
    """An overlay adds wordings; it never changes what the profile says."""
    with pytest.raises(SourceError) as refused:
        read_report(report, decisions=decisions(wortlaute=[{**NAMED, **change}]))
    assert said in refused.value.message_de


@pytest.mark.parametrize(
    "said",
    [
        [],
        {"worte": []},
        {"wortlaute": ["Auftrieb"]},
        {"wortlaute": [{**NAMED, "grund": ""}]},
        {"wortlaute": [{**NAMED, "wer": "x"}]},
        {"berichtigungen": [{**COST, "von": " "}]},
        {"berichtigungen": [{**COST, "wert": "x" * 6000}]},
    ],
)
def test_a_damaged_file_names_its_place(said: Any) -> None:
    """What it is called, which entry, what is expected."""
    with pytest.raises(SourceError, match=r"entscheidungen\.yaml"):
        Decisions.of(said, "entscheidungen.yaml")


def test_a_decision_survives_what_yaml_makes_of_it() -> None:
    """Signs that mean something to YAML come back as they were."""
    odd = {**COST, "grund": "=1+1 # {a: b} - „ja“ 'nein' & *", "wert": "++", "wortlaut": ""}
    said = decisions(berichtigungen=[odd])
    assert Decisions.of(yaml.safe_load(said.to_yaml()), "x") == said
