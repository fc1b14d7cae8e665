"""Selections as data: CSV, JSON, XLSX, single pictures; caching, editions, and how fresh they are."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
from hndigital.charts import picture_names
from hndigital.schemas import codelist, register_table

from tests.portal.support import ApiError, Portal, Publication, reported

SUFFIXES = {"csv": "text/csv", "json": "application/json", "svg": "image/svg+xml"}


@pytest.fixture(scope="module")
def three(admin: Portal, organisation: str, numbers: Callable[[], str]) -> Iterator[list[dict[str, str]]]:
    """Return three published projects of an office that no other test uses."""
    office = f"Y/{numbers()[-6:]}"
    projects = [
        reported(numbers(), amt=office, kosten_eur="100", title="=SUM(1)"),
        reported(numbers(), amt=office, kosten_eur="", kosten_angabe="keine_angabe", title="Zoo"),
        reported(numbers(), amt=office, kosten_eur="20.5", title="Ährenfeld", gesamtstatus=""),
    ]
    with Publication(admin, organisation) as publication:
        publication(projects)
        yield projects


def query(three: list[dict[str, str]]) -> str:
    return f"amt={three[0]['amt']}&sort=-kosten_eur"


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Return the cells of a workbook as a spreadsheet program reads them."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.values) for sheet in book}


def test_the_spreadsheet_holds_the_selection(anonymous: Portal, three: list[dict[str, str]]) -> None:
    """Words with the code behind, numbers of projects text with a link, amounts numbers, no formula."""
    answer = anonymous.get(f"/digitalprojekte.xlsx?{query(three)}")
    book = sheets(answer.content)
    assert list(book) == ["Vorhaben", "Strategiefelder", "Herkunft", "Spalten", "Auswahl"]
    header, *rows = book["Vorhaben"]
    assert len(set(header)) == len(header)
    assert set(header) >= {column.title() for column in register_table("vorhaben").columns}
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["Vorhabennummer"] for row in table] == [three[i]["vorhaben_nr"] for i in (0, 2, 1)]
    assert [row["Kosten"] for row in table] == [100, 20.5, None]
    assert [row["Titel"] for row in table] == ["=SUM(1)", "Ährenfeld", "Zoo"]
    stage = three[0]["bearbeitungsstand"]
    assert table[0]["Bearbeitungsstand"] == codelist("bearbeitungsstand")[stage].label_de
    assert table[0]["Bearbeitungsstand (Code)"] == stage
    assert [row["Amt (Code)"] for row in table] == [three[0]["amt"]] * 3
    number = openpyxl.load_workbook(io.BytesIO(answer.content))["Vorhaben"]["A2"]
    assert number.hyperlink.target.endswith(f"/digitalprojekt/digitalprojekt-{three[0]['vorhaben_nr']}")
    ratings = book["Strategiefelder"][1:]
    assert len(ratings) == 9
    field, rating = codelist("strategiefeld")["verwaltung_infrastruktur"], codelist("bewertung")["++"]
    assert ratings[0] == (three[0]["vorhaben_nr"], field.label_de, field.code, rating.label_de, rating.code)
    assert {row[1] for row in book["Spalten"][1:]} >= set(register_table("vorhaben").column_names)
    assert ("Vorhaben", "3") in book["Auswahl"]
    again = anonymous.get(answer.request.path_url, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_rounds_that_cannot_be_compared_are_refused(anonymous: Portal) -> None:
    """A program that asks for a round that is not published is told so, in every form."""
    for suffix in ("csv", "json", "xlsx", "atom"):
        answer = anonymous.get(f"/digitalprojekte/aenderungen.{suffix}?von=1999-1")
        assert answer.status_code == 400
        assert "1999-1" in answer.text
    for odd in ("von=1999-1", "von=1999-1&von=1999-2"):
        page = anonymous.get(f"/digitalprojekte/aenderungen?{odd}")
        assert page.status_code == 400
        assert ("1999-1" if odd == "von=1999-1" else "mehr als einmal") in page.text


@pytest.mark.parametrize("name", picture_names())
def test_each_picture_is_data_of_its_own(anonymous: Portal, three: list[dict[str, str]], name: str) -> None:
    """CSV, JSON and SVG of just that picture, for any website, with ETag and 304."""
    for suffix, content_type in SUFFIXES.items():
        path = f"/digitalprojekte/bild/{name}.{suffix}?{query(three)}"
        answer = anonymous.get(path)
        assert answer.headers["Content-Type"].startswith(content_type)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        again = anonymous.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        if suffix == "svg":
            assert ET.fromstring(answer.text).get("role") == "img"
    data = anonymous.get(f"/digitalprojekte/bild/{name}.json?{query(three)}").json()
    rows = list(
        csv.DictReader(io.StringIO(anonymous.get(f"/digitalprojekte/bild/{name}.csv?{query(three)}").text))
    )
    assert len(rows) == len(data["rows"])
    assert (data["count"], data["filter"]) == (3, {"amt": three[0]["amt"]})
    if "anzahl" in data["columns"]:
        fields = len(codelist("strategiefeld")) if name == "strategiefelder" else 1
        assert sum(int(row["anzahl"]) for row in rows) == 3 * fields


def test_the_picture_of_the_cost_is_typed(anonymous: Portal, three: list[dict[str, str]]) -> None:
    """Amounts are numbers in JSON, projects without one are there, and the sentence says how many."""
    data = anonymous.get(f"/digitalprojekte/bild/kosten.json?{query(three)}").json()
    assert [row["kosten_eur"] for row in data["rows"]] == [100, 20.5, None]
    assert data["sentence"].endswith("für 2 von 3 Vorhaben, ohne Betrag: 1.")
    english = anonymous.get(f"/en/digitalprojekte/bild/kosten.json?{query(three)}").json()
    assert english["sentence"].endswith("for 2 of 3 projects, without an amount: 1.")


@pytest.mark.parametrize(
    "path", ["/digitalprojekte.csv", "/digitalprojekte.xlsx", "/digitalprojekte/bild/amt.svg"]
)
@pytest.mark.parametrize(
    "filters", ["dezernat=V", "berichtsstand=1999-1", "berichtsstand=x", "kosten_min=viel"]
)
def test_data_of_a_selection_that_nobody_understands_is_refused(
    anonymous: Portal, path: str, filters: str
) -> None:
    """A program never gets all projects in place of the selection that it asked for."""
    answer = anonymous.get(f"{path}?{filters}")
    assert answer.status_code == 400
    assert filters.partition("=")[2] in answer.text


def test_a_picture_that_there_is_not(anonymous: Portal) -> None:
    """Other names and suffixes are not found."""
    assert anonymous.get("/digitalprojekte/bild/wetter.svg").status_code == 404
    assert anonymous.get("/digitalprojekte/bild/kosten.png").status_code == 404


def test_choices_are_counted_on_request(anonymous: Portal, three: list[dict[str, str]]) -> None:
    """`auswahl` counts what each choice leaves beside the filters in force; `gesamt` is all there is."""
    office = three[0]["amt"]
    figures = anonymous.api("digitalprojekt_statistik", amt=office, gesamtstatus="im_plan", auswahl=True)
    assert figures["count"] == 2
    assert figures["auswahl"]["gesamtstatus"] == {"im_plan": 2, "nicht_ausgewiesen": 1}
    assert figures["auswahl"]["kosten_angabe"]["ohne_betrag"] == 1
    assert figures["gesamt"] == anonymous.api("digitalprojekt_list", limit=0)["count"]
    assert "auswahl" not in anonymous.api("digitalprojekt_statistik", amt=office)


@pytest.mark.parametrize(
    "action", ["digitalprojekt_list", "digitalprojekt_statistik", "digitalprojekt_matrix"]
)
def test_a_round_without_a_public_edition_is_refused(anonymous: Portal, action: str) -> None:
    """No other rows are answered in place of those of the edition that was asked for."""
    with pytest.raises(ApiError) as caught:
        anonymous.api(action, berichtsstand="1999-1")
    assert (caught.value.status, list(caught.value.errors)) == (409, ["berichtsstand", "__type"])


def test_every_worker_shows_a_change_at_once(
    admin: Portal, anonymous: Portal, three: list[dict[str, str]]
) -> None:
    """A project that becomes private leaves lists and figures of all processes with the next request."""
    office, number = three[1]["amt"], three[1]["vorhaben_nr"]

    def counts() -> set[tuple[int, int]]:
        return {
            (
                anonymous.api("digitalprojekt_list", amt=office)["count"],
                anonymous.api("digitalprojekt_statistik", amt=office)["kosten"]["keine_angabe"],
            )
            for _ in range(8)
        }

    assert counts() == {(3, 1)}
    for private, expected in ((True, (2, 0)), (False, (3, 1))):
        admin.api("package_patch", id=f"digitalprojekt-{number}", private=private)
        assert counts() == {expected}
