"""Which IRIs stand on the official lists that ship with the shapes (see `shapes/NOTICE.md`)."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

__all__ = ["contributors", "geocoding_keys"]

_CONTRIBUTORS = "vocab/dcat-ap.de/contributors-20251021.rdf"
_KEYS = "vocab/dcat-ap.de/politicalGeocoding-keys-stub.ttl"


@cache
def contributors() -> frozenset[str]:
    """Return the IRIs of all data providers that GovData knew when the list was made."""
    return frozenset(
        re.findall(r'rdf:about="(http://dcat-ap\.de/def/contributors/[^"]+)"', _text(_CONTRIBUTORS))
    )


@cache
def geocoding_keys() -> frozenset[str]:
    """Return the IRIs of German districts, states and (as far as listed) municipalities."""
    return frozenset(re.findall(r"^<(http://dcat-ap\.de/def/politicalGeocoding/[^>]+)>", _text(_KEYS), re.M))


def _text(name: str) -> str:
    return resources.files(__package__).joinpath("shapes", *name.split("/")).read_text(encoding="utf-8")
