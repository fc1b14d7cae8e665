"""A PDF's pages, words with their places → the text that the grammar of the report reads, and its cells.

Where columns and rows are certain, a table's cells are known before the grammar sees them: each line of the
text that is one of a cell says so (`Place`). Where they are not, a finding does (`quelle_unsicher`).
"""

from __future__ import annotations

from .text import Place, Placed, place_pages

__all__ = ["Place", "Placed", "place_pages"]
