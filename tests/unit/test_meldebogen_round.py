"""How a round stands while Meldebögen come back, and what editors choose where two contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hndigital.errors import SourceError
from hndigital.meldebogen.form import Form, forms
from hndigital.meldebogen.ods import ods_bytes
from hndigital.meldebogen.xlsx import xlsx_bytes
from hndigital.package import build_package
from hndigital.sources import LastRound
from hndigital.sources.meldebogen import CHOICES, Choice, answer_of, choices_file, lacking, standing_of

from tests.unit.meldebogen_factories import (
    EARLY,
    RESTING,
    RUNNING,
    SECRET,
    everything,
    found,
    last_round,
    projects,
    read,
    returned,
)


def _two(tmp_path: Path, field: str, value: str, number: str = RUNNING) -> list[Path]:
    """Return two returned sheets of which the second says something else."""
    package = last_round()
    first = returned(tmp_path, package, amt="I/105", name="a.xlsx")
    second = returned(tmp_path, package, lambda sheet: sheet.put(number, field, value), name="b.xlsx")
    return [first, second]


def _chosen(tmp_path: Path, choices: dict[tuple[str, str], Choice]) -> Path:
    place = tmp_path / CHOICES
    place.write_bytes(choices_file(choices))
    return place


def test_it_tells_who_said_what_and_where_answers_differ(tmp_path: Path) -> None:
    """Files with office and projects, both values with their cells, what is said twice alike."""
    last = LastRound.of(last_round())
    stands = standing_of(_two(tmp_path, "titel", "Karte aller Wege"), last)
    assert [(one.datei, one.amt, len(one.numbers)) for one in stands.answers] == [
        ("a.xlsx", "I/105", 4),
        ("b.xlsx", "", 5),
    ]
    (conflict,) = stands.conflicts
    assert (conflict.vorhaben_nr, conflict.feld) == (RUNNING, "titel")
    assert [one.wert for one in conflict.options] == ["Karte der Wege", "Karte aller Wege"]
    assert conflict.options[1].fundstelle == "Datei b.xlsx; Blatt Meldebogen; Zelle B8"
    assert RUNNING not in stands.doubled
    assert stands.doubled[EARLY] == ("a.xlsx", "b.xlsx")


@pytest.mark.parametrize("which", [0, 1])
def test_what_was_chosen_counts(tmp_path: Path, which: int) -> None:
    """The chosen value with its place is the project's; the contradiction is told and no error any more."""
    sheets = _two(tmp_path, "titel", "Karte aller Wege")
    option = standing_of(sheets, LastRound.of(last_round())).conflicts[0].options[which]
    chosen = _chosen(tmp_path, {(RUNNING, "titel"): Choice(option.fundstelle, option.wert)})
    result = read([*sheets, chosen], last_round())
    project = projects(result)[RUNNING]
    assert project.titel == ("Karte der Wege", "Karte aller Wege")[which]
    assert str(project.herkunft["titel"].fundstelle) == option.fundstelle
    assert not found(result, "antworten_widersprechen")
    (told,) = [one for one in result.findings if one.code == "antwort_gewaehlt"]
    assert told.schwere == "hinweis"
    assert option.wert in told.message("de")


def test_a_choice_that_no_answer_fits_settles_nothing(tmp_path: Path) -> None:
    """A file was exchanged since: the place is the same, what stands there is not."""
    sheets = _two(tmp_path, "titel", "Karte aller Wege")
    old = Choice("Datei b.xlsx; Blatt Meldebogen; Zelle B8", "Was früher dort stand")
    result = read([*sheets, _chosen(tmp_path, {(RUNNING, "titel"): old})], last_round())
    assert projects(result)[RUNNING].titel == "Karte der Wege"
    assert found(result, "antworten_widersprechen")


def test_nothing_said_can_be_chosen(tmp_path: Path) -> None:
    """One answer is silent: the place of its number stands for that, and chosen the cell is empty."""
    sheets = _two(tmp_path, "beschreibung", "")
    (conflict,) = standing_of(sheets, LastRound.of(last_round())).conflicts
    assert [one.wert for one in conflict.options] == ["Alle Wege.", ""]
    silent = conflict.options[1]
    chosen = {(RUNNING, "beschreibung"): Choice(silent.fundstelle, silent.wert)}
    result = read([*sheets, _chosen(tmp_path, chosen)], last_round())
    assert projects(result)[RUNNING].beschreibung == ""


