"""Whether a text still has the lines and hyphens that it was printed with: what its column heads tell.

What they say is known, so they show what was lost where it can't be seen: a title whose hyphen is gone reads
like two words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ...caching import kept
from ...findings import Finding
from ...schemas import codelist, measures, printed_tables
from .columns import Head
from .document import Document

__all__ = ["line_doubts"]

WORDS = 1_000
"""From so many words on a text is expected to have several on a line."""
PER_LINE = 1.4
_WORD = re.compile(r"[^\W\d_]+")
_FIRST = re.compile(r"\s*([a-zäöüß]{3,})(?![\w-])")
_LAST = re.compile(r"(?<![\w-])([^\W\d_]{2,})\s*$")
_SHORTEST = 8
"""Letters of a head's word from which on it may be broken."""


@kept()
def _torn() -> re.Pattern[str]:
    """Return the pattern of a head's word that is parted without a hyphen."""
    heads = " ".join(code.wortlaut[0] for code in codelist("strategiefeld").values())
    words = [word for word in re.findall(r"[^\W\d_]+", heads) if len(word) >= _SHORTEST]
    parts = {(word[:at], word[at:]) for word in words for at in range(2, len(word) - 1)}
    return re.compile("|".join(rf"\b{left}\s+{right}\b" for left, right in sorted(parts)) or r"(?!)")


def line_doubts(document: Document, heads: Sequence[Head]) -> list[Finding]:
    """Return a finding if hyphens at line ends are lost, or if nearly each word is on a line of its own."""
    rotated = {name for name, kind in printed_tables().items() if kind.rotated}
    torn = [
        (" ".join(match[0].split()), head.line)
        for head in heads
        if head.kind not in rotated
        for match in _torn().finditer(_printed(document, head))
    ]
    torn += _torn_words(document)
    found = []
    if torn and measures()["striche"].exceeded(len(torn), len(heads)):
        place = document.lines[torn[0][1]].fundstelle()
        wording = " | ".join(dict.fromkeys(word for word, _ in torn))
        found.append(
            Finding(
                "quelle_unsicher",
                feld="striche",
                wortlaut=wording,
                wert=f"{len(torn)}/{len(heads)}",
                fundstelle=place,
            )
        )
    words = sum(len(line.text.split()) for line in document.lines)
    lines = sum(not line.blank for line in document.lines)
    if words >= WORDS and words < PER_LINE * lines and measures()["ordnung"].exceeded(lines, words):
        found.append(Finding("quelle_unsicher", feld="ordnung", wortlaut="–", wert=f"{words}/{lines}"))
    return found


def _torn_words(document: Document) -> list[tuple[str, int]]:
    """Return the words that are parted between two lines, as other places of the text show, with their line.

    What opens the second line is a word nowhere else, what closes the first is capitalised or none either.
    """
    counts = Counter(word for line in document.lines for word in _WORD.findall(line.text))
    torn, before, at = [], "", 0
    for index, line in enumerate(document.lines):
        if line.blank:
            continue
        first, last = _FIRST.match(line.text), _LAST.search(line.text)
        rest = first[1] if first else ""
        alone = counts[rest] == 1 and (before[:1].isupper() or counts[before] == 1)
        if before and alone and counts[before + rest]:
            torn.append((f"{before} {rest}", at))
        before, at = (last[1], index) if last else ("", index)
    return torn


def _printed(document: Document, head: Head) -> str:
    return "\n".join(document.lines[line].text[start:end] for line, start, end in head.spans)
