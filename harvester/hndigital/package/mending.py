"""Packages that a spreadsheet program has saved anew: what it did is known, and undone where proven.

The proof is the checksum that the descriptor states: what was undone right is the file that harvest wrote,
byte by byte. Where it can't be proven the file stays as it is, but for a delimiter that nobody could read it
with, and is told as changed; a cell of which the program has made a day or a rounded number is an error.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .. import schemas
from ..errors import PackageError
from ..spreadsheets import as_before, kind_made, made_of
from .files import csv_bytes

if TYPE_CHECKING:
    from .conformity import Given

__all__ = ["Mended", "mended", "refuse_made"]

_DELIMITERS = (",", ";", "\t")
_LARGEST = 20_000_000
"""Bytes of a table in which cells are undone: larger ones are read as they are."""
_GROWN = 4
"""How many times larger a program makes a file: with quotes, line ends and rows of delimiters."""
_TRIES = 200
_NAMED = 5
"""Cells that a message names."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A package's files, and by file what was done to it that is undone: words for `what_happened`."""

    files: Mapping[str, bytes]
    undone: Mapping[str, tuple[str, ...]]


def mended(files: Mapping[str, bytes], descriptor: Mapping[str, Any]) -> Mended:
    """Return the files as harvest wrote them where that is proven, else in the form that it writes."""
    result, undone = dict(files), {}
    for resource in descriptor["resources"]:
        path = resource["path"]
        content = files.get(path)
        stated = str(resource.get("hash") or "").removeprefix("sha256:")
        if content is None or PurePosixPath(path).suffix != ".csv" or _sha256(content) == stated:
            continue
        before = resource.get("bytes")
        if not isinstance(before, int) or len(content) > min(_GROWN * before + _GROWN, _LARGEST):
            continue
        if (found := _undone(content, stated)) is not None:
            result[path], what = found
            if _sha256(result[path]) == stated:
                undone[path] = what
    return Mended(MappingProxyType(result), MappingProxyType(undone))


def _undone(content: bytes, stated: str) -> tuple[bytes, tuple[str, ...]] | None:
    """Return the table as harvest wrote it, or with our delimiter at least; None if it stays as it is."""
    if (read := _read(content)) is None:
        return None
    lines, what = read
    for cells, found in _tried(lines, what):
        if _sha256(written := _written(cells)) == stated:
            return written, found
    return (_written(lines), what) if "delimiter" in what and "encoding" not in what else None


def _tried(
    lines: list[list[str]], what: tuple[str, ...]
) -> Iterator[tuple[list[list[str]], tuple[str, ...]]]:
    """Yield what the table may have been: as it is, then by each way to undo what was made of cells."""
    yield lines, what
    kinds = sorted({kind for line in lines[1:] for cell in line if (kind := kind_made(cell))})
    ways = itertools.product(*map(as_before, kinds)) if kinds else iter(())
    for rules in itertools.islice(ways, _TRIES):
        rule = dict(zip(kinds, rules, strict=True))
        yield [lines[0], *([_cell(cell, rule) for cell in line] for line in lines[1:])], (*what, "cells")


def _cell(cell: str, rule: Mapping[str, Any]) -> str:
    kind = kind_made(cell)
    return rule[kind](cell) if kind in rule else cell


def _read(content: bytes) -> tuple[list[list[str]], tuple[str, ...]] | None:
    """Return the lines of a table and what its form tells of how it was saved, None if it can't be read."""
    what = []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            return None
        what.append("encoding")
    if text.startswith("\ufeff"):
        what.append("mark")
    text = text.removeprefix("\ufeff")
    if "\r\n" in text:
        what.append("line_ends")
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if delimiter != ",":
        what.append("delimiter")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    while lines and not any(lines[-1]):
        lines.pop()
        what.append("blank_rows")
    torn = any(len(line) != len(lines[0]) for line in lines)
    return (lines, tuple(dict.fromkeys(what))) if lines and not torn else None


def _written(lines: Sequence[Sequence[str]]) -> bytes:
    header = lines[0]
    return csv_bytes(header, (dict(zip(header, line, strict=True)) for line in lines[1:]))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def refuse_made(tables: Iterable[Given], place: str) -> None:
    """Raise PackageError, naming them, if cells hold what only a spreadsheet program makes of a value.

    Texts are left alone: a day may stand in one.
    """
    found = [
        (table.definition.name, row, column, cell) for table in tables for row, column, cell in _made(table)
    ]
    if not found:
        return
    cells_de, cells_en = (
        "; ".join(form.format(*where) for where in found[:_NAMED])
        for form in ("{}.csv, Zeile {}, Spalte {}: „{}“", "{}.csv, row {}, column {}: “{}”")
    )
    prefix = f"{place}: " if place else ""
    more = f" (+{len(found) - _NAMED})" if len(found) > _NAMED else ""
    raise PackageError(
        f"{prefix}ein Tabellenprogramm hat beim Speichern Werte verändert ({cells_de}{more}). Bitte das "
        "Paket neu erzeugen oder die Dateien ohne Tabellenprogramm bearbeiten.",
        f"{prefix}a spreadsheet program changed values when it saved ({cells_en}{more}). Please make the "
        "package again, or edit its files without a spreadsheet program.",
    )


def _made(table: Given) -> Iterator[tuple[int, str, str]]:
    header = table.header
    known = [one for one in table.definition.columns if one.name in header]
    strict = [one for one in known if _is_strict(one, table.definition)]
    for row, line in enumerate(table.lines(), 1):
        if row == 1 or len(line) != len(header):
            continue
        for column in strict:
            cell = line[header.index(column.name)]
            if made_of(cell) and not _allowed(column, cell):
                yield row, column.name, cell


def _is_strict(column: schemas.Column, definition: schemas.TableDefinition) -> bool:
    """Tell whether a column holds no text of its own, in which a day might stand."""
    named = bool(column.named_by or column.codelist or column.pattern or column.type != "string")
    return named or column.name in definition.primary_key or bool(column.roles & {"property"})


def _allowed(column: schemas.Column, cell: str) -> bool:
    if column.type == "string" and not column.pattern and not column.codelist:
        return False
    try:
        column.cast(cell)
    except ValueError:
        return False
    return True
