"""Where in its report a finding or a value of a Vorgang stands: for editors, before anything is public.

As for the published ones (`pages.report`), what is marked comes from the package's own tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.pages.report import lines_of, pages_of, picture_of
from ckanext.hndigital.redaktion import folder
from ckanext.hndigital.redaktion.model import Vorgang

from hndigital.errors import SourceError
from hndigital.package import Package
from hndigital.package.source import PICTURES
from hndigital.pages.links import Links
from hndigital.pages.printed import Cell, Printed, cells_around, of_finding, of_value
from hndigital.publisher.desired import report_files

__all__ = ["PlaceLinks", "Places", "draw", "picture"]


def draw(vorgang: Vorgang, package: Package) -> None:
    """Keep the pictures of a PDF’s pages, as publishing makes them; none where none can be made."""
    place = folder.file(vorgang, PICTURES)
    place.unlink(missing_ok=True)
    try:
        made = next((one.made() for one in report_files(package) if one.datei == PICTURES), None)
    except SourceError:
        return
    if made is not None:
        place.write_bytes(made.content)


def picture(vorgang: Vorgang, number: int) -> bytes | None:
    """Return the picture of a page by its number in the file."""
    archive = folder.file(vorgang, PICTURES)
    return picture_of(archive.read_bytes(), number) if archive.is_file() else None


@dataclass(frozen=True, slots=True)
class Places:
    """A report under way as the partial `printed.html` shows places in it (its `report`)."""

    vorgang: Vorgang

    @property
    def suffix(self) -> str:
        """What kind of file it is, "pdf", "txt" …"""
        return self.vorgang.name.rpartition(".")[2].lower()

    @property
    def berichtsstand(self) -> str:
        """The round."""
        return self.vorgang.berichtsstand

    @property
    def edition(self) -> Mapping[str, str]:
        """What is said of the report: nothing is published of it yet."""
        return {"quelle_titel": self.vorgang.name}

    @property
    def address(self) -> str:
        """Where it can be downloaded."""
        return _to(self.vorgang, "download", datei="quelle")

    @property
    def fingerprint(self) -> str:
        """What tells its pictures from others."""
        return str(self.vorgang.result.get("sha256", ""))[:16]

    def finding(self, number: int, lang: str) -> Printed | None:
        """Return where the report has what a finding is about, None if there is no such finding or place."""
        rows = folder.rows(self.vorgang, "hinweise")
        row = next((one for one in rows if one["nr"] == str(number) and one["fundstelle"]), None)
        if row is None:
            return None
        values = self._values(row["vorhaben_nr"]) if row["vorhaben_nr"] else []
        printed = of_finding(row, values, lang)
        return self._shown(printed, cells_around(values, printed.feld, lang) if printed.feld else ())

    def value(self, row: Mapping[str, str], lang: str) -> Printed:
        """Return where a value is printed, by number, field, wording and place."""
        values = self._values(row["vorhaben_nr"])
        return self._shown(of_value(row, lang), cells_around(values, row["feld"], lang))

    def _values(self, vorhaben_nr: str) -> list[dict[str, str]]:
        rows = folder.rows(self.vorgang, "herkunft")
        return [row for row in rows if row["vorhaben_nr"] == vorhaben_nr]

    def _shown(self, printed: Printed, cells: Sequence[Cell]) -> Printed:
        archive = folder.file(self.vorgang, PICTURES)
        source = folder.of(self.vorgang) / "quelle" / self.vorgang.name
        if archive.is_file():
            shown = printed.on(pages_of(archive.read_bytes()))
            # Only places are shown here, no pages to turn.
            alone = shown.page and replace(shown.page, before="", after="")
            return replace(shown, page=alone)
        if self.suffix in ("txt", "csv") and source.is_file():
            return printed.within(lines_of(source.read_bytes()))
        return printed.among(cells)


def _to(vorgang: Vorgang, view: str, **asked: Any) -> str:
    return str(toolkit.url_for(f"hndigital_redaktion.{view}", id=vorgang.id, **asked))


class PlaceLinks(Links):
    """Where a place of a report under way leads to: to its own pages alone."""

    def __init__(self, vorgang: Vorgang) -> None:
        self._vorgang = vorgang

    def project(self, number: str) -> str:
        """Return the page of the Vorgang: the project's own has something else as yet."""
        return _to(self._vorgang, "show")

    def report_picture(self, berichtsstand: str, fingerprint: str, number: int) -> str:
        """Return the picture of a page."""
        return _to(self._vorgang, "page_picture", nummer=number, locale="default")
