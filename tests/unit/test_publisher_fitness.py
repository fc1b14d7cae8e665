"""Whether a portal can take a publication is asked before anything is written."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from typing import Any

import pytest
from factories import read, vorhaben
from hndigital.errors import PortalUnfit
from hndigital.package import build_package
from hndigital.projects import DATASET_TYPE, EDITION_TYPE, REGISTER_TYPE
from hndigital.publisher.desired import Desired, desired_state
from hndigital.publisher.fitness import check_fitness
from hndigital.publisher.plan import make_plan
from hndigital.publisher.state import PortalState
from hndigital.schemas import dataset_types

_OWN = version("ckanext-hndigital")
_FIELDS = {
    name: frozenset(field["field_name"] for field in schema["dataset_fields"])
    for name, schema in dataset_types().items()
}
_FIT = PortalState(plugin_version=_OWN, types=_FIELDS)


def _desired() -> Desired:
    return desired_state(build_package(read(vorhaben("2020000072"))), _FIT, [])


def test_own_types_hold_all() -> None:
    """The plugin's own types have every field that a publication writes."""
    check_fitness("https://portal.example", _desired(), _FIT)


@pytest.mark.parametrize("kind", [REGISTER_TYPE, EDITION_TYPE, DATASET_TYPE])
def test_a_type_that_is_missing(kind: str) -> None:
    """A portal without one of the types is refused; the sentence names it and the next step."""
    types = {name: fields for name, fields in _FIELDS.items() if name != kind}
    with pytest.raises(PortalUnfit, match=f"{kind}.*ckan hndigital check"):
        check_fitness("https://portal.example", _desired(), replace(_FIT, types=types))


def test_a_field_that_is_missing() -> None:
    """So is one whose type lacks a field: it would be lost without a word."""
    types = {**_FIELDS, EDITION_TYPE: _FIELDS[EDITION_TYPE] - {"paket_sha256"}}
    with pytest.raises(PortalUnfit, match=f"{EDITION_TYPE}.paket_sha256"):
        check_fitness("https://portal.example", _desired(), replace(_FIT, types=types))


def test_upgrade_first() -> None:
    """A portal of an older version is named the command that upgrades it; plan names it, too."""
    state = replace(_FIT, upgrade=("digitalprojekte",))
    with pytest.raises(PortalUnfit, match="digitalprojekte.*ckan hndigital upgrade"):
        check_fitness("https://portal.example", _desired(), state)
    conflicts = make_plan("https://portal.example", _desired(), state).konflikte
    assert [(one.art, one.name) for one in conflicts] == [("aktualisierung_fehlt", "digitalprojekte")]


@pytest.mark.parametrize(
    ("plugin", "types", "older"),
    [
        ("0.0.9", _FIELDS, "plugin on the portal"),
        ("99.0.0", _FIELDS, "this command"),
        (_OWN, None, "plugin on the portal"),
        ("", None, "plugin on the portal"),
    ],
)
def test_versions(plugin: str, types: Any, older: str) -> None:
    """Plugin and command are of one series, or the sentence says which of them to update."""
    with pytest.raises(PortalUnfit, match=f"{_OWN}.*update (the )?{older}"):
        check_fitness("https://portal.example", _desired(), replace(_FIT, plugin_version=plugin, types=types))


def test_old_links_are_in_the_plan() -> None:
    """Stored links of before are something to do, once for each dataset."""
    state = replace(_FIT, links=("digitalprojekte",), index=frozenset({"digitalprojekte", "x"}))
    plan = make_plan("https://portal.example", _desired(), state)
    assert [entry.name for entry in plan.of("verweise")] == ["digitalprojekte"]
    assert [entry.name for entry in plan.of("suchindex")] == ["x"]
