"""`hndigital report`: what it writes, what it refuses, and that the same packages give the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import hndigital
import pytest
from hndigital import profiles
from hndigital.cli.main import run
from hndigital.errors import PackageError, ReportError
from hndigital.package import Package, build_package
from hndigital.pipeline import read_report
from hndigital.reporting import make_report, optional
from hndigital.schemas import printed_charts, statement_patterns, writing

from tests.musterstadt import LIST, PROFILE
from tests.roundtrip.made_reports import differences, read_back
from tests.unit.factories import NEXT, read, vorhaben


@pytest.fixture
def first() -> Package:
    """A round of three projects."""
    return build_package(read())


@pytest.fixture
def second() -> Package:
    """The next round."""
    return build_package(read(vorhaben(titel="Anders benannt"), vorhaben("2021000009"), stand=NEXT))


def test_it_writes_what_the_suffix_says(
    first: Package, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder in, a page out; for machines it says what was made of what."""
    first.write(tmp_path / "paket")
    out = tmp_path / "bericht.HTML"
    assert run(["report", str(tmp_path / "paket"), "--out", str(out), "--json"]) == 0
    assert out.read_bytes() == make_report([first], "html") == hndigital.report([tmp_path / "paket"], "html")
    said = json.loads(capsys.readouterr().out)
    assert (said["form"], said["projects"], said["compared_with"]) == ("html", 3, [])


@pytest.mark.parametrize("name", ["bericht", "bericht.txt", "bericht.pdf.zip"])
def test_another_suffix_is_wrong_usage(first: Package, tmp_path: Path, name: str) -> None:
    """No form is guessed."""
    first.write(tmp_path / "paket")
    assert run(["report", str(tmp_path / "paket"), "--out", str(tmp_path / name)]) == 64


def test_what_cannot_be_used_is_named(
    first: Package, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is no package or a damaged one, and a file that cannot be written: exit code 2."""
    first.write(tmp_path / "paket")
    assert run(["report", str(tmp_path), "--out", str(tmp_path / "b.html")]) == 2
    gone = tmp_path / "fehlt" / "b.html"
    assert run(["report", str(tmp_path / "paket"), "--out", str(gone)]) == 2
    assert str(gone) in capsys.readouterr().err
    (tmp_path / "paket" / "vorhaben.csv").write_text("kaputt", encoding="utf-8")
    assert run(["report", str(tmp_path / "paket"), "--out", str(tmp_path / "b.html")]) == 2
    assert "vorhaben.csv" in capsys.readouterr().err
    assert not (tmp_path / "b.html").exists()


def test_rounds_stand_in_their_order(first: Package, second: Package) -> None:
    """The other way round it would tell changes that never were."""
    with pytest.raises(PackageError, match="later round"):
        make_report([second, first], "html")
    with pytest.raises(PackageError, match="No package"):
        make_report([], "html")


def test_what_changed_is_told(first: Package, second: Package) -> None:
    """New and vanished projects, and a changed title with its old one."""
    page = make_report([first, second], "html").decode()
    assert "Neu gemeldet (1)" in page
    assert "Nicht mehr gemeldet (2)" in page
    assert "<td>Vorhaben 18</td><td>Anders benannt</td>" in page
    assert "Änderungen seit" not in make_report([second], "html").decode()


def test_packages_of_two_cities_are_refused(first: Package) -> None:
    """What two cities count does not compare."""
    with profiles.using(profiles.load(PROFILE)):
        other = build_package(read_report(LIST, profile=PROFILE))
    with pytest.raises(PackageError, match="different cities"):
        make_report([first, other], "html")


@pytest.mark.parametrize("form", ["html", pytest.param("docx", marks=pytest.mark.slow)])
def test_another_citys_list_comes_back(form: str, tmp_path: Path) -> None:
    """Musterstadt's words, stages, ratings and columns: from its profile alone."""
    package = build_package(read_report(LIST, profile=PROFILE))
    stated = {"berichtsstand": "2023-1", "stichtag": date(2023, 3, 31), "profile": PROFILE}
    result = read_back([package], form, tmp_path, **stated)
    assert differences(package, build_package(result)) == []
    assert {finding.code for finding in result.findings} == {"berichtsdatum_fehlt"}


def test_a_missing_library_is_named_with_how_to_install_it(
    first: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTML needs none; PDF and DOCX say which and how."""

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(optional, "import_module", missing)
    assert make_report([first], "html")
    for form in ("pdf", "docx"):
        with pytest.raises(ReportError, match=r"pip install 'ckanext-hndigital\[report\]'"):
            make_report([first], form)


@pytest.mark.parametrize(
    "form", ["html", *(pytest.param(one, marks=pytest.mark.slow) for one in ("pdf", "docx"))]
)
def test_the_same_packages_give_the_same_bytes(first: Package, form: str, tmp_path: Path) -> None:
    """In another process, too, whose order of hashes is another one."""
    first.write(tmp_path / "paket")
    files = [tmp_path / f"{seed}.{form}" for seed in (1, 2)]
    for seed, out in enumerate(files, 1):
        command = [sys.executable, "-m", "hndigital", "report", tmp_path / "paket", "--out", out]
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        subprocess.run(command, check=True, capture_output=True, env=environment)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_texts_that_nobody_reports_yet_stay_within() -> None:
    """Of a project in its early phase only the row is printed, whatever a Meldebogen holds."""
    early = vorhaben(
        bearbeitungsstand="planung",
        kapitel="5.2",
        beschreibung="Noch nicht öffentlich.",
        vorhabenziel="Geheim.",
    )
    running = vorhaben("2020000019", beschreibung="Öffentlich.")
    page = make_report([build_package(read(early, running))], "html").decode()
    assert "Öffentlich." in page
    assert "Noch nicht" not in page
    assert "Geheim" not in page


def test_what_the_layout_has_no_place_for_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cost in a table without that column is not lost without a word."""
    build_package(read(vorhaben(bearbeitungsstand="planung", kapitel="5.2"))).write(tmp_path / "paket")
    assert run(["report", str(tmp_path / "paket"), "--out", str(tmp_path / "b.html"), "--lang", "en"]) == 0
    assert "no place for Cost of: 2020000018" in capsys.readouterr().err


def test_what_is_written_is_what_is_read() -> None:
    """The profile's words for writing fit its patterns for reading: key figures, round, deadline, charts."""
    said, patterns = writing(), statement_patterns()
    for name, pattern in patterns.key_figures.items():
        found = pattern.search(said.key_figures[name].format(count=17))
        assert found is not None
        assert found[1] == "17"
    sentences = [
        one.format(round=2, year=2020, begin="1. März 2019", end="31. März 2021", date="31. Mai 2021")
        for one in said.statements
    ]
    assert any(patterns.round.search(one) for one in sentences)
    assert any(pattern.search(one) for one in sentences for pattern in patterns.deadlines)
    for chart in printed_charts():
        assert chart.written == "" or chart.written.replace(" ", "") == chart.title
