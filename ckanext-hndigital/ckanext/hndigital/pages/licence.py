"""The licence of the data, as pages and feeds name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.hndigital import config
from ckanext.hndigital.internals.model import known_licence

__all__ = ["Licence", "licence_of"]


@dataclass(frozen=True, slots=True)
class Licence:
    """The data's licence: its name, its address ("" if unknown) and how it wants to be attributed."""

    title: str
    url: str
    attribution: str


def licence_of(dataset: Mapping[str, Any] | None = None) -> Licence:
    """Return the licence of a dataset, or the one that the portal declares for its projects."""
    given = dataset or {}
    licence_id = given.get("license_id") or config.licence_id()
    known = known_licence(licence_id)
    title = given.get("license_title") or (known.title if known else licence_id)
    url = given.get("license_url") or (known.url if known else "")
    return Licence(title or "", url or "", config.licence_attribution())
