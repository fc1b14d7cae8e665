"""More fields, ratings and columns are a matter of `schemas/`: the portal stores, finds and shows them."""

from __future__ import annotations

import csv
import io

import pytest

from tests.musterstadt import FIELD, RATING
from tests.portal.support import ApiError, Portal


def _numbers(portal: Portal, **filters: str) -> list[str]:
    return [row["vorhaben_nr"] for row in portal.api("digitalprojekt_list", **filters)["results"]]


def test_filters_and_order_know_them(other: Portal) -> None:
    """The column filters and orders; the rating is support, and can be asked for by itself."""
    assert _numbers(other, prioritaet="hoch") == ["D-017"]
    assert _numbers(other, prioritaet="nicht_ausgewiesen") == ["D-021", "D-024", "D-105"]
    assert _numbers(other, strategiefeld=FIELD) == ["D-017", "D-018", "D-024"]
    assert _numbers(other, strategiefeld=FIELD, bewertung=RATING) == ["D-017", "D-024"]
    assert _numbers(other, sort="prioritaet desc")[:2] == ["D-018", "D-017"]


def test_figures_count_them(other: Portal) -> None:
    """Counts by value, by rating, and by how many fields a project supports."""
    figures = other.api("digitalprojekt_statistik", auswahl=True)
    assert figures["prioritaet"] == {"": 3, "hoch": 1, "niedrig": 1}
    assert figures["strategiefeld"][FIELD] == {"++": 1, "+": 0, RATING: 2, "-": 2}
    assert figures["unterstuetzte_felder"] == {"1": 1, "3": 4}
    assert figures["auswahl"]["prioritaet"] == {"hoch": 1, "nicht_ausgewiesen": 3, "niedrig": 1}


@pytest.mark.parametrize("view", ["", "?ansicht=matrix", "?prioritaet=hoch", f"?strategiefeld={FIELD}"])
def test_the_overview_offers_them(other: Portal, view: str) -> None:
    """Filters and list or matrix of every selection."""
    page = other.get(f"/digitalprojekte{view}")
    assert page.status_code == 200
    assert 'name="prioritaet" value="hoch"' in page.text
    assert "Klima und Umwelt" in page.text
    assert "Am Rande unterstützt" in page.text


def test_the_overview_draws_them(other: Portal) -> None:
    """The pictures have one of the column, and name the field."""
    page = other.get("/digitalprojekte?ansicht=bilder").text
    assert "Vorhaben nach Priorität" in page
    assert "Klima und Umwelt" in page


def test_the_project_page_shows_them(other: Portal) -> None:
    """The column among the facts, the field with its rating and sign, the sentence, where it was printed."""
    for prefix, words in {"": "Vor allem anderen.", "/en": "Before all."}.items():
        page = other.get(f"{prefix}/digitalprojekt/digitalprojekt-d-017").text
        assert words in page
        assert ">(</text>" in page
    german = other.get("/digitalprojekt/digitalprojekt-d-017").text
    assert "das Strategiefeld „Klima und Umwelt“ am Rande" in german
    assert "hat hohe Priorität" in german


@pytest.mark.parametrize("name", ["prioritaet", "matrix", "strategiefelder"])
def test_pictures_are_drawn(other: Portal, name: str) -> None:
    """Every picture is there as drawing and as values."""
    for suffix in ("svg", "csv", "json"):
        assert other.get(f"/digitalprojekte/bild/{name}.{suffix}").status_code == 200


def test_files_hold_them(other: Portal) -> None:
    """The selection as CSV and as workbook, and the project's slices."""
    rows = list(csv.DictReader(io.StringIO(other.get("/digitalprojekte.csv").text)))
    assert [row["prioritaet"] for row in rows] == ["hoch", "niedrig", "", "", ""]
    assert [row[f"strategiefeld_{FIELD}"] for row in rows] == [RATING, "++", "-", RATING, "-"]
    assert other.get("/digitalprojekte.xlsx").status_code == 200
    slice_ = other.get("/digitalprojekt/digitalprojekt-d-017/stammdaten.json").json()
    assert "hoch" in str(slice_)


def test_the_api_describes_them(other: Portal) -> None:
    """The OpenAPI document lists the parameter with its values, and the new codes."""
    document = other.get("/digitalprojekte/api/openapi.json").json()
    listing = document["paths"]["/api/3/action/digitalprojekt_list"]["get"]["parameters"]
    values = {one["name"]: one["schema"].get("items", one["schema"]).get("enum") for one in listing}
    assert values["prioritaet"][:3] == ["hoch", "niedrig", "nicht_ausgewiesen"]
    assert FIELD in values["strategiefeld"]
    assert RATING in values["bewertung"]


def test_the_search_finds_by_them(other: Portal) -> None:
    """A facet of the column, the field as facet by support, and the label as a word."""
    found = other.api(
        "package_search",
        fq="dataset_type:digitalprojekt",
        **{"facet.field": ["prioritaet", "vocab_strategiefeld"]},
    )
    assert found["facets"]["prioritaet"] == {"hoch": 1, "niedrig": 1}
    assert found["facets"]["vocab_strategiefeld"][FIELD] == 3
    page = other.get("/dataset/?prioritaet=hoch").text
    assert "Karte der Bäume" in page
    assert "Messnetz am Fluss" not in page


def test_feeds_tell_of_them(other: Portal) -> None:
    """The feed holds theme, keyword, property and rating; the code lists answer for what they mean."""
    feed = other.get("/catalog.ttl").text
    assert "data-theme/ENVI" in feed
    assert "id/feld/prioritaet" in feed
    assert f"id/strategiefeld/{FIELD}" in feed
    assert "Am Rande unterstützt" in other.get("/codelist/bewertung").text


def test_people_enter_them(other: Portal) -> None:
    """The form has a field for each; what is entered is checked, stored and counted as support."""
    form = other.get("/digitalprojekt/new")
    assert form.status_code == 200
    assert 'name="prioritaet"' in form.text
    assert f'name="strategiefeld_{FIELD}"' in form.text
    values = {
        "type": "digitalprojekt",
        "owner_org": "musterstadt-am-see",
        "vorhaben_nr": "D-209",
        "title": "Von Hand",
        "amt": "Bauamt",
        "vorhabentyp": "lang",
        "anlass": "rat",
        "bearbeitungsstand": "konzept",
        f"strategiefeld_{FIELD}": RATING,
    }
    with pytest.raises(ApiError) as caught:
        other.api("package_create", **values, prioritaet="egal")
    assert "hoch, niedrig" in caught.value.errors["prioritaet"][0]
    made = other.api("package_create", **values, prioritaet="hoch")
    try:
        assert "am Rande" in made["notes"]
        assert "D-209" in _numbers(other, strategiefeld=FIELD, prioritaet="hoch")
    finally:
        other.api("dataset_purge", id=made["id"])
