"""Fetch a source: a file or an http(s) address, text or PDF, in whatever encoding, as lines of text."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests

from ..errors import SourceError

__all__ = ["RawSource", "open_source"]

MAX_BYTES = 50_000_000
TIMEOUT = (10, 60)
PDF_TIMEOUT = 120

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


def open_source(source: str | Path) -> RawSource:
    """Return the text of a file or address.

    Raises SourceError if it is missing, too large, no text or no readable PDF.
    """
    address = isinstance(source, str) and is_address(source)
    if address:
        parts = urlsplit(str(source))
        name = f"{parts.scheme}://{parts.hostname or ''}{parts.path}"
        data = _download(str(source), name)
    else:
        name = Path(source).name
        data = _read(Path(source))
    if not data.strip():
        raise SourceError(
            f"Gesucht wurde ein Bericht, gefunden eine leere Datei: {name}",
            f"Looked for a report, found an empty file: {name}",
        )
    text, encoding = _decode(_pdf_text(data, name) if data.startswith(b"%PDF-") else data, name)
    return RawSource(name, hashlib.sha256(data).hexdigest(), _unify(text), encoding)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES and path.is_file():
            raise _too_large(path.name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(
            f"Gesucht wurde ein Bericht, aber die Datei gibt es nicht: {path}",
            f"Looked for a report, but there is no such file: {path}",
        ) from error
    except IsADirectoryError as error:
        raise SourceError(
            f"Gesucht wurde ein Bericht, gefunden ein Verzeichnis: {path}",
            f"Looked for a report, found a directory: {path}",
        ) from error
    except OSError as error:
        raise SourceError(
            f"Gesucht wurde ein Bericht, aber {path} ist nicht lesbar ({error.strerror}).",
            f"Looked for a report, but {path} cannot be read ({error.strerror}).",
        ) from error


def _download(address: str, name: str) -> bytes:
    try:
        with requests.get(address, timeout=TIMEOUT, stream=True) as answer:
            if answer.status_code != requests.codes.ok:
                raise SourceError(
                    f"Gesucht wurde ein Bericht unter {name}, die Antwort war HTTP {answer.status_code}.",
                    f"Looked for a report at {name}, the answer was HTTP {answer.status_code}.",
                )
            data = bytearray()
            for chunk in answer.iter_content(65536):
                data += chunk
                if len(data) > MAX_BYTES:
                    raise _too_large(name)
            return bytes(data)
    except requests.RequestException as error:
        kind = type(error).__name__
        raise SourceError(
            f"Gesucht wurde ein Bericht unter {name}, die Adresse ist nicht erreichbar ({kind}).",
            f"Looked for a report at {name}, the address cannot be reached ({kind}).",
        ) from error


def _too_large(name: str) -> SourceError:
    limit = MAX_BYTES // 1_000_000
    return SourceError(
        f"Gesucht wurde ein Bericht, gefunden etwas, das größer als {limit} MB ist: {name}",
        f"Looked for a report, found something larger than {limit} MB: {name}",
    )


def _pdf_text(data: bytes, name: str) -> bytes:
    """Return a PDF's text in the order of its content stream, as poppler's `pdftotext -raw` extracts it."""
    tool = shutil.which("pdftotext")
    if tool is None:
        raise SourceError(
            f"{name} ist eine PDF-Datei; zum Lesen fehlt das Programm pdftotext (Paket poppler-utils).",
            f"{name} is a PDF; to read it, the program pdftotext (package poppler-utils) is missing.",
        )
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        try:
            done = subprocess.run(
                [tool, "-raw", "-enc", "UTF-8", file.name, "-"],
                capture_output=True,
                timeout=PDF_TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _unreadable_pdf(name) from error
    if done.returncode != 0 or not done.stdout.strip():
        raise _unreadable_pdf(name)
    return done.stdout


def _unreadable_pdf(name: str) -> SourceError:
    return SourceError(
        f"Gesucht wurde ein Bericht; aus der PDF-Datei {name} ließ sich kein Text gewinnen.",
        f"Looked for a report; no text could be taken from the PDF {name}.",
    )


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
