"""A folder that appears as a whole: written beside its place, then put there."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from ..errors import ExportError, SourceError
from ..outside import json_document, read_file
from ..outside.limits import PORTAL
from ..package.files import json_bytes

__all__ = ["MANIFEST", "write_folder"]

MANIFEST = "hndigital-export.json"
"""Lists the files of a site with their SHA-256, and tells a folder of ours from any other."""


def write_folder(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write `files` (path and content) as the folder `target`, in place of an earlier export.

    Until everything is written the earlier export stays as it is. Files that others put into it, such
    as a server's configuration, are kept. Raises ExportError if `target` is a file or a folder that
    holds something but no export, OSError, and ValueError for a path that leaves the folder.
    """
    target = target.resolve()
    known = _known_files(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        fresh = work / "neu"
        fresh.mkdir()
        sums = {path: _write(fresh, path, content) for path, content in files}
        manifest = {"generator": "hndigital export", "files": dict(sorted(sums.items()))}
        _write(fresh, MANIFEST, json_bytes(manifest))
        if target.is_dir():
            _keep(target, fresh, known)
        _swap(target, fresh, work / "alt")
    finally:
        shutil.rmtree(work)


def _known_files(target: Path) -> frozenset[str]:
    """Return the files of the export in `target`; raises ExportError if there is something else."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return frozenset()
    try:
        manifest = json_document(read_file(target / MANIFEST, PORTAL), str(target / MANIFEST))
        known = frozenset({*manifest["files"], MANIFEST})
    except (FileNotFoundError, NotADirectoryError, SourceError, KeyError, TypeError) as error:
        raise ExportError(
            f"{target}: enthält anderes als einen Export von hndigital ({MANIFEST} fehlt) und wird nicht "
            "überschrieben. Bitte einen leeren oder neuen Ordner angeben.",
            f"{target}: holds something else than an export of hndigital ({MANIFEST} is missing) and is not "
            "overwritten. Please name an empty or new folder.",
        ) from error
    return known


def _write(folder: Path, path: str, content: bytes) -> str:
    """Write a file and return its SHA-256."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise ValueError(f"{path!r} leaves the folder")
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _keep(earlier: Path, fresh: Path, known: frozenset[str]) -> None:
    """Copy what somebody else put into the earlier export, unless a file of ours has that place now."""
    for file in sorted(earlier.rglob("*")):
        path = file.relative_to(earlier)
        copy = fresh / path
        is_file = file.is_file() or file.is_symlink()
        if is_file and path.as_posix() not in known and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, copy, follow_symlinks=False)


def _swap(target: Path, fresh: Path, aside: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    target.rename(aside)
    try:
        fresh.rename(target)
    except OSError:
        aside.rename(target)
        raise
