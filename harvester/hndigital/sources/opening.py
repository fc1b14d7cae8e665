"""Fetch a source: a file or an http(s) address, text or PDF, in whatever encoding, as lines of text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..bericht import SourceFile
from ..errors import SourceError
from ..outside import Limits, Web, read_file, shown
from ..outside.limits import REPORT
from .decoding import decode
from .kinds import Kind, kind_of, pdf_within, refuse_other_kinds
from .lettering import Lettered, lettered, unified
from .office.blocks import Written
from .office.docx import read_docx
from .office.html import read_html
from .office.odf import read_odt
from .office.ods import read_ods
from .office.sheets import OWN, Sheet
from .office.xlsx import read_xlsx
from .pdf import Page, read_pdf
from .pdf.reading import Progress

__all__ = ["RawSource", "is_address", "open_source", "opened"]


@dataclass(frozen=True, slots=True)
class RawSource:
    """A source's text in the signs that readers know, its name without secrets, the checksum of its bytes.

    A workbook has `sheets` (and `own`, the hidden one of a form of ours), a document is `written`, the text
    of both is that of all cells and paragraphs; a PDF has `pages`, and as its text their words as they come.
    `file` is what was read, None where a password keeps it from readers. `kodierung` is the name of what it
    was read as if it was not clean UTF-8, else "".
    """

    name: str
    sha256: str
    lettered: Lettered
    kodierung: str = ""
    sheets: tuple[Sheet, ...] = ()
    own: Sheet | None = None
    written: Written | None = None
    pages: tuple[Page, ...] = ()
    file: SourceFile | None = None

    @property
    def text(self) -> str:
        """Return the text with `\n` line ends."""
        return self.lettered.text


def is_address(source: str) -> bool:
    """Tell whether `source` is an http(s) address rather than a path."""
    return urlsplit(source).scheme.lower() in ("http", "https")


def open_source(
    source: str | Path, limits: Limits = REPORT, password: str = "", progress: Progress | None = None
) -> RawSource:
    """Return the text of a file or address; a `password` opens a PDF, `progress` is told its pages.

    Raises SourceError if it is missing, beyond the limits, no text or no readable PDF.
    """
    if isinstance(source, str) and is_address(source):
        name = shown(source.partition("#")[0])
        data = _download(source, name, limits)
    else:
        _refuse_other_address(str(source))
        name = Path(source).name
        data = _read(Path(source), limits)
    return opened(data, name, limits, password, progress)


def opened(
    data: bytes, name: str, limits: Limits, password: str = "", progress: Progress | None = None
) -> RawSource:
    """Return what the content of a source called `name` holds; raises SourceError as `open_source` does."""
    if not data.strip():
        raise SourceError(
            f"Gesucht wurde ein Bericht, gefunden eine leere Datei: {name}",
            f"Looked for a report, found an empty file: {name}",
        )
    file = None if password else SourceFile(_suffix(data, name), data)
    return replace(_read_data(data, name, limits, password, progress), file=file)


def _read_data(data: bytes, name: str, limits: Limits, password: str, progress: Progress | None) -> RawSource:
    checksum = hashlib.sha256(data).hexdigest()
    if pdf := pdf_within(data):
        pages = read_pdf(pdf, name, limits, password=password, progress=progress)
        words = (" ".join(word.text for word in page.words) for page in pages)
        return RawSource(name, checksum, lettered(unified("\n\f".join(words))), pages=pages)
    return _read_kind(kind_of(data), data, name, checksum, limits)


_SUFFIXES = {
    Kind.TEXT: "txt",
    Kind.PDF: "pdf",
    Kind.DOCX: "docx",
    Kind.ODT: "odt",
    Kind.HTML: "html",
    Kind.XLSX: "xlsx",
    Kind.ODS: "ods",
}


def _suffix(data: bytes, name: str) -> str:
    """Return the suffix of a file's kind: it is told by its content, a list of text only by its name."""
    kind = kind_of(data)
    return "csv" if kind is Kind.TEXT and name.lower().endswith(".csv") else _SUFFIXES[kind]


_SHEETS = {Kind.XLSX: read_xlsx, Kind.ODS: read_ods}
_DOCUMENTS = {Kind.DOCX: read_docx, Kind.ODT: read_odt}


def _read_kind(kind: Kind, data: bytes, name: str, checksum: str, limits: Limits) -> RawSource:
    if kind in _SHEETS:
        found = _SHEETS[kind](data, name, limits)
        own = next((sheet for sheet in found if sheet.name == OWN), None)
        sheets = tuple(sheet for sheet in found if sheet is not own)
        cells = (cell.text for sheet in sheets for row in sheet.rows for cell in row.cells)
        return RawSource(name, checksum, lettered(unified("\n".join(cells))), sheets=sheets, own=own)
    if kind in _DOCUMENTS:
        return _document(_DOCUMENTS[kind](data, name, limits), name, checksum)
    if kind is Kind.HTML:
        text, encoding = decode(data, name, references=True)
        return _document(read_html(text, name), name, checksum, encoding)
    refuse_other_kinds(data, name)
    text, encoding = decode(data, name)
    return RawSource(name, checksum, lettered(unified(text)), encoding)


def _document(written: Written, name: str, checksum: str, encoding: str = "") -> RawSource:
    text = lettered(unified("\n".join(written.lines())))
    return RawSource(name, checksum, text, encoding, written=written)


def _refuse_other_address(source: str) -> None:
    scheme, separator, rest = source.partition("://")
    if separator and scheme.isalpha():
        path = f" ({unquote(rest)})" if scheme.lower() == "file" else ""
        raise SourceError(
            f"{shown(source)}: {scheme}:// wird nicht gelesen. Bitte den Pfad der Datei{path} oder eine "
            "Adresse mit http:// oder https:// angeben.",
            f"{shown(source)}: {scheme}:// is not read. Please give the file's path{path}, or an address "
            "with http:// or https://.",
        )


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
