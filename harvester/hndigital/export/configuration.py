"""Settings of an export that go before the profile's: a YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import profiles
from ..dcat.settings import GOVDATA_NEEDS, DcatSettings, option_names, settings_from_options
from ..errors import ExportError, told_as
from ..outside import read_file, yaml_document
from ..outside.limits import SETTINGS

__all__ = ["GOVDATA_OPTIONS", "read_settings"]

_NEEDED = (
    *("catalog_title_de", "catalog_description_de", "identifier_prefix", "publisher_id"),
    *("publisher_name_de", "contact_name", "place_uri", "place_name_de", "place_bbox", "register_title_de"),
)
_WHOM_TO_ASK = ("contact_email", "contact_url")
GOVDATA_OPTIONS = {name: name.removeprefix("dcat.") for name in GOVDATA_NEEDS} | {
    "organisation": "publisher_id",
    "publisher_name": "publisher_name_de",
    "geocoding_uris": "geocodings",
    "spatial_uri": "place_uri",
    "licence_id": "licence",
    "licence_attribution": "attribution_de",
}
"""What the file calls the settings without which GovData takes nothing."""


def read_settings(path: str | Path) -> DcatSettings:
    """Return the settings in the YAML file `path`: `name: value`, names as `option_names` lists them.

    They stand for themselves: of the profile only the register's name stands in for what is absent. Raises
    ExportError if the file is no such file, has a name that is none, or lacks what every catalogue needs.
    """
    options = _options(Path(path))
    known = option_names()
    strange = sorted(set(options) - set(known))
    if strange:
        names, allowed = ", ".join(strange), ", ".join(known)
        raise ExportError(
            f"{path}: unbekannt: {names}. Bekannt sind: {allowed}.",
            f"{path}: unknown: {names}. Known are: {allowed}.",
        )
    lacking = [name for name in _NEEDED if not options.get(name)]
    if not any(options.get(name) for name in _WHOM_TO_ASK):
        lacking.append(" / ".join(_WHOM_TO_ASK))
    if lacking:
        names = ", ".join(lacking)
        raise ExportError(
            f"{path}: es fehlt: {names}. Kein Katalog kommt ohne diese Angaben aus.",
            f"{path}: missing: {names}. No catalogue does without them.",
        )
    try:
        return settings_from_options({"register_name": profiles.current().register.name, **options})
    except ValueError as error:
        raise ExportError(f"{path}: {error}.", f"{path}: {error}.") from error


def _options(path: Path) -> Mapping[str, str]:
    try:
        with told_as(ExportError):
            document = yaml_document(read_file(path, SETTINGS), str(path))
    except OSError as error:
        raise ExportError(
            f"Die Einstellungen {path} sind nicht lesbar ({error.strerror}).",
            f"The settings {path} cannot be read ({error.strerror}).",
        ) from error
    if not isinstance(document, dict):
        raise ExportError(
            f"{path}: erwartet werden Zeilen „name: wert“.", f"{path}: expected are lines “name: value”."
        )
    return {str(name): _text(value) for name, value in document.items()}


def _text(value: Any) -> str:
    """Return a value as an option's text: lists by blanks, maps as `key=value`."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return " ".join(f"{key}={target}" for key, target in value.items())
    return "" if value is None else str(value)
