"""Read a package's files from a folder or ZIP and its tables from the files, trusting nothing in them."""

from __future__ import annotations

import csv
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from .. import schemas
from ..errors import PackageError, SourceError, told_as
from ..outside import Limits, json_document, read_file
from .files import is_altered

__all__ = [
    "BROKEN_ZIP",
    "DESCRIPTOR",
    "Parsed",
    "Rows",
    "parse",
    "read_descriptor",
    "read_files",
    "read_seal",
]

Rows = tuple[Mapping[str, str], ...]

DESCRIPTOR = "datapackage.json"
OPTIONAL_TABLES = frozenset({"fortschritt", "entscheidungen", "aenderungen"})

_OF_ALL_ROUNDS = frozenset({"fortschritt"})
"""Tables that keep the rows of earlier rounds; others hold those of the package's own."""

_MAX_FILES = 100
_MAX_BYTES = 200 * 1024 * 1024
"""More than a hundred times the size of the city's report in all: what is bigger is no package of ours."""
_SECONDS = 120
"""A file on a disk, or on a slow network drive."""
_MAX_LINE = 1_000_000
"""Characters of a line of a table: the longest description has some thousand."""
_MAX_ROWS = 1_000_000
"""Rows of a table: 10,000 projects have 150,000 origins of values."""
_MAX_DIRECTORY = 100_000
"""Bytes of a ZIP's directory: a hundred entries with short names take some 6,000."""
_END, _END_ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
_END_LONGEST = 22 + (1 << 16)
BROKEN_ZIP = (
    # What zipfile lets through from damaged, encrypted and oddly compressed archives.
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, NotImplementedError),
    *(struct.error, UnicodeDecodeError, ValueError, OverflowError),
)
_FILE_NAME = re.compile(r"[a-z0-9_-]+\.(csv|json)")
_PROPERTIES: Mapping[str, Callable[[str], object]] = {
    "name": re.compile(r"[a-z0-9][a-z0-9-]*").fullmatch,
    "berichtsstand": lambda text: not text or schemas.is_round(text),
    "stichtag": re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})?").fullmatch,
    "version": re.compile(r"[0-9A-Za-z.+-]{0,40}").fullmatch,
}
"""What a descriptor's own properties may hold: later stages make names and addresses of them."""


