"""`profile.yaml` → `Profile`: every key is known, none is missing, each value is of its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from decimal import Decimal
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

from ..errors import SchemaError, told_as
from ..outside.documents import yaml_document
from .model import Profile

__all__ = ["FILE", "read_profile"]

FILE = "profile.yaml"
_GIVEN = ("name", "folder")
_KINDS = {
    str: ("ein Text", "a text"),
    int: ("eine ganze Zahl", "a whole number"),
    Decimal: ("eine Zahl", "a number"),
    tuple: ("eine Liste", "a list"),
    Mapping: ("Zeilen „Name: Wert“", "lines “name: value”"),
}
_PATTERNS = ("number.pattern", "number.printed")


def read_profile(name: str, folder: Traversable) -> Profile:
    """Return the profile in a folder; raises SchemaError that names file, key, value and next step."""
    place = f"{name}/{FILE}"
    with told_as(SchemaError):
        said = yaml_document(folder.joinpath(FILE).read_bytes(), place)
    stated = said.pop("name", name) if isinstance(said, dict) else name
    values = _fields(Profile, said, place, "")
    profile = Profile(name=_plain(str, stated, place, "name"), folder=folder, **values)
    _check_patterns(profile, place)
    return replace(profile, metadata=_metadata(profile))


def _fields(kind: type, said: Any, place: str, path: str) -> dict[str, Any]:
    """Return the values of a dataclass's fields."""
    if not isinstance(said, dict):
        raise _wrong(place, path, said, Mapping)
    hints = get_type_hints(kind)
    expected = [one for one in fields(kind) if one.name not in (_GIVEN if kind is Profile else ())]
    needed = [one.name for one in expected if one.default is MISSING and one.default_factory is MISSING]
    known = [one.name for one in expected]
    if strange := ", ".join(_key(path, name) for name in said if name not in known):
        raise SchemaError(
            f"{place}: unbekannt: {strange}. Möglich sind: {', '.join(known)}.",
            f"{place}: unknown: {strange}. Possible are: {', '.join(known)}.",
        )
    if missing := ", ".join(_key(path, name) for name in needed if name not in said):
        raise SchemaError(
            f"{place}: es fehlt: {missing}. Bitte ergänzen; docs/another-city.md erklärt jede Angabe.",
            f"{place}: missing: {missing}. Please add it; docs/another-city.md explains every key.",
        )
    return {name: _value(hints[name], said[name], place, _key(path, name)) for name in known if name in said}


def _value(kind: Any, said: Any, place: str, path: str) -> Any:
    if is_dataclass(kind):
        return kind(**_fields(kind, said, place, path))  # type: ignore[arg-type,operator]
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        if not isinstance(said, list):
            raise _wrong(place, path, said, tuple)
        return tuple(_value(inner[0], one, place, f"{path}[{at}]") for at, one in enumerate(said))
    if origin is Mapping:
        if not isinstance(said, dict):
            raise _wrong(place, path, said, Mapping)
        return MappingProxyType(
            {str(name): _value(inner[1], one, place, _key(path, name)) for name, one in said.items()}
        )
    return _plain(kind, said, place, path)


def _plain(kind: Any, said: Any, place: str, path: str) -> Any:
    if kind is Any:
        return said
    if kind is Decimal and type(said) in (int, float):
        return Decimal(str(said))
    if type(said) is not kind or said == "":
        raise _wrong(place, path, said, kind)
    return said


def _key(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def _wrong(place: str, path: str, said: Any, kind: Any) -> SchemaError:
    expected_de, expected_en = _KINDS[kind]
    where = f"{place}, {path}" if path else place
    return SchemaError(
        f"{where}: „{said}“ ist nicht erlaubt, erwartet wird {expected_de}. Bitte berichtigen; "
        "docs/another-city.md erklärt jede Angabe.",
        f"{where}: “{said}” is not allowed, expected is {expected_en}. Please correct it; "
        "docs/another-city.md explains every key.",
    )


def _check_patterns(profile: Profile, place: str) -> None:
    """Refuse what is no regular expression, and a number that is none by its own pattern."""
    patterns = {name: getattr(profile.number, name.partition(".")[2]) for name in _PATTERNS}
    for path, listed in (
        ("report.marks", profile.report.marks),
        ("reporting.targets", profile.reporting.targets),
    ):
        patterns |= {f"{path}[{at}]": pattern for at, pattern in enumerate(listed)}
    for path, pattern in patterns.items():
        try:
            re.compile(pattern)
        except re.error as error:
            raise SchemaError(
                f"{place}, {path}: „{pattern}“ ist kein regulärer Ausdruck ({error}). Bitte berichtigen.",
                f"{place}, {path}: “{pattern}” is no regular expression ({error}). Please correct it.",
            ) from error
    number = profile.number
    if not number.fits(number.example) or number.read(number.example) != number.example:
        raise SchemaError(
            f"{place}, number.example: „{number.example}“ passt nicht zu number.pattern, "
            "number.printed und number.form. Bitte eines davon berichtigen.",
            f"{place}, number.example: “{number.example}” does not fit number.pattern, "
            "number.printed and number.form. Please correct one of them.",
        )


def _metadata(profile: Profile) -> Mapping[str, str]:
    """Return the settings of the feeds: what the file states goes before what follows from the rest."""
    organisation, register = profile.organisation, profile.register
    derived = {
        "publisher_id": organisation.name,
        "publisher_name_de": organisation.title.de,
        "publisher_name_en": organisation.title.en,
        "publisher_homepage": organisation.homepage,
        "contact_name": organisation.title.de,
        "contact_url": organisation.homepage,
        "register_name": register.name,
        "register_title_de": register.title.de,
        "register_title_en": register.title.en,
        "identifier_prefix": register.identifier_prefix,
        "licence": profile.licence.iri,
        "attribution_de": organisation.title.de,
        "attribution_en": organisation.title.en,
    }
    return MappingProxyType({**derived, **profile.metadata})
