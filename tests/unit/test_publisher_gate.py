"""The gate before publishing judges with what the portal declares, and refuses without a licence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dcat_factories import package
from hndigital.dcat.settings import options_of, settings_of
from hndigital.errors import GateRefused
from hndigital.publisher.gate import check_metadata

from tests.cities import HEILBRONN

ADDRESS = "https://daten.example"


def test_a_portals_settings_survive_the_way_to_the_publisher() -> None:
    """What a portal declares arrives as it is: both languages, lists, maps and switches."""
    declared = replace(
        HEILBRONN.at(ADDRESS, "https://portal.example"),
        federate_projects=True,
        licence_map={"notspecified": "dl-by-de/2.0"},
    )
    assert settings_of(options_of(declared)) == declared


def test_what_conforms_passes() -> None:
    """Heilbronn's settings and a package of its reporting are let through."""
    check_metadata(package(), ADDRESS, options_of(HEILBRONN.at(ADDRESS)))


@pytest.mark.parametrize(
    ("lacks", "option"),
    [
        ({"licence": ""}, "licence_id"),
        ({"licence": "other-closed"}, "licence_id"),
        ({"attribution": ()}, "licence_attribution"),
        ({"contributor_id": ""}, "contributor_id"),
    ],
)
def test_without_a_licence_nothing_is_published(lacks: dict[str, object], option: str) -> None:
    """A portal without licence, attribution or contributor ID refuses, and the option is named."""
    declared = options_of(replace(HEILBRONN.at(ADDRESS), **lacks))
    with pytest.raises(GateRefused, match=f"ckanext.hndigital.{option}"):
        check_metadata(package(), ADDRESS, declared)


def test_rules_of_the_portals_settings_count() -> None:
    """A contributor ID that GovData never gave out is a violation before anything is written."""
    declared = options_of(replace(HEILBRONN.at(ADDRESS), contributor_id="erfunden"))
    with pytest.raises(GateRefused, match="K12&13"):
        check_metadata(package(), ADDRESS, declared)
