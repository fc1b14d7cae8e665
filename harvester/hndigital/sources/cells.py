"""The cell of a table in whatever file → a printed value, in the signs that readers know."""

from __future__ import annotations

from ..bericht import Fundstelle
from ..values import join_lines, printed
from .lettering import lettered, unified
from .records import Zelle

__all__ = ["printed_cell"]


def printed_cell(text: str, place: Fundstelle) -> Zelle:
    """Return the value of a cell whose lines stand in `text`; its wording is what the file holds."""
    source = unified(text)
    return Zelle(join_lines(lettered(source).text.split("\n")), printed(source.split("\n")), place)
