"""The files of Vorgänge: below CKAN's storage, in a folder that no address leads to.

CKAN serves `storage/` and files of resources out of there; ours are beside those. A name that somebody gave
a file is a name only: it is cleaned, and one that would lead elsewhere, or be taken for statements beside a
source, is not taken as it is.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import time
from collections.abc import Collection, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import unquote, urlsplit

import yaml
from ckan.plugins import toolkit
from ckanext.hndigital import private_files
from ckanext.hndigital.mending import storage
from ckanext.hndigital.redaktion.model import Refused, Vorgang

from hndigital.characters import one_line
from hndigital.package.files import write_atomically, zip_bytes
from hndigital.sources.meta import SUFFIX

__all__ = [
    "JOURNAL",
    "PLAN",
    "RESULT",
    "ROOT",
    "WORDS",
    "as_one",
    "cache",
    "clean_name",
    "file",
    "found",
    "keep_upload",
    "name_at",
    "of",
    "package",
    "remove",
    "remove_unknown",
    "rows",
    "source",
    "write",
]

_LONGEST = 120
_CHUNK = 1 << 20
_UNFIT = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]')
ROOT = "redaktion"
"""The private folder of all Vorgänge."""
_IN_THE_MAKING = 3600
"""Seconds after which no upload goes on any more that nobody knows of."""

JOURNAL, PLAN, RESULT = "journal.jsonl", "plan.json", "ergebnis.json"
WORDS = {"de": "plan.de.txt", "en": "plan.en.txt"}


def of(vorgang: Vorgang) -> Path:
    """Return the folder of a Vorgang, made if it is missing."""
    return private_files.made(_root() / vorgang.id)


def _root() -> Path:
    return private_files.folder(ROOT)


def file(vorgang: Vorgang, name: str) -> Path:
    """Return where one of its files lies, there or not."""
    return of(vorgang) / name


def package(vorgang: Vorgang) -> Path:
    """Return the folder of its package, there or not."""
    return of(vorgang) / "paket"


def cache(vorgang: Vorgang) -> Path:
    """Return where published files are kept that its plan has to read."""
    return of(vorgang) / "gelesen"


def clean_name(name: str) -> str:
    """Return a name that leads nowhere, from one that somebody gave a file."""
    last = one_line(re.split(r"[/\\]", name)[-1])
    stem, dot, ending = _UNFIT.sub("_", last).strip(". ").rpartition(".")
    whole = f"{stem[: _LONGEST - len(ending) - 1]}{dot}{ending}" if dot else ending[:_LONGEST]
    kept = whole.encode("utf-8")[:200].decode("utf-8", "ignore")
    return f"{kept}.txt" if kept.lower().endswith(SUFFIX) else kept or "bericht"


def name_at(address: str) -> str:
    """Return the name under which what is fetched from an address is kept."""
    return clean_name(unquote(PurePosixPath(urlsplit(address).path).name))


def as_one(files: Sequence[tuple[str, IO[bytes]]], most_bytes: int) -> tuple[str, IO[bytes]]:
    """Return one file of several: a ZIP of them, those of one name told apart by a number.

    Raises Refused where they are too large together.
    """
    if len(files) == 1:
        return files[0]
    held: dict[str, bytes] = {}
    left = most_bytes
    for name, stream in files:
        content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            sentence = toolkit._("These files are larger than {number} MB together.")
            raise Refused(sentence.format(number=most_bytes // 1_000_000))
        single = clean_name(name)
        while single in held:
            single = f"{len(held)}-{single}"
        held[single] = content
    return "meldeboegen.zip", io.BytesIO(zip_bytes(held))


def keep_upload(vorgang: Vorgang, stream: IO[bytes], most_bytes: int) -> None:
    """Keep an uploaded file, its checksum and size.

    Raises Refused where it is empty or too large, or the disk is full; then nothing of it is left.
    """
    try:
        digest, size = _kept(vorgang, stream, most_bytes)
    except OSError as error:
        remove(vorgang)
        if not storage.is_full(error):
            raise
        sentence = toolkit._(
            "A disk of the portal is full; nothing was stored. Please have room made there, then do it again."
        )
        raise Refused(sentence) from error
    if not size or size > most_bytes:
        remove(vorgang)
        raise Refused(
            toolkit._("The file “{name}” is empty.").format(name=vorgang.name)
            if not size
            else toolkit._("The file “{name}” is larger than {number} MB.").format(
                name=vorgang.name, number=most_bytes // 1_000_000
            )
        )
    vorgang.sha256, vorgang.size = digest, size


def _kept(vorgang: Vorgang, stream: IO[bytes], most_bytes: int) -> tuple[str, int]:
    """Keep at most so many bytes of a file, and of a larger one a few more; return checksum and size."""
    folder = of(vorgang) / "quelle"
    folder.mkdir(exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with (folder / vorgang.name).open("wb") as kept:
        while size <= most_bytes and (chunk := stream.read(_CHUNK)):
            size += len(chunk)
            digest.update(chunk)
            kept.write(chunk)
    return digest.hexdigest(), size


def source(vorgang: Vorgang) -> Path:
    """Return its source, with what was stated written beside it as the command reads it."""
    place = of(vorgang) / "quelle" / vorgang.name
    place.parent.mkdir(exist_ok=True)
    stated = {name: value for name, value in vorgang.stated.items() if value}
    if "beispieldaten" in stated:
        stated["beispieldaten"] = True  # type: ignore[assignment]
    beside = Path(f"{place}{SUFFIX}")
    if stated:
        beside.write_text(yaml.safe_dump(stated, allow_unicode=True), encoding="utf-8")
    else:
        beside.unlink(missing_ok=True)
    return place


def found(vorgang: Vorgang) -> dict[str, Any]:
    """Return what reading has found, as `reading` wrote it; nothing where the files are lost."""
    try:
        result: dict[str, Any] = json.loads(file(vorgang, RESULT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return result


def rows(vorgang: Vorgang, table: str) -> list[dict[str, str]]:
    """Return the rows of a table of its package; none where the package has no such table."""
    place = package(vorgang) / f"{table}.csv"
    if not place.is_file():
        return []
    with place.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write(vorgang: Vorgang, name: str, text: str) -> None:
    """Write one of its files, whole or not at all."""
    write_atomically(file(vorgang, name), text.encode())


def remove(vorgang: Vorgang) -> bool:
    """Remove its files; return whether there were any."""
    folder = _root() / vorgang.id
    there = folder.is_dir()
    shutil.rmtree(folder, ignore_errors=True)
    return there


def remove_unknown(known: Collection[str]) -> None:
    """Remove what uploads have left that were killed before anybody knew of them."""
    if not private_files.has_place() or not _root().is_dir():
        return
    before = time.time() - _IN_THE_MAKING
    for folder in _root().iterdir():
        if folder.name not in known and folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)
