"""The command as people and scripts call it: exit codes, languages, output."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import frictionless
import hndigital
import pytest
from hndigital.cli.main import run as run_here

COMMAND = Path(sys.executable).with_name("hndigital")
SAMPLE = Path(__file__).parents[2] / "harvester" / "sample"
FIRST = SAMPLE / "beispielbericht-2020-2.txt"
SECOND = SAMPLE / "beispielbericht-2021-1.txt"


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LANG", "LC_"))}
    return kept | {"LANG": "de_DE.UTF-8"} | changes


def run(*args: object, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, args)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(**env),
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("pakete")
    first, second = folder / "erste", folder / "zweite"
    assert run("harvest", FIRST, "--out", first).returncode == 0
    assert run("harvest", SECOND, "--out", second, "--previous", first).returncode == 0
    return first, second


@pytest.fixture(scope="module")
def cut_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report that ends in the middle of its tables."""
    text = FIRST.read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("bericht") / "abgeschnitten.txt"
    path.write_text(text[: text.rindex("5.4.")], encoding="utf-8")
    return path


def test_harvest_writes_the_package_and_prints_the_reconciliation(tmp_path: Path) -> None:
    """One command makes the package and says what the report's own totals say."""
    result = run("harvest", FIRST, "--out", tmp_path / "neu" / "paket")
    assert (result.returncode, result.stderr) == (0, "")
    assert "digitalprojekte-2020-2, Fassung 2020.2.0" in result.stdout
    assert "Beispieldaten" in result.stdout
    assert "Vorhaben: 102" in result.stdout
    assert "Abgleich mit den Summen des Berichts: " in result.stdout
    assert "anlass.auftrag" in result.stdout
    assert "Hinweise: 0 Fehler" in result.stdout
    written = {path.name for path in (tmp_path / "neu" / "paket").iterdir()}
    assert {"datapackage.json", "vorhaben.csv", "digitalprojekte-2020-2.zip"} <= written


