"""The dataset types of the plugin's own, as ckanext-scheming takes them.

A project's is `schemas/digitalprojekt.yaml`, with a field for every rating and column. Those of register,
editions and series have the fields of `schemas/govdata_dataset.yaml` but for those that say `ordinary`, then
those of `schemas/reporting.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from .. import profiles
from ..caching import kept
from .codelists import codelist
from .files import schema_text
from .meaning import dataset_rating, rating_field
from .tables import Column, column, field_label, register_table

__all__ = ["dataset_type", "dataset_types", "with_fields_of"]

Field = Mapping[str, Any]

#: Columns that CKAN holds under a name of its own.
_OF_CKAN = {"titel": "title"}
_NUMBER = {"number": " hndigital_amount", "date": " hndigital_date"}


@kept()
def dataset_type() -> Mapping[str, Any]:
    """Return the schema as ckanext-scheming takes it, whole."""
    schema = yaml.safe_load(schema_text("digitalprojekt.yaml"))
    profile = profiles.current()
    schema["about_url"] = profile.organisation.homepage
    ratings, others = schema.pop("ratings"), schema.pop("others")
    written = {field["field_name"] for field in schema["dataset_fields"]}
    names = register_table("vorhaben").column_names
    added = {
        ratings["after"]: [_rating(code, ratings["help_text"]) for code in codelist("strategiefeld")],
        others["after"]: [
            _field(name, column(name)) for name in names if _OF_CKAN.get(name, name) not in written
        ],
    }
    fields = _with(map(_numbered, schema["dataset_fields"]), added)
    schema["dataset_fields"] = [_hidden(field) if _empty(field) else field for field in fields]
    return schema


def _empty(field: Field) -> bool:
    """Tell whether there is nothing to choose from: the city's code list has no codes."""
    return "codelist" in field and not codelist(field["codelist"])


def _hidden(field: Field) -> Field:
    return {**field, "form_snippet": None, "display_snippet": None}


def _numbered(field: Field) -> Field:
    """Return a field of the file; what a project's number looks like is the city's to say."""
    if field["field_name"] != "vorhaben_nr":
        return field
    number = profiles.current().number
    help_text = {"de": number.help.de, "en": number.help.en}
    return {**field, "form_placeholder": number.example, "help_text": help_text}


@kept()
def dataset_types() -> Mapping[str, Mapping[str, Any]]:
    """Return the schemas of projects, register, editions and series by type."""
    reporting = yaml.safe_load(schema_text("reporting.yaml"))
    types = reporting.pop("dataset_types")
    return {
        dataset_type()["dataset_type"]: dataset_type(),
        **{
            name: _without_ordinary(
                with_fields_of({**reporting, "dataset_type": name, "about": about}, "govdata_dataset.yaml")
            )
            for name, about in types.items()
        },
    }


def with_fields_of(schema: Mapping[str, Any], *files: str) -> Mapping[str, Any]:
    """Return a schema with the fields of other files of `schemas/` before its own."""
    read = [*(yaml.safe_load(schema_text(file)) for file in files), schema]
    return {
        **schema,
        **{
            part: [field for one in read for field in one.get(part, ())]
            for part in ("dataset_fields", "resource_fields")
        },
    }


def _without_ordinary(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema without the fields that only other datasets than the reporting's are described by."""
    return {
        name: [field for field in value if not field.get("ordinary")] if name.endswith("_fields") else value
        for name, value in schema.items()
    }


def _with(fields: Iterable[Field], added: Mapping[str, Iterable[Field]]) -> Iterable[Field]:
    for field in fields:
        yield field
        yield from added.get(field["field_name"], ())


def _rating(code: str, help_text: Mapping[str, str]) -> Field:
    label = {lang: field_label(rating_field(code), lang) for lang in ("de", "en")}
    return {**_field(dataset_rating(code), column("bewertung")), "label": label, "help_text": help_text}


def _field(name: str, of: Column) -> Field:
    """Return the field of a column whose values belong to the reporting."""
    checks = f"hndigital_reported ignore_missing unicode_safe{_NUMBER.get(of.type, '')}"
    field: dict[str, Any] = {"field_name": name}
    if of.codelist:
        checks += " hndigital_code"
        field |= {"codelist": of.codelist, "choices_helper": "hndigital_choices"}
        field |= {"form_snippet": "select.html", "display_snippet": "select.html"}
    elif "text" in of.roles:
        field["form_snippet"] = "textarea.html"
    return field | {
        "reported": True,
        "validators": checks,
        "label": {"de": of.title_de, "en": of.title_en},
        "help_text": {"de": of.description_de, "en": of.description_en},
    }
