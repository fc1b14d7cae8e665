"""PDFs that other programs have written again: turned, cropped, locked for changes, packed, set anew.

What is printed is the same, so that each cell is; where a program drops what text was meant by, it is told.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hndigital.bericht import Vorhaben
from pdf_factories import HEIGHT, TITLES, WIDTH, draw_table, pdf_of, read_pdf_report, titles, unsure
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import FloatObject, NameObject, RectangleObject

Rewritten = Callable[[bytes, Path], bytes]


def _by(*command: str) -> Rewritten:
    """Let a program write the file again; `IN` and `OUT` stand for the two files."""

    def rewrite(data: bytes, folder: Path) -> bytes:
        if shutil.which(command[0]) is None:
            pytest.skip(f"needs {command[0]}")
        before, after = folder / "before.pdf", folder / "after.pdf"
        before.write_bytes(data)
        parts = [part.replace("IN", str(before)).replace("OUT", str(after)) for part in command]
        subprocess.run(parts, check=True, capture_output=True)
        return after.read_bytes()

    return rewrite


def _changed(change: Callable[[PdfWriter], object]) -> Rewritten:
    def rewrite(data: bytes, folder: Path) -> bytes:
        writer, target = PdfWriter(PdfReader(io.BytesIO(data))), io.BytesIO()
        change(writer)
        writer.write(target)
        return target.getvalue()

    return rewrite


def _turned(degrees: int) -> Rewritten:
    return _changed(lambda writer: [page.rotate(degrees) for page in writer.pages])


def _cropped(writer: PdfWriter) -> None:
    for page in writer.pages:
        page.cropbox = RectangleObject((30, 380, WIDTH - 20, HEIGHT - 30))


def _scaled(writer: PdfWriter) -> None:
    for page in writer.pages:
        page.scale_by(0.5)


def _user_unit(writer: PdfWriter) -> None:
    for page in writer.pages:
        page[NameObject("/UserUnit")] = FloatObject(2)


def _shifted(writer: PdfWriter) -> None:
    for page in writer.pages:
        page.add_transformation(Transformation().translate(-1000, 500))
        page.mediabox = RectangleObject((-1000, 500, WIDTH - 1000, HEIGHT + 500))
        page.cropbox = page.mediabox


SAME: dict[str, Rewritten] = {
    "turned 90": _turned(90),
    "turned 180": _turned(180),
    "turned 270": _turned(270),
    "cropped": _changed(_cropped),
    "scaled": _changed(_scaled),
    "units of two points": _changed(_user_unit),
    "origin elsewhere": _changed(_shifted),
    "locked for changes": _changed(lambda writer: writer.encrypt("", "owner", algorithm="RC4-128")),
    "streams packed": _changed(lambda writer: [page.compress_content_streams() for page in writer.pages]),
    "linearised": _by("qpdf", "--linearize", "--object-streams=generate", "IN", "OUT"),
    "unpacked": _by("qpdf", "--qdf", "--object-streams=disable", "IN", "OUT"),
    "locked by AES": _by("qpdf", "--encrypt", "", "owner", "256", "--", "IN", "OUT"),
    "ghostscript": _by("gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-sOutputFile=OUT", "IN"),
    "cairo": _by("pdftocairo", "-pdf", "IN", "OUT"),
}


def _without_places(project: Vorhaben) -> Vorhaben:
    return replace(project, herkunft=MappingProxyType({}))


QUICK = {"turned 90", "turned 180", "cropped", "locked for changes"}


@pytest.mark.parametrize(
    "rewrite",
    [
        pytest.param(rewrite, id=name, marks=[] if name in QUICK else [pytest.mark.slow])
        for name, rewrite in SAME.items()
    ],
)
@pytest.mark.parametrize("rules", [pytest.param(True, id="ruled"), pytest.param(False, id="unruled")])
def test_the_same_print_gives_the_same_cells(rewrite: Rewritten, rules: bool, tmp_path: Path) -> None:
    """Whoever wrote the file last, its rows are read cell by cell as before."""
    printed = pdf_of(lambda canvas: draw_table(canvas, rules=rules))
    before, after = read_pdf_report(printed, tmp_path), read_pdf_report(rewrite(printed, tmp_path), tmp_path)
    assert titles(before) == TITLES
    assert [_without_places(one) for one in after.bericht.vorhaben] == [
        _without_places(one) for one in before.bericht.vorhaben
    ]
    assert unsure(after) == unsure(before)
