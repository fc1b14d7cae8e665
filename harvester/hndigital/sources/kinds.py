"""What a file is, by its content rather than its name: what no reader takes is refused as what it is."""

from __future__ import annotations

import re
import zipfile
from enum import Enum
from io import BytesIO

from ..errors import SourceError
from .office import docx, odf, xlsx

__all__ = ["Kind", "kind_of", "pdf_within", "refuse_other_kinds"]


class Kind(Enum):
    """The kinds of files that are read."""

    TEXT = "Text"
    PDF = "PDF"
    DOCX = "Word"
    ODT = "OpenDocument-Text"
    HTML = "HTML"
    XLSX = "Excel"
    ODS = "OpenDocument-Tabelle"


_PDF_WITHIN = 1024
"""How many bytes may stand before a PDF begins; mail gateways and web servers write some."""
_OFFICE = (
    ("word/", "ein Word-Dokument ohne lesbaren Inhalt", "a Word document without readable content"),
    ("ppt/", "eine PowerPoint-Datei", "a PowerPoint file"),
    ("xl/workbook.bin", "eine binäre Excel-Arbeitsmappe (.xlsb)", "a binary Excel workbook (.xlsb)"),
    (
        "Index/Document.iwa",
        "eine Datei von Pages, Numbers oder Keynote",
        "a file of Pages, Numbers or Keynote",
    ),
    ("datapackage.json", "ein Datenpaket, aus einem Bericht gemacht", "a data package, made of a report"),
    ("xl/", "eine Excel-Arbeitsmappe ohne lesbaren Inhalt", "an Excel workbook without readable content"),
    ("content.xml", "eine Datei von LibreOffice", "a file of LibreOffice"),
    ("", "ein ZIP-Archiv", "a ZIP archive"),
)
_BEGINNINGS = (
    (
        b"\xd0\xcf\x11\xe0",
        "eine Datei des alten Office oder mit einem Kennwort verschlüsselt",
        "a file of the old Office, or encrypted with a password",
    ),
    (b"{\\rtf", "ein RTF-Dokument", "an RTF document"),
    (b"\x1f\x8b", "ein gepacktes Archiv (gzip)", "a packed archive (gzip)"),
    (b"Rar!", "ein gepacktes Archiv (RAR)", "a packed archive (RAR)"),
    (b"7z\xbc\xaf", "ein gepacktes Archiv (7z)", "a packed archive (7z)"),
    (b"%!PS", "eine PostScript-Datei", "a PostScript file"),
)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|title|div|p)\b",
    re.I | re.S,
)
_FLAT = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<office:document\b", re.I)
_ARCHIVE = re.compile(rb"(?:^|\n)Content-Type:\s*multipart/related", re.I)
_BEGIN = 4096
"""Bytes of a file in which a page or a document of XML begins."""


def kind_of(data: bytes) -> Kind:
    """Return what a file is; what is nothing else is taken for text."""
    if data.startswith(b"PK\x03\x04"):
        return _packed_kind(data)
    if pdf_within(data):
        return Kind.PDF
    begin = _beginning(data)
    if _FLAT.match(begin):
        return Kind.ODT if "opendocument.spreadsheet" not in begin else Kind.ODS
    return Kind.HTML if _PAGE.match(begin) else Kind.TEXT


def pdf_within(data: bytes) -> bytes:
    """Return the PDF that a file is or that begins behind some other bytes of it, b"" if there is none."""
    begin = data.find(b"%PDF-", 0, _PDF_WITHIN)
    return data[begin:] if begin >= 0 else b""


def refuse_other_kinds(data: bytes, name: str) -> None:
    """Raise SourceError, with what to do, for a document that would be read as text though it is none."""
    if data.startswith(b"PK\x03\x04"):
        names, _ = _directory(data)
        _, german, english = next(
            kind for kind in _OFFICE if not kind[0] or any(part.startswith(kind[0]) for part in names)
        )
    elif found := next((kind for kind in _BEGINNINGS if data.startswith(kind[0])), None):
        _, german, english = found
    elif _ARCHIVE.search(data[:_BEGIN]):
        german, english = "ein Webarchiv (MHTML)", "a web archive (MHTML)"
    else:
        return
    raise SourceError(
        f"{name} ist {german}, gesucht wurde ein Bericht. Bitte als PDF speichern (.docx und .odt werden "
        "auch gelesen, eine Liste als .xlsx, .ods oder CSV in UTF-8) und diese Datei angeben.",
        f"{name} is {english}, looked for was a report. Please save it as PDF (.docx and .odt are read, too, "
        "a list as .xlsx, .ods or CSV in UTF-8) and give that file.",
    )


def _packed_kind(data: bytes) -> Kind:
    """Return what an archive is by what it says of itself: one that is none of ours is refused as text is."""
    names, said = _directory(data)
    if odf.MIMETYPE + "text" in said:
        return Kind.ODT
    if odf.MIMETYPE + "spreadsheet" in said:
        return Kind.ODS
    if xlsx.MARK in names:
        return Kind.XLSX
    return Kind.DOCX if docx.MAIN_TYPE in said else Kind.TEXT


def _directory(data: bytes) -> tuple[list[str], str]:
    """Return the names of an archive's parts, and the beginning of the part that says what it is."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            said = ""
            for part in ("mimetype", "[Content_Types].xml"):
                if part in names:
                    with archive.open(part) as stream:
                        said += stream.read(1 << 20).decode("utf-8", "replace")
            return names, said
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        return [], ""


def _beginning(data: bytes) -> str:
    """Return how a file begins, its letters at least: they are the same in most encodings."""
    begin = data[:_BEGIN]
    if begin.startswith((b"\xff\xfe", b"\xfe\xff")):
        return begin.decode("utf-16", "replace")
    return begin.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
