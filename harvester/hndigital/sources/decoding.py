"""Bytes → text, whatever they are encoded in; what was not clean UTF-8 is told."""

from __future__ import annotations

import re
from html import unescape

from ..errors import SourceError

__all__ = ["REPLACED", "decode"]

REPLACED = "\ufffd"
_GERMAN = "äöüÄÖÜß€–—„“"
_UNLIKELY = "¤¦¨´¸¼½¾"
"""What ISO 8859-15 has other letters for, and Windows-1252 in their place."""
_EIGHT_BITS = {
    "cp1252": "Windows-1252",
    "iso8859-15": "ISO 8859-15",
    "mac_roman": "Mac Roman",
    "cp850": "CP850",
    "cp437": "CP437",
}
_BINARY = 0.05
"""Share of control characters (some programs leave NULs in text) from which a file is no text."""
_CONTROL = bytes([*range(0x01, 0x09), *range(0x0E, 0x1C), 0x1F])
_TWICE = 3
_TWICE_SHARE = 0.2
"""How many places at least, and which share of all, are read as encoded twice, so that none is by chance."""
_REFERENCE = re.compile(
    r"&(?:amp|lt|gt|quot|nbsp|euro|szlig|[aouAOU]uml|[mn]dash|[lrb]dquo|#x?[0-9A-Fa-f]{2,5});"
)
"""What only the source of a page has."""


def decode(data: bytes, name: str, *, references: bool = False) -> tuple[str, str]:
    """Return the text and, if it is not clean UTF-8, the name of what it was read as.

    A few damaged bytes, such as a character cut in two at the end of a file, leave the rest what it is; where
    parts are encoded differently, each is read as what it is. With `references` the signs that the source of
    a page has (`&lt;`) stay. Raises SourceError if it is no text.
    """
    if encoding := _wide(data):
        return data.decode(encoding, errors="replace").lstrip("\ufeff"), encoding[:6].upper()
    if len(data) - len(data.translate(None, _CONTROL)) > _BINARY * len(data):
        raise SourceError(
            f"Gesucht wurde ein Bericht als Text oder PDF, gefunden eine Binärdatei: {name}",
            f"Looked for a report as text or PDF, found a binary file: {name}",
        )
    text = data.decode("utf-8-sig", errors="replace")
    damaged = text.count(REPLACED) - data.count(REPLACED.encode())
    if damaged <= 0:
        once = _once(text)
        if once:
            return once, "UTF-8/Windows-1252"
        return (text, "") if references else _without_references(text)
    sound = sum(not char.isascii() for char in text) - text.count(REPLACED)
    return _mixed(data) if sound else _eight_bits(data)


def _without_references(text: str) -> tuple[str, str]:
    """Return text whose signs are not written as in the source of a page."""
    return (unescape(text), "HTML") if _REFERENCE.search(text) else (text, "")


def _wide(data: bytes) -> str:
    """Return the codec of text in UTF-32 or UTF-16, with or without byte order mark, else ""."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    places = {
        **{"utf-32-le": data[2::4] + data[3::4], "utf-32-be": data[0::4] + data[1::4]},
        **{"utf-16-le": data[1::2], "utf-16-be": data[0::2]},
    }
    return next((codec for codec, zeros in places.items() if zeros.count(0) > len(zeros) * 0.9), "")


def _eight_bits(data: bytes) -> tuple[str, str]:
    """Return the text in the encoding of one byte a sign in which it looks most like German."""
    texts = {encoding: data.decode(encoding, errors="replace") for encoding in _EIGHT_BITS}
    best = max(texts, key=lambda encoding: _likely(texts[encoding]))
    return texts[best], _EIGHT_BITS[best]


def _likely(text: str) -> int:
    odd = sum(text.count(char) for char in _UNLIKELY) + len(re.findall("[\x80-\x9f\ufffd]", text))
    return sum(text.count(char) for char in _GERMAN) - odd


def _mixed(data: bytes) -> tuple[str, str]:
    """Return text that is UTF-8 in some places and something else in others."""
    pieces = re.split("([\udc80-\udcff]+)", data.decode("utf-8-sig", "surrogateescape"))
    strange = [piece.encode("utf-8", "surrogateescape") for piece in pieces[1::2]]
    others, encoding = _eight_bits(b"\n".join(strange))
    if _likely(others) <= 0:
        return data.decode("utf-8-sig", "replace"), "UTF-8"
    pieces[1::2] = others.split("\n")
    return "".join(pieces), f"UTF-8 + {encoding}"


def _once(text: str) -> str:
    """Return what UTF-8 said before it was read as Windows-1252 and encoded again, "" if it was not.

    A printed umlaut of a line's own cannot be taken for it: that is no valid UTF-8.
    """
    if text.isascii():
        return ""
    runs = re.split("([^\x00-\x7f\xa0]+)", text)
    mended = {index: once for index, run in enumerate(runs) if (once := _run_once(run))}
    strange = len(runs) // 2
    if not mended or (len(mended) < strange and len(mended) < max(_TWICE, _TWICE_SHARE * strange)):
        return ""
    return "".join(mended.get(index, run) for index, run in enumerate(runs))


def _run_once(run: str) -> str:
    """Return some signs as they were before they were encoded for the second time (or a third), else ""."""
    found = ""
    while not run.isascii() and (before := _before(run) or _before_mac(run)):
        found = run = before
    return found


def _before(run: str) -> str:
    try:
        return b"".join(map(_byte, run)).decode("utf-8-sig")
    except UnicodeError:
        return ""


def _before_mac(run: str) -> str:
    try:
        return run.encode("mac_roman").decode("utf-8-sig")
    except UnicodeError:
        return ""


def _byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")
