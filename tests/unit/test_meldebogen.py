"""A Meldebogen: what stands in it, and that it comes back as it went out."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hndigital.errors import PackageError
from hndigital.meldebogen.form import Form, following_day, following_round, forms
from hndigital.meldebogen.ods import ods_bytes
from hndigital.meldebogen.questions import Mark, questions
from hndigital.meldebogen.xlsx import xlsx_bytes
from hndigital.package import Package, build_package, diff
from hndigital.pipeline import read_report
from hndigital.profiles import use, using
from hndigital.schemas import column, table
from lxml import etree

from tests.musterstadt import LIST, PROFILE
from tests.unit.meldebogen_factories import (
    HEAD,
    IDEA,
    PROGRESS,
    RUNNING,
    Sheet,
    found,
    last_round,
    projects,
    read,
)

WRITERS = {"xlsx": xlsx_bytes, "ods": ods_bytes}


@pytest.fixture(autouse=True)
def _heilbronn() -> Iterator[None]:
    with using("heilbronn"):
        yield


@pytest.fixture
def package() -> Package:
    """The last round."""
    return last_round()


def _book(form: Form) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(form)))


def _rules(sheet: Any) -> dict[int, Any]:
    """Return the rules of the columns, by their numbers."""
    areas = ((next(iter(rule.sqref.ranges)), rule) for rule in sheet.data_validations.dataValidation)
    return {area.min_col: rule for area, rule in areas if area.min_row > HEAD}


def _all(package: Package) -> Form:
    return forms(package)[-1]


@pytest.mark.parametrize("kind", WRITERS)
def test_what_goes_out_unchanged_comes_back_unchanged(kind: str, package: Package, tmp_path: Path) -> None:
    """Every cell of every project, plan and actual too; nothing is odd but the date that no sheet states."""
    path = tmp_path / f"bogen.{kind}"
    path.write_bytes(WRITERS[kind](_all(package)))
    result = read(path, package)
    back = build_package(result, package)
    assert diff(package, back) == ()
    assert back.tables["aenderungen"] == ()
    assert {one.code for one in result.findings} == {"berichtsdatum_fehlt"}
    assert (back.berichtsstand, back.stichtag) == ("2021-1", "2021-09-30")
    (row,) = (row for row in back.tables["fortschritt"] if row["berichtsstand"] == "2021-1")
    assert {name: row[name] for name in PROGRESS} == PROGRESS


def test_one_sheet_an_office_comes_back_as_one_for_all(package: Package, tmp_path: Path) -> None:
    """A folder of them gives the same projects; so does a ZIP."""
    for form in forms(package)[:-1]:
        (tmp_path / f"{form.name}.xlsx").write_bytes(xlsx_bytes(form))
    (tmp_path / "~$meldebogen.xlsx").write_bytes(b"lock")
    packed = tmp_path / "antworten.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in tmp_path.glob("meldebogen*.xlsx"):
            archive.write(path, f"Antworten/{path.name}")
    packed = packed.rename(tmp_path.parent / f"{tmp_path.name}.zip")
    for source in (tmp_path, packed):
        back = build_package(read(source, package), package)
        assert diff(package, back) == ()


@pytest.mark.parametrize("kind", WRITERS)
def test_another_city_has_its_own(kind: str, tmp_path: Path) -> None:
    """Musterstadt's numbers, fields, ratings and priority go out and come back; no Dezernat is asked for."""
    with using(PROFILE):
        package = build_package(read_report(LIST, profile=PROFILE))
        headings = [one.heading for one in questions()]
        path = tmp_path / f"bogen.{kind}"
        path.write_bytes(WRITERS[kind](_all(package)))
        back = build_package(read(path, package, profile=PROFILE, berichtsstand="2023-2"), package)
        assert diff(package, back) == ()
    assert "Priorität" in headings
    assert "Dezernat" not in headings
    assert sum(one.startswith("Strategiefeld") for one in headings) == 5


