"""A report as a page that stands alone: semantic, in one file, its charts within."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Protocol

from ..characters import clean
from ..charts import draw
from ..colours import accent
from .model import Block, Column, Figure, Heading, Items, Report, Section, Table, Text

__all__ = ["Typesetting", "page"]


class Typesetting(Protocol):
    """How a text becomes markup: as it is, or with its words kept together where a line must not end."""

    def __call__(self, text: str, width: float = 0) -> str:
        """Return the markup of a text in a cell that has this share (of 100) of the table, 0 for none."""


def plainly(text: str, width: float = 0) -> str:
    """Return a text as it is."""
    return escape(clean(text))


def page(report: Report, typeset: Typesetting = plainly, style: str = "") -> str:
    """Return the page; `style` is a further style sheet."""
    body = "\n".join(part for section in report.sections for part in _section(section, typeset))
    colour = "#{:02x}{:02x}{:02x}".format(*accent())
    own = files(__package__).joinpath("report.css").read_text("utf-8")
    sheet = f":root {{ --accent: {colour} }}\n{own}{style}"
    head = [
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(report.title)}</title>",
        f'<meta name="author" content="{escape(report.publisher)}">',
        f'<meta name="description" content="{escape(report.subject)}">',
        *([f'<meta name="dcterms.created" content="{report.date}">'] if report.date else []),
        f"<style>{sheet}</style>",
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{report.lang}">\n<head>\n{chr(10).join(head)}\n</head>\n<body>\n'
        f"<main>\n<h1>{plainly(report.title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _section(section: Section, typeset: Typesetting) -> Iterator[str]:
    yield f'<section class="{"wide" if section.wide else "tall"}">'
    for block in section.blocks:
        yield from _block(block, typeset)
    yield "</section>"


def _block(block: Block, typeset: Typesetting) -> Iterator[str]:
    match block:
        case Heading():
            # Set plainly: a PDF takes its bookmarks from headings, with whatever sign is in them.
            yield f"<h{block.level}>{plainly(block.text)}</h{block.level}>"
        case Text():
            yield f"<p{_class(block.kind)}>{typeset(block.text)}</p>"
        case Items():
            yield "<ul>"
            yield from (f"<li>{typeset(line)}</li>" for line in block.lines)
            yield "</ul>"
        case Table():
            yield from _table(block, typeset)
        case Figure():
            yield from _figure(block, typeset)


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _figure(figure: Figure, typeset: Typesetting) -> Iterator[str]:
    drawn = base64.b64encode(draw(figure.chart).encode()).decode()
    said = escape(clean(figure.chart.sentence))
    yield "<figure>"
    yield f"<figcaption>{typeset(figure.caption)}</figcaption>"
    yield f'<img alt="{said}" src="data:image/svg+xml;base64,{drawn}">'
    yield from _table(figure.table, typeset)
    yield from (f'<p class="below">{typeset(line)}</p>' for line in figure.lines)
    yield "</figure>"


def _table(table: Table, typeset: Typesetting) -> Iterator[str]:
    widths = [column.width * 100 / sum(one.width for one in table.columns) for column in table.columns]
    named = f'aria-label="{escape(clean(table.title))}"'
    # What is wider than a small screen is moved with keys as well.
    yield f'<div class="scroll" role="region" tabindex="0" {named}>' if table.kind == "matrix" else "<div>"
    yield f'<table class="{table.kind}" {named}>'
    yield "<colgroup>" + "".join(f'<col style="width:{width:.2f}%">' for width in widths) + "</colgroup>"
    if any(column.head for column in table.columns):
        cells = "".join(_head(column, typeset) for column in table.columns)
        yield f"<thead><tr>{cells}</tr></thead>"
    yield "<tbody>"
    if not table.rows:  # PDF/UA wants a body with a row under a head
        yield f"<tr>{'<td></td>' * len(widths)}</tr>"
    for at, row in enumerate(table.rows):
        part = ' class="part"' if at in table.spans else ""
        yield f"<tr{part}>" + "".join(_cells(table, row, widths, typeset)) + "</tr>"
    yield "</tbody></table></div>"


def _head(column: Column, typeset: Typesetting) -> str:
    if column.rotated:
        return f'<th scope="col" class="turned"><span>{typeset(column.head)}</span></th>'
    return f'<th scope="col"{_aligned(column)}>{typeset(column.head)}</th>'


def _aligned(column: Column) -> str:
    return f' class="{column.align}"' if column.align != "left" else ""


def _cells(table: Table, row: tuple[str, ...], widths: list[float], typeset: Typesetting) -> Iterator[str]:
    for number, (text, column, width) in enumerate(zip(row, table.columns, widths, strict=True)):
        inner = typeset(text, width if table.kind != "sheet" else 0)
        if number < table.heads:
            yield f'<th scope="row"{_aligned(column)}>{inner}</th>'
        else:
            yield f"<td{_aligned(column)}>{inner}</td>"
