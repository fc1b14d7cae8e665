"""Words as people write them, and the projects whose own cells hold them.

The portal's search knows the latest state of each project. An older edition is searched here as well: a
title that was changed later is still found in the report that printed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hndigital.numbers import running, written
from hndigital.schemas import table

__all__ = ["fold", "numbers_with"]

_FOLD = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e"})
_WORD = re.compile(r"[\w/.]+")


def fold(word: str) -> str:
    """Return a word without what people write in two ways: case, umlauts (ä, ae), ß."""
    return re.sub(r"([aou])e", r"\1", word.casefold().translate(_FOLD))


def numbers_with(words: str, rows: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Return the numbers of the rows of table `vorhaben` that hold every one of `words`.

    A word also counts as a part of a longer one. A project's number is found in any writing.
    """
    number = written(words)
    wanted = [fold(word) for word in _WORD.findall(words)]
    texts = table("vorhaben").having("searched")
    found = set()
    for row in rows:
        own = row["vorhaben_nr"]
        if number and number in (own, running(own)):
            found.add(own)
        elif wanted:
            text = fold(" ".join(row.get(name) or "" for name in texts))
            if all(word in text for word in wanted):
                found.add(own)
    return frozenset(found)
