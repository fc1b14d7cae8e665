"""Whether all fact sheets are there, each in its chapter: what their labels and the headings tell.

A sheet without its first row is none, and one behind a lost heading looks as if it were of the chapter
before: both can only be seen by what is printed around them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ...bericht import Fundstelle
from ...findings import Finding
from ...schemas import measures, sheet_layout
from ..records import Blatt, Tabelle
from .document import Document

__all__ = ["sheet_doubts"]

_SEVERAL = 5
"""From so many on, what all others have is a rule."""


def sheet_doubts(
    document: Document, inside: int, sheets: Sequence[Blatt], tables: Sequence[Tabelle]
) -> list[Finding]:
    """Return what tells that fact sheets are lost or in a wrong chapter.

    `inside` is how many of the `sheets` were read from the lines of the document.
    """
    rows = sum(len(table.zeilen) for table in tables)
    without_any = rows if sheet_layout().labels and not sheets else 0
    return [
        *_beginnings(document, inside),
        *_sections(document, sheets),
        *_doubt("steckbriefe", without_any, rows, f"0/{rows}", "–"),
        *_figures(document),
    ]


def _doubt(
    name: str,
    odd: int,
    of: int,
    count: str,
    wording: str,
    place: Fundstelle = Fundstelle(),  # noqa: B008
) -> Iterator[Finding]:
    if measures()[name].exceeded(odd, of):
        yield Finding("quelle_unsicher", feld=name, wortlaut=wording, wert=count, fundstelle=place)


def _beginnings(document: Document, inside: int) -> Iterator[Finding]:
    """Yield a finding if labels open more lines than there are sheets: one has lost its first row.

    Only labels of several words count, and only if two of them agree: prose may begin with one.
    """
    labels = {" ".join(words): words for _, words in sheet_layout().labels if len(words) > 1}
    places: dict[str, list[int]] = {label: [] for label in labels}
    first_words = {words[0] for words in labels.values()}
    for index, line in enumerate(document.lines):
        words = tuple(line.text.split(maxsplit=8))
        if words and words[0] in first_words:
            for label, wanted in labels.items():
                if words[: len(wanted)] == wanted:
                    places[label].append(index)
    counts = sorted((len(found) for found in places.values()), reverse=True)
    if len(counts) > 1 and counts[1] > inside:
        label, found = max(places.items(), key=lambda entry: len(entry[1]))
        place = document.lines[found[0]].fundstelle()
        yield from _doubt("anfang", counts[1] - inside, counts[1], f"{inside}/{counts[1]}", label, place)


def _sections(document: Document, sheets: Sequence[Blatt]) -> Iterator[Finding]:
    """Yield the sections of a chapter of fact sheets that no heading opens, and those that hold several.

    Where sections hold one sheet each, a second one is behind a heading that was not found.
    """
    headed = {line.kapitel for line in document.lines}
    holding = Counter(sheet.kapitel for sheet in sheets)
    chapters = {major: _minors(major, holding) for major in {_major(name) for name in holding}}
    if any("." in name for name in headed):
        yield from _doubt("abschnitte", holding[""], len(sheets), f"{holding['']}/{len(sheets)}", "–")
    for major, minors in sorted(chapters.items()):
        if not minors:
            continue
        expected = [f"{major}.{minor}" for minor in range(1, max(minors) + 1)]
        odd = [name for name in expected if name not in headed]
        if sum(holding[name] == 1 for name in expected) * 2 >= len(minors):
            odd += [name for name in expected if holding[name] > 1]
        if len(minors) >= _SEVERAL and all(holding[name] == 1 for name in expected if holding[name]):
            odd += [name for name in expected if name in headed and not holding[name]]
        place = next(
            (one.nummer.fundstelle for one in sheets if one.kapitel in odd), Fundstelle(odd[0] if odd else "")
        )
        yield from _doubt(
            "abschnitte", len(odd), len(expected), f"{len(odd)}/{len(expected)}", " | ".join(odd), place
        )


def _figures(document: Document) -> Iterator[Finding]:
    """Yield a finding if numbered figures are missing between others: the pages that show them are lost."""
    words = "|".join(map(re.escape, sheet_layout().ends)) or r"(?!)"
    found: dict[str, dict[int, Fundstelle]] = {}
    for line in document.lines:
        if match := re.match(rf"\s*({words}) (\d{{1,3}})\b", line.text):
            found.setdefault(match[1], {}).setdefault(int(match[2]), line.fundstelle())
    for word, places in found.items():
        lost = [number for number in range(min(places), max(places)) if number not in places]
        if len(places) >= _SEVERAL:
            named = " | ".join(f"{word} {number}" for number in lost)
            place = next(
                (places[number] for number in sorted(places) if lost and number > lost[0]), Fundstelle()
            )
            yield from _doubt("luecken", len(lost), len(places), f"{len(lost)}", named, place)


def _major(chapter: str) -> str:
    return chapter.partition(".")[0]


def _minors(major: str, chapters: Sequence[str] | Counter[str]) -> list[int]:
    parts = (name.partition(".") for name in chapters if _major(name) == major)
    return [int(minor) for _, _, minor in parts if minor]
