"""A place in the report: the page as a picture with a mark, the lines of a text, or the cells of a row.

What is marked comes from the edition's own tables, never from an address. Where only the place's words are
known, they are said and nothing is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..schemas import field_label
from .accuracy import place_in_words
from .language import translations

__all__ = [
    "Cell",
    "Line",
    "Mark",
    "PagePicture",
    "Pages",
    "Printed",
    "cells_around",
    "lines_around",
    "of_finding",
    "of_page",
    "of_total",
    "of_value",
]

_AROUND = 12
"""Lines of a text before and after the place."""
_FOLLOWS = 8
"""Lines within which the next printed line of a wording stands."""

Row = Mapping[str, str]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked place on a page, in points from its top left."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page of a PDF: its number in the file and the one printed on it, sizes, the pages before and after.

    `width` and `height` are in points, `pixels` those of the picture; `before` and `after` are printed
    numbers of the pages that there are pictures of, "" at the end.
    """

    number: int
    label: str
    width: float
    height: float
    pixels: tuple[int, int]
    mark: Mark | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text in pieces, each with whether it is marked."""

    number: int
    pieces: tuple[tuple[str, bool], ...]

    @property
    def is_marked(self) -> bool:
        """Whether something of it is."""
        return any(marked for _text, marked in self.pieces)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row in a list or a table of a document."""

    name: str
    field: str
    wording: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """What the page of a place says: what is printed there (`title`), its wording, the place in words.

    `vorhaben_nr` and `feld` are those of a value. `zeile` and `seite` are the line and the printed page, as
    far as they are known, `key` is the value's in the directory of pictures. One of `page`, `lines` and
    `cells` shows the place; none does where only its words are known.
    """

    title: str
    wording: str
    place: str
    vorhaben_nr: str = ""
    feld: str = ""
    zeile: int = 0
    seite: str = ""
    key: str = ""
    page: PagePicture | None = None
    lines: Sequence[Line] = ()
    cells: Sequence[Cell] = ()

    def on(self, pages: Pages) -> Printed:
        """Return the place on a page of a PDF."""
        return replace(self, page=pages.picture(self.key, self.seite))

    def among(self, cells: Sequence[Cell]) -> Printed:
        """Return the place among the cells of a row."""
        return replace(self, cells=cells)

    def within(self, text: Sequence[str]) -> Printed:
        """Return the place within the lines of a text."""
        return replace(self, lines=lines_around(text, self.zeile, self.wording)) if self.zeile else self


def of_value(row: Row, lang: str) -> Printed:
    """Return the place of a value: a row of the table `herkunft`."""
    return Printed(
        title=field_label(row["feld"], lang),
        wording=row["wortlaut"],
        place=place_in_words(row["fundstelle"], lang),
        vorhaben_nr=row["vorhaben_nr"],
        feld=row["feld"],
        key=f"{row['vorhaben_nr']}/{row['feld']}",
        **_numbers(row["fundstelle"]),
    )


def of_finding(row: Row, values: Iterable[Row], lang: str) -> Printed:
    """Return the place of a finding; `values` are the rows of `herkunft` about its project."""
    place = row["fundstelle"].split(" | ")[0]
    same = (one for one in values if one["feld"] == row["feld"] and one["fundstelle"] == place)
    if (value := next(same, None)) is not None:
        return of_value(value, lang)
    return Printed(
        title=field_label(row["feld"], lang) if row["feld"] else "",
        wording=row["wortlaut"],
        place=place_in_words(place, lang),
        vorhaben_nr=row["vorhaben_nr"],
        **_numbers(place),
    )


def of_total(row: Row, number: int, title: str, lang: str) -> Printed | None:
    """Return the place of a number that the report states, of several the one with this number, from 1."""
    places = [place for place in row["fundstelle"].split(" | ") if place]
    if not 1 <= number <= len(places):
        return None
    place = places[number - 1]
    return Printed(title, row["bericht"], place_in_words(place, lang), **_numbers(place))


def of_page(seite: str, lang: str) -> Printed:
    """Return a page with nothing marked."""
    _ = translations(lang).gettext
    return Printed("", "", _("page {number}").format(number=seite), seite=seite)


