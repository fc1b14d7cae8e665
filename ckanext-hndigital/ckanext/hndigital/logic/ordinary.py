"""Validators of the fields of ordinary datasets (`schemas/govdata_dataset.yaml`), one rule each.

They take what people type and store what the catalogues need. An IRI that stands on no list is kept: it may
be data of another portal, and the report on metadata quality names it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from ckan.plugins import toolkit
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey
from ckanext.hndigital import belonging, dcat
from ckanext.hndigital.internals import scheming
from ckanext.hndigital.language import page_language
from ckanext.hndigital.mending.fields import objects
from ckanext.scheming.validation import scheming_validator

from hndigital.addresses import web_address
from hndigital.dcat import codes, places
from hndigital.dcat.ckan_values import entries, is_duration, moment_text

__all__ = [
    "hndigital_after_start",
    "hndigital_decimal",
    "hndigital_duration",
    "hndigital_licence_needed",
    "hndigital_lines",
    "hndigital_listed",
    "hndigital_listed_many",
    "hndigital_place",
    "hndigital_services",
    "hndigital_stored_list",
    "hndigital_themes",
    "hndigital_time",
    "tidied",
]

_ = toolkit._
Field = Mapping[str, Any]
NO_LICENCE = ("", "notspecified")


def tidied(data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return a dataset as its schema holds it, whatever form it came in.

    Extras that the schema has a field for go there: data of another portal holds them so, and CKAN would
    refuse them. The lines of a list are taken apart.
    """
    schema = scheming.declared(str(data_dict.get("type") or "dataset"))
    extras, resources = objects(data_dict.get("extras")), objects(data_dict.get("resources"))
    result = dict(data_dict)
    if extras:
        names = {field["field_name"] for field in schema.get("dataset_fields", ())}
        moved = {entry["key"]: entry.get("value") for entry in extras if entry.get("key") in names}
        given = {name: value for name, value in data_dict.items() if value not in (None, "", [])}
        result = {**data_dict, **moved, **given}
        result["extras"] = [entry for entry in extras if entry.get("key") not in names]
    if resources:
        result["resources"] = [_in_lines(one, schema.get("resource_fields", ())) for one in resources]
    return _in_lines(result, schema.get("dataset_fields", ()))


