"""The values of one project's page."""

from __future__ import annotations

from typing import Any

from hndigital.pages.project import ProjectPage, project_page
from hndigital.pages.words import value_codelist
from hndigital.texts import project_sentence

ROW = {
    "vorhaben_nr": "2020000072",
    "titel": "Parkraummanagement",
    "amt": "66",
    "bearbeitungsstand": "umsetzung",
    "gesamtstatus": "im_plan",
    "kosten_eur": "250000",
    "kosten_angabe": "beziffert",
    "erstmals_berichtet": "2020-2",
    "zuletzt_berichtet": "2020-2",
}


def page(lang: str = "de", dataset: dict[str, str] | None = None, **changes: Any) -> ProjectPage:
    shown: dict[str, Any] = {
        "vorhaben": ROW,
        "strategiefelder": {"teilhabe": "-"},
        "status": [],
        "kosten": [],
        "aenderungen": [],
        "herkunft": [],
        "steckbriefe": [],
        "berichtsstand": "2020-2",
        **changes,
    }
    return project_page(shown, dataset or {}, lang=lang)


def test_rounds_join_status_and_cost_newest_first() -> None:
    """One row per round holds stage, status and cost; 2021-10 comes after 2021-2."""
    rounds = page(
        status=[
            {"berichtsstand": "2021-2", "bearbeitungsstand": "planung"},
            {"berichtsstand": "2021-10", "bearbeitungsstand": "umsetzung"},
        ],
        kosten=[
            {"berichtsstand": "2021-10", "betrag_eur": "5", "wortlaut": "5 €"},
            {"berichtsstand": "2021-2", "betrag_eur": "", "wortlaut": "k.A."},
        ],
    )
    assert [(row["berichtsstand"], row["betrag_eur"]) for row in rounds.rounds] == [
        ("2021-10", "5"),
        ("2021-2", ""),
    ]
    assert rounds.cost_wording == "5 €"


def test_a_project_that_a_newer_report_leaves_out_is_marked() -> None:
    """Older than the register's newest round: marked; the same round: not."""
    assert page(berichtsstand="2021-1").vanished
    assert not page().vanished


def test_a_project_made_by_hand_is_neither_reported_nor_vanished() -> None:
    """A project that no report names says so."""
    shown = page(vorhaben={**ROW, "erstmals_berichtet": "", "zuletzt_berichtet": ""})
    assert shown.by_hand
    assert not shown.vanished


def test_the_staffs_notes_stand_in_only_for_a_missing_text() -> None:
    """The report's description comes first; a sentence computed for want of one is none."""
    computed = project_sentence(ROW, {}, "de")
    assert page(dataset={"notes": computed}).notes == ""
    assert page(dataset={"notes": "Text des Amtes"}).notes == "Text des Amtes"
    described = page(vorhaben={**ROW, "beschreibung": "Text der Stadt"}, dataset={"notes": "Text des Amtes"})
    assert described.notes == ""
    assert described.texts == [("beschreibung", "Text der Stadt")]


def test_english_texts_of_the_staff_appear_on_english_pages_only() -> None:
    """An English title replaces the German one, which is still named."""
    dataset = {"title_en": "Parking management", "notes_en": "About parking."}
    english, german = page("en", dataset), page("de", dataset)
    assert (english.title, english.title_is_german, english.english_notes) == (
        "Parking management",
        False,
        "About parking.",
    )
    assert (german.title, german.title_is_german, german.english_notes) == ("Parkraummanagement", True, "")


def test_provenance_shows_the_value_beside_its_wording() -> None:
    """Values of columns and of ratings are found under the names that provenance uses."""
    entries = [
        {"feld": "gesamtstatus", "wortlaut": "im Plan", "fundstelle": "Kap. 5.3"},
        {"feld": "strategiefeld.teilhabe", "wortlaut": "—", "fundstelle": "Kap. 5.3"},
    ]
    assert [entry["wert"] for entry in page(herkunft=entries).provenance] == ["im_plan", "-"]


