"""What a file is, by its content rather than its name: what no reader takes is refused as what it is."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import NoReturn

from ..errors import SourceError

__all__ = ["pdf_within", "refuse_other_kinds", "refuse_workbook"]

_PDF_WITHIN = 1024
"""How many bytes may stand before a PDF begins; mail gateways and web servers write some."""
_OFFICE = (
    ("word/", "ein Word-Dokument", "a Word document"),
    ("xl/", "eine Excel-Arbeitsmappe", "an Excel workbook"),
    ("ppt/", "eine PowerPoint-Datei", "a PowerPoint file"),
    ("content.xml", "eine Datei von LibreOffice", "a file of LibreOffice"),
    ("", "ein ZIP-Archiv", "a ZIP archive"),
)
_BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0", "eine Datei des alten Office", "a file of the old Office"),
    (b"{\\rtf", "ein RTF-Dokument", "an RTF document"),
    (b"\x1f\x8b", "ein gepacktes Archiv (gzip)", "a packed archive (gzip)"),
)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table)\b", re.I | re.S
)


def pdf_within(data: bytes) -> bytes:
    """Return the PDF that a file is or that begins behind some other bytes of it, b"" if there is none."""
    begin = data.find(b"%PDF-", 0, _PDF_WITHIN)
    return data[begin:] if begin >= 0 else b""


def refuse_other_kinds(data: bytes, name: str) -> None:
    """Raise SourceError, with what to do, for a document that would be read as text though it is none."""
    if data.startswith(b"PK\x03\x04"):
        german, english = _packed(data)
    elif found := next((kind for kind in _BEGINNINGS if data.startswith(kind[0])), None):
        _, german, english = found
    elif _PAGE.match(data.removeprefix(b"\xef\xbb\xbf"), 0, _PDF_WITHIN):
        german, english = "eine HTML-Seite", "an HTML page"
    else:
        return
    raise _no_report(name, german, english)


def refuse_workbook(name: str) -> NoReturn:
    """Raise SourceError for a workbook where the city's profile reads reports, not lists."""
    raise _no_report(name, *_OFFICE[1][1:])


def _no_report(name: str, german: str, english: str) -> SourceError:
    return SourceError(
        f"{name} ist {german}, gesucht wurde ein Bericht als PDF oder Text. Bitte als PDF speichern, eine "
        "Liste als CSV in UTF-8, und diese Datei angeben.",
        f"{name} is {english}, looked for was a report as PDF or text. Please save it as PDF, a list as CSV "
        "in UTF-8, and give that file.",
    )


def _packed(data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        names = []
    return next(
        (german, english)
        for start, german, english in _OFFICE
        if not start or any(name.startswith(start) for name in names)
    )