def _numbers(fundstelle: str) -> dict[str, Any]:
    parts = dict(part.split(" ", 1) for part in fundstelle.split("; ") if " " in part)
    line = parts.get("Z.") or parts.get("Zeile") or ""
    return {"zeile": int(line) if line.isdecimal() else 0, "seite": parts.get("S.", "")}


@dataclass(frozen=True, slots=True)
class Pages:
    """The directory of an edition's pictures, `seiten.json`; one that says something else has no pages."""

    drawn: Mapping[int, Mapping[str, Any]]

    @classmethod
    def of(cls, directory: Mapping[str, Any]) -> Pages:
        """Return the pages of a directory as it was written."""
        return cls({int(number): page for number, page in directory["drawn"].items()})

    def picture(self, key: str, label: str) -> PagePicture | None:
        """Return the page on which a value stands, or that has a printed number; None if there is none."""
        for number, page in self.drawn.items():
            if key and key in page["places"]:
                return self._picture(number, page["places"][key])
        for number, page in self.drawn.items():
            if label and label in page["labels"]:
                return self._picture(number, None)
        return None

    def _picture(self, number: int, box: Sequence[float] | None) -> PagePicture:
        page = self.drawn[number]
        ordered = sorted(self.drawn)
        at = ordered.index(number)
        width, height = page["size"]
        mark = None
        if box:
            left, top, right, bottom = box
            mark = Mark(left, top, right - left, bottom - top)
        return PagePicture(
            number=number,
            label=self._label(number),
            width=width,
            height=height,
            pixels=(page["pixels"][0], page["pixels"][1]),
            mark=mark,
            before=self._label(ordered[at - 1]) if at else "",
            after=self._label(ordered[at + 1]) if at + 1 < len(ordered) else "",
        )

    def _label(self, number: int) -> str:
        return next(iter(self.drawn[number]["labels"]), "")


def lines_around(text: Sequence[str], number: int, wording: str) -> tuple[Line, ...]:
    """Return the lines of a text around one, with a wording marked that begins there.

    Printed lines of a wording that are not found there are not marked; if none is, the line itself is.
    """
    if not 1 <= number <= len(text):
        return ()
    marked: dict[int, tuple[tuple[str, bool], ...]] = {}
    at = number - 1
    for part in wording.split(" ⏎ "):
        for index in range(at, min(at + _FOLLOWS, len(text))):
            if index not in marked and (pieces := _pieces(text[index], part)):
                marked[index] = pieces
                at = index + 1
                break
    if number - 1 not in marked:
        marked = {number - 1: ((text[number - 1], True),)}
    first, last = max(number - 1 - _AROUND, 0), min(max(marked) + _AROUND + 1, len(text))
    plain = {index: ((text[index], False),) for index in range(first, last)}
    return tuple(Line(index + 1, pieces) for index, pieces in sorted((plain | marked).items()))


def _pieces(line: str, part: str) -> tuple[tuple[str, bool], ...]:
    """Return a line in three pieces, with the words of `part` in the middle; () where they are not in it."""
    words = [re.escape(word) for word in part.split()]
    found = re.search(r"\s+".join(words), line) if words else None
    if found is None:
        return ()
    pieces = (line[: found.start()], False), (found[0], True), (line[found.end() :], False)
    return tuple(piece for piece in pieces if piece[0])


def cells_around(values: Iterable[Row], feld: str, lang: str) -> tuple[Cell, ...]:
    """Return the cells of the row in which a value stands, as far as the edition's own table knows them."""
    rows = list(values)
    here = next((row["ort"] for row in rows if row["feld"] == feld), "")
    if "!" not in here:
        return ()
    sheet, row_number = _row_of(here)
    cells = [
        Cell(
            _cell(row["ort"]),
            field_label(row["feld"], lang),
            row["wortlaut"],
            row["feld"] == feld,
        )
        for row in rows
        if "!" in row["ort"] and _row_of(row["ort"]) == (sheet, row_number)
    ]
    return tuple(sorted(cells, key=lambda cell: (len(cell.name), cell.name)))


def _cell(ort: str) -> str:
    return ort.rpartition("!")[2]


def _row_of(ort: str) -> tuple[str, str]:
    sheet, _, cell = ort.rpartition("!")
    return sheet, cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
