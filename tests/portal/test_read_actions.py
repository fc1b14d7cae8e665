"""Reading the register through the Action API: over GET, filtered, searched, paged, refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.portal.support import ApiError, Portal, Publication, reported


@pytest.fixture(scope="module")
def three(admin: Portal, organisation: str, numbers: Callable[[], str]) -> Iterator[list[dict[str, str]]]:
    """Return three published projects of an office that no other test uses."""
    office = f"Z/{numbers()[-6:]}"
    projects = [
        reported(numbers(), amt=office, kosten_eur="100", title="Häuser"),
        reported(numbers(), amt=office, kosten_eur="", kosten_angabe="keine_angabe", title="Zoo"),
        reported(numbers(), amt=office, kosten_eur="20.5", title="Ährenfeld", gesamtstatus=""),
    ]
    with Publication(admin, organisation) as publication:
        publication(projects)
        yield projects


def test_get_works(anonymous: Portal, three: list[dict[str, str]]) -> None:
    """Reading actions answer GET, so that a browser and curl can ask."""
    for action in ("digitalprojekt_list", "digitalprojekt_statistik", "digitalprojekt_matrix"):
        answer = anonymous.get(f"/api/3/action/{action}?amt={three[0]['amt']}")
        assert answer.json()["result"]["count"] == 3
    shown = anonymous.get(f"/api/3/action/digitalprojekt_show?id={three[0]['vorhaben_nr']}").json()
    assert shown["result"]["vorhaben"]["titel"] == "Häuser"


def test_list_is_filtered_ordered_and_paged(anonymous: Portal, three: list[dict[str, str]]) -> None:
    """Filters, order and page work together; `count` is that of all pages."""
    office = three[0]["amt"]
    page = anonymous.api("digitalprojekt_list", amt=office, sort="kosten_eur desc", limit=2)
    assert page["count"] == 3
    assert [row["titel"] for row in page["results"]] == ["Häuser", "Ährenfeld"]
    rest = anonymous.api("digitalprojekt_list", amt=office, sort="kosten_eur desc", limit=2, offset=2)
    assert [row["titel"] for row in rest["results"]] == ["Zoo"]
    named = anonymous.api("digitalprojekt_list", amt=office, gesamtstatus="nicht_ausgewiesen")
    assert [row["titel"] for row in named["results"]] == ["Ährenfeld"]


def test_search_and_filters(anonymous: Portal, three: list[dict[str, str]]) -> None:
    """Words are searched as the portal's search does: German word forms included."""
    found = anonymous.api("digitalprojekt_list", amt=three[0]["amt"], q="Haus")
    assert [row["titel"] for row in found["results"]] == ["Häuser"]
    assert anonymous.api("digitalprojekt_list", amt=three[0]["amt"], q="gibtsnichtwort")["count"] == 0


@pytest.mark.parametrize("words", ['"', "(", "a AND", "title:[", "*:*", "\\", "+-", "ä" * 500])
def test_any_words_are_answered(anonymous: Portal, three: list[dict[str, str]], words: str) -> None:
    """Whatever is typed into the search is answered with a list, never with an error."""
    assert anonymous.api("digitalprojekt_list", amt=three[0]["amt"], q=words)["count"] in range(4)


def test_figures_are_those_of_the_list(anonymous: Portal, three: list[dict[str, str]]) -> None:
    """Figures count what the list with the same filters holds."""
    figures = anonymous.api("digitalprojekt_statistik", amt=three[0]["amt"])
    assert figures["count"] == 3
    assert figures["kosten"] == {
        "summe_eur": "120.5",
        "beziffert": 2,
        "keine_angabe": 1,
        "nicht_ausgewiesen": 0,
    }
    assert figures["gesamtstatus"] == {"": 1, "im_plan": 2}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("strategiefeld", "alles"),
        ("bearbeitungsstand", "fertig"),
        ("kosten_min", "viel"),
        ("sort", "notes"),
        ("limit", "-1"),
    ],
)
def test_wrong_filters_are_refused(anonymous: Portal, field: str, value: str) -> None:
    """A filter that cannot be applied is named; no other list is shown instead."""
    with pytest.raises(ApiError) as caught:
        anonymous.api("digitalprojekt_list", **{field: value})
    assert caught.value.status == 409
    assert field in caught.value.errors


def test_unknown_project(anonymous: Portal) -> None:
    """A number that nobody has is not found."""
    with pytest.raises(ApiError) as caught:
        anonymous.api("digitalprojekt_show", id="1800000001")
    assert caught.value.status == 404


def test_register_is_no_project(anonymous: Portal, three: list[dict[str, str]]) -> None:
    """A dataset of another type is not shown as a project."""
    with pytest.raises(ApiError) as caught:
        anonymous.api("digitalprojekt_show", id="digitalprojekte")
    assert caught.value.status == 404


@pytest.mark.parametrize(
    ("parameter", "words"),
    [("sort=kosten", "kosten_eur"), ("kosten_min=viel", "ist kein Betrag in Euro"), ("anlass=x", "auftrag")],
)
def test_refusals_say_what_is_possible(anonymous: Portal, parameter: str, words: str) -> None:
    """A wrong order, amount or code is answered with what can be asked instead."""
    answer = anonymous.get(f"/api/3/action/digitalprojekt_list?{parameter}")
    assert answer.status_code == 409
    assert words in answer.json()["error"][parameter.partition("=")[0]][0]
