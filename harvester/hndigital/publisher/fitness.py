"""Whether the portal can take what would be published: versions, upgrade, dataset types with their fields.

All of it is asked before anything is written, so that no field is lost and no publication breaks off.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from ..errors import PortalUnfit
from ..projects import DATASET_TYPE, EDITION_TYPE, REGISTER_TYPE
from .desired import PUBLICATION_FIELDS, Desired, description_fields
from .state import PortalState

__all__ = ["check_fitness"]

_REGISTER_FIELDS = frozenset({"title", "notes", "license_id", "berichtsstand", "stichtag"})


def check_fitness(address: str, desired: Desired, state: PortalState) -> None:
    """Raise PortalUnfit unless the portal at `address` can take all that publishing would write."""
    _check_versions(address, state.plugin_version, version("ckanext-hndigital"), told=state.types is not None)
    if state.upgrade:
        names = ", ".join(state.upgrade)
        raise PortalUnfit(
            f"{address} wurde von einer älteren Fassung des Plugins veröffentlicht ({names}). Vor dem "
            "nächsten Publizieren muss auf dem Server `ckan hndigital upgrade` ausgeführt werden.",
            f"{address} was published by an older version of the plugin ({names}). Before the next "
            "publication an administrator of the server has to run `ckan hndigital upgrade` there.",
        )
    missing = list(_missing(desired, state))
    if missing:
        raise PortalUnfit(
            f"Den Datensatztypen auf {address} fehlen Felder, die verloren gingen: {', '.join(missing)}. "
            "Bitte dort `ckan hndigital check` ausführen: Ein Eintrag in scheming.dataset_schemas oder "
            "HNDIGITAL_SCHEMAS ersetzt die Typen des Plugins.",
            f"The dataset types on {address} lack fields that would be lost: {', '.join(missing)}. Run "
            "`ckan hndigital check` there: an entry of scheming.dataset_schemas or HNDIGITAL_SCHEMAS "
            "replaces the plugin's types.",
        )


def _check_versions(address: str, plugin: str, command: str, *, told: bool) -> None:
    """Refuse a plugin of another series (the first two numbers), or one that doesn't say what it can take."""
    theirs, ours = (_series(text) for text in (plugin, command))
    if told and theirs == ours:
        return
    older_de, older_en = (
        ("das Plugin auf dem Portal", "the plugin on the portal")
        if not told or theirs < ours
        else ("diesen Befehl", "this command")
    )
    raise PortalUnfit(
        f"Das Plugin auf {address} hat die Version {plugin or '–'}, dieser Befehl {command}; sie passen "
        f"nicht zusammen. Bitte {older_de} aktualisieren.",
        f"The plugin on {address} has version {plugin or '–'}, this command {command}; they do not fit. "
        f"Please update {older_en}.",
    )


def _series(text: str) -> tuple[int, ...]:
    numbers = (part for part in text.split(".")[:2])
    return tuple(int(part) if part.isdecimal() else -1 for part in numbers)


def _missing(desired: Desired, state: PortalState) -> Iterator[str]:
    """Yield the types, or fields of types, that the portal lacks."""
    edition = {*desired.edition_fields, *description_fields(desired.package.descriptor), *PUBLICATION_FIELDS}
    project = {field for fields in desired.projects.values() for field in fields}
    types = state.types or {}
    for kind, wanted in ((REGISTER_TYPE, _REGISTER_FIELDS), (EDITION_TYPE, edition), (DATASET_TYPE, project)):
        if kind not in types:
            yield kind
        else:
            yield from (f"{kind}.{name}" for name in sorted(wanted - types[kind]))
