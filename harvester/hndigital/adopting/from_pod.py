"""`data.json` (Project Open Data 1.1), as DKAN and others write it → records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..characters import one_line
from .model import Collector, File, Finding, Record

__all__ = ["is_pod", "records_of"]

_REPETITIONS: Mapping[str, str] = {
    "R/P10Y": "DECENNIAL",
    "R/P4Y": "QUADRENNIAL",
    "R/P3Y": "TRIENNIAL",
    "R/P2Y": "BIENNIAL",
    "R/P1Y": "ANNUAL",
    "R/P6M": "ANNUAL_2",
    "R/P0.5Y": "ANNUAL_2",
    "R/P4M": "ANNUAL_3",
    "R/P0.33Y": "ANNUAL_3",
    "R/P3M": "QUARTERLY",
    "R/P2M": "BIMONTHLY",
    "R/P1M": "MONTHLY",
    "R/P0.5M": "MONTHLY_2",
    "R/P0.33M": "MONTHLY_3",
    "R/P2W": "BIWEEKLY",
    "R/P1W": "WEEKLY",
    "R/P7D": "WEEKLY",
    "R/P0.5W": "WEEKLY_2",
    "R/P3.5D": "WEEKLY_2",
    "R/P0.33W": "WEEKLY_3",
    "R/P1D": "DAILY",
    "R/PT1H": "HOURLY",
    "R/PT1S": "UPDATE_CONT",
    "irregular": "IRREG",
}
"""Repeating intervals of ISO 8601, which Project Open Data prescribes, as the EU's frequencies."""
_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
_ACCESS = "http://publications.europa.eu/resource/authority/access-right/"
_ACCESS_LEVELS = {"public": "PUBLIC", "restricted public": "RESTRICTED", "non-public": "NON_PUBLIC"}
_WORDS: Mapping[str, str] = {
    # Project Open Data's name: field
    "landingPage": "url",
    "issued": "issued",
    "modified": "modified",
    "rights": "rights",
    "version": "version",
}
_LISTS: Mapping[str, str] = {
    "theme": "theme",
    "language": "language",
    "conformsTo": "conforms_to",
}
_READ = frozenset(
    (
        *("@id", "@type", "identifier", "title", "description", "accrualPeriodicity", "publisher"),
        *(
            "temporal",
            "contactPoint",
            "spatial",
            "license",
            "keyword",
            "distribution",
            "references",
            "describedBy",
        ),
        *(*_WORDS, *_LISTS, "accessLevel"),
    )
)
_READ_OF_PARTS = frozenset(("@id", "@type", "name", "fn", "hasEmail"))
_READ_OF_FILES = frozenset(
    (
        *("@id", "@type", "accessURL", "downloadURL", "title", "description", "format", "mediaType"),
        *("license", "conformsTo", "describedBy"),
    )
)
_BOX = re.compile(r"\s*(-?[0-9.]+)\s*,\s*(-?[0-9.]+)\s*,\s*(-?[0-9.]+)\s*,\s*(-?[0-9.]+)\s*")


def is_pod(document: object) -> bool:
    """Return whether a JSON document is a catalogue of this form: a list of datasets with their titles."""
    found = document.get("dataset") if isinstance(document, Mapping) else None
    return isinstance(found, list) and all(isinstance(one, Mapping) for one in found)


def records_of(document: Mapping[str, Any]) -> tuple[list[Record], list[Finding]]:
    """Return the datasets of a catalogue, and what of them could not be kept."""
    records: list[Record] = []
    findings: list[Finding] = []
    for entry in document["dataset"]:
        into = Collector(_text(entry.get("identifier")) or _text(entry.get("title")))
        records.append(_record(entry, into))
        findings += into.findings
    return records, findings


