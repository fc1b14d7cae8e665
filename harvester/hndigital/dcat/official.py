"""Which IRIs stand on the official lists that ship with the shapes (see `shapes/NOTICE.md`)."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

__all__ = ["contributors", "is_geocoding_key"]

_CONTRIBUTORS = "vocab/dcat-ap.de/contributors-20251021.rdf"
_KEYS = "vocab/dcat-ap.de/politicalGeocoding-keys-stub.ttl"
_OF_STATES = "(0[1-9]|1[0-6])"
_UNLISTED_KEY = re.compile(
    r"http://dcat-ap\.de/def/politicalGeocoding/"
    rf"(governmentDistrictKey/{_OF_STATES}[0-9]|municipalityKey/{_OF_STATES}[0-9]{{6}}"
    rf"|municipalAssociationKey/{_OF_STATES}[0-9]{{7}}|regionalKey/{_OF_STATES}[0-9]{{10}})"
)
"""Keys of which no whole list is published: the state's number, then as many digits as the key has."""


@cache
def contributors() -> frozenset[str]:
    """Return the IRIs of all data providers that GovData knew when the list was made."""
    return frozenset(
        re.findall(r'rdf:about="(http://dcat-ap\.de/def/contributors/[^"]+)"', _text(_CONTRIBUTORS))
    )


def is_geocoding_key(iri: str) -> bool:
    """Return whether an IRI is the official key of a German area: listed, or of a kind without a list."""
    return iri in _listed_keys() or bool(_UNLISTED_KEY.fullmatch(iri))


@cache
def _listed_keys() -> frozenset[str]:
    return frozenset(re.findall(r"^<(http://dcat-ap\.de/def/politicalGeocoding/[^>]+)>", _text(_KEYS), re.M))


def _text(name: str) -> str:
    return resources.files(__package__).joinpath("shapes", *name.split("/")).read_text(encoding="utf-8")
