"""A page with a table of three projects as a PDF, and what is read of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from hndigital.pipeline import ReadResult, read_report
from reportlab.pdfgen.canvas import Canvas

Draw = Callable[[Canvas], None]

WIDTH, HEIGHT = 842, 595
EDGES = (40, 120, 330, 380, 450, 530, 600, 670, 740, 810)
HEADS = (
    ["Vorhaben-", "Nr."],
    ["Vorhabentitel"],
    ["ffd.", "Amt"],
    ["Vorhaben-", "Typ"],
    ["Anlass"],
    ["Verwaltung &", "Infrastruktur"],
    ["Bildungs-", "und Wissens-", "stadt"],
    ["Teilhabe an", "der Stadtge-", "sellschaft"],
    ["Zukunfts-", "fähige", "Mobilität"],
)
ROWS = (
    (
        ["2020000072"],
        ["Elektronische Akte für die", "Verwaltung"],
        ["I/105"],
        ["kurzfr."],
        ["Auftrag"],
        "++",
        "+",
        "—",
        "—",
    ),
    (
        ["2020000073"],
        ["Bezahlen im Bürgeramt"],
        ["20"],
        ["mittelfr."],
        ["Eigen-", "Motivation"],
        "—",
        "++",
        "+",
        "—",
    ),
    (["2020000074"], ["Parken mit dem Telefon"], ["66"], ["langfr."], ["Auftrag"], "—", "—", "+", "++"),
)
TITLES = ["Elektronische Akte für die Verwaltung", "Bezahlen im Bürgeramt", "Parken mit dem Telefon"]


def draw_lines(canvas: Canvas, x: float, y: float, lines: list[str]) -> None:
    for at, line in enumerate(lines):
        canvas.drawString(x + 2, y - 10 - 11 * at, line)


def draw_table(canvas: Canvas, *, rules: bool = True) -> None:
    canvas.setFont("Helvetica", 9)
    canvas.drawString(40, 550, "5.4. Matrixdarstellung: 3 Vorhaben (abgeschlossen)")
    levels = [530, 490, 460, 430, 400]
    for x, head in zip(EDGES, HEADS, strict=False):
        draw_lines(canvas, x, levels[0], head)
    for y, row in zip(levels[1:], ROWS, strict=False):
        for x, cell in zip(EDGES, row, strict=False):
            draw_lines(canvas, x, y, [cell] if isinstance(cell, str) else cell)
    if rules:
        for y in levels:
            canvas.line(EDGES[0], y, EDGES[-1], y)
        for x in EDGES:
            canvas.line(x, levels[0], x, levels[-1])


def pdf_of(draw: Draw, **options: object) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), **options)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def read_pdf_report(data: bytes, folder: Path, **options: str) -> ReadResult:
    source = folder / "bericht.pdf"
    source.write_bytes(data)
    return read_report(source, profile="heilbronn", berichtsstand="2020-2", **options)


def titles(result: ReadResult) -> list[str]:
    return [project.titel for project in result.bericht.vorhaben]


def unsure(result: ReadResult) -> set[str]:
    return {finding.feld for finding in result.findings if finding.code == "quelle_unsicher"}
