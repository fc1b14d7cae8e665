"""A report as a document to be edited: real headings and styles, repeated heads, charts with a text."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from ..characters import clean
from ..charts import draw
from ..colours import accent
from .model import Block, Figure, Heading, Items, Report, Section, Table, Text
from .optional import needed

__all__ = ["docx"]

_HEAD, _CELL, _NOTE, _COMPUTED = "Tabellenkopf", "Tabellentext", "Anmerkung", "Berechnet"
_TALL, _WIDE = (210, 297), (297, 210)
"""Millimetres of a page."""
_MARGIN = 18
_SHARPNESS = 2.0
"""Dots of a chart's picture per dot of its drawing."""
_CHART = 150
"""Millimetres that a chart is wide."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that the parts of a document state: the first that a ZIP can."""
_TURNED = 38
"""Millimetres of a turned head."""
_STYLES = {"": None, "lead": None, "sample": "Intense Quote", "computed": _COMPUTED, "note": _NOTE}


def docx(report: Report) -> bytes:
    """Return the report as DOCX; the same report gives the same bytes.

    Raises ReportError if python-docx, or WeasyPrint for the charts, is missing.
    """
    writer = _Writer(report)
    for number, section in enumerate(report.sections):
        writer.section(section, first=not number)
    return writer.saved()


