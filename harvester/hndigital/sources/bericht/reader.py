"""Read a report of the city's layout: text → `Records`."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import SourceError
from ...findings import Finding
from ...register import Quelle
from ...schemas import codelist
from ..records import Records, Tabelle, Zahl
from .charts import read_charts
from .document import Document
from .figures import key_figures, statements
from .pages import parse_document
from .sheets import read_sheets
from .tables import find_captions, read_table

__all__ = ["read_text"]


def read_text(text: str, quelle: Quelle, findings: Sequence[Finding] = ()) -> Records:
    """Return the records of a report's text; `findings` are those made while it was fetched.

    Raises SourceError if it has neither a table nor a fact sheet of this layout.
    """
    document = parse_document(text)
    captions = find_captions(document)
    sheets = read_sheets(document)
    if not captions and not sheets:
        raise _no_report(document, quelle.name)
    found = list(findings)
    tables: list[Tabelle] = []
    first_table = captions[0].start if captions else len(document.lines)
    chart_numbers, problems = read_charts(document, first_table)
    numbers: list[Zahl] = key_figures(document) + chart_numbers
    found += problems
    for position, caption in enumerate(captions):
        limit = captions[position + 1].start if position + 1 < len(captions) else len(document.lines)
        table, stated, leftover = read_table(document, caption, limit)
        tables.append(table)
        numbers += stated
        found += [
            Finding(
                "text_nicht_zugeordnet",
                wortlaut=part.wortlaut,
                wert=table.kapitel,
                fundstelle=part.fundstelle,
            )
            for part in leftover
        ]
    expected = sorted({code.extra["kapitel"] for code in codelist("bearbeitungsstand").values()})
    return Records(
        quelle,
        tuple(tables),
        tuple(sheets),
        tuple(numbers),
        tuple(statements(document)),
        tuple(expected),
        tuple(found),
    )


def _no_report(document: Document, name: str) -> SourceError:
    count = sum(not line.blank for line in document.lines)
    return SourceError(
        "Gesucht wurden Tabellen („5.2. Matrixdarstellung: … Vorhaben“) oder Steckbriefe "
        f"(„A. Vorhabenauftrag“) eines Digitalisierungsberichts, "
        f"gefunden in {name} {count} Textzeilen ohne beides.",
        "Looked for tables (“5.2. Matrixdarstellung: … Vorhaben”) or fact sheets (“A. Vorhabenauftrag”) "
        f"of a Digitalisierungsbericht, found in {name} {count} lines of text with neither.",
    )
