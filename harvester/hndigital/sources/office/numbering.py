"""The numbers that Word puts before paragraphs: they stand in no text, only the rule for them does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

__all__ = ["Numbering", "numbering_of"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level is numbered: from where, as which text (`%1.%2.`), whether in plain digits."""

    start: int
    text: str
    decimal: bool


@dataclass
class Numbering:
    """The lists of a document, counted on from paragraph to paragraph.

    `lists` are the levels by list, `shared` which lists count together, `styles` list and level by style.
    """

    lists: Mapping[str, Mapping[int, _Level]]
    shared: Mapping[str, str]
    styles: Mapping[str, tuple[str, int]]
    _counts: dict[str, list[int]] = field(default_factory=dict)

    def before(self, paragraph: Element) -> str:
        """Return the number that Word prints before a paragraph and a blank; "" for none or another sign."""
        number, level = self._place(paragraph)
        levels = self.lists.get(number, {})
        if level not in levels:
            return ""
        starts = [levels[at].start if at in levels else 1 for at in range(_LEVELS)]
        counts = self._counts.setdefault(self.shared[number], [start - 1 for start in starts])
        counts[level] += 1
        counts[level + 1 :] = [start - 1 for start in starts[level + 1 :]]
        for above in range(level):
            counts[above] = max(counts[above], starts[above])
        used = [int(found) - 1 for found in re.findall(r"%([1-9])", levels[level].text)]
        if not used or not all(levels[at].decimal for at in used if at in levels):
            return ""
        return re.sub(r"%([1-9])", lambda found: str(counts[int(found[1]) - 1]), levels[level].text) + " "

    def _place(self, paragraph: Element) -> tuple[str, int]:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        number, level = self.styles.get("" if style is None else style.get(_VAL, ""), ("", 0))
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        return _placed(own, number, level)


def _placed(own: Element | None, number: str, level: int) -> tuple[str, int]:
    if own is None:
        return number, level
    named, depth = own.find(f"{_W}numId"), own.find(f"{_W}ilvl")
    return (
        number if named is None else named.get(_VAL, ""),
        level if depth is None else int(depth.get(_VAL, "0")),
    )


def numbering_of(numbers: Element | None, styles: Element | None) -> Numbering:
    """Return the rules that a document's parts state; both may be missing."""
    abstract, lists, shared = {}, {}, {}
    for one in () if numbers is None else numbers.findall(f"{_W}abstractNum"):
        abstract[one.get(f"{_W}abstractNumId", "")] = {
            int(level.get(f"{_W}ilvl", "0")): _level(level) for level in one.findall(f"{_W}lvl")
        }
    for one in () if numbers is None else numbers.findall(f"{_W}num"):
        number, of = one.get(f"{_W}numId", ""), one.find(f"{_W}abstractNumId")
        shared[number] = "" if of is None else of.get(_VAL, "")
        lists[number] = abstract.get(shared[number], {})
    return Numbering(lists, shared, _styles(styles))


def _level(level: Element) -> _Level:
    def said(name: str, default: str) -> str:
        found = level.find(f"{_W}{name}")
        return default if found is None else found.get(_VAL, default)

    return _Level(int(said("start", "1")), said("lvlText", ""), said("numFmt", "decimal") == "decimal")


def _styles(styles: Element | None) -> dict[str, tuple[str, int]]:
    """Return list and level of each style that has them, its own or those of the one that it is based on."""
    found = (
        {} if styles is None else {one.get(f"{_W}styleId", ""): one for one in styles.findall(f"{_W}style")}
    )
    result: dict[str, tuple[str, int]] = {}
    for name in found:
        chain, at = [], name
        while at in found and at not in chain:
            chain.append(at)
            based = found[at].find(f"{_W}basedOn")
            at = "" if based is None else based.get(_VAL, "")
        number, level = "", 0
        for one in reversed(chain):
            number, level = _placed(found[one].find(f"{_W}pPr/{_W}numPr"), number, level)
        if number and number != "0":
            result[name] = (number, level)
    return result
