"""Characters that no catalogue, feed or page can hold, and what is left of a text without them.

XML has no way at all to write most control characters, half of a surrogate pair is no character in any
encoding, and one of either makes a whole page unreadable. Line ends are one sign everywhere: XML reads a
carriage return as a line feed, Turtle and JSON do not.
"""

from __future__ import annotations

import re

__all__ = ["clean", "code_points", "hidden", "one_line", "printed", "readable", "unprintable"]

_LINE_END = re.compile(r"\r\n?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Return `text` without what XML cannot hold, its lines ended by line feeds."""
    return _UNPRINTABLE.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """Return `text` cleaned, with single blanks in place of any white space."""
    return " ".join(clean(text).split())


def readable(text: str) -> bool:
    """Return whether a text says anything: it holds a letter or a digit."""
    return any(sign.isalnum() for sign in text)


def unprintable(text: str) -> tuple[str, ...]:
    """Return the signs of `text` that `clean` drops, each once, in their order."""
    return tuple(dict.fromkeys(_UNPRINTABLE.findall(text)))


def hidden(text: str) -> tuple[str, ...]:
    """Return the signs of `text` that no address may hold: those that `clean` drops, any line end or tab."""
    return tuple(dict.fromkeys(_CONTROL.findall(text)))


def printed(text: str, longest: int = 200) -> str:
    """Return `text` as it can be shown to a person: what is no visible sign as �, cut where it is long."""
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:longest])
    return f"{shown}…" if len(text) > longest else shown


def code_points(signs: tuple[str, ...]) -> str:
    """Return signs that cannot be shown by their numbers: "U+0001, U+FFFE"."""
    return ", ".join(f"U+{ord(sign):04X}" for sign in signs)
