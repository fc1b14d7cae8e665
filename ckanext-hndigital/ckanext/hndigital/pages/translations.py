"""Which language a dataset's texts have: English ones on English pages, German ones marked as German."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.hndigital import belonging
from ckanext.hndigital.language import page_language
from markupsafe import Markup

from hndigital.schemas import column, register_table, register_table_names, table, table_names

__all__ = [
    "ColumnText",
    "hndigital_column",
    "hndigital_file_in_language",
    "hndigital_in_language",
    "hndigital_lang_attr",
]

_FIELDS = ("title", "notes")


def hndigital_in_language(dataset: dict[str, Any]) -> dict[str, Any]:
    """Give a dataset and its files the texts that CKAN's helpers show in the page's language.

    CKAN reads `<field>_translated`; the portal's schema keeps English in `<field>_en`. The files of
    register and editions are tables whose English descriptions stand in their schemas.
    """
    for field in _FIELDS:
        _translate(dataset, field, str(dataset.get(f"{field}_en") or ""))
    for resource in dataset.get("resources") or []:
        hndigital_file_in_language(resource, dataset)
    return dataset


def hndigital_file_in_language(resource: dict[str, Any], dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Give a file of a dataset its texts in both languages, where it has them."""
    if belonging.is_reporting(dataset):
        _translate(resource, "description", _table_text(str(resource.get("name") or "")))
    return resource


def _table_text(name: str) -> str:
    if name in register_table_names():
        return register_table(name).description("en")
    name = name.removesuffix(".csv")
    return table(name).description("en") if name in table_names() else ""


def _translate(data: dict[str, Any], field: str, english: str) -> None:
    german = str(data.get(field) or "")
    if german and english:
        data[f"{field}_translated"] = {"de": german, "en": english}


def hndigital_lang_attr(data: Mapping[str, Any], field: str) -> Markup:
    """Return ` lang="de"` for a German text on a page of another language, else nothing."""
    lang = page_language()
    if lang == "de" or lang in (data.get(f"{field}_translated") or {}):
        return Markup("")
    return Markup(' lang="de"')


@dataclass(frozen=True, slots=True)
class ColumnText:
    """Title and description of a column of a DataStore table; `lang_attr` marks them where German."""

    title: str
    description: str
    lang_attr: Markup


def hndigital_column(field: Mapping[str, Any]) -> ColumnText:
    """Return the words for a column of a DataStore table: ours from the schemas, others as stored."""
    info = field.get("info") or {}
    stored = str(info.get("label") or "")
    lang = page_language()
    try:
        known = column(str(field["id"]))
    except KeyError:
        known = None
    if known is not None and stored == known.title("de"):
        return ColumnText(known.title(lang), known.description(lang), Markup(""))
    return ColumnText(stored, str(info.get("notes") or ""), hndigital_lang_attr({}, "title"))
