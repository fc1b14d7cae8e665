"""A report as a tagged PDF, of which a reader gets every cell back: no line's end changes a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from ..characters import clean
from ..values import kept
from .html import page
from .model import Report
from .optional import needed

__all__ = ["pdf", "typeset"]

_STYLE = """
@page { size: A4; margin: 22mm 18mm 18mm;
  @top-left { content: "TITLE"; font: 8pt "Liberation Sans", sans-serif; color: #4a4a4a }
  @bottom-right { content: "PAGE " counter(page); font: 8pt "Liberation Sans", sans-serif; color: #4a4a4a } }
@page :first { @top-left { content: none } }
@page wide { size: A4 landscape; margin: 20mm 15mm 16mm }
html { font-size: 10pt; hyphenate-character: "-" }
main { max-width: none; padding: 0 }
section + section { break-before: page }
section.wide { page: wide }
section > :first-child { margin-top: 0 }
.k { white-space: nowrap }
.scroll { overflow: visible }
.matrix { font-size: 8pt; min-width: 0 }
.matrix th, .matrix td { padding: 1mm 1.2mm }
.matrix thead th.turned { height: 40mm; padding: 0 }
.turned > span { display: block; writing-mode: horizontal-tb; transform-origin: 0 0; width: 38mm;
  height: 11mm; max-height: none; line-height: 1.15; margin-bottom: -11mm;
  transform: translate(1mm, -1mm) rotate(-90deg) }
.sheet { break-inside: avoid }
table.long { break-inside: auto }
figure img { max-width: 150mm }
figure table { max-width: 150mm }
"""
_SIMPLE = re.compile(r"[(„“\"]*[A-Za-zÀ-ÖØ-öø-ÿ0-9]+[.,;:)“”\"]*")
"""A word within which no line may end but where a soft hyphen stands."""
_LONG = 11
"""Letters from which on a word may be broken."""
_TABLE, _PADDING, _EM = 267.0, 2.6, 2.83
"""Width of a wide table, of a cell's margins, and of an em of its text, in millimetres."""
_NARROW, _BROAD = frozenset("fijlrtI.,;:!'|()[]/-"), frozenset("mwMW@%&—+")
_HYPHEN = "\u00ad"


def pdf(report: Report) -> bytes:
    """Return the report as PDF/UA-1; the same report gives the same bytes.

    Raises ReportError if WeasyPrint is missing.
    """
    weasyprint = needed("weasyprint")
    style = _STYLE.replace("TITLE", _quoted(report.title)).replace("PAGE", _quoted(report.page))
    # All that the page shows is within it: nothing is fetched.
    document = weasyprint.HTML(string=page(report, typeset, style))
    return bytes(
        document.write_pdf(
            pdf_variant="pdf/ua-1",
            pdf_identifier=bytes.fromhex(report.identifier),
        )
    )


def _quoted(text: str) -> str:
    return clean(text).replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")


def typeset(text: str, width: float = 0) -> str:
    """Return a text of which a line ends at blanks alone, or at a hyphen that a reader takes away again.

    In a cell of this share (of 100) of a table's width, letters are set smaller where a word would not fit.
    """
    units = list(_units(clean(text)))
    inner = " ".join(_unit(unit) for unit in units)
    longest = max((_ems(piece) for unit in units for piece in _broken(unit).split(_HYPHEN)), default=0)
    room = (_TABLE * width / 100 - _PADDING) / _EM
    if width and longest > room:
        return f'<span style="font-size:{100 * room / longest:.1f}%">{inner}</span>'
    return inner


def _ems(text: str) -> float:
    """Return how wide a text is at most, in ems of a bold sans-serif."""
    return sum(
        0.36
        if sign in _NARROW
        else 1.02
        if sign in _BROAD or sign > "\u024f"
        else 0.76
        if sign.isupper()
        else 0.62
        for sign in text
    )


def _units(text: str) -> Iterator[str]:
    """Yield what must stand on one line: words, with the next one behind one that ends in a hyphen."""
    unit = ""
    for word in text.split():
        unit = f"{unit} {word}" if unit else word
        if not re.search(r"[^\W\d_]-$", word):
            yield unit
            unit = ""
    if unit:
        yield unit


def _unit(unit: str) -> str:
    if _SIMPLE.fullmatch(unit):
        return escape(_broken(unit))
    return f'<span class="k">{escape(unit)}</span>'


def _broken(unit: str) -> str:
    """Return a word with soft hyphens at its syllables, where a reader joins its parts again."""
    letters = re.search(r"[^\W\d_]+", unit)
    if not _SIMPLE.fullmatch(unit) or letters is None or len(letters[0]) < _LONG:
        return unit
    word, start = letters[0], letters.start()
    parts, last = [], 0
    for at in _syllables(word):
        if kept(f"{word[:at]}-", word[at:]) == word[:at] and word[at - 1].islower():
            parts.append(word[last:at])
            last = at
    return unit[:start] + _HYPHEN.join([*parts, word[last:]]) + unit[start + len(word) :]


def _syllables(word: str) -> list[int]:
    pyphen = needed("pyphen")
    return list(pyphen.Pyphen(lang="de_DE", left=3, right=3).positions(word))
