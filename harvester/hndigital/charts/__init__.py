"""Pictures of the projects: values → a title, one sentence, bars or a heat map → SVG.

Pure: the counts come in, text comes out. Portal and static export can draw the same pictures.
Labels come from `schemas`; the sentences in `wordings` are the only words of its own.
"""

from __future__ import annotations

from .bars import amount_chart, count_chart
from .grids import fields_chart, matrix_chart
from .model import SHOWN, Bar, Cell, Chart, Grid, GridRow, counting_pictures, picture_names
from .pictures import About, picture, picture_csv, picture_json, picture_svg
from .stated import stated_charts
from .svg import draw

__all__ = [
    "SHOWN",
    "About",
    "Bar",
    "Cell",
    "Chart",
    "Grid",
    "GridRow",
    "amount_chart",
    "count_chart",
    "counting_pictures",
    "draw",
    "fields_chart",
    "matrix_chart",
    "picture",
    "picture_csv",
    "picture_json",
    "picture_names",
    "picture_svg",
    "stated_charts",
]