def test_three_lines_of_python_do_the_same(tmp_path: Path, packages: tuple[Path, Path]) -> None:
    """import, harvest, write: byte for byte what the command writes."""
    package = hndigital.harvest(SECOND, previous=packages[0])
    package.write(tmp_path)
    for path in filter(Path.is_file, packages[1].iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_same_bytes_whatever_the_environment(tmp_path: Path, packages: tuple[Path, Path]) -> None:
    """Another process, language, time zone and hash seed give the same files."""
    run("harvest", FIRST, "--out", tmp_path, LANG="C", TZ="Asia/Tokyo", PYTHONHASHSEED="7")
    for path in filter(Path.is_file, packages[0].iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_previous_package_gives_the_changes(packages: tuple[Path, Path]) -> None:
    """harvest --previous writes what diff says."""
    lines = (packages[1] / "aenderungen.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "vorhaben_nr,feld,alt,neu,art"
    document = json.loads(run("diff", *packages, "--json").stdout)
    assert len(document["aenderungen"]) == len(lines) - 1 > 0


def test_written_packages_validate(packages: tuple[Path, Path]) -> None:
    """The sample reports' packages, with and without changes, are valid Data Packages."""
    for folder in packages:
        report = frictionless.validate(str(folder / "datapackage.json"))
        assert report.valid, report.to_summary()


def test_check_writes_nothing(tmp_path: Path) -> None:
    """check says the same and leaves no trace."""
    report = tmp_path / "bericht.txt"
    report.write_bytes(FIRST.read_bytes())
    result = run("check", report, "--berichtsstand", "2020-2")
    assert result.returncode == 0
    assert "Abgleich mit den Summen des Berichts" in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["bericht.txt"]


def test_findings_of_severity_error_exit_3_and_the_rest_is_written(tmp_path: Path, cut_report: Path) -> None:
    """A damaged report is read as far as it goes, and the exit code says so."""
    result = run("harvest", cut_report, "--out", tmp_path)
    assert result.returncode == 3
    assert (tmp_path / "vorhaben.csv").stat().st_size > 1000
    assert "tabelle_fehlt" in (tmp_path / "hinweise.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["", "Dies ist kein Bericht.\n" * 50, "\x00\x01\x02" * 100])
def test_what_is_no_report_exits_2_with_one_sentence(tmp_path: Path, content: str) -> None:
    """One sentence on standard error says what was looked for; nothing is written."""
    source = tmp_path / "quelle.txt"
    source.write_text(content)
    result = run("harvest", source, "--out", tmp_path / "aus")
    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "aus").exists()


def test_missing_source_exits_2() -> None:
    """A wrong path is named."""
    result = run("check", "/gibt/es/nicht.txt")
    assert result.returncode == 2
    assert "nicht.txt" in result.stderr


def test_folder_that_cannot_be_written_exits_2(tmp_path: Path) -> None:
    """The place and the reason are named, without a traceback."""
    (tmp_path / "datei").write_text("")
    result = run("harvest", FIRST, "--out", tmp_path / "datei" / "darin")
    assert result.returncode == 2
    assert str(tmp_path / "datei" / "darin") in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["unbekannt"],
        ["harvest"],
        ["harvest", str(FIRST)],
        ["check", str(FIRST), "--stichtag", "31.03.2021"],
        ["check", str(FIRST), "--berichtsstand", "2#2020"],
        ["check", str(FIRST), "--quatsch"],
        ["diff", "eins"],
        ["diff", "eins", "zwei", "drei"],
        ["--lang", "fr", "diff", "eins", "zwei"],
    ],
)
def test_wrong_usage_exits_64(args: list[str]) -> None:
    """Scripts can tell a wrong call from a wrong report; the message is German and names the help."""
    result = run(*args)
    assert (result.returncode, result.stdout) == (64, "")
    assert "Fehler: " in result.stderr
    assert "--help" in result.stderr


def test_diff_exit_codes(packages: tuple[Path, Path], tmp_path: Path) -> None:
    """0 nothing changed, 10 changes, 2 unreadable; folder and ZIP are the same."""
    first, second = packages
    archive = first / "digitalprojekte-2020-2.zip"
    assert run("diff", first, archive).returncode == 0
    changed = run("diff", archive, second)
    assert changed.returncode == 10
    assert "Kosten: 10.000 € → 12.500 €" in changed.stdout
    unreadable = run("diff", first, tmp_path)
    assert (unreadable.returncode, unreadable.stdout) == (2, "")
    assert str(tmp_path) in unreadable.stderr


def test_later_round_as_previous_is_pointed_out(packages: tuple[Path, Path]) -> None:
    """Rounds given the wrong way round are compared, with a warning."""
    result = run("check", FIRST, "--previous", packages[1])
    assert result.returncode == 0
    assert "späteren Berichtsstand" in result.stderr


def test_wrong_configuration_exits_2(tmp_path: Path) -> None:
    """A misspelt setting is named together with those that exist."""
    config = tmp_path / "paket.yaml"
    config.write_text("lizenz: frei\n")
    result = run("check", FIRST, "--config", config)
    assert result.returncode == 2
    assert "lizenz" in result.stderr
    assert "licence" in result.stderr


def test_who_reads_only_the_beginning_gets_the_package_all_the_same(tmp_path: Path) -> None:
    """`harvest … | head` writes the package and ends with the exit code of the reading."""
    out = tmp_path / "paket"
    command = [sys.executable, "-m", "hndigital", "harvest", os.fspath(FIRST), "--out", os.fspath(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.close()  # type: ignore[union-attr]
        said = process.stderr.read()  # type: ignore[union-attr]
    assert (process.returncode, said) == (0, "")
    assert (out / "datapackage.json").is_file()


def test_file_changed_by_hand_is_pointed_out(packages: tuple[Path, Path], tmp_path: Path) -> None:
    """A package that was edited after harvest is compared, with a warning that names the file."""
    for path in filter(Path.is_file, packages[0].iterdir()):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    table = tmp_path / "vorhaben.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Anliegenmanagement", "Anliegen"), "utf-8")
    result = run("diff", packages[0], tmp_path)
    assert result.returncode == 10
    assert "vorhaben.csv wurde geändert" in result.stderr


@pytest.fixture
def silent_server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        yield server


def test_interrupted_exits_130(silent_server: socket.socket, tmp_path: Path) -> None:
    """Ctrl-C while the source doesn't answer ends the command at once, without a half-written package."""
    # Where the tests run in the background SIGINT is ignored, and a child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    address = f"http://127.0.0.1:{silent_server.getsockname()[1]}/bericht.txt"
    process = subprocess.Popen(
        [COMMAND, "harvest", address, "--out", tmp_path / "aus"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    connection, _address = silent_server.accept()
    with connection:
        assert connection.recv(65536)
        # The request is here, and soon the command does nothing but wait for the answer.
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _out, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors.strip().startswith("Abgebrochen")
    assert not (tmp_path / "aus").exists()


def test_json_is_for_machines(packages: tuple[Path, Path], tmp_path: Path) -> None:
    """--json prints one document, with nothing around it."""
    document = json.loads(run("harvest", FIRST, "--out", tmp_path, "--json").stdout)
    assert document["name"] == "digitalprojekte-2020-2"
    assert document["counts"]["vorhaben"] == 102
    assert document["exit_code"] == 0
    assert {row["kennzahl"] for row in document["abgleich"]} >= {"anzahl", "kapitel.5.2"}
    assert all(row["meldung"] for row in document["hinweise"])


@pytest.mark.parametrize(
    ("env", "args", "word"),
    [
        ({"LANG": "de_DE.UTF-8"}, [], "Aufruf"),
        ({"LANG": "en_GB.UTF-8"}, [], "Usage"),
        ({"LANG": "C"}, [], "Usage"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "de_AT"}, [], "Aufruf"),
        ({"LANG": "C"}, ["--lang", "de"], "Aufruf"),
        ({"LANG": "de_DE.UTF-8"}, ["--lang=en"], "Usage"),
    ],
)
def test_language_follows_locale_and_option(env: dict[str, str], args: list[str], word: str) -> None:
    """Help is in the reader's language."""
    result = run("harvest", *args, "--help", **env)
    assert result.returncode == 0
    assert result.stdout.startswith(word)


def test_findings_are_in_the_users_language_on_the_terminal_and_german_in_the_package(tmp_path: Path) -> None:
    """The package's language is German whoever makes it."""
    result = run("harvest", FIRST, "--out", tmp_path, LANG="en_US.UTF-8")
    assert "Please correct it in the next report." in result.stdout
    assert "Bitte im nächsten Bericht berichtigen." in (tmp_path / "hinweise.csv").read_text(encoding="utf-8")


def test_help_lists_every_command_with_its_purpose() -> None:
    """Every command that is listed can be asked for help."""
    listed = run("--help").stdout
    for name in ("harvest", "check", "diff", "plan", "publish", "status"):
        assert f"\n  {name} " in listed
        assert run(name, "--help").returncode == 0


def test_version() -> None:
    """The version is that of the distribution."""
    assert run("--version").stdout == f"hndigital {hndigital.__version__}\n"


def test_a_fault_of_the_program_is_a_sentence_and_no_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], packages: tuple[Path, Path]
) -> None:
    """Python's own exit code is 1, which would say that `validate` has findings; a script is told 2."""

    def fail(*_arguments: object) -> None:
        raise ZeroDivisionError("so\x1b[31m nicht")

    monkeypatch.setattr("hndigital.cli.validating.load_package", fail)
    assert run_here(["--lang", "de", "validate", str(packages[0])]) == 2
    said = capsys.readouterr().err
    assert ("Traceback" in said, "\x1b" in said) == (False, False)
    assert said.startswith("Das ist ein Fehler des Programms: ZeroDivisionError: so")
    assert "test_cli.py" in said


def test_help_and_check_of_usage_load_no_judge_of_packages() -> None:
    """frictionless takes a third of a second to load: only what reads or writes a package waits for it."""
    code = (
        "import sys; from hndigital.cli.main import run; run(['--version']); run(['harvest', '--help']); "
        "sys.exit('frictionless' in sys.modules or 'rdflib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
