"""Pictures of the projects: values → a title, one sentence, bars or a heat map → SVG.

Pure: the counts come in, text comes out. Portal and static export can draw the same pictures.
Labels come from `schemas`; the sentences in `wordings` are the only words of its own.
"""

from __future__ import annotations

from .bars import amount_chart, count_chart
from .grids import fields_chart, matrix_chart
from .model import COUNTED, NAMES, SHOWN, Bar, Cell, Chart, Grid, GridRow
from .svg import draw

__all__ = [
    "COUNTED",
    "NAMES",
    "SHOWN",
    "Bar",
    "Cell",
    "Chart",
    "Grid",
    "GridRow",
    "amount_chart",
    "count_chart",
    "draw",
    "fields_chart",
    "matrix_chart",
]
