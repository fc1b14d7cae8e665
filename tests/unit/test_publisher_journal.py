"""The journal of a publication: what a later run can tell from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hndigital.publisher.journal import DATABASE, FILES, Journal, journal_path

ADDRESS = "https://portal.example.org:8443"


def test_unfinished_publication_is_found(tmp_path: Path) -> None:
    """After a beginning without end the journal tells package and state that the run began with."""
    journal = Journal(tmp_path / "j.jsonl")
    with journal:
        journal.begin("a" * 64, "b" * 64, ADDRESS)
        journal.note("vorhaben.csv", (DATABASE, FILES), "begonnen")
    found = Journal(journal.path).unfinished()
    assert found is not None
    assert (found.paket_sha256, found.fingerprint) == ("a" * 64, "b" * 64)


def test_finished_publication_leaves_nothing_open(tmp_path: Path) -> None:
    """After the end nothing is unfinished, and every line is JSON with a time."""
    with Journal(tmp_path / "j.jsonl") as journal:
        journal.begin("a", "b", ADDRESS)
        journal.end([])
    assert Journal(journal.path).unfinished() is None
    assert all("zeit" in json.loads(line) for line in journal.path.read_text().splitlines())


def test_nothing_written_nothing_there(tmp_path: Path) -> None:
    """A run with nothing to do leaves no journal."""
    with Journal(tmp_path / "j.jsonl") as journal:
        assert journal.unfinished() is None
    assert not journal.path.exists()


def test_line_cut_off_by_a_kill_does_no_harm(tmp_path: Path) -> None:
    """A half-written last line is passed over, and the next entry begins on a line of its own."""
    path = tmp_path / "j.jsonl"
    with Journal(path) as journal:
        journal.begin("a", "b", ADDRESS)
    with path.open("a") as file:
        file.write('{"zeit": "2026-')
    assert Journal(path).unfinished() is not None
    with Journal(path) as journal:
        journal.begin("c", "d", ADDRESS)
    found = Journal(path).unfinished()
    assert found is not None
    assert found.paket_sha256 == "c"


def test_journal_stands_beside_the_package(tmp_path: Path) -> None:
    """The journal's place is beside the package, one per portal, never inside the package."""
    package = tmp_path / "2020-2"
    package.mkdir()
    place = journal_path(package, ADDRESS)
    assert place.parent == tmp_path
    assert place.name == "2020-2.portal.example.org-8443.journal.jsonl"


@pytest.mark.parametrize("there", [False, True])
def test_only_its_owner_reads_it(tmp_path: Path, there: bool) -> None:
    """A journal is for its owner alone, one that somebody else could read before, too."""
    path = tmp_path / "j.jsonl"
    if there:
        path.write_text("{}\n")
        path.chmod(0o644)
    with Journal(path) as journal:
        journal.note("x", ["datenbank"], "fehler", "https://user:geheim@portal.example.org/?token=geheim")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "geheim" not in path.read_text()