def test_a_fact_sheet_keeps_its_words_and_names_what_differs() -> None:
    """The sheet is shown as printed; the findings say which of its fields the table contradicts."""
    sheet = {
        "kapitel": "4.4",
        "fundstelle": "Kap. 4.4",
        "titel": "Parken",
        "gesamtstatus": "kritisch",
        "amt": "",
    }
    findings = [
        {"code": "steckbrief_weicht_ab", "feld": "gesamtstatus"},
        {"code": "steckbrief_weicht_ab", "feld": "strategiefeld.teilhabe"},
        {"code": "anderes", "feld": "titel"},
    ]
    (shown,) = page(steckbriefe=[sheet], hinweise=findings).sheets
    assert shown.entries == [("titel", "Parken"), ("gesamtstatus", "kritisch")]
    assert shown.differences == {
        "gesamtstatus": ("gesamtstatus", "im_plan"),
        "strategiefeld": ("strategiefeld.teilhabe", "-"),
    }


def test_values_are_labelled_by_their_code_lists() -> None:
    """Ratings, codes and plain text are told apart by the field's name."""
    assert value_codelist("strategiefeld.mobilitaet") == "bewertung"
    assert value_codelist("anlass") == "anlass"
    assert value_codelist("titel") == ""
    assert value_codelist("etwas_anderes") == ""


def test_other_amounts_of_a_fact_sheet_stand_beside_the_cost() -> None:
    """What the chapter of fact sheets prints otherwise than the table is said, each amount once."""
    sheet = {
        "vorhaben_nr": "2020000072",
        "kapitel": "4.2",
        "fundstelle": "Kap. 4.2",
        "beschreibung": "Es stehen 14.594.068 Euro bereit, davon 2,4 Mio.\nEuro vom Bund; sonst 250.000 €.",
        "vorhabenziel": "Zusammen 14.594.068 Euro",
    }
    (shown,) = page(steckbriefe=[sheet]).sheets
    assert shown.amounts(ROW["kosten_eur"]) == ["14.594.068 Euro", "2,4 Mio. Euro"]
    assert shown.amounts("") == ["14.594.068 Euro", "2,4 Mio. Euro", "250.000 €"]


PROGRESS = {
    "vorhaben_nr": "2020000018",
    "kosten_plan_eur": "100000",
    "kosten_ist_eur": "116000",
    "beginn_plan": "2020-01-01",
    "ende_plan": "2021-01-01",
    "ende_prognose": "",
    "abweichung_kosten": "16",
    "abweichung_termin": "",
    "ampel_regel": "kritisch",
}


def test_plan_and_actual_tell_the_first_plan_and_every_later_one() -> None:
    """Newest first, each with the light of its round; a round whose plan is the same has no mark."""
    rows = [
        {**PROGRESS, "berichtsstand": "2021-2", "kosten_plan_eur": "120000"},
        {**PROGRESS, "berichtsstand": "2020-2"},
        {**PROGRESS, "berichtsstand": "2021-1"},
    ]
    status = [
        {"berichtsstand": name, "stichtag": "", "bearbeitungsstand": "umsetzung", "gesamtstatus": light}
        for name, light in (("2020-2", "im_plan"), ("2021-1", "kritisch"), ("2021-2", "kritisch"))
    ]
    shown = page(fortschritt=rows, status=status).progress
    assert [(one["berichtsstand"], one["plan"]) for one in shown] == [
        ("2021-2", "new"),
        ("2021-1", ""),
        ("2020-2", "first"),
    ]
    assert [one["gesamtstatus"] for one in shown] == ["kritisch", "kritisch", "im_plan"]


def test_a_project_without_plan_and_actual_shows_none() -> None:
    """Packages of reports have no such table: the page has no such section."""
    assert page().progress == []
