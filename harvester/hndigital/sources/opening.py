"""Fetch a source: a file or an http(s) address, text or PDF, in whatever encoding, as lines of text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import SourceError
from ..outside import Limits, Web, read_file, shown
from ..outside.limits import REPORT
from .pdf import pdf_text

__all__ = ["RawSource", "is_address", "open_source"]

REPLACED = "\ufffd"
GERMAN = "äöüÄÖÜß"
EIGHT_BITS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "CP850"}

_BREAK = re.compile(r"[\u00ad\u2010](?=[ \t]*$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RawSource:
    """A source's text with `\\n` line ends, its name without secrets, and the checksum of its bytes.

    `kodierung` is the name of what it was read as if it was not clean UTF-8, else "".
    """

    name: str
    sha256: str
    text: str
    kodierung: str = ""


def is_address(source: str) -> bool:
    """Tell whether `source` is an http(s) address rather than a path."""
    return urlsplit(source).scheme.lower() in ("http", "https")


def open_source(source: str | Path, limits: Limits = REPORT) -> RawSource:
    """Return the text of a file or address.

    Raises SourceError if it is missing, beyond the limits, no text or no readable PDF.
    """
    if isinstance(source, str) and is_address(source):
        parts = urlsplit(source)
        name = f"{parts.scheme}://{parts.hostname or ''}{parts.path}"
        data = _download(source, name, limits)
    else:
        name = Path(source).name
        data = _read(Path(source), limits)
    if not data.strip():
        raise SourceError(
            f"Gesucht wurde ein Bericht, gefunden eine leere Datei: {name}",
            f"Looked for a report, found an empty file: {name}",
        )
    pdf = data.startswith(b"%PDF-")
    text, encoding = _decode(pdf_text(data, name, limits) if pdf else data, name)
    return RawSource(name, hashlib.sha256(data).hexdigest(), _unify(text), encoding)


def _read(path: Path, limits: Limits) -> bytes:
    try:
        return read_file(path, limits)
    except FileNotFoundError as error:
        raise SourceError(
            f"Gesucht wurde ein Bericht, aber die Datei gibt es nicht: {shown(str(path))}",
            f"Looked for a report, but there is no such file: {shown(str(path))}",
        ) from error
    except IsADirectoryError as error:
        raise SourceError(
            f"Gesucht wurde ein Bericht, gefunden ein Verzeichnis: {path}",
            f"Looked for a report, found a directory: {path}",
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(
            f"Gesucht wurde ein Bericht, aber {path} ist nicht lesbar ({reason}).",
            f"Looked for a report, but {path} cannot be read ({reason}).",
        ) from error


def _download(address: str, name: str, limits: Limits) -> bytes:
    with Web(limits) as web:
        answer = web.get(address)
    if not answer.ok:
        raise SourceError(
            f"Gesucht wurde ein Bericht unter {name}, die Antwort war HTTP {answer.status}.",
            f"Looked for a report at {name}, the answer was HTTP {answer.status}.",
        )
    return answer.content


def _decode(data: bytes, name: str) -> tuple[str, str]:
    """Return the text and, if it is not clean UTF-8, the name of what it was read as.

    A few damaged bytes, such as a character cut in two at the end of a file, leave the rest what it is.
    """
    if encoding := _utf16(data):
        return data.decode(encoding, errors="replace").lstrip("\ufeff"), "UTF-16"
    if b"\0" in data:
        raise SourceError(
            f"Gesucht wurde ein Bericht als Text oder PDF, gefunden eine Binärdatei: {name}",
            f"Looked for a report as text or PDF, found a binary file: {name}",
        )
    text = data.decode("utf-8-sig", errors="replace")
    damaged = text.count(REPLACED)
    if not damaged:
        once = _once(text)
        return (once, "UTF-8/Windows-1252") if once else (text, "")
    if 2 * damaged < sum(not char.isascii() for char in text):
        return text, "UTF-8"
    texts = {encoding: data.decode(encoding, errors="replace") for encoding in EIGHT_BITS}
    best = max(texts, key=lambda encoding: sum(texts[encoding].count(char) for char in GERMAN))
    return texts[best], EIGHT_BITS[best]


def _utf16(data: bytes) -> str:
    """Return the codec of text in UTF-16, with or without byte order mark, else ""."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for codec, zeros in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        if zeros.count(0) > len(zeros) * 0.9:
            return codec
    return ""


def _once(text: str) -> str:
    """Return what UTF-8 said before it was read as Windows-1252 and encoded again, "" if it was not.

    Text with any printed umlaut of its own cannot be taken for it: that is no valid UTF-8.
    """
    if text.isascii():
        return ""
    try:
        return b"".join(map(_byte, text)).decode("utf-8-sig")
    except UnicodeError:
        return ""


def _byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def _unify(text: str) -> str:
    """Return `text` with one kind of line end, of umlaut and of hyphen at a line's end.

    Extractors differ there while the printed page is the same: some write ä as two characters, some a
    word break as soft hyphen (U+00AD) or as U+2010. A soft hyphen within a line is not printed at all.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BREAK.sub("-", text).replace("\u00ad", "")
