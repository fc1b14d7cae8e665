"""Which parts of a package are no longer what its descriptor says: it was changed after it was made.

The descriptor states checksum and length of each file. It has no checksum of its own – packages stay the
bytes that they are – but what it says twice must agree: with the tables, their columns, and itself. All of
it stands a second time in the ZIP beside the files, which is the same bytes for the same files (`zip_bytes`):
that is its seal. A ZIP that is read by itself must be those bytes, too: whatever packs it anew writes others.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .files import is_altered, zip_bytes
from .load import BROKEN_ZIP

__all__ = ["altered_parts", "unsealed_parts"]

_Rows = Sequence[Mapping[str, str]]


def altered_parts(
    descriptor: Mapping[str, Any], files: Mapping[str, bytes], tables: Mapping[str, _Rows]
) -> tuple[str, ...]:
    """Return the names of the changed files, and `datapackage.json: property` for what it says otherwise.

    By hand: frictionless holds a wrong checksum for a fault, but a cell that was put right by hand is only
    said.
    """
    changed = [one["path"] for one in descriptor["resources"] if is_altered(one, files.get(one["path"]))]
    return (*changed, *(f"datapackage.json: {name}" for name in _contradictions(descriptor, files, tables)))


def unsealed_parts(files: Mapping[str, bytes], seal: bytes | None, name: str) -> tuple[str, ...]:
    """Return the names of a package's `files` that its ZIP holds otherwise, or the ZIP's `name`.

    `seal` is the ZIP's content; None, where it did not come with the files, tells nothing.
    """
    if seal is None or seal == zip_bytes(files):
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(seal)) as archive:
            sizes = {one.filename: one.file_size for one in archive.infolist()}
            differing = [
                file
                for file, content in sorted(files.items())
                if sizes.get(file) != len(content) or archive.read(file) != content
            ]
    except BROKEN_ZIP:
        return (name,)
    return tuple(differing) or (name,)


def _contradictions(
    descriptor: Mapping[str, Any], files: Mapping[str, bytes], tables: Mapping[str, _Rows]
) -> Iterator[str]:
    stichtag = str(descriptor.get("stichtag") or "")
    if any(row.get("stichtag", "") != stichtag for row in tables.get("status", ())):
        yield "stichtag"
    day = str(descriptor.get("berichtsdatum") or stichtag)
    if str(descriptor.get("created") or "") != (f"{day}T00:00:00Z" if day else ""):
        yield "created"
    berichtsstand = str(descriptor.get("berichtsstand") or "")
    number = str(descriptor.get("version") or "")
    if berichtsstand and not number.startswith(f"{berichtsstand.replace('-', '.')}."):
        yield "version"
    for resource in descriptor["resources"]:
        content = files.get(resource["path"])
        if content is None:
            continue
        if resource.get("bytes", len(content)) != len(content) and not is_altered(resource, content):
            yield f"{resource['name']}, bytes"
        if _header(content) != _fields(resource):
            yield f"{resource['name']}, schema"


def _header(content: bytes) -> list[str]:
    first = io.StringIO(content.decode("utf-8-sig"), newline="")
    return next(csv.reader(first), [])


def _fields(resource: Mapping[str, Any]) -> list[str]:
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, Mapping) else None
    return [str(one.get("name")) for one in fields or () if isinstance(one, Mapping)]
