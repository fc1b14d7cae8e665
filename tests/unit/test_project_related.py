"""Which projects belong to a project, how to cite it, and its changes as entries of a feed."""

from __future__ import annotations

import re

from ckanext.hndigital.pages.changes import entries_of
from ckanext.hndigital.pages.related import nearest
from hndigital.pages.citation import citation

PROJECT = {"vorhaben_nr": "2020000001", "titel": "Parken & 100 % digital", "amt": "20"}
RATINGS = {"teilhabe": "++", "mobilitaet": "++", "bildung_wissensstadt": "+"}


def other(number: str, amt: str = "30", stage: str = "umsetzung", **ratings: str) -> dict[str, object]:
    """Return a listed project."""
    return {"vorhaben_nr": number, "amt": amt, "bearbeitungsstand": stage, "strategiefelder": ratings}


def test_what_has_most_in_common_comes_first() -> None:
    """Shared fields count before the office, the office before the stage, the stage before the number."""
    both = other("9", teilhabe="++", mobilitaet="++")
    one_and_office = other("8", amt="20", stage="abgeschlossen", teilhabe="++")
    one_running = other("7", teilhabe="++")
    one_over = other("2", stage="abgeschlossen", teilhabe="++")
    office_only = other("1", amt="20", teilhabe="+")
    nothing = other("3")
    mixed = [nothing, office_only, one_over, one_running, one_and_office, both]
    assert nearest(PROJECT, RATINGS, mixed) == [
        both, one_and_office, one_running, one_over, office_only, nothing,
    ]  # fmt: skip


def cite(row: dict[str, str], edition: dict[str, str] | None, lang: str = "de") -> tuple[str, str]:
    """Return both forms of a citation."""
    made = citation(
        {**PROJECT, **row},
        edition,
        lang=lang,
        publisher="Stadt Heilbronn",
        collection="Digitalprojekte",
        iri="https://example.org/id/vorhaben/2020000001",
    )
    return made.text, made.bibtex


def test_a_citation_names_round_version_and_lasting_address() -> None:
    """Ready to copy, with the edition's version and the IRI, and without a date of access."""
    edition = {"stichtag": "2021-03-31", "fassung": "2"}
    text, bibtex = cite({"zuletzt_berichtet": "2020-2"}, edition)
    assert text == (
        "Stadt Heilbronn (2021): Parken & 100 % digital. Vorhaben 2020000001. Berichtsstand 2020-2, "
        "Fassung 2 (Stichtag 31. März 2021). In: Digitalprojekte. https://example.org/id/vorhaben/2020000001"
    )
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\}", bibtex, re.MULTILINE))
    assert bibtex.startswith("@misc{digitalprojekt-2020000001,\n")
    assert fields["title"] == r"{Parken \& 100 \% digital}"
    assert fields["version"] == "Berichtsstand 2020-2, Fassung 2"
    assert fields["url"] == "https://example.org/id/vorhaben/2020000001"
    assert "urldate" not in fields
    assert bibtex.count("{") == bibtex.count("}")
    assert "Reporting round 2020-2, version 2" in cite({"zuletzt_berichtet": "2020-2"}, edition, "en")[0]


def test_a_project_made_by_hand_has_no_round_to_cite() -> None:
    """Neither round nor year is made up where no report names the project."""
    text, bibtex = cite({"zuletzt_berichtet": ""}, None)
    assert "Berichtsstand" not in text
    assert "year" not in bibtex
    assert "version" not in bibtex


def test_entries_are_dated_by_the_edition_and_corrections_by_their_version() -> None:
    """Several fields of one round are one entry; a round without an edition has its year's end."""
    projects = [{"vorhaben_nr": "1", "titel": "Eins", "erstmals_berichtet": "2019-1"}]
    row = {"vorhaben_nr": "1", "berichtsstand": "2020-2", "art": "geaendert"}
    changes = [
        {**row, "feld": "amt", "alt": "20", "neu": "30"},
        {**row, "feld": "titel", "alt": "Null", "neu": "Eins"},
        {**row, "feld": "amt", "alt": "30", "neu": "40", "art": "korrektur"},
        {**row, "vorhaben_nr": "2", "feld": "amt", "alt": "20", "neu": "30"},
    ]
    days = {("2020-2", False): "2021-04-01", ("2020-2", True): "2021-05-01"}
    entries = entries_of(projects, changes, days)
    assert [(one.key, one.day, len(one.fields)) for one in entries] == [
        ("1/2020-2/korrektur", "2021-05-01", 1),
        ("1/2020-2/geaendert", "2021-04-01", 2),
        ("1/2019-1/neu", "2019-12-31", 1),
    ]
