"""What lies in the folder of a backup, and whether it is whole.

    backup.json      this list: when, from where, versions, how much, each file's size and SHA-256
    database.dump    CKAN's database: accounts, datasets, their history        (pg_dump, custom format)
    datastore.dump   the DataStore's tables                                    (likewise)
    storage.tar      uploaded files
    settings.ini     settings that differ from their defaults, without secrets

Accounts' password digests are in it, and what is not public: it is for its owner only (mode 0700).
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hndigital.errors import SourceError
from hndigital.outside import json_document

__all__ = ["DATABASE", "DATASTORE", "SETTINGS", "STORAGE", "BackupError", "Manifest", "pack", "unpack"]

FORMAT = 1
MANIFEST = "backup.json"
DATABASE = "database.dump"
DATASTORE = "datastore.dump"
STORAGE = "storage.tar"
SETTINGS = "settings.ini"
_FILES = (DATABASE, DATASTORE, STORAGE, SETTINGS)


class BackupError(Exception):
    """A backup cannot be made, read or brought back; the message names place and next step."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    created: str
    site_url: str
    base_uri: str
    versions: Mapping[str, str]
    counts: Mapping[str, int]
    files: Mapping[str, Mapping[str, Any]]
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write it, last of all: a folder without it is no backup."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"
        (folder / MANIFEST).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read it and hold every file against it; raises BackupError for what is missing or damaged."""
        path = folder / MANIFEST
        if not path.is_file():
            raise BackupError(f"{folder} holds no {MANIFEST}: it is no backup, or one that was not finished.")
        found = _document(path)
        if found.get("format") != FORMAT:
            raise BackupError(
                f"{path}: format {found.get('format')!r} is not known here (known: {FORMAT}). "
                "Restore with the version of the plugin that made the backup, or a newer one."
            )
        try:
            manifest = cls(**found)
            for name in _FILES:
                if dict(manifest.files[name]) != described(folder / name):
                    raise BackupError(f"{folder / name} differs from its checksum: take another backup.")
        except (KeyError, TypeError) as error:
            raise BackupError(f"{path} is damaged ({error}): take another backup.") from error
        except OSError as error:
            raise BackupError(f"{folder}: {error.strerror}: {error.filename}") from error
        return manifest


def _document(path: Path) -> dict[str, Any]:
    try:
        found = json_document(path.read_bytes(), path.name)
    except (OSError, SourceError) as error:
        raise BackupError(f"{path} cannot be read: {error}") from error
    return found if isinstance(found, dict) else {}


def described(path: Path) -> dict[str, Any]:
    """Return size and checksum of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def listed(folder: Path) -> dict[str, dict[str, Any]]:
    """Return size and checksum of all files of a backup that is being made."""
    return {name: described(folder / name) for name in _FILES}


def pack(source: Path, target: Path) -> int:
    """Write all files below a folder into a tar file; return how many they are."""
    count = 0
    with tarfile.open(target, "w") as archive:
        for path in _regular(source):
            archive.add(path, path.relative_to(source).as_posix(), recursive=False)
            count += 1
    return count


def unpack(source: Path, target: Path) -> None:
    """Write the files of a tar file into a folder; BackupError for one that would leave it or is no file."""
    target.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(source) as archive:
            archive.extractall(target, filter="data")
    except tarfile.TarError as error:
        raise BackupError(f"{source}: {error}") from error


def _regular(folder: Path) -> Iterable[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
