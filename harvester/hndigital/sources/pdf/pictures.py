"""Pictures of those pages of a PDF on which values stand, and where: made once, when it is published.

The archive of them holds `seite-38.webp` (the page's number in the file, as `#page=38` asks for it) and
`seiten.json`, which `Pages` reads. What stands in it was proven by the worker that made it: at each place is
printed what is said to be, and what was not found has none.
"""

from __future__ import annotations

import base64
import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...outside import Limits
from ..kinds import pdf_within
from .reading import PAGES, running

__all__ = ["DIRECTORY", "draw_pages", "picture_name"]

DIRECTORY = "seiten.json"
_WORKER = Path(__file__).with_name("picture_worker.py")
_LIMITS = Limits(50_000_000, 900)
"""Bytes of all pictures: six hundred pages of 80 kB; a page takes a fifth of a second."""
_TIME = (1980, 1, 1, 0, 0, 0)

Row = Mapping[str, str]


def picture_name(page: int) -> str:
    """Return what a page's picture is called in the archive."""
    return f"seite-{page}.webp"


def draw_pages(data: bytes, name: str, values: Iterable[Row], further: Iterable[str] = ()) -> bytes:
    """Return the archive of a PDF's pictures.

    `values` are rows of the table `herkunft`; `further` are printed numbers of pages on which something else
    stands that pages lead to. `name` is what the file is called in errors.
    Raises SourceError if it cannot be drawn within limits of time and memory.
    """
    asked = [
        [f"{row['vorhaben_nr']}/{row['feld']}", row["seite"], _box(row["ort"]), row["wortlaut"]]
        for row in values
        if row["seite"]
    ]
    asked += [["", label, None, ""] for label in dict.fromkeys(further)]
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf_within(data))
        file.flush()
        command = [sys.executable, "-I", "-B", str(_WORKER), file.name, str(PAGES)]
        with running(command, name, _LIMITS, password=json.dumps(asked)) as said:
            return _archive(said, name)


def _box(ort: str) -> list[float] | None:
    edges = ort.split(",")
    return [float(edge) for edge in edges] if len(edges) == 4 else None


def _archive(said: Iterable[dict[str, Any]], name: str) -> bytes:
    pages: dict[str, dict[str, Any]] = {}
    count, left = 0, _LIMITS.max_bytes
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for one in said:
            if "error" in one:
                raise SourceError(
                    f"{name}: die Seiten dieser PDF-Datei lassen sich nicht zeichnen.",
                    f"{name}: the pages of this PDF cannot be drawn.",
                )
            if "pages" in one:
                count = one["pages"]
                continue
            picture = base64.b64decode(one.pop("webp"))
            left -= len(picture)
            if left < 0:
                break
            page = one.pop("page")
            pages[str(page)] = one
            archive.writestr(zipfile.ZipInfo(picture_name(page), _TIME), picture)
        directory = {"version": 1, "pages": count, "drawn": pages}
        text = json.dumps(directory, ensure_ascii=False, separators=(",", ":"))
        archive.writestr(zipfile.ZipInfo(DIRECTORY, _TIME), text)
    return buffer.getvalue()