def test_the_columns_follow_from_the_roles() -> None:
    """Number, whatever tables print, a rating per Strategiefeld, plan and actual, the fact sheets' texts."""
    names = [one.name for one in questions()]
    wanted = {*table("vorhaben").having("printed"), *table("vorhaben").having("sheet")}
    assert wanted | {*table("fortschritt").having("progress")} <= {*names}
    assert names[0] == "vorhaben_nr"
    assert len(names) == len({*names})


@pytest.mark.parametrize("kind", WRITERS)
def test_the_same_package_gives_the_same_bytes(kind: str, package: Package) -> None:
    """Nobody's clock or order of a set is in a file."""
    code = (
        "import sys, hashlib; from tests.unit.meldebogen_factories import last_round;"
        "from hndigital.profiles import use; use('heilbronn');"
        f"from hndigital.meldebogen.{kind} import {kind}_bytes; from hndigital.meldebogen.form import forms;"
        f"print(hashlib.sha256({kind}_bytes(forms(last_round())[-1])).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_numbers_are_locked_text_and_entries_are_open(package: Package) -> None:
    """A given number is text in a locked cell; cells to be filled in, and numbers of new rows, are not."""
    book = _book(_all(package))
    sheet = book.worksheets[0]
    filled = Sheet(sheet)
    key = sheet.cell(filled.row(RUNNING), 1)
    assert (key.data_type, key.number_format, key.protection.locked) == ("s", "@", True)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    last = HEAD + 5
    assert not sheet.cell(last + 1, 1).protection.locked
    assert all(not sheet.cell(row, 2).protection.locked for row in range(HEAD + 1, last + 2))
    assert all(cell.protection.locked for cell in sheet[HEAD])


def test_words_that_look_like_formulas_stay_words(package: Package, tmp_path: Path) -> None:
    """A title may begin with an equals sign; no program takes it for something to be run."""
    rows = [
        {**row, "titel": "=1+1"} if row["vorhaben_nr"] == RUNNING else row
        for row in package.tables["vorhaben"]
    ]
    odd = Package(package.descriptor, {**package.tables, "vorhaben": tuple(rows)}, package.files())
    for kind, write in WRITERS.items():
        path = tmp_path / f"bogen.{kind}"
        path.write_bytes(write(_all(odd)))
        assert projects(read(path))[RUNNING].titel == "=1+1"


def test_choices_are_the_labels_of_the_code_lists(package: Package) -> None:
    """Each drop-down points at a column of a hidden sheet that holds all labels."""
    book = _book(_all(package))
    sheet, choices = book.worksheets[0], book["Auswahl"]
    assert choices.sheet_state == "hidden"
    rules = _rules(sheet)
    for at, one in enumerate(questions(), 1):
        if not one.codes:
            continue
        place = rules[at].formula1
        name, _, area = place.partition("!")
        assert name == "'Auswahl'"
        assert tuple(cell[0].value for cell in choices[area.replace("$", "")]) == one.choices()
        assert rules[at].promptTitle
        assert len(rules[at].prompt) <= 255


def test_texts_amounts_and_dates_have_their_rules(package: Package) -> None:
    """Longest texts, amounts from nothing on, days: a program says so when something else is entered."""
    sheet = _book(_all(package)).worksheets[0]
    rules = _rules(sheet)
    kinds = {one.name: rules[at].type for at, one in enumerate(questions(), 1)}
    assert kinds["beschreibung"] == "textLength"
    assert kinds["kosten_plan_eur"] == kinds["kosten_eur"] == "custom"
    assert kinds["ende_prognose"] == "date"


def test_every_column_is_explained_with_an_example(package: Package) -> None:
    """The words are those of the Table Schema; amounts, dates and the number have an example."""
    explained = {line[0]: line for line in _all(package).explained()}
    for one in questions():
        assert explained[one.heading][1] == one.column.description_de
        if one.kind in ("key", "amount", "date"):
            assert one.example
            assert one.example in one.rule(new=True)
    assert "126500,50" in explained[column("kosten_ist_eur").title_de][2]
    assert "In Umsetzung: " in explained["Bearbeitungsstand"][3]


def test_it_is_set_up_to_be_read_and_printed(package: Package) -> None:
    """The head stays in view and on each page, landscape, German, each sheet with a name and widths."""
    book = _book(_all(package))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == f"C{HEAD + 1}"
    assert sheet.print_title_rows == f"${HEAD}:${HEAD}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth
    assert book.properties.language == "de"
    assert all(sheet.column_dimensions[name].width > 8 for name in "ABCDEF")


def test_an_opendocument_sheet_says_the_same(package: Package) -> None:
    """Protected, with validations, a repeated head, hidden sheets, German, landscape."""
    with zipfile.ZipFile(io.BytesIO(ods_bytes(_all(package)))) as archive:
        assert archive.namelist()[0] == "mimetype"
        content, styles, about, settings = (
            etree.fromstring(archive.read(f"{name}.xml"))
            for name in ("content", "styles", "meta", "settings")
        )
    names = {"table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0"}
    tables = content.findall(".//table:table", names)
    attribute = f"{{{names['table']}}}"
    assert [one.get(f"{attribute}protected") for one in tables] == ["true"] * 4
    assert len(content.findall(".//table:content-validation", names)) == len(questions()) + 2
    assert all(one.find("table:table-header-rows", names) is not None for one in tables[:2])
    text = etree.tostring(styles).decode() + etree.tostring(content).decode()
    assert 'fo:language="de"' in text
    assert 'print-orientation="landscape"' in text
    assert b">de<" in etree.tostring(about)
    assert b"VerticalSplitPosition" in etree.tostring(settings)


def test_a_sheet_says_for_machines_what_it_is(package: Package) -> None:
    """Profile, round it was made from, its version, round, cut-off date and office, in three places."""
    form = forms(package, offices=["I/105"])[0]
    mark = Mark("heilbronn", "2020-2", "2020.2.0", "2021-1", "2021-09-30", "I/105")
    book = _book(form)
    for text in (book["hndigital"]["A1"].value, book.properties.subject, book.worksheets[0]["A4"].value):
        assert Mark.read(text) == mark
    assert book["hndigital"].sheet_state == "hidden"
    assert [row[0].value for row in book["hndigital"].iter_rows(min_row=2)] == [
        str(row["vorhaben_nr"]) for row in form.rows
    ]


def test_an_office_gets_its_own_projects(package: Package) -> None:
    """And one of the city's list that has none yet an empty form; nobody else is refused with a sentence."""
    assert [(form.mark.amt, len(form.rows)) for form in forms(package)] == [("65", 1), ("I/105", 4), ("", 5)]
    assert forms(package, offices=["I/101"])[0].rows == ()
    with pytest.raises(PackageError, match="“XY” is neither in the package"):
        forms(package, offices=["XY"])


def test_the_next_round_follows_the_citys_rhythm() -> None:
    """Twice a year in Heilbronn; Musterstadt's profile doesn't say, so nothing is guessed."""
    assert [following_round(one) for one in ("2020-1", "2020-2", "")] == ["2020-2", "2021-1", ""]
    assert [following_day(one) for one in ("2021-03-31", "2020-08-31", "")] == [
        "2021-09-30",
        "2021-02-28",
        "",
    ]
    use(PROFILE)
    assert following_round("2023-1") == ""


def test_every_later_baseline_is_kept(package: Package, tmp_path: Path) -> None:
    """Of each round what was planned then; what changed is named with both, and against whom it counts."""
    first = package
    for at, (runde, plan) in enumerate((("2021-1", 25000), ("2021-2", 30000)), 1):
        form = forms(first)[-1]
        path = tmp_path / f"{at}.xlsx"
        path.write_bytes(xlsx_bytes(form))
        book = openpyxl.load_workbook(path)
        Sheet(book.worksheets[0]).put(RUNNING, "kosten_plan_eur", plan)
        book.save(path)
        result = read(path, first)
        assert [one[1:3] for one in found(result, "plan_geaendert")] == [(RUNNING, "kosten_plan_eur")]
        first = build_package(result, first)
        assert first.berichtsstand == runde
    rows = [(row["berichtsstand"], row["kosten_plan_eur"]) for row in first.tables["fortschritt"]]
    assert rows == [("2020-2", "20000"), ("2021-1", "25000"), ("2021-2", "30000")]
    first.write(tmp_path / "paket")
    assert Package.load(tmp_path / "paket").tables == first.tables
    with zipfile.ZipFile(tmp_path / "paket" / f"{first.name}.zip") as archive:
        assert "fortschritt.csv" in archive.namelist()
    assert first.descriptor["schema_version"] == 3
    changed = tmp_path / "paket" / "fortschritt.csv"
    changed.write_bytes(changed.read_bytes().replace(b"25000", b"26000"))
    assert "fortschritt.csv" in Package.load(tmp_path / "paket").altered


def test_a_light_that_differs_from_the_rule_is_told_with_both(package: Package, tmp_path: Path) -> None:
    """The reported one counts, the rule's stands beside it."""
    form = _all(package)
    path = tmp_path / "bogen.xlsx"
    path.write_bytes(xlsx_bytes(form))
    book = openpyxl.load_workbook(path)
    cell = Sheet(book.worksheets[0]).put(RUNNING, "kosten_ist_eur", 23000.01)
    book.save(path)
    result = read(path, package)
    (odd,) = (one for one in result.findings if one.code == "ampel_weicht_ab")
    assert (odd.wortlaut, odd.wert) == ("Im Plan", "Kritisch (Kosten +15 %, Termin +1,1 %)")
    assert odd.schwere == "hinweis"
    assert projects(result)[RUNNING].gesamtstatus == "im_plan"
    (row,) = (row for row in build_package(result).tables["fortschritt"] if row["vorhaben_nr"] == RUNNING)
    assert (row["abweichung_kosten"], row["abweichung_termin"], row["ampel_regel"]) == (
        "15",
        "1.1",
        "kritisch",
    )
    origin = projects(result)[RUNNING].herkunft["kosten_ist_eur"]
    assert str(origin.fundstelle) == f"Datei bogen.xlsx; Blatt Meldebogen; Zelle {cell}"


def test_the_command_writes_and_harvest_reads(package: Package, tmp_path: Path) -> None:
    """XLSX and ODS per office and for all; read back, nothing has changed; a strange office ends with 2."""
    package.write(tmp_path / "paket")

    def hndigital(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [Path(sys.executable).with_name("hndigital"), *map(str, arguments), "--lang", "en"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    done = hndigital("meldebogen", tmp_path / "paket", "--out", tmp_path / "aus", "--ods", "--json")
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in (tmp_path / "aus").iterdir())
    assert names == sorted(one["file"] for one in json.loads(done.stdout)["files"])
    assert names == [
        f"meldebogen-2021-1{office}.{kind}" for office in ("-65", "-I-105", "") for kind in ("ods", "xlsx")
    ]
    answers = [
        tmp_path / "aus" / "meldebogen-2021-1-65.ods",
        tmp_path / "aus" / "meldebogen-2021-1-I-105.xlsx",
    ]
    done = hndigital("harvest", *answers, "--previous", tmp_path / "paket", "--out", tmp_path / "neu")
    assert done.returncode == 0, done.stdout + done.stderr
    assert hndigital("diff", tmp_path / "paket", tmp_path / "neu").returncode == 0
    done = hndigital("meldebogen", tmp_path / "paket", "--out", tmp_path / "aus", "--amt", "XY")
    assert done.returncode == 2
    assert "In the package are: 65, I/105" in done.stderr


def test_early_ideas_get_no_rating_that_no_table_prints(package: Package) -> None:
    """What the report's table has no column for stays empty and may be left so."""
    row = next(row for row in _all(package).rows if row["vorhaben_nr"] == IDEA)
    assert row["strategiefeld.verwaltung_infrastruktur"] == ""
    assert row["kosten_eur"] == ""
