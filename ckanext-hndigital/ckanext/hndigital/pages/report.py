"""The report's own file of an edition, as the pages about a place in it need it: lines, pictures, addresses.

Only the Fassung that counts of a public edition has any. What is stored is held against its checksum: of a
file that is another one by now nothing is shown, until publishing the package again has mended it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital.internals import files
from ckanext.hndigital.register import reading

from hndigital.package.source import PICTURES, is_report
from hndigital.pages.accuracy import figure_label
from hndigital.pages.printed import Pages, Printed, cells_around, of_finding, of_page, of_total, of_value

__all__ = ["Report", "has_report", "lines_of", "pages_of", "picture_of", "report_of"]

_TEXTS = ("txt", "csv")
_KEPT = 2
"""Files that a process keeps: readers look at one place after the other, of one report."""


def has_report(edition: Mapping[str, Any]) -> bool:
    """Return whether the report's own file is published with an edition (its fields)."""
    start = f"{edition.get('fassung') or 0}/"
    listed = str(edition.get("bericht_dateien") or "").split()
    return any(is_report(one.removeprefix(start)) for one in listed if one.startswith(start))


def report_of(berichtsstand: str) -> Report | None:
    """Return the report of a public edition, None where the edition or its report is not there."""
    edition = reading.edition_of(berichtsstand)
    if edition is None or not has_report(edition):
        return None
    held = reading.edition_files(berichtsstand)
    report = next((resource for datei, resource in held.items() if is_report(datei)), None)
    if report is None:
        return None
    return Report(edition, _stored(report), _stored(held[PICTURES]) if PICTURES in held else None)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A stored file: ids of dataset and resource, checksum, name."""

    dataset: str
    id: str
    sha256: str
    datei: str

    @property
    def content(self) -> bytes | None:
        """What is stored, None where that is not what was published."""
        return _content(self.id, self.sha256)


def _stored(resource: model.Resource) -> _Stored:
    return _Stored(resource.package_id, resource.id, resource.hash or "", resource.extras["datei"])


@dataclass(frozen=True, slots=True)
class Report:
    """A published report; `edition` is what pages say of its edition (see `reading.edition_of`)."""

    edition: Mapping[str, Any]
    file: _Stored
    archive: _Stored | None

    @property
    def berichtsstand(self) -> str:
        """The round."""
        return str(self.edition["berichtsstand"])

    @property
    def suffix(self) -> str:
        """What kind of file it is, "pdf", "txt" …"""
        return self.file.datei.rpartition(".")[2]

    @property
    def address(self) -> str:
        """Where it can be downloaded."""
        asked = {"resource_id": self.file.id, "filename": self.file.datei, "locale": "default"}
        return str(toolkit.url_for("dataset_resource.download", id=self.file.dataset, **asked))

    @property
    def fingerprint(self) -> str:
        """What tells the pictures from those of any other publication, "" where there are none."""
        return self.archive.sha256[:16] if self.archive else ""

    def value(self, vorhaben_nr: str, feld: str, lang: str) -> Printed | None:
        """Return where a value is printed, None if no place of it is known."""
        rows = self._values(vorhaben_nr)
        row = next((one for one in rows if one["feld"] == feld and one["fundstelle"]), None)
        if row is None:
            return None
        printed = of_value(row, lang)
        return self._shown(printed, cells_around(rows, feld, lang))

    def finding(self, number: int, lang: str) -> Printed | None:
        """Return where the report has what a finding is about, None if there is no such finding or place."""
        rows = reading.edition_table(self.berichtsstand, "hinweise")
        row = next((one for one in rows if one["nr"] == str(number) and one["fundstelle"]), None)
        if row is None:
            return None
        values = self._values(row["vorhaben_nr"]) if row["vorhaben_nr"] else []
        printed = of_finding(row, values, lang)
        return self._shown(printed, cells_around(values, printed.feld, lang) if printed.feld else ())

    def total(self, kennzahl: str, place: int, lang: str) -> Printed | None:
        """Return where the report states a number, at one of its places, counted from 1."""
        rows = reading.edition_table(self.berichtsstand, "abgleich")
        row = next((one for one in rows if one["kennzahl"] == kennzahl), None)
        if row is None:
            return None
        printed = of_total(row, place, figure_label(kennzahl.partition("#")[0], lang), lang)
        return self._shown(printed) if printed else None

    def page(self, seite: str, lang: str) -> Printed | None:
        """Return a page of the report with nothing marked, None if there is no picture of it."""
        printed = of_page(seite, lang).on(self._pages())
        return printed if printed.page else None

    def picture(self, number: int) -> bytes | None:
        """Return the picture of a page by its number in the file."""
        content = self.archive.content if self.archive else None
        return picture_of(content, number) if content is not None else None

    def _values(self, vorhaben_nr: str) -> list[dict[str, str]]:
        return reading.edition_rows(self.berichtsstand, "herkunft", vorhaben_nr)

    def _shown(self, printed: Printed, cells: Sequence[Any] = ()) -> Printed:
        if self.suffix == "pdf":
            return printed.on(self._pages())
        if self.suffix in _TEXTS:
            return printed.within(_lines(self.file.id, self.file.sha256))
        return printed.among(cells)

    def _pages(self) -> Pages:
        return _pages(self.archive.id, self.archive.sha256) if self.archive else Pages({})


@lru_cache(maxsize=_KEPT)
def _content(resource_id: str, sha256: str) -> bytes | None:
    content = files.content_of(resource_id)
    if content is None or hashlib.sha256(content).hexdigest() != sha256:
        return None
    return content


@lru_cache(maxsize=_KEPT)
def _lines(resource_id: str, sha256: str) -> tuple[str, ...]:
    content = _content(resource_id, sha256)
    return lines_of(content) if content else ()


def lines_of(content: bytes) -> tuple[str, ...]:
    """Return the lines of a report that is a text, as the reader counts them."""
    from hndigital.sources.decoding import decode
    from hndigital.sources.lettering import unified

    return tuple(unified(decode(content, "")[0]).split("\n"))


@lru_cache(maxsize=_KEPT)
def _pages(resource_id: str, sha256: str) -> Pages:
    content = _content(resource_id, sha256)
    return pages_of(content) if content else Pages({})


def pages_of(content: bytes) -> Pages:
    """Return what an archive of pictures says of its pages."""
    from hndigital.sources.pdf.pictures import DIRECTORY

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return Pages.of(json.loads(archive.read(DIRECTORY)))


def picture_of(content: bytes, number: int) -> bytes | None:
    """Return the picture of a page from an archive of them, None where it holds none of this number."""
    from hndigital.sources.pdf.pictures import picture_name

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = picture_name(number)
        return archive.read(name) if name in archive.namelist() else None
