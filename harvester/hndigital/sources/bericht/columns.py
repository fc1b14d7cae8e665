"""The tables' column heads, in all the breaks that page ends and rotated print make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .document import Document, Squeezed

__all__ = ["Head", "find_heads", "footnotes"]

# A head's beginning is printed alike everywhere; what follows "Anlass" may be rotated, so that it comes
# letter by letter with any of them missing. No project number can stand inside a head.
HEAD = re.compile(
    r"(?:VorhabenNr\.?)?Vorhabentitelffd\.?Amt(?:(?P<note>\d{1,3})(?=\D))?(?:Vorhaben[Tt]yp)?(?:Anlass)?"
    r"(?P<rest>(?:(?!20\d{7}).){0,170}?"
    r"(?:ZukunftsfähigeMobilität(?:Bearbeitungsstand|[Gesamtstatu]{0,12}Kosten,?soweitbeziffert)?"
    r"|Kosten,?soweitbeziffert))?"
)
WORDS = frozenset(
    re.findall(
        r"\S+",
        "Verwaltung & Infrastruktur Infrastruk- Infra- struktur tur Bildungs- und Wissens- Wissensstadt "
        "Wis- sensstadt stadt Teilhabe an der Stadt- Stadtge- gesell- sellschaft schaft gesellschaft "
        "Zukunfts- fähige Mobilität Bearbeitungsstand Gesamtstatus Gesamt- status Kosten, soweit beziffert",
    )
)
FOOTNOTE = re.compile(
    r"(\d{1,3})(?:s\.?h\.?|siehe|vgl\.?)Anhang\d*(?:[–—]?ÜbersichtÄmterbezeichnungen(?:Stadt[A-ZÄÖÜ][a-zäöüß]+)?)?"
)
FIELD_MARKS = (
    ("verwaltung_infrastruktur", "Verwaltung"),
    ("bildung_wissensstadt", "Bildung"),
    ("teilhabe", "Teilhabe"),
    ("mobilitaet", "Mobilität"),
)


@dataclass(frozen=True, slots=True)
class Head:
    """One printed column head: its spans (line index, start, end), its words without blanks, its footnote."""

    spans: tuple[tuple[int, int, int], ...]
    text: str
    note: str

    @property
    def line(self) -> int:
        """Return the index of the line that it begins on."""
        return self.spans[0][0]

    @property
    def kind(self) -> str:
        """Return by which column the table differs: bearbeitungsstand, kosten_eur, none, or "" if cut."""
        if "Bearbeitungsstand" in self.text:
            return "bearbeitungsstand"
        if "Kosten" in self.text:
            return "kosten_eur"
        return "none" if self.text.endswith("Mobilität") else ""

    @property
    def strategiefelder(self) -> tuple[str, ...]:
        """Return the fields that the head names; nothing if it is rotated letter by letter."""
        if "Wissensstadt" not in self.text or "Stadtgesellschaft" not in self.text:
            return ()
        return tuple(code for code, mark in FIELD_MARKS if mark in self.text)


def find_heads(document: Document, start: int, end: int) -> list[Head]:
    """Return the column heads on the lines from `start` up to `end` (indices)."""
    squeezed = Squeezed(document, start, end)
    heads = []
    for match in HEAD.finditer(squeezed.text):
        spans = list(squeezed.spans(*match.span()))
        if match["rest"] is None:
            spans += _cut_rest(document, spans[-1][0] + 1, end)
        heads.append(Head(tuple(spans), match[0], match["note"] or ""))
    return heads


def _cut_rest(document: Document, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the spans of lines that are left of a head cut before its end: single letters, its own words."""
    for index in range(start, end):
        words = document.lines[index].text.split()
        if not all(word in WORDS or (len(word) <= 2 and word.isalpha()) for word in words):
            return
        if words:
            yield index, 0, len(document.lines[index].text)


def footnotes(document: Document, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the spans of the heads' footnote, which points to the list of offices in an annex."""
    squeezed = Squeezed(document, start, end)
    for match in FOOTNOTE.finditer(squeezed.text):
        # Digits that end the line before run into the note's number: it begins where a word does.
        words = [place for place in range(match.start(), match.end(1)) if squeezed.opens_word(place)]
        if not words:
            continue
        spans = list(squeezed.spans(words[-1], match.end()))
        yield from spans
        line, column, _ = spans[0]
        text = document.lines[line].text
        if not text[:column].strip() and len(spans) == 1:
            yield line, column, len(text)
