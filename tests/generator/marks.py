"""Signs that the document prints where the noise needs to know the layout; none reaches the report."""

from __future__ import annotations

__all__ = ["ALL", "BARE", "COST", "EMPTY", "EXTRA", "ROTATED", "ROW_END", "TITLE_END"]

TITLE_END = "¤"
"""End of a title cell: sometimes a second blank or an empty paragraph follows."""
ROW_END = "¬"
"""End of a table row: sometimes an empty paragraph follows."""
BARE = "¦"
"""End of a line of a chart: no blank there."""
COST = "¢"
"""Before an amount: often a line of many blanks."""
EMPTY = "¶"
"""An empty paragraph: a line with one blank."""
EXTRA = "¥"
"""Several blanks."""
ROTATED = "°"
"""End of a line of a rotated column head."""

ALL = (BARE, COST, EMPTY, EXTRA, ROTATED, ROW_END, TITLE_END)
