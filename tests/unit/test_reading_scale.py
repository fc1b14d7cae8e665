"""What reading takes grows with the source and no faster: memory by its bytes, time by its projects."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hndigital.errors import SourceError
from hndigital.pipeline import read_report

SAMPLE = Path(__file__).resolve().parents[2] / "harvester" / "sample" / "beispielbericht-2020-2.txt"
PER_BYTE = 18
"""Bytes of memory for each byte of text: 50 MB stay below 1 GB."""
_READ = """
import resource, sys
from hndigital.pipeline import read_report
result = read_report(sys.argv[1], profile="heilbronn")
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_maxrss * 1024, used.ru_utime, len(result.bericht.vorhaben))
"""


def _read(text: str, folder: Path) -> tuple[float, float, int]:
    """Return bytes of memory, seconds of the processor, and the number of projects."""
    source = folder / "bericht.txt"
    source.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(source)], check=True, capture_output=True, text=True
    )
    memory, seconds, projects = done.stdout.split()
    return float(memory), float(seconds), int(projects)


def _longer(text: str, size: int) -> str:
    """Return the report with its first chapter repeated up to so many bytes."""
    start = text.index("2. „Für")
    chapter = text[text.index("1. Einleitung") : start].partition("\n")[2]
    return text[:start] + chapter * ((size - len(text)) // len(chapter)) + text[start:]


def _more(text: str, times: int) -> str:
    """Return the report with the rows of chapter 5.4 repeated under other numbers."""
    start = text.rindex("5.4. Matrixdarstellung")
    end = text.rindex("5.5. Matrixdarstellung")
    first = start + re.search(r"(?m)^ ?20\d{7,8}", text[start:end]).start()  # type: ignore[union-attr]
    number = iter(range(10**6))
    rows = [
        re.sub(r"(?m)^ ?20\d{7,8} ?", lambda _: f"2030{next(number):06d} ", text[first:end])
        for _ in range(times)
    ]
    return text[:first] + "".join(rows) + text[end:]


@pytest.mark.slow
def test_memory_grows_by_the_text(tmp_path: Path) -> None:
    """Four more megabytes of text take no more than 18 bytes of memory each."""
    text = SAMPLE.read_text(encoding="utf-8")
    small, _, _ = _read(_longer(text, 2_000_000), tmp_path)
    large, _, _ = _read(_longer(text, 6_000_000), tmp_path)
    assert (large - small) / 4_000_000 < PER_BYTE


@pytest.mark.slow
def test_time_grows_by_the_projects(tmp_path: Path) -> None:
    """Four times the projects take no more than six times the time."""
    text = SAMPLE.read_text(encoding="utf-8")
    _, few_seconds, few = _read(_more(text, 50), tmp_path)
    _, many_seconds, many = _read(_more(text, 200), tmp_path)
    assert many > 3.5 * few
    assert many_seconds < 6 * few_seconds


def _stuffed(text: str, word: str, size: int) -> str:
    """Return the report with so many bytes of something else within a row of its first table."""
    row = text.rindex("\n20", 0, text.rindex("5.3. Matrixdarstellung"))
    at = text.index("\n", row + 1) + 1
    return text[:at] + word * (size // len(word)) + text[at:]


@pytest.mark.parametrize(
    "word",
    [
        "Der Ausbau geht voran, im Auftrag der Stadt und mit 10 Ämtern.\n",
        *(
            pytest.param(word, marks=pytest.mark.slow)
            for word in ("1. Der Ausbau der Stadt\n 5. Es kommt mehr\n", "+ — ++ " * 12 + "\n", "Der Ausbau ")
        ),
    ],
    ids=lambda word: word.split()[0],
)
def test_a_row_that_does_not_end_takes_no_time(word: str, tmp_path: Path) -> None:
    """Four times as much that is no row takes no more than six times the time of what it adds."""
    text = SAMPLE.read_text(encoding="utf-8")
    _, none, projects = _read(text, tmp_path)
    _, few, _ = _read(_stuffed(text, word, 100_000), tmp_path)
    _, many, found = _read(_stuffed(text, word, 400_000), tmp_path)
    assert many - none < 6 * max(few - none, 0.5)
    assert found >= projects - 2


def test_a_table_of_many_megabytes_is_refused(tmp_path: Path) -> None:
    """What cannot be a table is named with its chapter and place before its words fill the memory."""
    source = tmp_path / "bericht.txt"
    source.write_text(_stuffed(SAMPLE.read_text(encoding="utf-8"), "Wort " * 20 + "\n", 11_000_000), "utf-8")
    with pytest.raises(SourceError, match=r"chapter 5\.2 .* more than 10 million characters"):
        read_report(source, profile="heilbronn")
