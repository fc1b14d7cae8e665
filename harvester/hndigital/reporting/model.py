"""What a made report consists of, whatever form it gets: headings, paragraphs, tables, charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..charts import Chart

__all__ = ["Block", "Column", "Figure", "Heading", "Items", "Report", "Section", "Table", "Text"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: 2 for a chapter, 3 for a section, 4 for a part of one."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `kind` is "" or what it is: "lead", "sample", "computed" or "note"."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of lines."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, whether that is turned, its share of the table's width, how its cells stand."""

    head: str
    width: float = 1.0
    rotated: bool = False
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table, a text per cell.

    `kind` is "matrix" (a row per project), "data" (rows of numbers or words) or "sheet" (a label and its
    value per row, without heads); `title` says what it holds to those who do not see it. The first
    `heads` cells of a row are its head. `spans` are the rows of a sheet that are a heading themselves.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "data"
    heads: int = 1
    spans: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its caption above, its numbers as a table, and lines below."""

    caption: str
    chart: Chart
    table: Table
    lines: tuple[str, ...] = ()


Block = Heading | Text | Items | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """What begins on a page of its own, which lies on its side if it is `wide`."""

    blocks: tuple[Block, ...]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: its title, what it is in one sentence, who publishes it, its date (ISO), its parts.

    `identifier` is the same for the same packages; `page` is the word before a page's number.
    """

    title: str
    subject: str
    publisher: str
    date: str
    identifier: str
    page: str
    sections: tuple[Section, ...]
    lang: str = "de"

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of all sections."""
        for section in self.sections:
            yield from section.blocks
