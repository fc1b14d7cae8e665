"""Packages that a spreadsheet program has saved: undone where the checksum proves it, else told by cell."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from factories import read
from hndigital.cli.main import run
from hndigital.errors import PackageError
from hndigital.package import Package, build_package, diff
from hndigital.publisher.untouched import check_untouched

FILES = build_package(read()).files()


def _saved(name: str, cell: Callable[[str], str] = lambda text: text, **form: str) -> bytes:
    """Return a file as a program saves it in its own form, each cell made what it takes it for."""
    rows = csv.reader(io.StringIO(FILES[name].decode()))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=form.get("delimiter", ";"), lineterminator="\r\n")
    header, *body = rows
    writer.writerows([header, *([cell(text) for text in row] for row in body)])
    tail = form.get("tail", "")
    return (form.get("mark", "\ufeff") + stream.getvalue() + tail).encode(form.get("encoding", "utf-8"))


def _as_day(text: str) -> str:
    return {"5.2": "05. Feb", "5.3": "05. Mrz", "5.4": "05. Apr", "2021-03-31": "31.03.2021"}.get(text, text)


def _as_month(text: str) -> str:
    return "Jan 05" if text == "I/105" else text


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.endswith(".csv")))
def test_what_a_program_does_to_the_form_of_a_file_is_undone(name: str) -> None:
    """Delimiter, byte order mark, line ends and blank rows: the bytes are again those that harvest wrote."""
    package = Package.from_files(FILES | {name: _saved(name, tail=";;;\r\n\r\n")})
    assert package.files() == FILES
    assert package.altered == ()
    assert set(package.undone[name]) >= {"mark", "line_ends", "delimiter"}
    check_untouched(package)


@pytest.mark.parametrize(("name", "cell"), [("vorhaben.csv", _as_day), ("status.csv", _as_day)])
def test_cells_that_became_dates_are_undone_where_it_is_certain(
    name: str, cell: Callable[[str], str]
) -> None:
    """The checksum proves that a chapter and a day are what they were."""
    package = Package.from_files(FILES | {name: _saved(name, cell)})
    assert package.files() == FILES
    assert "cells" in package.undone[name]


def test_cells_that_became_dates_are_named_where_it_is_not() -> None:
    """Where something else was changed as well nothing is proven: file, row, column and value are told."""
    text = FILES["vorhaben.csv"].decode().replace("Vorhaben 18", "Von Hand")
    rows = [line.replace(",5.3", ",05. Mrz") for line in text.splitlines(keepends=True)]
    with pytest.raises(PackageError) as caught:
        Package.from_files(FILES | {"vorhaben.csv": "".join(rows).encode()})
    message = caught.value.message("en")
    assert "a spreadsheet program changed values" in message
    assert "column kapitel: “05. Mrz”" in message


def test_rounded_numbers_are_named() -> None:
    """A project's number that has become `2,02E+09` is lost; nobody guesses it back."""
    rows = FILES["vorhaben.csv"].decode().splitlines(keepends=True)
    number = rows[1].split(",")[0]
    torn = FILES["vorhaben.csv"].decode().replace(number, '"2,02E+09"')
    with pytest.raises(PackageError, match="column vorhaben_nr: “2,02E\\+09”"):
        Package.from_files(FILES | {"vorhaben.csv": torn.encode()})


def test_a_delimiter_alone_keeps_an_edited_file_readable() -> None:
    """What a person has changed in a spreadsheet program is read, and the package is told as changed."""
    edited = _saved("vorhaben.csv").decode("utf-8-sig").replace("Vorhaben 18", "Von Hand")
    package = Package.from_files(FILES | {"vorhaben.csv": edited.encode()})
    assert any(row["titel"] == "Von Hand" for row in package.tables["vorhaben"])
    assert package.altered == ("vorhaben.csv",)


def test_a_zip_with_a_folder_around_the_files_is_read(tmp_path: Path) -> None:
    """Programs pack a folder with its name; what they put beside it is left alone."""
    path = tmp_path / "paket.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/paket/datapackage.json", b"{}")
        for name, content in FILES.items():
            archive.writestr(f"paket/{name}", content)
    assert Package.load(path).files() == FILES


def test_a_person_is_told_what_was_undone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`diff` says which file a program has saved, and finds no difference."""
    old, new = tmp_path / "old", tmp_path / "new"
    package = Package.from_files(FILES)
    package.write(old)
    package.write(new)
    (new / "vorhaben.csv").write_bytes(_saved("vorhaben.csv", _as_day))
    assert run(["diff", str(old), str(new)]) == 0
    assert (
        "vorhaben.csv anew (byte order mark, line ends of Windows, another delimiter"
        in capsys.readouterr().err
    )


def test_differences_are_of_values() -> None:
    """An amount that is written otherwise is no change."""
    written = FILES["vorhaben.csv"].decode().replace(",20000,", ",20000.00,")
    assert written.encode() != FILES["vorhaben.csv"]
    assert (
        diff(Package.from_files(FILES), Package.from_files(FILES | {"vorhaben.csv": written.encode()})) == ()
    )
