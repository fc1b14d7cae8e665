"""The sample reports' sentences are our own, where the city's report lies beside the repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.generator.sample import texts

SOURCES = sorted(Path(Path(__file__).resolve().parents[3], "shared", "sources").glob("*.txt"))
RUN = 6

pytestmark = pytest.mark.skipif(not SOURCES, reason="the city's report is not beside the repository")


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-zäöüß]+", text.lower().replace("-\n", ""))
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def test_no_sentence_is_the_citys() -> None:
    """No six words in a row of a sample paragraph or sheet stand in the report."""
    theirs = set().union(*(_runs(source.read_text(encoding="utf-8")) for source in SOURCES))
    ours = [paragraph for chapter in texts()["prosa"].values() for paragraph in chapter]
    ours += [
        sheet[name] for sheet in texts()["steckbriefe"].values() for name in ("beschreibung", "vorhabenziel")
    ]
    assert [(text, run) for text in ours for run in _runs(text) & theirs] == []
