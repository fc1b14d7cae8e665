"""The tables' column heads, in all the breaks that page ends and rotated print make of them.

What the heads say is in `schemas` (report.yaml, `head` of columns.yaml, wordings of the Strategiefelder);
how they are printed and broken is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ... import profiles
from ...caching import kept
from ...schemas import codelist, column, printed_tables, table_heads, table_words
from .document import Document, Squeezed

__all__ = ["Head", "find_heads", "footnotes", "is_piece"]

# Characters that may stand between the heads of a table beside the heads' own.
BETWEEN = 58


def _squeezed(head: str) -> str:
    return re.sub(r"[\s-]", "", head)


@kept()
def _field_heads() -> dict[str, str]:
    """Return the head of each Strategiefeld as printed: its first wording."""
    return {code.code: code.wortlaut[0] for code in codelist("strategiefeld").values()}


@kept()
def _head() -> re.Pattern[str]:
    """Return the pattern of a head without blanks and hyphens.

    Its beginning is printed alike everywhere; what follows "Anlass" may be rotated, so that it comes letter
    by letter with any of them missing. No project number can stand inside a head.
    """
    last = re.escape(_squeezed(list(_field_heads().values())[-1]))
    tails, ends, letters = [], [], 0
    for kind in printed_tables().values():
        if not kind.columns:
            continue
        *narrow, end = (_squeezed(column(name).head) for name in kind.columns)
        between = "".join(narrow)
        end = re.escape(end).replace(",", ",?")
        tails.append(f"[{re.escape(between)}]{{0,{len(between)}}}{end}" if between else end)
        ends += [end] if kind.rotated else []
        letters = max(letters, len(between))
    most = sum(map(len, map(_squeezed, _field_heads().values()))) + letters + BETWEEN
    known = "|".join([f"{last}(?:{'|'.join(tails)})?", *ends])
    number = re.sub(r"\?P<\w+>", "?:", profiles.current().number.printed) or r"(?!)"
    return re.compile(rf"{_beginning()}(?P<rest>(?:(?!{number}).){{0,{most}}}?(?:{known}))?")


def _beginning() -> str:
    """Return the pattern of the heads left of the ratings; those of title and office are always there."""
    heads = {name: "|".join(map(_dotted, wordings)) for name, wordings in table_heads().items()}
    at = list(heads).index("titel")
    needed = list(heads)[at : at + 2]
    pattern = "".join(f"(?:{head}){'' if name in needed else '?'}" for name, head in heads.items())
    last = f"(?:{heads[needed[-1]]})"
    return pattern.replace(last, rf"{last}(?:(?P<note>\d{{1,3}})(?=\D))?")


def _dotted(head: str) -> str:
    """Return the pattern of a head, whose dots may be missing."""
    return re.escape(_squeezed(head)).replace(r"\.", r"\.?")


@kept()
def _all_heads() -> str:
    names = [name for kind in printed_tables().values() for name in kind.columns]
    return " ".join(_squeezed(head) for head in (*_field_heads().values(), *(column(n).head for n in names)))


def is_piece(word: str) -> bool:
    """Tell whether a printed word is one of a head's, or a part of one that a line's end has cut."""
    letters = _squeezed(word)
    return (bool(letters) and letters in _all_heads()) or (len(word) <= 2 and word.isalpha())


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
        """Return the kind of table (see `schemas.printed_tables`), "" if the head is cut."""
        for name, kind in printed_tables().items():
            if kind.columns and re.split(r"\W", column(kind.columns[-1]).head)[0] in self.text:
                return name
        plain = next((name for name, kind in printed_tables().items() if not kind.columns), "")
        return plain if self.text.endswith(list(_field_heads().values())[-1].split()[-1]) else ""

    @property
    def strategiefelder(self) -> tuple[str, ...]:
        """Return the fields that the head names; nothing if it is rotated letter by letter."""
        words = {code: _squeezed(head.split()[-1]) for code, head in _field_heads().items()}
        everywhere = set(words).intersection(*(kind.fields for kind in printed_tables().values()))
        if not all(words[code] in self.text for code in everywhere):
            return ()
        first = {code: _squeezed(head.split()[0]) for code, head in _field_heads().items()}
        return tuple(code for code, word in first.items() if word in self.text)


def find_heads(document: Document, start: int, end: int) -> list[Head]:
    """Return the column heads on the lines from `start` up to `end` (indices)."""
    squeezed = Squeezed(document, start, end)
    heads = []
    for match in _head().finditer(squeezed.text):
        spans = list(squeezed.spans(*match.span()))
        if match["rest"] is None:
            spans += _cut_rest(document, spans[-1][0] + 1, end)
        heads.append(Head(tuple(spans), match[0], match["note"] or ""))
    return heads


def _cut_rest(document: Document, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the spans of lines that are left of a head cut before its end: single letters, its own words."""
    for index in range(start, end):
        words = document.lines[index].text.split()
        if not all(map(is_piece, words)):
            return
        if words:
            yield index, 0, len(document.lines[index].text)


def footnotes(document: Document, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the spans of the heads' footnote, which points to the list of offices in an annex."""
    squeezed = Squeezed(document, start, end)
    for match in table_words().footnote.finditer(squeezed.text):
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