class _Writer:
    """Puts the blocks of a report into a document."""

    def __init__(self, report: Report) -> None:
        self.docx = needed("docx")
        self.shared = needed("docx.shared")
        self.oxml = needed("docx.oxml")
        self.qn = needed("docx.oxml.ns").qn
        self.enum = needed("docx.enum.text").WD_ALIGN_PARAGRAPH
        self.document = self.docx.Document()
        self.report = report
        self._properties()
        self._styles()
        self.title = self.document.add_paragraph(clean(report.title), "Title")
        self.width = 0.0

    def _properties(self) -> None:
        said = self.document.core_properties
        said.title, said.subject, said.author = (
            clean(self.report.title)[:255],
            clean(self.report.subject)[:255],
            clean(self.report.publisher)[:255],
        )
        said.language, said.last_modified_by, said.comments = "de-DE", said.author, ""
        said.identifier = self.report.identifier
        day = datetime.fromisoformat(self.report.date) if self.report.date else datetime(*_EPOCH)  # noqa: DTZ001
        said.created = said.modified = day
        said.revision = 1

    def _styles(self) -> None:
        styles, points = self.document.styles, self.shared.Pt
        normal = styles["Normal"]
        normal.font.name, normal.font.size = "Arial", points(10)
        normal.paragraph_format.space_after = points(6)
        colour = self.shared.RGBColor(*accent())
        for name, size in (("Title", 20), ("Heading 2", 16), ("Heading 3", 13), ("Heading 4", 11)):
            style = styles[name]
            style.font.size, style.font.color.rgb = points(size), colour
            self._face(style)
        for name, size in ((_HEAD, 8), (_CELL, 8), (_NOTE, 9), (_COMPUTED, 10)):
            style = styles.add_style(name, self.docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
            style.base_style, style.quick_style = normal, True
            style.font.size = points(size)
            style.paragraph_format.space_after = points(0 if name in (_HEAD, _CELL) else 6)
        styles[_HEAD].font.bold = styles[_COMPUTED].font.italic = True
        self._face(styles["Caption"])
        styles["Caption"].font.size, styles["Caption"].font.color.rgb = (
            points(10),
            self.shared.RGBColor(0, 0, 0),
        )
        styles["Caption"].paragraph_format.keep_with_next = True
        for language in styles.element.iter(self.qn("w:lang")):
            language.set(self.qn("w:val"), "de-DE")

    def _face(self, style: Any) -> None:
        """Set a style's face to that of the text: the template's headings name one of a theme."""
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        style.font.name = "Arial"

    def section(self, section: Section, *, first: bool) -> None:
        """Begin a section on a page of its own, and write its blocks."""
        part = self.document.sections[-1] if first else self.document.add_section()
        width, height = _WIDE if section.wide else _TALL
        mm, orient = self.shared.Mm, self.docx.enum.section.WD_ORIENT
        part.page_width, part.page_height = mm(width), mm(height)
        part.orientation = orient.LANDSCAPE if section.wide else orient.PORTRAIT
        part.left_margin = part.right_margin = part.top_margin = part.bottom_margin = mm(_MARGIN)
        self.width = width - 2 * _MARGIN
        if first:
            self._margins(part)
        for block in section.blocks:
            self._block(block)

    def _margins(self, part: Any) -> None:
        part.header.paragraphs[0].text = clean(self.report.title)
        footer = part.footer.paragraphs[0]
        footer.alignment = self.enum.RIGHT
        footer.add_run(f"{self.report.page} ")
        field = self._element("w:fldSimple", instr="PAGE")
        field.append(self._element("w:r"))
        field[0].append(self._element("w:t"))
        field[0][0].text = "1"
        footer._p.append(field)

    def _element(self, tag: str, **values: str) -> Any:
        made = self.oxml.OxmlElement(tag)
        for name, value in values.items():
            made.set(self.qn(f"w:{name}"), value)
        return made

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self.document.add_paragraph(clean(block.text), f"Heading {block.level}")
            case Text():
                paragraph = self.document.add_paragraph(clean(block.text), _STYLES[block.kind])
                paragraph.paragraph_format.keep_with_next = block.kind == "computed"
            case Items():
                for line in block.lines:
                    self.document.add_paragraph(clean(line), "List Bullet")
            case Table():
                self._table(block)
            case Figure():
                self._figure(block)

    def _figure(self, figure: Figure) -> None:
        self.document.add_paragraph(clean(figure.caption), "Caption")
        picture = self.document.add_picture(io.BytesIO(_drawn(figure)), width=self.shared.Mm(_CHART))
        said = picture._inline.docPr
        said.set("descr", clean(figure.chart.sentence))
        said.set("title", clean(figure.chart.title))
        self._table(figure.table)
        for line in figure.lines:
            self.document.add_paragraph(clean(line), _NOTE)

    def _table(self, said: Table) -> None:
        headed = any(column.head for column in said.columns)
        table = self.document.add_table(len(said.rows) + headed, len(said.columns), "Table Grid")
        table.autofit = False
        described = self._element("w:tblCaption", val=clean(said.title)[:255])
        table._tbl.tblPr.append(described)
        total = sum(column.width for column in said.columns)
        widths = [self.shared.Mm(self.width * column.width / total) for column in said.columns]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        # python-docx looks each cell up anew: a row's cells are asked for once.
        rows = [tuple(row.cells) for row in table.rows]
        if headed:
            self._heads(said, table.rows[0], rows[0])
        for at, (texts, cells) in enumerate(zip(said.rows, rows[headed:], strict=True)):
            self._cells(said, at, texts, cells)
        for row, cells in zip(table.rows, rows, strict=True):
            row._tr.get_or_add_trPr().append(self._element("w:cantSplit"))
            for cell, width in zip(cells, widths, strict=True):
                cell.width = width
        self.document.add_paragraph(style=_CELL)

    def _heads(self, said: Table, row: Any, cells: tuple[Any, ...]) -> None:
        row._tr.get_or_add_trPr().append(self._element("w:tblHeader"))
        if any(column.rotated for column in said.columns):
            row.height = self.shared.Mm(_TURNED)
        for column, cell in zip(said.columns, cells, strict=True):
            self._write(cell, column.head, _HEAD, column.align)
            if column.rotated:
                cell._tc.get_or_add_tcPr().append(self._element("w:textDirection", val="btLr"))
                cell.paragraphs[0].alignment = self.enum.LEFT

    def _cells(self, said: Table, at: int, texts: tuple[str, ...], cells: tuple[Any, ...]) -> None:
        for number, (text, column, cell) in enumerate(zip(texts, said.columns, cells, strict=True)):
            label = at in said.spans or (said.kind == "matrix" and number == 1)
            self._write(cell, text, _HEAD if label else _CELL, column.align)

    def _write(self, cell: Any, text: str, style: str, align: str) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = style
        paragraph.add_run(clean(text))
        if align != "left":
            paragraph.alignment = self.enum.RIGHT if align == "right" else self.enum.CENTER

    def saved(self) -> bytes:
        """Return the document, its parts without the time at which they were written."""
        stream, fixed = io.BytesIO(), io.BytesIO()
        self.document.save(stream)
        with zipfile.ZipFile(stream) as made, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as kept:
            for part in made.infolist():
                kept.writestr(zipfile.ZipInfo(part.filename, _EPOCH), made.read(part), zipfile.ZIP_DEFLATED)
        return fixed.getvalue()


def _drawn(figure: Figure) -> bytes:
    """Return a chart as PNG: DOCX shows no SVG in older programs."""
    weasyprint, pdfium = needed("weasyprint"), needed("pypdfium2")
    drawing = draw(figure.chart).partition("?>")[2]
    sheet = "@page { size: 740px auto; margin: 0 } body { margin: 0 } svg { display: block; width: 720px }"
    height = float(drawing.partition('height="')[2].partition('"')[0])
    sheet = sheet.replace("740px auto", f"720px {height:.0f}px")
    made = weasyprint.HTML(string=f"<style>{sheet}</style>{drawing}").write_pdf()
    page = pdfium.PdfDocument(made)[0]
    stream = io.BytesIO()
    page.render(scale=_SHARPNESS).to_pil().save(stream, "PNG", optimize=True)
    return stream.getvalue()
