"""The tables' captions: "5.3. Matrixdarstellung: 35 Vorhaben (in Umsetzung)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...caching import kept
from ...schemas import codelist, printed_kind, table_words
from ..records import Zahl, Zelle
from .columns import Head
from .document import Document, Squeezed, cell, tokens_of
from .pages import CONTENTS_ENTRY

__all__ = ["Caption", "find_captions", "kind_of", "stand_of"]

CHAPTER = re.compile(r"(?:^|\s)(\d{1,2}\.\d{1,2})\.?\s*$")
HEAD_WITHIN = 300  # printed characters between a caption and its column head, at most
LINES_OF_ENTRY = 3  # lines that a caption takes in a table of contents, at most


@kept()
def _caption() -> re.Pattern[str]:
    """Return the pattern of a caption behind its chapter, without blanks."""
    words = table_words()
    return re.compile(rf"{re.escape(words.caption)}:?(?:(\d{{1,4}}){re.escape(words.rows)})?")


@dataclass(frozen=True, slots=True)
class Caption:
    """A table's caption: chapter, stated number of rows, where it begins and ends (line index, column)."""

    kapitel: str
    anzahl: int | None
    start: tuple[int, int]
    end: tuple[int, int]
    wortlaut: Zelle


def find_captions(document: Document, heads: Sequence[Head]) -> tuple[list[Caption], list[Zahl]]:
    """Return the captions of tables in printed order, one per chapter, and every number that is stated.

    A caption has a column head behind it, or at least opens its line and is no entry of a table of
    contents; the stated number of such an entry counts as a further place that prints it.
    """
    squeezed = Squeezed(document, 0, len(document.lines))
    matches = [
        (match, found)
        for match in _caption().finditer(squeezed.text)
        if (found := _chapter(document, squeezed, match))
    ]
    chosen: dict[str, tuple[bool, Caption]] = {}
    numbers: list[Zahl] = []
    for position, (match, (chapter, start)) in enumerate(matches):
        behind = squeezed.place(match.end() - 1)
        head = next((head.spans[0][:2] for head in heads if head.spans[0][:2] > behind), None)
        following = matches[position + 1][1][1] if position + 1 < len(matches) else (len(document.lines), 0)
        near = squeezed.place(min(match.end() + HEAD_WITHIN, len(squeezed.text) - 1))
        headed = head is not None and head < following and head <= near
        opens = not document.lines[start[0]].text[: start[1]].strip()
        contents = not headed and _is_entry(document, behind[0], following[0])
        if not headed and not opens:
            continue
        end = head if headed and head is not None else (behind[0] + 1, 0)
        words = [
            word
            for word in tokens_of(document, start[0], end[0] + 1)
            if start <= (word.line, word.start) < end
        ]
        count = int(match[1]) if match[1] else None
        caption = Caption(chapter, count, start, end, cell(document, words, chapter))
        if count is not None:
            numbers.append(Zahl(f"kapitel.{chapter}", count, document.lines[start[0]].fundstelle()))
        if not contents and (chapter not in chosen or headed >= chosen[chapter][0]):
            chosen[chapter] = (headed, caption)
    return sorted((caption for _, caption in chosen.values()), key=lambda caption: caption.start), numbers


def _chapter(
    document: Document, squeezed: Squeezed, match: re.Match[str]
) -> tuple[str, tuple[int, int]] | None:
    """Return the chapter's number printed before the word, and where it begins."""
    line, column = squeezed.place(match.start())
    for index in range(line, max(line - 4, -1), -1):
        text = document.lines[index].text
        before = text[:column] if index == line else text
        if before.strip():
            found = CHAPTER.search(before)
            return (found[1], (index, found.start(1))) if found else None
    return None


def _is_entry(document: Document, line: int, following: int) -> bool:
    """Tell whether a caption without column head is an entry of a table of contents: it ends with a page."""
    texts = [document.lines[index].text for index in range(line, min(following, len(document.lines)))]
    printed = [text for text in texts if text.strip()][:LINES_OF_ENTRY]
    for position, text in enumerate(printed):
        if position and re.match(r"\s*\d{1,2}\.", text):
            return False
        if CONTENTS_ENTRY.search(text) or re.search(r"\)\s*\d{1,3}\s*$", text):
            return True
    return False


def stand_of(caption: Caption) -> str:
    """Return the code of the Bearbeitungsstand that the caption gives all rows, "" if it names several."""
    states = codelist("bearbeitungsstand")
    text = re.sub(rf"\d.*?{re.escape(table_words().rows)}", "", caption.wortlaut.text, count=1)
    named = {states.for_wording(part) for part in re.split(r"[()„“”\",]+", text)} - {None}
    if named:
        return next(iter(named)) or "" if len(named) == 1 else ""
    return state_of_chapter(caption.kapitel)


def state_of_chapter(kapitel: str) -> str:
    """Return the one Bearbeitungsstand whose projects a chapter lists, "" if it lists several."""
    codes = [code.code for code in codelist("bearbeitungsstand").values() if code.extra["kapitel"] == kapitel]
    return codes[0] if len(codes) == 1 else ""


def kind_of(kapitel: str) -> str:
    """Return the kind of table (see `Head.kind`) that a chapter has."""
    return printed_kind(state_of_chapter(kapitel))
