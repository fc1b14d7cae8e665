"""The report as office programs and browsers save it: its HTML document as it is, as DOCX and as ODT."""

from __future__ import annotations

import io
import random
from typing import Any

from lxml import html as lxml_html

from . import marks
from .document import html
from .model import Report

__all__ = ["report_docx", "report_html", "report_odt"]


def report_html(report: Report, seed: int) -> str:
    """Return the report as a page, before any program has set its lines."""
    rng = random.Random(f"text {seed}")
    document = html(report, rng, text_after_sheets=False, css_rotation=True)
    return document.translate({ord(mark): None for mark in marks.ALL})


def _blocks(report: Report, seed: int) -> list[Any]:
    """Return the elements of the page that are a paragraph or a table, in their order."""
    body = lxml_html.document_fromstring(report_html(report, seed)).find("body")
    return [element for element in body.iter("p", "h2", "div", "table") if _is_block(element)]


def _is_block(element: Any) -> bool:
    if next(element.iterancestors("table"), None) is not None:
        return False
    inner = [element.find(f".//{tag}") for tag in ("div", "h2")]
    return element.tag == "table" or all(one is None for one in inner)


def _lines(element: Any) -> list[str]:
    for line_end in element.iter("br"):
        line_end.text = "\n"
    return [" ".join(line.split()) for line in element.text_content().split("\n")]


def report_docx(report: Report, seed: int) -> bytes:
    """Return the report as python-docx writes it, a heading row repeated on each page."""
    from docx import Document
    from docx.oxml import OxmlElement

    document = Document()
    for block in _blocks(report, seed):
        if block.tag != "table":
            style = "Heading 2" if block.tag == "h2" else None
            document.add_paragraph("\n".join(_lines(block)), style)
            continue
        rows = [list(row.iter("td", "th")) for row in block.iter("tr")]
        table = document.add_table(len(rows), max(map(len, rows)))
        for row, cells in zip(table.rows, rows, strict=True):
            for place, cell in zip(row.cells, cells, strict=True):
                place.text = "\n".join(_lines(cell))
        if block.find(".//th") is not None:
            table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def report_odt(report: Report, seed: int) -> bytes:
    """Return the report as odfpy writes it."""
    from odf.opendocument import OpenDocumentText
    from odf.table import Table, TableCell, TableColumn, TableRow
    from odf.text import H, LineBreak, P

    def paragraph(lines: list[str], heading: bool = False) -> Any:
        element = H(outlinelevel=2) if heading else P()
        for number, line in enumerate(lines):
            if number:
                element.addElement(LineBreak())
            element.addText(line)
        return element

    document = OpenDocumentText()
    for block in _blocks(report, seed):
        if block.tag != "table":
            document.text.addElement(paragraph(_lines(block), heading=block.tag == "h2"))
            continue
        rows = [list(row.iter("td", "th")) for row in block.iter("tr")]
        table = Table()
        table.addElement(TableColumn(numbercolumnsrepeated=max(map(len, rows))))
        for cells in rows:
            row = TableRow()
            for cell in cells:
                place = TableCell()
                place.addElement(paragraph(_lines(cell)))
                row.addElement(place)
            table.addElement(row)
        document.text.addElement(table)
    stream = io.BytesIO()
    document.write(stream)
    return stream.getvalue()