def read_files(path: Path) -> dict[str, bytes]:
    """Return the package's files by name from a folder or ZIP; raises PackageError."""
    try:
        with told_as(PackageError):
            if path.is_dir():
                return _read_folder(path)
            if path.is_file():
                return _read_zip(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PackageError(
            f"{path}: lässt sich nicht lesen ({reason}). Bitte Rechte und Datenträger prüfen.",
            f"{path}: cannot be read ({reason}). Please check permissions and disk.",
        ) from error
    raise PackageError(
        f"{path}: gibt es nicht. Bitte den Ordner oder das ZIP angeben, das „hndigital harvest“ "
        "geschrieben hat.",
        f"{path}: does not exist. Please give the folder or ZIP that “hndigital harvest” wrote.",
    )


def read_seal(path: Path, name: str) -> bytes | None:
    """Return the content of a package's ZIP: `name` in its folder, or `path` itself.

    b"" if it cannot be read, None if there is no such file: a folder may have come without it.
    """
    place = path / name if path.is_dir() else path
    if not place.is_file():
        return None
    try:
        return read_file(place, Limits(_MAX_BYTES, _SECONDS))
    except (OSError, SourceError):
        return b""


def _read_folder(path: Path) -> dict[str, bytes]:
    left = _MAX_BYTES
    if not (path / DESCRIPTOR).is_file():
        raise _no_package(str(path))
    files = {DESCRIPTOR: _file_of(path, DESCRIPTOR, left)}
    for name in _resource_files(files[DESCRIPTOR], str(path)):
        if not (path / name).is_file():
            raise _missing_file(str(path), name)
        left -= len(files[DESCRIPTOR])
        files[name] = _file_of(path, name, left)
        left -= len(files[name])
    return files


def _file_of(folder: Path, name: str, limit: int) -> bytes:
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        raise PackageError(
            f"{folder}: {name} ist ein Verweis auf eine Datei außerhalb des Ordners und wird nicht gelesen. "
            "Bitte das Paket neu erzeugen.",
            f"{folder}: {name} is a link to a file outside the folder and is not read. Please make the "
            "package again.",
        )
    if file.stat().st_size > limit:
        raise _too_big(str(folder))
    return read_file(file, Limits(limit, _SECONDS))


def _read_zip(path: Path) -> dict[str, bytes]:
    content = io.BytesIO(read_file(path, Limits(_MAX_BYTES, _SECONDS)))
    try:
        _check_directory(content.getbuffer(), str(path))
        with zipfile.ZipFile(content) as archive:
            members = archive.namelist()
            folder = _folder_within(members)
            if folder + DESCRIPTOR not in members:
                raise _no_package(str(path))
            if len(members) > _MAX_FILES or len(set(members)) != len(members):
                raise _too_big(str(path))
            left = _MAX_BYTES
            files = {DESCRIPTOR: _member(archive, folder + DESCRIPTOR, left, path)}
            for name in _resource_files(files[DESCRIPTOR], str(path)):
                if folder + name not in members:
                    raise _missing_file(str(path), name)
                left -= len(files[DESCRIPTOR])
                files[name] = _member(archive, folder + name, left, path)
                left -= len(files[name])
    except BROKEN_ZIP as error:
        raise PackageError(
            f"{path}: ist kein lesbares ZIP ({error}). Bitte die Datei neu herunterladen oder neu erzeugen.",
            f"{path}: is no readable ZIP ({error}). Please download or make the file again.",
        ) from error
    return files


def _folder_within(members: list[str]) -> str:
    """Return the one folder that a ZIP has around a package, as programs put one when a folder is packed."""
    if DESCRIPTOR in members:
        return ""
    within = [name for name in members if re.fullmatch(rf"[^/\\]+/{re.escape(DESCRIPTOR)}", name)]
    own = [name for name in within if not name.startswith(("__MACOSX/", "../", "./"))]
    return own[0].removesuffix(DESCRIPTOR) if len(own) == 1 else ""


def _check_directory(content: memoryview, place: str) -> None:
    """Raise PackageError if the archive's directory, which zipfile reads whole, is longer than ours get.

    ZIP64, which can say so a second time, is for archives of more than 4 GB.
    """
    end = bytes(content[-_END_LONGEST:])
    found = end.rfind(_END)
    if found >= 0 and len(end) >= found + 16:
        (length,) = struct.unpack_from("<I", end, found + 12)
        if length > _MAX_DIRECTORY or end[max(0, found - 20) : found].startswith(_END_ZIP64):
            raise _too_big(place)


def _member(archive: zipfile.ZipFile, name: str, limit: int, path: Path) -> bytes:
    with archive.open(name) as stream:
        # The size in the archive's directory may lie: no more than the limit is ever unpacked.
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise _too_big(str(path))
    return content


def read_descriptor(content: bytes, place: str) -> dict[str, Any]:
    with told_as(PackageError):
        descriptor = json_document(content, f"{place}: {DESCRIPTOR}")
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        raise _no_package(place)
    for name, allowed in _PROPERTIES.items():
        value = descriptor.get(name, "")
        if not isinstance(value, str) or not allowed(value):
            raise PackageError(
                f"{place}: {DESCRIPTOR}, „{name}“: {value!r} ist nicht erlaubt. Bitte das Paket neu "
                "erzeugen.",
                f"{place}: {DESCRIPTOR}, “{name}”: {value!r} is not allowed. Please make the package again.",
            )
    version, newest = descriptor.get("schema_version", schemas.FIRST_VERSION), schemas.schema_version()
    if type(version) is not int or not schemas.FIRST_VERSION <= version <= newest:
        raise PackageError(
            f"{place}: das Paket hat die Schemaversion {version!r}, dieses hndigital kennt die bis {newest}. "
            "Bitte hndigital erneuern.",
            f"{place}: the package has the schema version {version!r}, this hndigital knows those up to "
            f"{newest}. Please update hndigital.",
        )
    return descriptor


def _resource_paths(descriptor: Mapping[str, Any], place: str) -> dict[str, str]:
    paths: dict[str, str] = {}
    for resource in descriptor["resources"]:
        name = resource.get("name") if isinstance(resource, dict) else None
        path = resource.get("path") if isinstance(resource, dict) else None
        if not isinstance(name, str) or not isinstance(path, str) or not _FILE_NAME.fullmatch(path):
            raise PackageError(
                f"{place}: {DESCRIPTOR} nennt die Datei {path!r}. Erlaubt sind nur Dateinamen wie "
                "vorhaben.csv ohne Ordner. Bitte das Paket neu erzeugen.",
                f"{place}: {DESCRIPTOR} names the file {path!r}. Only file names such as vorhaben.csv "
                "without folders are allowed. Please make the package again.",
            )
        paths[name] = path
    return paths


def _resource_files(content: bytes, place: str) -> list[str]:
    return list(_resource_paths(read_descriptor(content, place), place).values())


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a package's files say; `absent` names by table the later columns that it was written before."""

    descriptor: dict[str, Any]
    tables: Mapping[str, Rows]
    absent: Mapping[str, tuple[str, ...]]


def parse(files: Mapping[str, bytes], place: str) -> Parsed:
    """Return what the files of a package say; raises PackageError at the first fault."""
    # Here and not above: it takes a third of a second to load, which most commands can do without.
    from .conformity import Given, check_descriptor, check_tables
    from .mending import refuse_made

    if DESCRIPTOR not in files:
        raise _no_package(place)
    descriptor = read_descriptor(files[DESCRIPTOR], place)
    paths = _resource_paths(descriptor, place)
    check_descriptor(descriptor, place)
    given = {}
    for name in schemas.table_names():
        if paths.get(name) in files:
            where = f"{place}: {paths[name]}" if place else paths[name]
            lines = partial(_lines, files[paths[name]], where)
            own = None if name in _OF_ALL_ROUNDS else descriptor.get("berichtsstand", "")
            given[name] = Given(schemas.table(name), lines, where, _later(name, descriptor), own)
        elif name not in OPTIONAL_TABLES:
            raise _missing_file(place, f"{name}.csv")
    altered = {one["name"] for one in descriptor["resources"] if is_altered(one, files.get(one["path"]))}
    refuse_made([table for name, table in given.items() if name in altered], place)
    check_tables(given.values())
    absent = {name: table.missing for name, table in given.items() if table.missing}
    return Parsed(descriptor, {name: _rows(name, table.lines()) for name, table in given.items()}, absent)


def _rows(table: str, lines: Iterator[list[str]]) -> Rows:
    """Return the rows of a table that was checked; the cells of a column that it lacks are empty."""
    header = next(lines)
    empty = dict.fromkeys(schemas.table(table).column_names, "")
    return tuple({**empty, **dict(zip(header, line, strict=True))} for line in lines)


def _later(table: str, descriptor: Mapping[str, Any]) -> frozenset[str]:
    """Return the columns that the package's own Table Schema lacks: it was made before there were such."""
    resource = next(one for one in descriptor["resources"] if one["name"] == table)
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list):
        return frozenset()
    known = [field.get("name") for field in fields if isinstance(field, dict)]
    definition = schemas.table(table)
    needed = [one.name for one in definition.columns if one.required or one.name in definition.primary_key]
    return frozenset(name for name in definition.column_names if name not in (*known, *needed))


