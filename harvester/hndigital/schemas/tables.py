"""Tables and columns: `schemas/columns.yaml` and `schemas/tables/*.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from .. import profiles
from ..caching import kept
from ..errors import SchemaError
from .codelists import codelist
from .files import schema_text
from .meaning import rated_field

__all__ = [
    "Column",
    "ForeignKey",
    "TableDefinition",
    "column",
    "field_label",
    "is_round",
    "presented",
    "register_table",
    "register_table_names",
    "sheet_fields",
    "table",
    "table_names",
]

Cell = str | int | float | None
"""A typed cell as JSON and the DataStore hold it; None is the empty cell."""

_DATASTORE_TYPES = {"string": "text", "integer": "int", "number": "numeric", "date": "date"}
_PLAIN = {
    "integer": "-?[0-9]+",
    "number": r"-?[0-9]+(\.[0-9]+)?",
    "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
"""As we write them: Python would read ` 1_000 ` and `20210331`, too."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its type, what a cell may hold, where it appears, its words in both languages.

    `schemas/columns.yaml` says what each property and each role means.
    """

    name: str
    type: str
    title_de: str
    title_en: str
    description_de: str
    description_en: str
    codelist: str = ""
    pattern: str = ""
    required: bool = False
    minimum: int | None = None
    named_by: str = ""
    roles: frozenset[str] = frozenset()
    picture: str = ""
    sentence: str = ""
    head: str = ""
    all_de: str = ""
    all_en: str = ""
    may_be_blank: bool = False
    longest: int | None = None
    example: str = ""

    def title(self, lang: str = "de") -> str:
        """Return the column's title in `lang` ("de" or "en")."""
        return self.title_de if lang == "de" else self.title_en

    def description(self, lang: str = "de") -> str:
        """Return the column's description in `lang` ("de" or "en")."""
        return self.description_de if lang == "de" else self.description_en

    @property
    def empty(self) -> bool:
        """Whether no cell can hold anything: the city's code list has no codes (a city without Dezernate)."""
        return bool(self.codelist) and not codelist(self.codelist)

    @property
    def traffic_light(self) -> bool:
        """Whether its codes have the colours of a traffic light, which a report need not print."""
        return bool(self.codelist) and any(code.colour for code in codelist(self.codelist).values())

    def everything(self, lang: str = "de") -> str:
        """Return what a form offers in place of a value of this filter, in `lang` ("de" or "en")."""
        return self.all_de if lang == "de" else self.all_en

    def cast(self, cell: str) -> Cell:
        """Return the typed value of a CSV cell; the empty cell is None in every type.

        Amounts in EUR become int where they are whole, else float; dates stay ISO text, since both
        JSON and the DataStore take them so. Raises ValueError if the cell is not allowed here.
        """
        if cell == "":
            if self.required:
                raise ValueError(f"{self.name} is empty")
            return None
        value: Cell = cell
        if (plain := _PLAIN.get(self.type)) and not re.fullmatch(plain, cell):
            raise ValueError(f"{cell!r} is no {self.type}")
        if self.type == "integer":
            value = int(cell)
        elif self.type == "number":
            value = self._number(cell)
        elif self.type == "date":
            value = date.fromisoformat(cell).isoformat()
        if self.codelist and cell not in codelist(self.codelist):
            raise ValueError(f"{cell!r} is no code of {self.codelist}")
        if self.pattern and not re.fullmatch(self.pattern, cell):
            raise ValueError(f"{cell!r} does not match {self.pattern}")
        return value

    def _number(self, cell: str) -> int | float:
        number = Decimal(cell)
        if self.minimum is not None and number < self.minimum:
            raise ValueError(f"{cell!r} is out of range")
        return int(number) if number == number.to_integral_value() else float(number)

    def allowed(self, lang: str = "de") -> str:
        """Say in `lang` what a cell may hold, for messages to people."""
        if self.codelist:
            return ", ".join(codelist(self.codelist))
        if self.pattern:
            return self.pattern
        words = {
            "string": ("Text", "text"),
            "integer": ("ganze Zahl", "whole number"),
            "number": ("Zahl ab 0 mit Dezimalpunkt", "number from 0 with decimal point"),
            "date": ("Datum JJJJ-MM-TT", "date YYYY-MM-DD"),
        }[self.type]
        return words[0] if lang == "de" else words[1]

    def field_descriptor(self) -> dict[str, Any]:
        """Return the column as a field of a Table Schema (Data Package v2)."""
        constraints: dict[str, Any] = {}
        if self.required:
            constraints["required"] = True
        if self.codelist and (codes := list(codelist(self.codelist))):
            constraints["enum"] = codes  # the standard knows no empty list of them
        if self.pattern:
            constraints["pattern"] = f"^{self.pattern}$"
        if self.minimum is not None:
            constraints["minimum"] = self.minimum
        descriptor: dict[str, Any] = {
            "name": self.name,
            "type": self.type,
            "title": self.title_de,
            "title_en": self.title_en,
            "description": self.description_de,
            "description_en": self.description_en,
        }
        if constraints:
            descriptor["constraints"] = constraints
        if self.codelist:
            descriptor["categories"] = [
                {"value": code.code, "label": code.label_de, "label_en": code.label_en}
                for code in codelist(self.codelist).values()
            ]
        return descriptor

    def datastore_field(self) -> dict[str, Any]:
        """Return the column as a DataStore field with its data dictionary entry."""
        return {
            "id": self.name,
            "type": _DATASTORE_TYPES[self.type],
            "info": {
                "label": self.title_de,
                "notes": self.description_de,
                "label_en": self.title_en,
                "notes_en": self.description_en,
            },
        }


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column whose cells must occur in a column of another table (by the same name)."""

    column: str
    table: str


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """One table: columns in their order, keys, and words in both languages."""

    name: str
    title_de: str
    title_en: str
    description_de: str
    description_en: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns in their order."""
        return tuple(column.name for column in self.columns)

    def title(self, lang: str = "de") -> str:
        """Return the table's title in `lang` ("de" or "en")."""
        return self.title_de if lang == "de" else self.title_en

    def description(self, lang: str = "de") -> str:
        """Return the table's description in `lang` ("de" or "en")."""
        return self.description_de if lang == "de" else self.description_en

    def having(self, role: str) -> tuple[str, ...]:
        """Return the names of the columns with a role, in the table's order; raises KeyError for no role."""
        if role not in ROLES:
            raise KeyError(role)
        return tuple(column.name for column in self.columns if role in column.roles)

    def column(self, name: str) -> Column:
        """Return the column `name`; raises KeyError if the table has none of that name."""
        for candidate in self.columns:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    def row(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the row of text cells in the table's columns; what `values` lacks is empty."""
        return {name: values.get(name) or "" for name in self.column_names}

    def cast(self, row: Mapping[str, str]) -> dict[str, Cell]:
        """Return the row typed for JSON and the DataStore (see `Column.cast`)."""
        return {column.name: column.cast(row.get(column.name) or "") for column in self.columns}

    def key(self, row: Mapping[str, str]) -> tuple[str | int, ...]:
        """Return the row's primary key as something to sort by: integers as numbers, the rest as text."""
        return tuple(
            int(row[name] or 0) if self.column(name).type == "integer" else row[name]
            for name in self.primary_key
        )

    def table_schema(self, *, foreign_keys: bool = True) -> dict[str, Any]:
        """Return the Table Schema (Data Package v2); without foreign keys for a table that stands alone."""
        schema: dict[str, Any] = {
            "fields": [column.field_descriptor() for column in self.columns],
            "primaryKey": list(self.primary_key),
            "missingValues": [""],
        }
        if foreign_keys and self.foreign_keys:
            schema["foreignKeys"] = [
                {"fields": [key.column], "reference": {"resource": key.table, "fields": [key.column]}}
                for key in self.foreign_keys
            ]
        return schema

    def datastore_fields(self) -> list[dict[str, Any]]:
        """Return the fields for `datastore_create`, with labels for CKAN's data dictionary."""
        return [column.datastore_field() for column in self.columns]


_TABLES = (
    "vorhaben",
    "strategiefeld_matrix",
    "status",
    "kosten",
    "steckbriefe",
    "abgleich",
    "hinweise",
    "herkunft",
    "fortschritt",
    "entscheidungen",
    "aenderungen",
)
_REGISTER_TABLES = ("vorhaben", "strategiefeld_matrix", "status", "kosten", "aenderungen")


def table_names() -> tuple[str, ...]:
    """Return the names of a package's tables in the order of its resources."""
    return _TABLES


def register_table_names() -> tuple[str, ...]:
    """Return the names of the register's tables in the order of its resources."""
    return _REGISTER_TABLES


ROLES = frozenset(
    {"printed", "sheet", "filter", "sort", "list", "counted", "facet", "labels_searched", "suggested"}
    | {"searched", "text", "headline", "fact", "property", "progress", "withheld"}
)
"""All roles that a column may have, as `schemas/columns.yaml` explains them."""
_OF_READERS = frozenset({"printed", "sheet"})
"""Roles that a column keeps whose code list is empty: it is read, and shown nowhere."""
_PLACES = {"picture": ("", "status", "office"), "sentence": ("", "noun", "reason", "predicate")}


@kept()
def _shared() -> Mapping[str, Mapping[str, Any]]:
    return yaml.safe_load(schema_text("columns.yaml"))


def is_round(text: str) -> bool:
    """Tell whether a text has the form of a reporting round, which is the same in every city."""
    return re.fullmatch(_shared()["berichtsstand"]["pattern"], text) is not None


@kept()
def _columns() -> Mapping[str, Column]:
    shared = _shared()
    profile = profiles.current()
    citys = {**profile.columns, "vorhaben_nr": {**profile.columns.get("vorhaben_nr", {}), **_number(profile)}}
    names = dict.fromkeys((*shared, *citys))
    return {name: _defined(name, {**shared.get(name, {}), **citys.get(name, {})}) for name in names}


def _number(profile: profiles.Profile) -> Mapping[str, str]:
    return {"pattern": profile.number.pattern}


def _defined(name: str, definition: Mapping[str, Any]) -> Column:
    known = {entry.name for entry in fields(Column)} - {"name"}
    roles = frozenset(definition.get("roles", ()))
    strange = sorted({*definition} - known | roles - ROLES)
    strange += [word for of, words in _PLACES.items() if (word := definition.get(of, "")) not in words]
    if strange:
        names = ", ".join(strange)
        raise SchemaError(
            f"columns.yaml, {name}: unbekannt: {names}. Der Kopf der Datei nennt, was möglich ist.",
            f"columns.yaml, {name}: unknown: {names}. The file's head says what a column may have.",
        )
    made = Column(name=name, **{**definition, "roles": roles})
    if made.empty:
        return replace(made, roles=roles & _OF_READERS, picture="", sentence="")
    lacking = ["counted"] if (made.picture or "headline" in roles) and "counted" not in roles else []
    lacking += ["all_de", "all_en"] if "filter" in roles and not (made.all_de and made.all_en) else []
    if lacking:
        names = ", ".join(lacking)
        raise SchemaError(
            f"columns.yaml, {name}: es fehlt: {names}. Der Kopf der Datei nennt, was zusammengehört.",
            f"columns.yaml, {name}: missing: {names}. The file's head says what belongs together.",
        )
    return made


def presented(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of columns in the order in which pages, figures and pictures name them."""
    wanted = set(names)
    return tuple(name for name in _columns() if name in wanted)


def column(name: str) -> Column:
    """Return the definition that the column `name` has in all tables; raises KeyError."""
    return _columns()[name]


@kept()
def table(name: str) -> TableDefinition:
    """Return the package's table `name`; raises KeyError if there is none."""
    return _load_table(name, register=False)


@kept()
def register_table(name: str) -> TableDefinition:
    """Return the register's variant of the table `name`; raises KeyError if the register has none."""
    return _load_table(name, register=True)


def _load_table(name: str, *, register: bool) -> TableDefinition:
    if name not in (_REGISTER_TABLES if register else _TABLES):
        raise KeyError(name)
    definition = yaml.safe_load(schema_text(f"tables/{name}.yaml"))
    variant = definition["register"] if register else {}
    merged = {**definition, **variant}
    columns = []
    for entry in [*definition["columns"], *variant.get("add_columns", ())]:
        overrides = {"name": entry} if isinstance(entry, str) else dict(entry)
        if overrides.pop("only", "") == "register" and not register:
            continue
        columns.append(replace(column(overrides["name"]), **overrides))
    return TableDefinition(
        name=name,
        title_de=merged["title_de"],
        title_en=merged["title_en"],
        description_de=merged["description_de"],
        description_en=merged["description_en"],
        columns=tuple(columns),
        primary_key=tuple(merged["primary_key"]),
        foreign_keys=tuple(ForeignKey(*pair) for pair in merged.get("foreign_keys", {}).items()),
    )


def sheet_fields() -> tuple[str, ...]:
    """Return the names of what a fact sheet says, in printed order: neither its number nor its place."""
    sheets = table("steckbriefe")
    return tuple(name for name in sheets.column_names if name not in (*sheets.primary_key, "fundstelle"))


def field_label(feld: str, lang: str = "de") -> str:
    """Return the label of a field as findings and changes name it; what is no field stays as it is.

    A rating's field is called `strategiefeld.<code>`, every other one as its column.
    """
    if rated := rated_field(feld):
        code = codelist("strategiefeld").get(rated)
        return f"{column('strategiefeld').title(lang)} {code.label(lang)}" if code else feld
    return _columns()[feld].title(lang) if feld in _columns() else feld
