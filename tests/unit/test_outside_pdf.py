"""A PDF is read by a program in bounds: time, memory, text and pages."""

from __future__ import annotations

import time
import zlib
from pathlib import Path

import pytest
from hndigital.errors import SourceError
from hndigital.outside import Limits
from hndigital.sources.pdf import read_pdf, reading

LIMITS = Limits(1_000_000, 5)


def _pdf(contents: list[bytes], filters: str = "") -> bytes:
    """Return a PDF with one page for each content stream."""
    kids = " ".join(f"{number} 0 R" for number in range(4, 4 + 2 * len(contents), 2))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in enumerate(contents):
        page = f"/Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * number} 0 R"
        objects.append(f"<< {page} /Resources << /Font << /F 3 0 R >> >> >>".encode())
        objects.append(
            b"<< /Length %d %s >>\nstream\n" % (len(content), filters.encode()) + content + b"\nendstream"
        )
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def _text(words: bytes) -> bytes:
    return b"BT /F 12 Tf 20 700 Td (" + words + b") Tj ET"


def test_a_plain_pdf() -> None:
    """What is within the bounds is read."""
    (page,) = read_pdf(_pdf([_text(b"Bericht")]), "b.pdf", LIMITS)
    assert [word.text for word in page.words] == ["Bericht"]


def test_more_text_than_the_limit() -> None:
    """A small file that holds text without end is read up to the limit."""
    bomb = zlib.compress(
        b"BT /F 12 Tf 14 TL 20 700 Td " + b"(xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx) Tj T* " * 50_000 + b"ET"
    )
    with pytest.raises(SourceError, match="larger than 100 kB"):
        read_pdf(_pdf([bomb], "/Filter /FlateDecode"), "b.pdf", Limits(100_000, 20))


def test_more_memory_than_the_limit() -> None:
    """A program that gets too little memory ends in an error."""
    with pytest.raises(SourceError, match="broke off|no text"):
        read_pdf(_pdf([_text(b"Bericht")]), "b.pdf", LIMITS, memory=12 << 20)


def test_more_time_than_the_limit() -> None:
    """A stream that is unpacked without end takes no longer than was given."""
    packed = zlib.compress(zlib.compress(b"\n" * 1_000_000_000, 1), 9)
    began = time.monotonic()
    with pytest.raises(SourceError, match=r"after 0\.3 seconds"):
        read_pdf(_pdf([packed], "/Filter [/FlateDecode /FlateDecode]"), "b.pdf", Limits(1_000_000, 0.3))
    assert time.monotonic() - began < 3


def test_more_pages_than_the_limit() -> None:
    """A document with more pages is refused: some of them would say something else than the whole."""
    pages = [_text(b"Seite")] * 4
    assert read_pdf(_pdf(pages), "b.pdf", LIMITS, pages=4)
    with pytest.raises(SourceError, match="more than 3 pages"):
        read_pdf(_pdf(pages), "b.pdf", LIMITS, pages=3)


def test_what_the_program_gets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program that reads a stranger's file has its memory, may write no file, and knows no token."""
    worker = tmp_path / "worker.py"
    worker.write_text(
        "import os, resource\n"
        "said = [os.environ.get('HNDIGITAL_TOKEN'), resource.getrlimit(resource.RLIMIT_AS)[0] >> 10,"
        " resource.getrlimit(resource.RLIMIT_FSIZE)[0]]\n"
        "words = [[str(one), 0, 0, 1, 1, 1, 1, at, 1, 0] for at, one in enumerate(said)]\n"
        "import json\n"
        "print(json.dumps({'pages': 1}))\n"
        "print(json.dumps({'size': [9, 9], 'words': words, 'rules': [], 'pictures': 0, 'slanted': 0}))\n"
    )
    monkeypatch.setattr(reading, "_WORKER", worker)
    monkeypatch.setenv("HNDIGITAL_TOKEN", "geheim")
    (page,) = read_pdf(b"%PDF-1.4", "b.pdf", LIMITS, memory=1 << 30)
    assert [word.text for word in page.words] == ["None", "1048576", "0"]
