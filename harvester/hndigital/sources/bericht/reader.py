"""Read a report of the city's layout: text → `Records`."""

from __future__ import annotations

from collections.abc import Sequence

from ... import profiles
from ...bericht import Quelle
from ...errors import SourceError
from ...findings import Finding
from ...schemas import codelist
from ..lettering import Lettered
from ..pdf import Page
from ..records import Records
from .charts import read_charts
from .document import Document
from .figures import key_figures, statements
from .pages import parse_document, placed_document
from .placing import place_pages
from .sheetdoubts import sheet_doubts
from .sheets import read_sheets
from .tables import read_tables

__all__ = ["expected_chapters", "no_report", "read_pages", "read_text"]


def read_text(source: Lettered, quelle: Quelle, findings: Sequence[Finding] = ()) -> Records:
    """Return the records of a report's text; `findings` are those made while it was fetched.

    Raises SourceError if it has neither a table nor a fact sheet of this layout.
    """
    return _read(parse_document(source), quelle, findings)


def read_pages(pages: Sequence[Page], quelle: Quelle, findings: Sequence[Finding] = ()) -> Records:
    """Return the records of a report whose words are known with their places, as `read_text`."""
    placed = place_pages(pages)
    return _read(placed_document(placed), quelle, (*findings, *placed.findings))


def _read(document: Document, quelle: Quelle, findings: Sequence[Finding]) -> Records:
    expected = expected_chapters()
    tables, numbers, odd, first_table = read_tables(document, expected)
    running = document.running()
    sheets = read_sheets(running)
    if not tables and not sheets and not numbers:
        raise no_report(document, quelle.name)
    chart_numbers, unreadable = read_charts(running, len(running.lines))
    return Records(
        quelle,
        tuple(tables),
        tuple(sheets),
        (*key_figures(running), *chart_numbers, *numbers),
        tuple(statements(running)),
        tuple(expected),
        (*findings, *unreadable, *odd, *sheet_doubts(running, len(sheets), sheets, tables)),
    )


def expected_chapters() -> list[str]:
    """Return the chapters that a report has a table in."""
    return sorted({code.extra["kapitel"] for code in codelist("bearbeitungsstand").values()})


def no_report(document: Document, name: str) -> SourceError:
    """Return the error for a source in which nothing of the layout is found."""
    count = sum(not line.blank for line in document.lines)
    described = profiles.current().report.described
    return SourceError(
        f"Gesucht wurden {described.get('de')} eines Digitalisierungsberichts, "
        f"gefunden in {name} {count} Textzeilen ohne beides.",
        f"Looked for {described.get('en')} of a Digitalisierungsbericht, "
        f"found in {name} {count} lines of text with neither.",
    )
