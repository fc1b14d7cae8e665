"""Which characters text may have: those that XML, PostgreSQL and UTF-8 can hold. No CKAN, no I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["TooDeep", "bad_character", "texts"]

# What XML 1.0 cannot write (NUL and most control characters, lone surrogates, U+FFFE, U+FFFF), and the
# control characters beyond ASCII, which terminals obey.
_BAD = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What PostgreSQL cannot hold, or UTF-8 cannot write.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DEEPEST = 50
"""Levels of a JSON value: the deepest that CKAN's actions know has some ten."""


class TooDeep(ValueError):
    """JSON with more levels than anybody means."""


def bad_character(text: str, *, written: bool = False) -> str:
    """Return the first character that `text` must not have, as "U+0000"; "" if there is none.

    Text that is `written` into a dataset may hold what no address does: a vertical tab comes with what people
    paste from a word processor. Which of that a field takes, its validators say.
    """
    found = (_UNSTORABLE if written else _BAD).search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def texts(value: Any) -> Iterator[tuple[str, str]]:
    """Return each text in a JSON value with the name of the parameter that holds it; keys are texts, too.

    Raises TooDeep. Levels are counted here and not by the interpreter, whose own limit depends on who calls.
    """
    rest: list[tuple[str, Any, int]] = [("", value, 0)]
    while rest:
        name, value, depth = rest.pop()
        if depth > _DEEPEST:
            raise TooDeep
        if isinstance(value, str):
            yield name or "JSON", value
        elif isinstance(value, Mapping):
            for key, inner in value.items():
                yield name or "JSON", key
                rest.append((name or key, inner, depth + 1))
        elif isinstance(value, list):
            rest.extend((name, inner, depth + 1) for inner in value)
