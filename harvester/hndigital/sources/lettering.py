"""One table of equivalent characters: what programs write in place of a printed sign.

Extractors differ while the printed page is the same: a ligature is one sign or two letters, an umlaut one
sign, a letter with a mark behind it, or a mark of its own before it, a hyphen has six code points. Readers
see one of them; what stands in the source is kept beside it (`Lettered.printed`) for wordings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["Lettered", "lettered", "unified"]

_HYPHENS = "\u2010\u2011\u2043\ufe63\uff0d"
_DASHES = "\u2012\u2015\u2212\u2500\u2501\u2796\u23af\u2e3a\u2e3b\u30fc\u02d7\ufe58\uf02d"
"""Minus, figure dash, horizontal bar, lines of box drawings, prolonged sounds, a symbol font's hyphen."""
_PLUS = "\u2795\ufe62\u207a"
_INVISIBLE = "\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"

_UNPRINTED = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f{_INVISIBLE}]")
_LINE_END = re.compile("\r\n?|[\v\x1c-\x1e\x85\u2028\u2029]")
_PAGE_END = re.compile(r"(?<=[^\n\f])\f")
_SIGN = re.compile(
    f"(?P<hyphen>[{_HYPHENS}]|\u00ad(?=[ \t]*$))|(?P<dash>[{_DASHES}])|(?P<plus>[{_PLUS}])"
    f"|(?P<nothing>\u00ad)"
    "|(?P<alike>[\ufb00-\ufb06\uff01-\uff0c\uff0e-\uff5e\u0132\u0133])"
    "|(?P<behind>[^\\W\\d_] ?[\u0300-\u036f]+)"
)
_ODD = re.compile(
    f"[{_HYPHENS}{_DASHES}{_PLUS}\u00ad\ufb00-\ufb06\uff01-\uff5e\u0132\u0133\u0300-\u036f\u00a8]"
)
_UMLAUT = "aouAOU"
_BEFORE = re.compile(f"\u00a8 ?[{_UMLAUT}]")
_AFTER = re.compile(f"[{_UMLAUT}] ?\u00a8")


@dataclass(frozen=True, slots=True)
class Lettered:
    """A text in the signs that readers know.

    `changed` holds, by index of the line, how a line stands in the source where it differs, and for each
    character of the text which one of that line it is made of.
    """

    text: str
    changed: Mapping[int, tuple[str, tuple[int, ...]]] = field(default_factory=lambda: MappingProxyType({}))

    def printed(self, line: int, text: str, start: int, end: int) -> str:
        """Return how the characters from `start` to `end` of a line stand in the source."""
        if line not in self.changed:
            return text[start:end]
        source, places = self.changed[line]
        stop = places[end] if end < len(places) else len(source)
        return source[places[start] : stop] if start < end else ""


def unified(text: str) -> str:
    """Return `text` with one kind of line end and of composed letter, without what is not printed.

    A page ends a line. Blanks before every line are a margin.
    """
    text = _UNPRINTED.sub("", _LINE_END.sub("\n", text))
    lines = unicodedata.normalize("NFC", _PAGE_END.sub("\n\f", text)).split("\n")
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] for line in lines)


def lettered(text: str) -> Lettered:
    """Return a text, its lines ended by line feeds, in the signs that readers know."""
    if not _ODD.search(text):
        return Lettered(text)
    spacing = _spacing(text)
    changed: dict[int, tuple[str, tuple[int, ...]]] = {}
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if _ODD.search(line):
            known, places = _line(line, spacing)
            if known != line:
                changed[index] = (line, places)
                lines[index] = known
    return Lettered("\n".join(lines), MappingProxyType(changed))


def _spacing(text: str) -> re.Pattern[str] | None:
    """Return where a document writes an umlaut's dots that stand alone: before their letter or behind it."""
    if "\u00a8" not in text:
        return None
    before = len(re.findall(f"(?<![{_UMLAUT}])\u00a8 ?[{_UMLAUT}]", text))
    after = len(re.findall(f"[{_UMLAUT}] ?\u00a8(?![{_UMLAUT}])", text))
    return _BEFORE if before >= after else _AFTER


def _line(line: str, spacing: re.Pattern[str] | None) -> tuple[str, tuple[int, ...]]:
    signs: list[str] = []
    places: list[int] = []

    def add(text: str, place: int) -> None:
        signs.append(text)
        places.extend([place] * len(text))

    at = 0
    while at < len(line):
        match = spacing.match(line, at) if spacing else None
        if match:
            letter = match[0].strip("\u00a8 ")
            add(unicodedata.normalize("NFC", letter + "\u0308"), at)
        elif match := _SIGN.match(line, at):
            add(_known(match), at)
        else:
            add(line[at], at)
        at = match.end() if match else at + 1
    return "".join(signs), tuple(places)


def _known(match: re.Match[str]) -> str:
    """Return the sign that stands for what was found."""
    kind = match.lastgroup or ""
    plain = {"hyphen": "-", "dash": "\u2014", "plus": "+", "nothing": ""}
    if kind in plain:
        return plain[kind]
    composed = unicodedata.normalize("NFC", match[0].replace(" ", ""))
    return unicodedata.normalize("NFKC", composed) if kind == "alike" else composed