def _record(entry: Mapping[str, Any], into: Collector) -> Record:
    identifier = one_line(_text(entry.get("identifier")))
    into.title(_text(entry.get("title")))
    into.put("notes", _text(entry.get("description")))
    for name, field in _WORDS.items():
        into.put(field, _text(entry.get(name)))
    for name, field in _LISTS.items():
        into.put(field, *_texts(entry.get(name)))
    into.put("documentation", *_texts(entry.get("references")), *_texts(entry.get("describedBy")))
    rhythm = _text(entry.get("accrualPeriodicity"))
    into.put("frequency", f"{_FREQUENCY}{_REPETITIONS[rhythm]}" if rhythm in _REPETITIONS else rhythm)
    level = _ACCESS_LEVELS.get(_text(entry.get("accessLevel")).lower())
    into.put("access_rights", f"{_ACCESS}{level}" if level else _text(entry.get("accessLevel")))
    publisher, contact = _object(entry.get("publisher")), _object(entry.get("contactPoint"))
    into.put("publisher_name", _text(publisher.get("name")))
    into.put("contact_name", _text(contact.get("fn")))
    into.put("contact_email", _text(contact.get("hasEmail")).removeprefix("mailto:"))
    start, slash, end = _text(entry.get("temporal")).partition("/")
    into.put("temporal_start", start)
    into.put("temporal_end", end if slash else "")
    _place(entry.get("spatial"), into)
    licence = _text(entry.get("license"))
    files = tuple(_files(entry, licence, into))
    into.put("license_id", "" if files else licence)
    _leave(entry, _READ, into)
    for part in (publisher, contact):
        _leave(part, _READ_OF_PARTS, into)
    return Record(identifier, "", into.fields, into.keywords(_texts(entry.get("keyword"))), files=files)


def _leave(entry: Mapping[str, Any], read: frozenset[str], into: Collector) -> None:
    """Note what a dataset or a part of it says that has no field."""
    for name, value in entry.items():
        if name not in read and value not in (None, "", [], {}):
            said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            into.note("ohne_feld", name, said)


def _place(spatial: object, into: Collector) -> None:
    """Take a place: four edges, GeoJSON, an IRI, or a name."""
    if isinstance(spatial, Mapping):
        into.put("spatial", json.dumps(spatial))
        return
    word = _text(spatial)
    box = _BOX.fullmatch(word)
    if box:
        west, south, east, north = box.groups()
        corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
        into.put("spatial_bbox", f"POLYGON(({','.join(f'{x} {y}' for x, y in corners)}))")
    elif word.startswith("{"):
        into.put("spatial", word)
    elif "://" in word:
        into.put("spatial_uri", word)
    else:
        into.put("spatial_text", word)


def _files(entry: Mapping[str, Any], licence: str, dataset: Collector) -> Iterator[File]:
    known: dict[str, int] = {}
    for one in entry.get("distribution") or ():
        if not isinstance(one, Mapping):
            continue
        into = dataset.of_file(_text(one.get("title")))
        for name, field in (("accessURL", "access_url"), ("downloadURL", "download_url")):
            into.put(field, _text(one.get(name)))
        address = str(into.fields.get("download_url") or into.fields.get("access_url") or "")
        if not address:
            into.note("datei_ohne_adresse", "resources", _text(one.get("title")))
            continue
        into.put("url", address)
        into.put("name", _text(one.get("title")))
        into.put("description", _text(one.get("description")))
        into.put("format", _text(one.get("format")))
        into.put("mimetype", _text(one.get("mediaType")))
        into.put("license", _text(one.get("license")) or licence)
        into.put("conforms_to", *_texts(one.get("conformsTo")))
        into.put("documentation", *_texts(one.get("describedBy")))
        _leave(one, _READ_OF_FILES, into)
        known[address] = known.get(address, 0) + 1
        yield File(address if known[address] == 1 else f"{address}#{known[address]}", into.fields)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {"name": value, "fn": value}


def _text(value: object) -> str:
    """Return a word; DKAN wraps some in a list of one."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value).strip() if isinstance(value, (str, int, float)) and value is not True else ""


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [_text(one) for one in value if _text(one)] if isinstance(value, list) else []