def _lines(content: bytes, place: str) -> Iterator[list[str]]:
    """Yield the lines of a CSV file as cells; raises PackageError for what is none or beyond a limit."""
    try:
        # Spreadsheet programs put a BOM in front; nothing else is mended.
        text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
        for number, line in enumerate(csv.reader(_bounded(text, place), strict=True), 1):
            if number > _MAX_ROWS:
                raise _too_big(place)
            yield line
    except (UnicodeDecodeError, csv.Error) as error:
        raise PackageError(
            f"{place}: ist kein CSV in UTF-8 ({error}). Bitte das Paket neu erzeugen.",
            f"{place}: is no CSV in UTF-8 ({error}). Please make the package again.",
        ) from error


def _bounded(text: io.TextIOWrapper, place: str) -> Iterator[str]:
    while line := text.readline(_MAX_LINE + 1):
        if len(line) > _MAX_LINE:
            raise _too_big(place)
        yield line


def _no_package(place: str) -> PackageError:
    return PackageError(
        f"{place}: ist kein Paket von hndigital: {DESCRIPTOR} mit Ressourcen fehlt. Bitte den Ordner oder "
        "das ZIP angeben, das „hndigital harvest“ geschrieben hat.",
        f"{place}: is no package of hndigital: {DESCRIPTOR} with resources is missing. Please give the "
        "folder or ZIP that “hndigital harvest” wrote.",
    )


def _missing_file(place: str, name: str) -> PackageError:
    return PackageError(
        f"{place}: die Datei {name} fehlt im Paket. Bitte das Paket neu erzeugen.",
        f"{place}: the file {name} is missing from the package. Please make the package again.",
    )


def _too_big(place: str) -> PackageError:
    return PackageError(
        f"{place}: ist größer oder anders gebaut als jedes Paket von hndigital und wird nicht entpackt. "
        "Bitte die Herkunft der Datei prüfen.",
        f"{place}: is bigger than or built differently from any package of hndigital and is not unpacked. "
        "Please check where the file comes from.",
    )
