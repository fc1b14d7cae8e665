"""One report as many PDFs: writers, rules, shapes of pages and rows, orders of the content stream."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from . import marks, printing
from .document import html
from .model import Report

__all__ = ["LIBREOFFICE", "Print", "printed_pdf", "writers"]

LIBREOFFICE = "soffice"
_PORTRAIT = 170 / 257


@dataclass(frozen=True)
class Print:
    """How a report is printed.

    `rules`: "all", "level" or "none". `turned`: "no", "stored" (turned by content and by /Rotate back),
    "sideways" (by /Rotate alone), "content" (by content alone). `stream`: "rows" as the writer has it,
    "columns", or "letters" that are placed one by one in any order.
    """

    writer: str = "chromium"
    rules: str = "all"
    portrait: bool = False
    middle: bool = False
    split: bool = False
    narrow: bool = False
    repeated: bool = True
    turned: str = "no"
    stream: str = "rows"

    def __str__(self) -> str:
        said = [self.writer, f"{self.rules} rules", "portrait" if self.portrait else "landscape"]
        said += [
            one.name
            for one in fields(self)
            if one.type == "bool" and one.name != "portrait" and getattr(self, one.name) is not one.default
        ]
        said += [f"turned {self.turned}"] if self.turned != "no" else []
        said += [f"stream by {self.stream}"] if self.stream != "rows" else []
        return ", ".join(said).replace("repeated", "head once")


def printed_pdf(report: Report, seed: int, how: Print) -> bytes:
    """Print the report; raises PrintingUnavailable where the writer is missing."""
    rng = random.Random(f"text {seed}")
    rotates = how.writer == "chromium"  # the others set the letters of narrow heads one below the other
    document = html(report, rng, text_after_sheets=False, css_rotation=rotates)
    document = document.translate({ord(mark): None for mark in marks.ALL})
    data = writers()[how.writer](_styled(document, how))
    if how.stream != "rows":
        data = _restreamed(data, how.stream, seed)
    return _turned(data, how.turned) if how.turned != "no" else data


def writers() -> dict[str, Callable[[str], bytes]]:
    """Return the programs that print, by name."""
    return {"chromium": printing.pdf, "weasyprint": _weasyprint, "libreoffice": _libreoffice}


def _styled(document: str, how: Print) -> str:
    style = {"all": "", "level": "td,th{border-left:0;border-right:0}", "none": "td,th{border:0}"}[how.rules]
    style += "td{vertical-align:middle}" if how.middle else ""
    style += "tr{break-inside:auto}" if how.split else ""
    style += "thead{display:table-row-group}" if not how.repeated else ""
    style += ".sheet td{border:0}"
    if how.portrait:
        style += "@page wide{size:A4;margin:15mm 20mm}.wide table{font-size:6.6pt}.css span{font-size:5pt}"
        style += ".wide td,.wide th{padding:.6mm .8mm .6mm .6mm}.wide{width:170mm}"
        document = re.sub(
            r'(<col style="width:)(\d+)mm',
            lambda found: f"{found[1]}{int(found[2]) * _scale(found[2]):.1f}mm",
            document,
        )
    if how.narrow:
        style += ".wide td:first-child .f{white-space:normal;word-break:break-all;overflow-wrap:anywhere}"
        document = document.replace('<col style="width:26mm">', '<col style="width:17mm">')
        document = document.replace('<col style="width:17.2mm">', '<col style="width:11mm">')
    return document.replace("</style>", style + "</style>")


def _scale(width: str) -> float:
    """Columns of a sheet stay as they are."""
    return 1.0 if int(width) in (48, 122) else _PORTRAIT


def _without_script(document: str) -> str:
    """Return the document for writers without JavaScript, which break words at soft hyphens themselves."""
    document = re.sub(r"<script>.*?</script>", "", document, flags=re.S)
    document = re.sub(r'<i data-k="(.?)">([^<]*)</i>(?:<wbr>)?', _piece, document)
    return document.replace("</style>", ".f{white-space:nowrap}.t{hyphens:manual}</style>")


def _piece(found: re.Match[str]) -> str:
    """Return a piece of a line that ends where a line may: what is within it never does."""
    kind, text = found.groups()
    inner = text[:-1] if kind == "h" else text
    kept = inner.replace("-", "\u2011").replace("/", "/\u2060").replace(" ", "\u00a0")
    soft = "\u00ad" if kind == "s" else ""
    return kept + text[len(inner) :] + soft


def _weasyprint(document: str) -> bytes:
    import weasyprint

    return weasyprint.HTML(string=_without_script(document)).write_pdf()


def _libreoffice(document: str) -> bytes:
    program = shutil.which(LIBREOFFICE)
    if program is None:
        raise printing.PrintingUnavailable("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "report.html")
        source.write_text(_fitting(_without_script(document)), encoding="utf-8")
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
        command += ["pdf:writer_web_pdf_Export", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return source.with_suffix(".pdf").read_bytes()


def _fitting(document: str) -> str:
    """Return the document with tables as wide as the page: LibreOffice knows no width of columns."""
    widths = r'<col style="width:([\d.]+)mm">'

    def table(found: re.Match[str]) -> str:
        whole = sum(float(width) for width in re.findall(widths, found[0]))
        columns = re.sub(widths, lambda one: f'<col width="{100 * float(one[1]) / whole:.1f}%">', found[0])
        return columns.replace("<table", '<table width="100%"')

    return re.sub(rf"<table[^>]*>(?:{widths})+", table, document)


def _turned(data: bytes, how: str) -> bytes:
    from pypdf import PdfReader, PdfWriter, Transformation

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for page in writer.pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        if how in ("stored", "content"):  # a quarter to the left
            page.add_transformation(Transformation().rotate(90).translate(height, 0))
            for box in (page.mediabox, page.cropbox):
                box.lower_left, box.upper_right = (0, 0), (height, width)
        if how in ("stored", "sideways"):
            page.rotate(90)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _restreamed(data: bytes, order: str, seed: int) -> bytes:
    """Return a PDF that looks the same, its letters in another order, as other writers print them."""
    import pdfplumber
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    font = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"
    pdfmetrics.registerFont(TTFont("Plain", font))
    target = io.BytesIO()
    canvas = Canvas(target)
    rng = random.Random(seed)
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            canvas.setPageSize((page.width, page.height))
            canvas.setLineWidth(0.5)
            for shape in [*page.rects, *page.lines, *page.curves]:
                if shape["width"] <= 2 or shape["height"] <= 2:
                    canvas.line(shape["x0"], shape["y0"], shape["x1"], shape["y1"])
            if order == "letters":
                pieces = [[char] for char in page.chars if char["text"].strip()]
                rng.shuffle(pieces)
            else:
                pieces = [
                    word["chars"]
                    for word in page.extract_words(
                        x_tolerance=1.2, return_chars=True, split_at_punctuation=False
                    )
                ]
                pieces = [[char] for char in page.chars if char["matrix"][1]] + [
                    piece for piece in pieces if not piece[0]["matrix"][1]
                ]
                pieces.sort(
                    key=lambda piece: (round(piece[0]["x0"] / 45), round(piece[0]["top"]), piece[0]["x0"])
                )
            for piece in pieces:
                first = piece[0]
                text = canvas.beginText()
                text.setFont("Plain", 1)
                text.setTextTransform(
                    *(
                        value * (first["size"] if at < 4 else 1)
                        for at, value in enumerate(_unit(first["matrix"]))
                    )
                )
                text.textOut("".join(char["text"] for char in piece))
                canvas.drawText(text)
            canvas.showPage()
    canvas.save()
    return target.getvalue()


def _unit(matrix: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = matrix
    size = (a * a + b * b) ** 0.5
    return a / size, b / size, c / size, d / size, e, f