def test_a_choice_shows_nothing_internal(tmp_path: Path) -> None:
    """Of a project in its early phase texts contradict: the value is no option, and in no output."""
    sheets = _two(tmp_path, "beschreibung", SECRET, EARLY)
    (conflict,) = standing_of(sheets, LastRound.of(last_round())).conflicts
    assert [one.wert for one in conflict.options] == ["…", "…"]
    chosen = {(EARLY, "beschreibung"): Choice(conflict.options[1].fundstelle, "…")}
    result = read([*sheets, _chosen(tmp_path, chosen)], last_round())
    assert SECRET not in everything(build_package(result, last_round()))
    assert not found(result, "antworten_widersprechen")


def test_a_chosen_stage_says_what_is_internal(tmp_path: Path) -> None:
    """Two answers contradict about the stage; chosen "in Umsetzung", the project's text is released."""
    sheets = _two(tmp_path, "beschreibung", "Neuer Text", EARLY)
    returned(
        tmp_path,
        last_round(),
        lambda sheet: (
            sheet.put(EARLY, "beschreibung", "Neuer Text"),
            sheet.put(EARLY, "bearbeitungsstand", "in Umsetzung"),
        ),
        name="b.xlsx",
    )
    conflicts = standing_of(sheets, LastRound.of(last_round())).conflicts
    stage = next(one for one in conflicts if one.feld == "bearbeitungsstand").options[1]
    made = {(EARLY, "bearbeitungsstand"): Choice(stage.fundstelle, stage.wert)}
    chosen = _chosen(tmp_path, made)
    conflicts = standing_of([*sheets, chosen], LastRound.of(last_round())).conflicts
    text = next(one for one in conflicts if one.feld == "beschreibung").options[1]
    assert text.wert == "Neuer Text"
    made[(EARLY, "beschreibung")] = Choice(text.fundstelle, text.wert)
    result = read([*sheets, _chosen(tmp_path, made)], last_round())
    assert projects(result)[EARLY].beschreibung == "Neuer Text"
    assert projects(result)[EARLY].bearbeitungsstand == "umsetzung"


def test_a_file_of_choices_that_is_none_is_refused(tmp_path: Path) -> None:
    """Its columns are named; a wrong file is never taken for nothing chosen."""
    sheets = _two(tmp_path, "titel", "Karte aller Wege")
    place = tmp_path / CHOICES
    place.write_text("nummer;feld\n1;2\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"gewaehlte-antworten\.csv"):
        read([*sheets, place], last_round())


def test_one_sheet_is_told_from_one_of_another_round(tmp_path: Path) -> None:
    """What comes back is asked for its round at once."""
    last = LastRound.of(last_round())
    right = returned(tmp_path, last_round(), amt="65").read_bytes()
    assert answer_of("65.xlsx", right, last, "2021-1").office == "65"
    wrong = returned(tmp_path, last_round(), berichtsstand="2022-1").read_bytes()
    with pytest.raises(SourceError, match="2022-1"):
        answer_of("65.xlsx", wrong, last, "2021-1")


@pytest.mark.parametrize("write", [xlsx_bytes, ods_bytes])
def test_a_form_filled_in_elsewhere_is_read_as_any(tmp_path: Path, write: Callable[[Form], bytes]) -> None:
    """What was entered on a page is written into a sheet, new projects and typed words as well."""
    (form,) = forms(last_round(), offices=["65"])
    typed = {**form.rows[0], "titel": "Anders", "kosten_plan_eur": "1.250,50", "ende_plan": "2021-05-31"}
    new = {"vorhaben_nr": "2021000001", "titel": "Ganz neu", "amt": "65", "bearbeitungsstand": "Planung"}
    place = tmp_path / f"bogen.{'xlsx' if write is xlsx_bytes else 'ods'}"
    place.write_bytes(write(replace(form, rows=(typed,), added=(new,))))
    result = read(place, last_round())
    assert [one[1] for one in found(result, "vorhaben_neu")] == ["2021000001"]
    assert projects(result)[RESTING].titel == "Anders"
    answer = answer_of(place.name, place.read_bytes(), LastRound.of(last_round()), "2021-1")
    assert answer.rows[0].cells["kosten_plan_eur"].text == "1250.5"
    assert answer.rows[0].cells["ende_plan"].text == "2021-05-31"
    assert "vorhabentyp" in lacking(answer.rows[1])


@pytest.mark.parametrize("write", [xlsx_bytes, ods_bytes])
def test_nothing_to_report_is_an_answer(tmp_path: Path, write: Callable[[Form], bytes]) -> None:
    """A sheet that says "Fehlanzeige" and has no project is read as that."""
    (form,) = forms(last_round(), offices=["65"])
    content = write(replace(form, rows=(), none=True))
    answer = answer_of("bogen", content, LastRound.of(last_round()), "2021-1")
    assert (answer.none, answer.rows) == (True, ())
