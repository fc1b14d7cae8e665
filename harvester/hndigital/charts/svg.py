"""A picture as an SVG file that stands alone: title, description, labels, and no colour without a sign.

Every colour reaches 3:1 on white (text 4.5:1); bars differ by pattern as well, cells carry their text.
With forced colours the reader's own are used. Drawn with presentation attributes, so that it also
keeps its look where a style sheet is not allowed. By hand, since chart libraries draw no text alternative and
other bytes with each version.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from ..characters import clean
from ..colours import accent, contrast, mixed, named, text_of
from ..schemas import codelist
from .model import Bar, Chart, Grid

__all__ = ["draw"]

_WIDTH = 720
_MARGIN = 16
_LABEL = 250
_TEXT = 110
_LINE = 18
_INK = named()["ink"]
_SOFT = named()["soft"]
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
#: How much of the accent the ground of a cell has by its level; the deepest has black in it.
_SHARES = {1: 0.14, 2: 0.6, 3: 1.0}
_DEEPEST = 0.75
_NO_SIGN = "n. a."
_PATTERNS = {"warn": "stripes", "bad": "crosses"}
_CUT = {
    "de": "Gezeigt sind die ersten {shown} von {all} Vorhaben.",
    "en": "The first {shown} of {all} projects are shown.",
}
_LEGEND = {"de": "n. a.: nicht ausgewiesen", "en": "n. a.: not reported"}

_STYLE = (
    "@media (forced-colors: active){text{fill:CanvasText}.ground{fill:Canvas}"
    ".bar{fill:CanvasText;stroke:CanvasText}.cell{fill:Canvas;stroke:CanvasText}}"
)


def draw(chart: Chart, note: str = "") -> str:
    """Return the picture as an SVG document; `note` (round, source) stands beneath it."""
    lines = textwrap.wrap(chart.sentence, 88)
    top = _MARGIN + 24 + len(lines) * _LINE + 12
    drawn, height = _grid(chart, chart.grid, top) if chart.grid else _bars(chart, top)
    body = list(drawn)
    notes = textwrap.wrap(note, 100)
    bottom = height + 10
    for index, line in enumerate(notes):
        body.append(_text(_MARGIN, bottom + 14 + index * 16, line, size=12, fill=_SOFT))
    total = bottom + len(notes) * 16 + _MARGIN
    head = [
        _text(_MARGIN, _MARGIN + 14, chart.title, size=18, weight="bold"),
        *(
            _text(_MARGIN, _MARGIN + 38 + i * _LINE, line, size=14, fill=_SOFT)
            for i, line in enumerate(lines)
        ),
    ]
    document = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {total}" width="{_WIDTH}" '
        f'height="{total}" role="img" aria-labelledby="title desc" xml:lang="{chart.lang}" '
        f'lang="{chart.lang}" font-family="system-ui, sans-serif">',
        f'<title id="title">{escape(chart.title)}</title>',
        f'<desc id="desc">{escape(" ".join(filter(None, (chart.sentence, note))))}</desc>',
        f"<style>{_STYLE}</style>",
        *_definitions(),
        f'<rect class="ground" width="{_WIDTH}" height="{total}" fill="#ffffff"/>',
        *head,
        *body,
        "</svg>",
        "",
    ]
    return clean("\n".join(document))


def _definitions() -> Iterator[str]:
    yield "<defs>"
    yield (
        '<pattern id="missing" width="8" height="8" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="8" height="8" fill="#ffffff"/>'
        '<rect width="2" height="8" fill="#c9d1d8"/></pattern>'
    )
    stripes = '<rect width="3" height="8" fill="#ffffff" fill-opacity="0.55"/>'
    for name, colour, marks in (
        ("stripes", named()["warn"], stripes),
        (
            "crosses",
            named()["bad"],
            f'{stripes}<rect width="8" height="3" fill="#ffffff" fill-opacity="0.55"/>',
        ),
    ):
        yield (
            f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="8" height="8" fill="{colour}"/>{marks}</pattern>'
        )
    yield "</defs>"


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: int = 14,
    fill: str = _INK,
    weight: str = "",
    anchor: str = "",
    lang: str = "",
) -> str:
    attributes = f'x="{x:g}" y="{y:g}" font-size="{size}" fill="{fill}"'
    if weight:
        attributes += f' font-weight="{weight}"'
    if anchor:
        attributes += f' text-anchor="{anchor}"'
    if lang:
        attributes += f" xml:lang={quoteattr(lang)}"
    return f"<text {attributes}>{escape(text)}</text>"


def _label(
    x: float, y: float, label: str, width: int, *, german: bool, chart: Chart
) -> tuple[list[str], int]:
    lines = textwrap.wrap(label, width)[:3] or [""]
    lang = "de" if german and chart.lang != "de" else ""
    return [_text(x, y + index * 16, line, size=13, lang=lang) for index, line in enumerate(lines)], len(
        lines
    )


def _bars(chart: Chart, top: int) -> tuple[Sequence[str], int]:
    parts: list[str] = []
    y = top
    room = _WIDTH - 2 * _MARGIN - _LABEL - _TEXT
    start = _MARGIN + _LABEL
    for bar in chart.bars:
        label, count = _label(_MARGIN, y + 14, bar.label, 34, german=bar.german, chart=chart)
        height = max(22, count * 16 + 4)
        length = float(bar.share) * room / 100
        parts += label
        if bar.number:
            parts.append(
                f'<rect class="bar" x="{start}" y="{y}" width="{max(length, 2):g}" height="18" {_fill(bar)}/>'
            )
        parts.append(_text(start + max(length, 0) + 8, y + 14, bar.text, size=13, weight="bold"))
        y += height + 8
    parts.append(f'<path d="M{start} {top - 4}V{y}" stroke="{_SOFT}" stroke-width="1" fill="none"/>')
    return parts, y


def _fill(bar: Bar) -> str:
    if bar.kind == "missing":
        return f'fill="url(#missing)" stroke="{_SOFT}" stroke-dasharray="4 3"'
    if bar.kind == "rest":
        return f'fill="#ffffff" stroke="{_SOFT}" stroke-width="1.5"'
    if bar.colour in _PATTERNS:
        return f'fill="url(#{_PATTERNS[bar.colour]})" stroke="{named()[bar.colour]}"'
    return f'fill="{named().get(bar.colour) or text_of(accent())}"'


def _level(level: int) -> tuple[str, str]:
    """Return ground and text of a cell: the text is dark or white, whatever can be read better."""
    if level < 1:
        return ("#ffffff" if level == 0 else "url(#missing)"), _INK
    over, share = (_WHITE, _SHARES[level]) if level in _SHARES else (_BLACK, _DEEPEST)
    ground = mixed(accent(), share, over)
    return text_of(ground), "#ffffff" if contrast(ground, _WHITE) > contrast(ground, _BLACK) else "#000000"


def _grid(chart: Chart, grid: Grid, top: int) -> tuple[Sequence[str], int]:
    parts: list[str] = []
    width = (_WIDTH - 2 * _MARGIN - _LABEL) / len(grid.columns)
    start = _MARGIN + _LABEL
    heads = [textwrap.wrap(label, 14) for _, label in grid.columns]
    depth = max(map(len, heads), default=1)
    for index, lines in enumerate(heads):
        centre = start + (index + 0.5) * width
        parts += [
            _text(centre, top + 12 + i * 15, line, size=12, weight="bold", anchor="middle")
            for i, line in enumerate(lines)
        ]
    y = top + depth * 15 + 8
    missing = False
    for row in grid.rows:
        label, count = _label(_MARGIN, y + 16, row.label, 34, german=row.german, chart=chart)
        height = max(24, count * 16 + 8)
        parts += label
        for index, cell in enumerate(row.cells):
            ground, ink = _level(cell.level)
            x = start + index * width
            parts.append(
                f'<rect class="cell" x="{x:g}" y="{y}" width="{width:g}" height="{height}" '
                f'fill="{ground}" stroke="{_SOFT}" stroke-width="0.5"/>'
            )
            sign = _sign(cell.code) if chart.kind == "matrix" else cell.text
            missing = missing or (chart.kind == "matrix" and not cell.code)
            parts.append(
                _text(
                    x + width / 2, y + height / 2 + 5, sign, size=13, weight="bold", fill=ink, anchor="middle"
                )
            )
        y += height
    if chart.kind == "matrix":
        y = _legend(chart, grid, parts, y, missing=missing)
    return parts, y


def _sign(rating: str) -> str:
    code = codelist("bewertung").get(rating)
    return (code.sign or rating) if code else _NO_SIGN


def _legend(chart: Chart, grid: Grid, parts: list[str], y: int, *, missing: bool) -> int:
    signs = [f"{_sign(code)}: {entry.label(chart.lang)}" for code, entry in codelist("bewertung").items()]
    if missing:
        signs.append(_LEGEND[chart.lang])
    parts.append(_text(_MARGIN, y + 20, "   ".join(signs), size=12, fill=_SOFT))
    if not grid.cut:
        return y + 24
    shown = len(grid.rows)
    words = _CUT[chart.lang].format(shown=shown, all=shown + grid.cut)
    parts.append(_text(_MARGIN, y + 38, words, size=12, fill=_SOFT))
    return y + 42
