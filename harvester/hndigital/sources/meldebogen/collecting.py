"""Files, folders and ZIPs that a command is given → opened sources, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from ...errors import SourceError
from ...outside import Limits, read_file
from ..kinds import Kind, kind_of
from ..office.archive import Archive
from ..opening import RawSource, open_source, opened

__all__ = ["Opened", "is_collection", "opened_sources"]

_SHEETS = (".xlsx", ".ods", ".csv", ".fods", ".xlsm")
_PASSED_OVER = (".", "~$", "__MACOSX")
"""How files begin that programs leave beside others: settings, locks, what a Mac packs in addition."""
_NOT_READ = (".meta.yaml", ".db", ".ini")

Opened = tuple[str, RawSource | SourceError]
"""A file's name, and what it holds or why it cannot be read."""


def opened_sources(sources: Sequence[str | Path], limits: Limits) -> list[Opened]:
    """Return everything that is given, in its order; a folder's or ZIP's files by their names.

    One that cannot be read does not end the others. Raises SourceError for a folder or ZIP without any.
    """
    found: list[Opened] = []
    for source in sources:
        path = Path(source)
        if path.is_dir():
            files = [one for one in sorted(path.iterdir()) if one.is_file() and _is_file(one.name)]
            found += [(one.name, _tried(one, limits)) for one in files] or [_refuse_empty(str(source))]
        elif (inner := _archive(path, limits)) is not None:
            found += inner or [_refuse_empty(str(source))]
        else:
            found.append((path.name, _tried(source, limits)))
    return found


def is_collection(source: str | Path) -> bool:
    """Tell whether a source is a folder, or a ZIP, of files."""
    return Path(source).is_dir() or Path(source).suffix.lower() == ".zip"


def _is_file(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(_PASSED_OVER) for part in parts)
    return not hidden and not name.lower().endswith(_NOT_READ)


def _tried(source: str | Path, limits: Limits) -> RawSource | SourceError:
    try:
        return open_source(source, limits)
    except SourceError as error:
        return error


def _archive(path: Path, limits: Limits) -> list[Opened] | None:
    """Return the files of a ZIP of spreadsheets, None if it is none."""
    if path.suffix.lower() != ".zip" or not path.is_file():
        return None
    data = read_file(path, limits)
    if not data.startswith(b"PK\x03\x04") or kind_of(data) is not Kind.TEXT:
        return None
    archive = Archive(data, path.name, limits)
    names = sorted(name for name in archive.names if name.lower().endswith(_SHEETS) and _is_file(name))
    return list(_members(archive, names, limits)) if names else None


def _members(archive: Archive, names: Sequence[str], limits: Limits) -> Iterator[Opened]:
    for name in names:
        short = PurePosixPath(name).name
        try:
            yield short, opened(archive.read(name), short, limits)
        except SourceError as error:
            yield short, error


def _refuse_empty(place: str) -> Opened:
    raise SourceError(
        f"{place}: enthält keine Datei, die gelesen werden kann. Bitte den Ordner oder das ZIP mit den "
        "ausgefüllten Meldebögen angeben.",
        f"{place}: holds no file that can be read. Please give the folder or ZIP with the returned "
        "Meldebögen.",
    )