def _in_lines(values: dict[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    lists = [field["field_name"] for field in fields if field.get("form_snippet") == "hndigital_lines.html"]
    return {**values, **{name: list(entries(values[name])) for name in lists if name in values}}


def _text(value: Any) -> str:
    return "" if value is None or value is toolkit.missing else str(value).strip()


def hndigital_time(value: Any) -> Any:
    """Take a day, a moment, a month or a year as people write them; store it as ISO 8601 does."""
    text = _text(value)
    found = moment_text(text)
    if text and not found:
        raise toolkit.Invalid(
            _("“{value}” is no date. Please write it like 2021-03-31, 31.03.2021, 2021-03 or 2021.").format(
                value=text
            )
        )
    return found or value


def hndigital_after_start(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Refuse an end before its start; a year or month counts as a whole."""
    start = moment_text(_text(data.get(("temporal_start",))))
    end = moment_text(_text(data.get(key)))
    both = min(len(start), len(end), len("2021-03-31"))
    if end[:both] < start[:both]:
        errors[key].append(
            _("The end {end} lies before the start {start}. Please correct one of them.").format(
                end=end, start=start
            )
        )


def hndigital_place(value: Any) -> Any:
    """Take a place by name, its IRI, or an area as GeoJSON; store the IRI or the geometry."""
    text = _text(value)
    found = places.stored(text, dcat.settings())
    if text and not found:
        raise toolkit.Invalid(
            _(
                "“{value}” is no place that the portal knows, no address and no GeoJSON. "
                "Known places: {allowed}."
            ).format(
                value=text if len(text) < 80 else f"{text[:80]}…",
                allowed=", ".join(places.names(dcat.settings(), page_language())),
            )
        )
    return found or value


@scheming_validator
def hndigital_listed(field: Field, schema: Mapping[str, Any]) -> Callable[[Any], Any]:
    """Take a value of the field's official list by label, code or IRI, or any other IRI; store the IRI."""
    return lambda value: _listed(field, _text(value)) or value


@scheming_validator
def hndigital_listed_many(field: Field, schema: Mapping[str, Any]) -> Callable[[Any], Any]:
    """Take any number of values of the field's official list; store a JSON list of IRIs."""
    return lambda value: json.dumps([_listed(field, entry) for entry in _entries(value)])


def hndigital_themes(value: Any) -> str:
    """Take any number of EU data themes by name, code or IRI; store a JSON list of codes."""
    named = {label.casefold(): code for code, labels in codes.THEMES.items() for label in labels}
    found = []
    for word in _entries(value):
        iri = codes.theme(named.get(word.casefold(), word))
        if not iri:
            raise toolkit.Invalid(
                _("“{value}” is not in the list. Allowed: {allowed}.").format(
                    value=word, allowed=", ".join(codes.THEMES)
                )
            )
        found.append(iri.rpartition("/")[2])
    return json.dumps(found)


@scheming_validator
def hndigital_lines(field: Field, schema: Mapping[str, Any]) -> Callable[[Any], Any]:
    """Take a list, or one value per line; store a JSON list. Addresses only where `values` is `address`."""

    def validator(value: Any) -> str:
        found = _entries(value)
        if field.get("values") == "address":
            found = [_address(entry) for entry in found]
        return json.dumps(found, ensure_ascii=False)

    return validator


def _entries(value: Any) -> list[str]:
    return [] if value is toolkit.missing else list(entries(value))


def _address(entry: str) -> str:
    found = web_address(entry)
    if not found:
        raise toolkit.Invalid(
            _("“{value}” is no web address. It begins with http:// or https://.").format(value=entry)
        )
    return found


def _listed(field: Field, word: str) -> str:
    name = field["codelist"].rpartition("/")[2]
    found = codes.listed(name, word) or web_address(word)
    if word and not found:
        allowed = ", ".join(code.label(page_language()) for code in codes.official(name).values())
        raise toolkit.Invalid(
            _("“{value}” is not in the list. Allowed: {allowed}.").format(value=word, allowed=allowed)
        )
    return found


def hndigital_stored_list(value: Any) -> Any:
    """Return a list that is stored as JSON or as lines; of what cannot be taken apart the text as it stands.

    Scheming's own validator fails on JSON that is nested too deeply, and with it every page of a feed.
    """
    if not isinstance(value, str):
        return value
    try:
        found = json.loads(value) if value.lstrip().startswith("[") else value.splitlines()
    except (ValueError, RecursionError):
        found = [value]
    return found


def hndigital_duration(value: Any) -> Any:
    """Take a duration of ISO 8601."""
    text = _text(value).upper()
    if text and not is_duration(text):
        raise toolkit.Invalid(
            _(
                "“{value}” is no duration. Please write P1D for a day, PT15M for 15 minutes, P1Y for a year."
            ).format(value=text)
        )
    return text or value


def hndigital_decimal(value: Any) -> Any:
    """Take a number, with a decimal comma or point."""
    text = re.sub(r"\s*m$", "", _text(value)).replace(",", ".")
    try:
        return format(Decimal(text), "f") if text else value
    except InvalidOperation as error:
        raise toolkit.Invalid(_("“{value}” is no number.").format(value=text)) from error


def hndigital_services(value: Any) -> Any:
    """Take a JSON list of services as ckanext-dcat has them, each with title and endpoint_url; store JSON."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except (json.JSONDecodeError, RecursionError):
        found = None
    listed = found if isinstance(found, list) else [None]
    if not all(isinstance(one, dict) and one.get("endpoint_url") for one in listed):
        raise toolkit.Invalid(_("Services are a JSON list of objects, each with “title” and “endpoint_url”."))
    return json.dumps(found, ensure_ascii=False)


def hndigital_licence_needed(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Ask for the licence in the form before a dataset becomes public; private ones can wait.

    Programs may go on without one, as data of other portals does; the report names it.
    """
    if not context.get("save") or _text(data.get(key)) not in NO_LICENCE:
        return
    of_files = [
        _text(value) for name, value in data.items() if name[0] == "resources" and name[2:] == ("license",)
    ]
    private = _text(data.get(("private",))).casefold() == "true"
    ours = belonging.claims(_text(data.get(("name",))), _text(data.get(("type",))))
    if private or ours or (of_files and all(of_files)):
        return
    errors[key].append(
        _(
            "Please choose the licence before the dataset becomes public: without one nobody may use the "
            "data, and GovData does not take it."
        )
    )
