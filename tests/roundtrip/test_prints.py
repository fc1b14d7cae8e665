"""One report through many writers, shapes and extractors: every cell right, or never exit code 0.

`docs/reading.md` holds what comes of each; HNDIGITAL_WRITE_READING=1 writes it anew (with the slow ones).
"""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hndigital.errors import SourceError
from hndigital.package import build_package
from hndigital.pipeline import read_report

from tests.generator.expected import tables
from tests.generator.invent import invented_report
from tests.generator.printing import PrintingUnavailable
from tests.generator.prints import Print, printed_pdf
from tests.roundtrip.differences import differences

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reading.md"
SEED, PROJECTS = 31, 40
WRITE = "HNDIGITAL_WRITE_READING"

PRINTS = (
    *(Print(rules=rules) for rules in ("all", "level", "none")),
    *(Print(rules=rules, portrait=True) for rules in ("all", "level", "none")),
    *(Print(rules=rules, middle=True) for rules in ("all", "level", "none")),
    *(Print(rules=rules, split=True) for rules in ("all", "none")),
    *(Print(rules=rules, narrow=True) for rules in ("all", "none")),
    *(Print(rules=rules, repeated=False) for rules in ("all", "none")),
    *(Print(turned=turned) for turned in ("stored", "sideways", "content")),
    *(Print(rules=rules, stream=stream) for rules in ("all", "none") for stream in ("columns", "letters")),
    *(Print("weasyprint", rules) for rules in ("all", "level", "none")),
    *(Print("weasyprint", rules, split=True) for rules in ("all", "none")),
    *(Print("weasyprint", rules, portrait=True) for rules in ("all", "none")),
)
QUICK = (
    Print(rules="none", portrait=True),
    Print(narrow=True),
    Print(rules="none", stream="letters"),
    Print("weasyprint", "none", split=True),
)


def _pdftotext(*options: str) -> Callable[[bytes], bytes]:
    def extract(data: bytes) -> bytes:
        return subprocess.run(
            ["pdftotext", *options, "-", "-"], input=data, check=True, capture_output=True
        ).stdout

    return extract


def _pdfplumber(data: bytes) -> bytes:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return "\f".join(page.extract_text() for page in document.pages).encode()


def _pypdf(data: bytes) -> bytes:
    from pypdf import PdfReader

    return "\f".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).encode()


def _pdfminer(data: bytes) -> bytes:
    from pdfminer.high_level import extract_text

    return extract_text(io.BytesIO(data)).encode()


EXTRACTORS: dict[str, Callable[[bytes], bytes]] = {
    "the PDF": lambda data: data,
    "`-raw`": _pdftotext("-raw"),
    "`-layout`": _pdftotext("-layout"),
    "`pdftotext`": _pdftotext(),
    "pypdf": _pypdf,
    "pdfplumber": _pdfplumber,
    "pdfminer": _pdfminer,
}


@cache
def _printed(how: Print) -> bytes:
    return printed_pdf(invented_report(SEED, PROJECTS), SEED, how)


@cache
def _outcome(how: Print, extractor: str, folder: Path) -> str:
    """Return "right", "3", "2", or "wrong" with what is."""
    source = folder / "bericht"
    source.write_bytes(EXTRACTORS[extractor](_printed(how)))
    try:
        result = read_report(source, profile="heilbronn")
    except SourceError:
        return "2"
    if result.has_errors:
        return "3"
    wrong = differences(tables(invented_report(SEED, PROJECTS)), build_package(result).tables)
    return f"wrong: {wrong[:5]}" if wrong else "right"


def _known() -> dict[str, list[str]]:
    """Return what the table in the docs says, by print."""
    rows = re.findall(r"(?m)^\| ((?:chromium|weasyprint), .*?) \| (.*) \|$", DOCS.read_text(encoding="utf-8"))
    return {name: said.split(" | ") for name, said in rows}


@pytest.mark.parametrize("how", [pytest.param(one, id=str(one)) for one in QUICK])
def test_every_cell_of_a_print_is_read(how: Print, tmp_path: Path) -> None:
    """What went into the PDF comes out cell by cell."""
    assert _outcome(how, "the PDF", tmp_path) == "right"


@pytest.mark.slow
@pytest.mark.parametrize("extractor", EXTRACTORS)
@pytest.mark.parametrize("how", [pytest.param(one, id=str(one)) for one in PRINTS])
def test_each_print_through_each_extractor(how: Print, extractor: str, tmp_path: Path) -> None:
    """No combination gives a wrong cell with exit code 0, and each gives what the docs say."""
    try:
        outcome = _outcome(how, extractor, tmp_path)
    except PrintingUnavailable as missing:
        pytest.skip(str(missing))
    assert not outcome.startswith("wrong")
    if WRITE in os.environ:
        _write(str(how), extractor, outcome)
    assert _known()[str(how)][list(EXTRACTORS).index(extractor)] == outcome


def _write(how: str, extractor: str, outcome: str) -> None:
    known = _known()
    row = known.setdefault(how, ["–"] * len(EXTRACTORS))
    row[list(EXTRACTORS).index(extractor)] = outcome
    lines = [f"| print | {' | '.join(EXTRACTORS)} |", "|---" * (len(EXTRACTORS) + 1) + "|"]
    lines += [f"| {name} | {' | '.join(said)} |" for name, said in known.items()]
    text = DOCS.read_text(encoding="utf-8")
    table = "\n".join(lines)
    DOCS.write_text(re.sub(r"(?s)\| print \|.*?(?=\n\n|\n*$)", lambda _: table, text), encoding="utf-8")
