"""Addresses that people enter, wherever they do: of datasets of every type, resources, groups, people, views.

The rule is the core's (`hndigital.addresses`); here is which fields are addresses and what is said about a
wrong one. CKAN's own schemas take anything there, also what would run in a reader's browser. A wrong value
that is stored already is let through as it is: it must not keep anybody from changing something else, and the
report on metadata quality names it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context, DataDict
from ckanext.hndigital import belonging
from ckanext.hndigital.guarding import guards_portal
from ckanext.hndigital.internals import scheming
from ckanext.hndigital.language import page_language
from werkzeug.datastructures import FileStorage

from hndigital.addresses import Problem, corrected, is_address_field, may_be_address, problem, runs
from hndigital.characters import hidden, printed

__all__ = ["checked", "sentence"]

_ = toolkit._

_PARTS = ("resources", "extras")
_STORED: Mapping[str, Callable[[str], Any]] = {
    "package": model.Package.get,
    "group": model.Group.get,
    "organization": model.Group.get,
    "user": model.User.get,
    "resource_view": model.ResourceView.get,
}


def checked(action: str, context: Context, data_dict: DataDict) -> DataDict:
    """Return the data of `action` with its addresses put right.

    Raises ValidationError for what is no address, after NotAuthorized: who may not write is told nothing.
    """
    if not guards_portal("addresses") and not _is_ours(action, data_dict):
        return data_dict
    check = _Check(action, data_dict)
    data, errors = check.whole(data_dict)
    if errors:
        toolkit.check_access(action, context, data_dict)
        raise toolkit.ValidationError(errors)
    return data


def _is_ours(action: str, data_dict: DataDict) -> bool:
    """Return whether a dataset of ours is written; of groups and people none is."""
    if not action.startswith("package_"):
        return False
    stored = model.Package.get(str(data_dict.get("id") or data_dict.get("name") or ""))
    names = {data_dict.get("name"), getattr(stored, "name", None)}
    return any(
        belonging.claims(name, data_dict.get("type") or getattr(stored, "type", None)) for name in names
    )


def sentence(label: str, value: str, found: Problem) -> str:
    """Return what is wrong with the address in a field, and what to do."""
    words = {
        Problem.HIDDEN: _(
            "“{value}” in the field “{field}” holds a control character or a line end, which no address can. "
            "Please type it anew."
        ),
        Problem.SCHEME: _(
            "“{value}” in the field “{field}” is no web address. It begins with https://, "
            "http://, ftp://, mailto: or tel:."
        ),
        Problem.HOST: _(
            "“{value}” in the field “{field}” names no server. Please enter the whole address, such as "
            "https://example.org/data.csv."
        ),
        Problem.BLANKS: _(
            "“{value}” in the field “{field}” is no address: it holds a blank or a sign such as <. "
            "Please enter the whole address, such as https://example.org/data.csv."
        ),
    }
    return str(words[found]).format(field=label, value=printed(value))


class _Check:
    """One call of an action: which of its fields are addresses, and what is stored in them already."""

    def __init__(self, action: str, data_dict: DataDict) -> None:
        self._kind, _rest, verb = action.rpartition("_")
        self._id = str(data_dict.get("id") or data_dict.get("name") or "") if verb == "update" else ""
        dataset_type = data_dict.get("type") or getattr(self._stored, "type", None) or "dataset"
        schema = scheming.declared(dataset_type) if self._kind == "package" else {}
        self._declared = {
            part: {field["field_name"]: field for field in schema.get(f"{part}_fields", ())}
            for part in ("dataset", "resource")
        }

    def whole(self, data_dict: DataDict) -> tuple[DataDict, dict[str, Any]]:
        """Return the data with its parts, and the errors in CKAN's form."""
        data, errors = self._fields(data_dict, "dataset")
        for part in _PARTS:
            rows = data_dict.get(part)
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                continue
            found = [self._row(part, row) for row in rows]
            data[part] = [row for row, _ in found]
            if any(wrong for _, wrong in found):
                errors[part] = [wrong for _, wrong in found]
        return data, errors

    def _row(self, part: str, row: DataDict) -> tuple[DataDict, dict[str, Any]]:
        if part == "resources":
            return self._fields(row, "resource")
        name = str(row.get("key") or "")
        data, errors = self._fields({name: row.get("value")}, "dataset")
        # CKAN's summary of errors shows those of an extra's key only
        wrong = {"key": errors[name]} if errors else {}
        return ({**row, "value": data[name]} if "value" in row else row), wrong

    def _fields(self, values: DataDict, part: str) -> tuple[DataDict, dict[str, Any]]:
        data, errors = dict(values), {}
        for name, value in values.items():
            if name in _PARTS:
                continue
            try:
                if part == "resource" and name == "url" and values.get("url_type") == "upload":
                    self._file_name(value)
                elif part != "resource" or name != "url" or not isinstance(values.get("upload"), FileStorage):
                    data[name] = self._value(name, value, part)
            except _Wrong as wrong:
                label = self._label(name, part)
                errors[name] = [sentence(label, wrong.value, wrong.found)]
        return data, errors

    def _value(self, name: str, value: Any, part: str) -> Any:
        """Return a value with its addresses put right; raises _Wrong."""
        if isinstance(value, list):
            return [self._value(name, one, part) for one in value]
        if isinstance(value, dict) and name in self._declared[part]:
            return {key: self._value(str(key), one, part) for key, one in value.items()}
        if not isinstance(value, str) or not value.strip():
            return value
        listed = _addresses_in_json(name, value)
        if listed is not None:
            for inner, one in () if (name, value) in self._stored_values else listed:
                self._value(inner, one, part)
            return value
        loose = may_be_address(name)
        strict = is_address_field(name) or self._is_declared(name, part) or (loose and "://" in value)
        if not (strict or loose):
            return value
        found = problem(value) if strict else (Problem.SCHEME if runs(value) else None)
        right = corrected(value) if strict and found is None else value
        if (found is None and right == value) or (name, value) in self._stored_values:
            return value
        if found is not None:
            raise _Wrong(value, found)
        return right

    def _file_name(self, value: Any) -> None:
        """Refuse what would be an address that runs, should the resource ever be no file any more."""
        if (
            isinstance(value, str)
            and (runs(value) or hidden(value))
            and ("url", value) not in self._stored_values
        ):
            raise _Wrong(value, Problem.HIDDEN if hidden(value) else Problem.SCHEME)

    def _is_declared(self, name: str, part: str) -> bool:
        """Say whether a schema of ckanext-scheming shows or checks the field as an address."""
        field = self._declared[part].get(name, {})
        words = " ".join(
            str(field.get(key) or "") for key in ("validators", "display_snippet", "form_snippet")
        )
        return bool(re.search(r"\b\w*url\b|\blink\.html|\blink\b", words))

    def _label(self, name: str, part: str) -> str:
        label = self._declared[part].get(name, {}).get("label") or name
        return label.get(page_language(), name) if isinstance(label, dict) else str(label)

    @cached_property
    def _stored(self) -> Any:
        """What is changed, None for what is new."""
        return _STORED[self._kind](self._id) if self._id else None

    @cached_property
    def _stored_values(self) -> frozenset[tuple[str, str]]:
        """Names and texts of the fields that are stored: a wrong address stays, but in its own field only."""
        return frozenset(_texts(self._stored)) if self._stored is not None else frozenset()


class _Wrong(Exception):
    def __init__(self, value: str, found: Problem) -> None:
        super().__init__(value)
        self.value = value
        self.found = found


def _addresses_in_json(name: str, value: str) -> list[tuple[str, str]] | None:
    """Return names and texts in a value that is a JSON list or object, None for any other value."""
    if value.lstrip()[:1] not in ("[", "{"):
        return None
    try:
        return list(_walk(name, json.loads(value)))
    except (json.JSONDecodeError, RecursionError):
        return None


def _walk(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _walk(str(key), one)
    elif isinstance(value, list):
        for one in value:
            yield from _walk(name, one)
    elif isinstance(value, str):
        yield name, value


def _texts(stored: Any) -> Iterator[tuple[str, str]]:
    """Yield names and texts of what an object of CKAN's model holds, extras and resources among them."""
    for column in stored.__mapper__.columns:
        yield from _walk(column.key, getattr(stored, column.key, None))
    for part in getattr(stored, "resources", None) or ():
        yield from _texts(part)
