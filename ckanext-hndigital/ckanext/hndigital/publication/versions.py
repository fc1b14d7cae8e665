"""An edition's Fassungen: which were withdrawn, what the dataset said before each was published, and why.

All of it stands in the dataset's `plugin_data`, which no API shows and nobody edits: readers see a portal as
if a withdrawn Fassung had never been. Publishing it again takes its number off the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging
from ckanext.hndigital.naming import is_edition_name
from ckanext.hndigital.visibility import is_public

from hndigital.values import whole_number

__all__ = [
    "fields_before",
    "fields_now",
    "is_withdrawn",
    "note_published",
    "noted_as_withdrawn",
    "number",
    "note_reasons",
    "published",
    "reasons",
    "take_back",
    "withdrawn",
    "withdrawn_of",
]

_KEY = "hndigital_fassungen"
_WORDS = frozenset({"title", "title_en", "notes", "notes_en", "license_id", "temporal_start", "temporal_end"})
"""Fields that belong to people: one that somebody has worded anew since stays."""


def number(text: Any) -> int:
    """Return a Fassung as it is written in a field, 0 for none."""
    return whole_number(str(text or "")) or 0


def published(package: model.Package) -> int:
    """Return the Fassung of an edition that counts, 0 while none is published."""
    return number((package.extras or {}).get("fassung"))


def _noted(plugin_data: Mapping[str, Any] | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (plugin_data or {}).get(_KEY) or {}
    return found


def withdrawn(package: model.Package) -> frozenset[int]:
    """Return the numbers of the Fassungen that were withdrawn."""
    return noted_as_withdrawn(package.plugin_data)


def noted_as_withdrawn(plugin_data: Mapping[str, Any] | None) -> frozenset[int]:
    """Return the same from what the dataset keeps for plugins."""
    return frozenset(_noted(plugin_data).get("withdrawn") or ())


def withdrawn_of(dataset_id: str) -> frozenset[int]:
    """Return the same by the dataset's id, without loading it."""
    query = sa.select(model.Package.plugin_data).where(model.Package.id == dataset_id)
    return noted_as_withdrawn(model.Session.scalar(query))


def is_withdrawn(package: model.Package | None) -> bool:
    """Return whether an edition was published once, and nothing of it is any more."""
    return (
        package is not None
        and is_edition_name(package.name)
        and belonging.belongs(package)
        and not is_public(package)
        and not published(package)
        and bool(withdrawn(package))
    )


def fields_now(package: model.Package, names: Mapping[str, Any]) -> dict[str, str]:
    """Return what the dataset says in the fields `names`."""
    extras = package.extras or {}
    return {name: str(getattr(package, name, None) or extras.get(name) or "") for name in names}


def note_published(package: model.Package, before: Mapping[str, str], after: Mapping[str, Any]) -> None:
    """Note that a Fassung counts now, and what it has changed (in the session; the caller commits)."""
    now = number(after.get("fassung"))
    noted = dict(_noted(package.plugin_data))
    gone = sorted(withdrawn(package) - {now})
    if before.get("fassung") != str(now):
        changed = {name: [old, str(after[name] or "")] for name, old in before.items()}
        noted["before"] = {**noted.get("before", {}), str(now): changed}
    _note(package, {**noted, "withdrawn": gone})


def note_reasons(package: model.Package, fassung: int, told: Mapping[str, str]) -> None:
    """Note why a Fassung was published that would have been refused (in the session; the caller commits)."""
    if told:
        noted = _noted(package.plugin_data)
        _note(package, {**noted, "reasons": {**noted.get("reasons", {}), str(fassung): dict(told)}})


def reasons(package: model.Package | None) -> dict[int, dict[str, str]]:
    """Return those reasons by Fassung: `changed_by_hand`, `accept_errors`."""
    told = _noted(package.plugin_data).get("reasons") if package is not None else None
    return {int(fassung): dict(one) for fassung, one in sorted((told or {}).items())}


def fields_before(package: model.Package, fassung: int, davor: int) -> dict[str, str]:
    """Return what the dataset said before `fassung` was published over `davor`; {} if nobody noted it."""
    changed = _noted(package.plugin_data).get("before", {}).get(str(fassung)) or {}
    if number(next(iter(changed.get("fassung") or ("",)))) != davor:
        return {}
    now = fields_now(package, changed)
    return {name: old for name, (old, new) in changed.items() if name not in _WORDS or now[name] == new}


def take_back(package: model.Package, fassung: int) -> None:
    """Note that a Fassung is withdrawn (in the session; the caller commits)."""
    _note(package, {**_noted(package.plugin_data), "withdrawn": sorted(withdrawn(package) | {fassung})})


def _note(package: model.Package, noted: Mapping[str, Any]) -> None:
    package.plugin_data = {**(package.plugin_data or {}), _KEY: dict(noted)}
