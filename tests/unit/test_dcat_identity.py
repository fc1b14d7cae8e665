"""Copied identifiers and IRIs: ours win, then the older dataset, however a copy is written."""

from __future__ import annotations

from typing import Any

import pytest
from dcat_factories import edition_dict, ordinary, package, project_dicts
from hndigital.dcat import from_ckan
from hndigital.dcat.identity import identities

from tests.cities import HEILBRONN

BASE = HEILBRONN.base_uri
MADE = package()
REGISTER = {**edition_dict(MADE), "id": "r", "name": "digitalprojekte"}
EDITION = {**edition_dict(MADE), "id": "e"}
PROJECT = {**project_dicts(MADE)[0], "id": "p"}
OURS = (REGISTER, EDITION, PROJECT)


def _lost(*packages: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {key: dict(one.lost) for key, one in identities(packages, HEILBRONN).items() if one.lost}


@pytest.mark.parametrize("one", OURS, ids=["register", "edition", "project"])
@pytest.mark.parametrize("form", ["{}", " {} ", "{}\u00a0", "%20{}", "{}\x01", "{}%0A"])
def test_ours_keep_their_identifier(one: dict[str, Any], form: str) -> None:
    """A copy loses it even if it is older, and however a reader may find it the same."""
    copy = ordinary(1, identifier=form.format(f"heilbronn-{one['name']}"))
    assert _lost(copy, *OURS) == {copy["id"]: {"identifier": one["name"]}}


def test_ours_keep_their_iri() -> None:
    """A copied IRI is named with the dataset that it belongs to, and so is one as identifier."""
    copies = [
        ordinary(1, uri=f"{BASE}/id/register"),
        ordinary(2, uri=f"{BASE.upper().replace('HTTPS', 'https')}:443/id//edition/2020-2"),
        ordinary(3, extras=[{"key": "uri", "value": f"{BASE}/id/datensatz/{PROJECT['vorhaben_nr']}"}]),
        ordinary(4, uri=f"{BASE}/id/neu", identifier=f"{BASE}/id/register"),
    ]
    assert list(_lost(*copies, *OURS).values()) == [
        {"uri": "digitalprojekte"},
        {"uri": "digitalprojekte-2020-2"},
        {"uri": PROJECT["name"]},
        {"identifier": "", "uri": ""},
    ]


def test_the_older_keeps_it() -> None:
    """Among ordinary datasets the one that was there first, whatever the other changed since."""
    first = ordinary(1, identifier="a b", uri="https://stadt.example/id/a b")
    second = ordinary(2, identifier="a%20b", uri="https://stadt.example/id/a%20b")
    assert _lost(first, second) == {second["id"]: {"identifier": "datensatz-1", "uri": "datensatz-1"}}
    assert list(_lost(second, first)) == [first["id"]]


def test_derived_identifiers_belong_to_their_datasets() -> None:
    """Nobody takes the identifier that is made for a dataset without one, not even an older dataset."""
    plain = ordinary(2)
    thief = ordinary(1, identifier=f"heilbronn-{plain['id']}")
    assert _lost(thief, plain) == {thief["id"]: {"identifier": "datensatz-2"}}
    back = {"identifier": f"heilbronn-{plain['id']}", "uri": f"{BASE}/id/datensatz/{plain['id']}"}
    assert _lost(ordinary(2, **back)) == {}


def test_a_project_cannot_take_the_registers() -> None:
    """An identifier entered at a project loses against what is derived for another of ours."""
    greedy = {**PROJECT, "identifier": "heilbronn-digitalprojekte"}
    assert _lost(greedy, REGISTER) == {"p": {"identifier": "digitalprojekte"}}


@pytest.mark.parametrize("chosen", ["digitalprojekte", "digitalprojekte-2030-1", "digitalprojekt-2020000072"])
def test_a_chosen_id_makes_no_identifier_of_ours(chosen: str) -> None:
    """CKAN lets people choose ids; what is derived from one is never what ours are called."""
    model = from_ckan.dataset({**ordinary(1), "id": chosen}, HEILBRONN)
    assert model.identifier == f"heilbronn-~{chosen}"
    number = from_ckan.dataset({**ordinary(1), "id": "2020000072"}, HEILBRONN)
    assert number.iri != from_ckan.own_iri({**PROJECT, "name": "digitalprojekt-2020000072"}, HEILBRONN)


def test_different_ones_are_left_alone() -> None:
    """Identifiers that a reader tells apart stay: capitals and everything else that has a meaning."""
    assert (
        _lost(ordinary(1, identifier="A-1"), ordinary(2, identifier="a-1"), ordinary(3, identifier="A-2"))
        == {}
    )
