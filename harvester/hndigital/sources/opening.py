"""Fetch a source: a file or an http(s) address, text or PDF, in whatever encoding, as lines of text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import SourceError
from ..outside import Limits, Web, read_file, shown
from ..outside.limits import REPORT
from .decoding import decode
from .lettering import Lettered, lettered, unified
from .pdf import pdf_text

__all__ = ["RawSource", "is_address", "open_source"]

_PDF_WITHIN = 1024
"""How many bytes may stand before a PDF begins; mail gateways and web servers write some."""


@dataclass(frozen=True, slots=True)
class RawSource:
    """A source's text in the signs that readers know, its name without secrets, the checksum of its bytes.

    `kodierung` is the name of what it was read as if it was not clean UTF-8, else "".
    """

    name: str
    sha256: str
    lettered: Lettered
    kodierung: str = ""

    @property
    def text(self) -> str:
        """Return the text with `\n` line ends."""
        return self.lettered.text


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
    checksum = hashlib.sha256(data).hexdigest()
    begin = data.find(b"%PDF-", 0, _PDF_WITHIN)
    text, encoding = decode(pdf_text(data[begin:], name, limits) if begin >= 0 else data, name)
    return RawSource(name, checksum, lettered(unified(text)), encoding)


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
