"""docs/upgrading.md, followed: its commands of CKAN's, on a portal that came back from a backup."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from tests.portal.operating.commands import ckan

PAGE = Path(__file__).parents[3] / "docs" / "upgrading.md"
STATE = Path(os.environ.get("HNDIGITAL_TEST_STATE", ""))

pytestmark = pytest.mark.slow


def commands(chapter: str) -> list[list[str]]:
    """Return the words of each `ckan …` in the console blocks of a chapter."""
    text = PAGE.read_text(encoding="utf-8").partition(f"## {chapter}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("ckan ")]


def test_the_commands_lead_to_a_portal_that_is_well(elsewhere: Path) -> None:
    """Upgrade and way back: each ends well; `check` names only what a portal of tests has not set."""
    first = elsewhere / "first"
    assert ckan(STATE / "ckan.ini", "hndigital", "backup", first).code == 0
    assert ckan(elsewhere / "ckan.ini", "hndigital", "restore", first).code == 0
    steps = [*commands("Without containers"), *commands("Back again")]
    named = [next(word for word in step if word not in ("hndigital", "db", "search-index")) for step in steps]
    assert named == ["backup", "upgrade", "rebuild", "mend", "check", "restore"]
    for step in steps:
        words = [word.replace("/var/backups/hndigital", str(elsewhere)) for word in step]
        ran = ckan(elsewhere / "ckan.ini", *words)
        if words[-1] == "check":
            assert "does not answer" not in ran.out
            assert "The search index is in step with the database." in ran.out
        else:
            assert ran.code == 0, (words, ran.err)
