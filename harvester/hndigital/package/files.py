"""Bytes of a package: CSV, JSON and ZIP that depend on nothing but their contents, and safe writing."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = [
    "csv_bytes",
    "is_altered",
    "json_bytes",
    "sha256_of_files",
    "write_atomically",
    "zip_bytes",
]

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o644
_QUOTED = re.compile(r'[",\r\n]')


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return UTF-8 CSV with header row, comma, `\\n` and quotes only where needed."""
    lines = [columns, *([row[column] for column in columns] for row in rows)]
    return "".join(f"{','.join(map(_csv_cell, line))}\n" for line in lines).encode("utf-8")


def _csv_cell(cell: str) -> str:
    # The csv module leaves a lone carriage return unquoted (Python 3.11), which ends a row for readers.
    return '"{}"'.format(cell.replace('"', '""')) if _QUOTED.search(cell) else cell


def json_bytes(value: Any) -> bytes:
    """Return readable UTF-8 JSON in the given order of keys, with a line end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def zip_bytes(files: Mapping[str, bytes], first: str = "") -> bytes:
    """Return a ZIP of `files`, sorted by name (one may come `first`), with fixed times and rights.

    The files are stored uncompressed: deflate yields different bytes with different builds of zlib.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files, key=lambda name: (name != first, name)):
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.create_system = 3  # Unix, whatever this runs on
            info.external_attr = _FILE_MODE << 16
            archive.writestr(info, files[name])
    return buffer.getvalue()


def is_altered(resource: Mapping[str, Any], content: bytes | None) -> bool:
    """Tell whether a file is there and is not the one whose checksum its resource states."""
    if content is None:
        return False
    stated = str(resource.get("hash") or "").removeprefix("sha256:")
    return stated != hashlib.sha256(content).hexdigest()


def sha256_of_files(files: Mapping[str, bytes]) -> str:
    """Return one SHA-256 over names and contents of all files, as `sha256sum` of their sorted checksums."""
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that a reader sees the old file or the whole new one, never a part."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, _FILE_MODE)
        os.replace(temporary, path)
    finally:
        # Gone when all went well: it is `path` now.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
