"""What CKAN stores and indexes of a dataset without a look at it: refused by field, in words.

CKAN's schema turns most texts into texts. A few fields go to database and search index as they come: a list
or a truth value there is a 500, or stored as PostgreSQL writes a list. So is a text longer than the index
takes for one word, a number that no column holds, and a file that says nothing about its address.

Upstream: https://github.com/ckan/ckan/issues/8190 (“Parse malformed requests properly”, open).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ckan.plugins import toolkit
from ckan.types import DataDict
from ckanext.hndigital.internals import scheming

__all__ = ["objects", "usable"]

_ALWAYS_TEXT = {"dataset": ("type", "state"), "resource": ("id", "format")}
"""What CKAN takes apart as text before any schema could turn it into one."""
_PLAIN = {"dataset": ("notes",), "resource": ("name", "description")}
"""What no validator of CKAN's looks at; a schema may, and then holds there what it likes."""
_INDEXED = {"dataset": ("title", "url", "license_id"), "resource": ("url", "format", "resource_type")}
"""What the search index holds as one word."""
_LONGEST = 32_766
"""Bytes of the longest word of Lucene's (`IndexWriter.MAX_TERM_LENGTH`)."""
_LARGEST = 2**63 - 1
"""The largest size of a file that its column holds."""


def objects(value: Any) -> list[dict[str, Any]]:
    """Return a list of objects, [] for anything else: CKAN says what is wrong with that."""
    whole = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return value if whole else []


def usable(data_dict: DataDict) -> DataDict:
    """Return a dataset with numbers in text fields as text and an address, if empty, for every file.

    Raises ValidationError by field, in CKAN's form, for what CKAN would fail on or store as something else.
    """
    given = data_dict.get("resources", [])
    if given != objects(given):
        said = toolkit._("This must be a list of files, each of them an object with its fields.")
        raise toolkit.ValidationError({"resources": [said]})
    kind = data_dict.get("type")
    schema = scheming.declared(kind or "dataset") if isinstance(kind, str | None) else {}
    dataset, errors = _row("dataset", data_dict, schema.get("dataset_fields", ()))
    for part, found in (
        (
            "resources",
            [_row("resource", {"url": "", **row}, schema.get("resource_fields", ())) for row in given],
        ),
        ("extras", [_extra(row) for row in objects(data_dict.get("extras"))]),
    ):
        if found:
            dataset[part] = [row for row, _ in found]
        if any(wrong for _, wrong in found):
            errors[part] = [wrong for _, wrong in found]
    if errors:
        raise toolkit.ValidationError(errors)
    return dataset


_Row = tuple[DataDict, dict[str, Any]]


def _extra(row: DataDict) -> _Row:
    return row, _errors(row, (("key", _no_text),))


def _row(part: str, row: DataDict, fields: Iterable[scheming.Schema]) -> _Row:
    """Return a dataset or resource with its texts as text, and what is wrong with it."""
    converted = {field["field_name"] for field in fields if field.get("validators")}
    texts = (*_ALWAYS_TEXT[part], *(name for name in _PLAIN[part] if name not in converted))
    result = {name: _digits(value) if name in texts else value for name, value in row.items()}
    checks = [
        *((name, _no_text) for name in texts),
        *((name, _too_long) for name in _INDEXED[part]),
        *((("size", _too_large),) if part == "resource" else ()),
    ]
    return result, _errors(result, checks)


def _errors(
    row: DataDict, checks: Iterable[tuple[str, Callable[[Any], Iterator[str]]]]
) -> dict[str, list[str]]:
    found = ((name, list(check(row.get(name)))) for name, check in checks)
    return {name: sentences for name, sentences in found if sentences}


def _digits(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _no_text(value: Any) -> Iterator[str]:
    if value is not None and not isinstance(value, str):
        yield toolkit._("This must be one text.")


def _too_long(value: Any) -> Iterator[str]:
    if isinstance(value, str) and len(value.encode()) > _LONGEST:
        yield toolkit._("This is too long: at most {count} bytes can be searched.").format(count=_LONGEST)


def _too_large(value: Any) -> Iterator[str]:
    text = str(value).strip()
    if text.isdecimal() and (len(text) > len(str(_LARGEST)) or int(text) > _LARGEST):
        yield toolkit._("This is no size of a file: at most {count} bytes.").format(count=_LARGEST)
