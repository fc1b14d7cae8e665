"""Where things stand in a Meldebogen, in whatever file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .form import Form
from .questions import questions

__all__ = [
    "HEAD_ROW",
    "HELP_WIDTHS",
    "NONE_CELL",
    "PAGES_WIDE",
    "TITLE_COLUMNS",
    "WIDTHS",
    "choice_lists",
    "last_row",
]

NONE_CELL = (5, 5)
"""Row and column of the cell for "nothing to report"; what it means stands left of it."""
HEAD_ROW = 7
"""Below title, round, what to do, the mark and the line for "nothing to report"."""
WIDTHS: Mapping[str, int] = MappingProxyType(
    {"key": 16, "title": 42, "choice": 22, "open_choice": 14, "amount": 18, "date": 16, "text": 50}
)
"""Widths of columns by the kind of question, in characters."""
PAGES_WIDE = 2
"""Pages side by side on which it is printed, number and title on both."""
TITLE_COLUMNS = 9
"""Columns over which the lines above the head reach."""
HELP_WIDTHS = (28, 60, 40, 70)
"""Those of the sheet that explains."""


def choice_lists() -> dict[str, tuple[str, ...]]:
    """Return the choices of the hidden sheet's columns by the name of their code list."""
    return {one.codes: one.choices() for one in questions() if one.codes}


def last_row(form: Form) -> int:
    """Return the last row that can be filled in."""
    return HEAD_ROW + len(form.rows) + len(form.added) + form.words.blank_rows
