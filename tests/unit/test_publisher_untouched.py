"""Packages that were changed after they were made: refused by name, unless somebody says why."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories import read, vorhaben
from hndigital.errors import PackageError
from hndigital.package import Package, build_package
from hndigital.publisher.untouched import check_identity, check_untouched

Files = dict[str, bytes]
REGISTER = "digitalprojekte"


@pytest.fixture
def files() -> Files:
    return build_package(read()).files()


def described(files: Files, change: Callable[[dict[str, Any]], object]) -> Files:
    """Return the files with a descriptor that somebody has edited."""
    descriptor = json.loads(files["datapackage.json"])
    change(descriptor)
    return files | {"datapackage.json": json.dumps(descriptor, ensure_ascii=False, indent=2).encode()}


def another_column(files: Files) -> Files:
    """Return the files with a column more in a table."""
    lines = files["vorhaben.csv"].decode().splitlines()
    wider = "".join(f"{line},{'mehr' if number else 'spalte'}\n" for number, line in enumerate(lines))
    return files | {"vorhaben.csv": wider.encode()}


def without_seal(descriptor: dict[str, Any]) -> None:
    """Take a file's checksum away."""
    del descriptor["resources"][0]["hash"]


CHANGES: dict[str, tuple[Callable[[Files], Files], str]] = {
    "a cell": (
        lambda files: files | {"kosten.csv": files["kosten.csv"].replace(b",20000,", b",20001,")},
        "kosten.csv",
    ),
    "a column": (another_column, "vorhaben.csv"),
    "a checksum": (lambda files: described(files, without_seal), "vorhaben.csv"),
    "the cut-off date": (
        lambda files: described(files, lambda it: it.update(stichtag="2021-04-30")),
        "datapackage.json: stichtag",
    ),
    "the day": (
        lambda files: described(files, lambda it: it.update(created="2030-01-01T00:00:00Z")),
        "datapackage.json: created",
    ),
    "the version": (
        lambda files: described(files, lambda it: it.update(version="2031.2.0")),
        "datapackage.json: version",
    ),
    "a length": (
        lambda files: described(files, lambda it: it["resources"][1].update(bytes=1)),
        "datapackage.json: strategiefeld_matrix, bytes",
    ),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_what_was_changed_is_refused_by_name(
    tmp_path: Path, files: Files, change: Callable[[Files], Files], expected: str
) -> None:
    """A folder or ZIP that was changed by hand is refused, with the part and the next step."""
    archive = tmp_path / "paket.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for name, content in change(files).items():
            target.writestr(name, content)
    package = Package.load(archive)
    with pytest.raises(PackageError, match=expected) as caught:
        check_untouched(package)
    assert "--changed-by-hand" in caught.value.message("de")
    check_untouched(package, "Tippfehler im Titel, Amt 20")


WORDS: dict[str, Callable[[dict[str, Any]], object]] = {
    "title": lambda it: it.update(title="Anders"),
    "licence": lambda it: it["licenses"][0].update(name="cc-by-4.0"),
    "contributors": lambda it: it["contributors"].append({"title": "Jemand"}),
    "sources": lambda it: it["sources"][0].update(title="Ein anderer Bericht"),
    "nothing but blanks": lambda it: None,
}


@pytest.mark.parametrize("change", WORDS.values(), ids=WORDS)
def test_words_that_were_changed_in_the_descriptor_alone(
    tmp_path: Path, files: Files, change: Callable[[dict[str, Any]], object]
) -> None:
    """What no table repeats is held against the ZIP beside the files; the file is named."""
    Package.from_files(files).write(tmp_path)
    (tmp_path / "datapackage.json").write_bytes(described(files, change)["datapackage.json"])
    package = Package.load(tmp_path)
    assert package.altered == ("datapackage.json",)
    with pytest.raises(PackageError, match=r"datapackage\.json"):
        check_untouched(package)
    check_untouched(package, "Titel berichtigt")


def test_a_cell_with_its_checksum_made_anew(tmp_path: Path, files: Files) -> None:
    """Whoever also recalculates the checksum is found by the ZIP beside the files; both files are named.

    A folder that came without its ZIP, and a ZIP that was packed as `harvest` does it, can't be known.
    """
    package = Package.from_files(files)
    archive = package.write(tmp_path) / f"{package.name}.zip"
    cells = files["kosten.csv"].replace(b",20000,", b",20001,")

    def restated(descriptor: dict[str, Any]) -> None:
        (one,) = (one for one in descriptor["resources"] if one["path"] == "kosten.csv")
        one.update(hash=f"sha256:{hashlib.sha256(cells).hexdigest()}", bytes=len(cells))

    (tmp_path / "kosten.csv").write_bytes(cells)
    (tmp_path / "datapackage.json").write_bytes(described(files, restated)["datapackage.json"])
    with pytest.raises(PackageError, match=r"datapackage\.json, kosten\.csv"):
        check_untouched(Package.load(tmp_path))
    archive.unlink()
    assert Package.load(tmp_path).altered == ()


def test_a_zip_of_another_package(tmp_path: Path, files: Files) -> None:
    """A ZIP that holds another content than the folder around it is named by the files that differ."""
    package = Package.from_files(files)
    archive = package.write(tmp_path) / f"{package.name}.zip"
    other = build_package(read(vorhaben(bearbeitungsstand="abgeschlossen")))
    archive.write_bytes(other.zip_bytes())
    with pytest.raises(PackageError, match=r"datapackage\.json, .*vorhaben\.csv"):
        check_untouched(Package.load(tmp_path))


def test_a_zip_that_is_none(tmp_path: Path, files: Files) -> None:
    """A folder whose ZIP cannot be read is named; one that came without it is held against itself alone."""
    package = Package.from_files(files)
    archive = package.write(tmp_path) / f"{package.name}.zip"
    archive.write_bytes(b"kein ZIP")
    assert Package.load(tmp_path).altered == (archive.name,)
    archive.unlink()
    assert Package.load(tmp_path).altered == ()


def test_as_every_version_has_written_it(tmp_path: Path) -> None:
    """A package of the first version, folder and ZIP, is as it was made: older ones stay publishable."""
    older = Package.load(Path(__file__).parents[1] / "packages" / "0.1.0")
    folder = older.write(tmp_path)
    for place in (folder, folder / f"{older.name}.zip"):
        package = Package.load(place)
        assert (package.altered, package.sha256) == ((), older.sha256)


@pytest.mark.parametrize("name", [REGISTER, "digitalprojekt-2020000018", "digitalprojekte-2020-3"])
def test_a_name_that_is_not_the_rounds(files: Files, name: str) -> None:
    """A package that calls itself register, project or another edition is none of this portal."""
    package = Package.from_files(described(files, lambda it: it.update(name=name)))
    with pytest.raises(PackageError, match="digitalprojekte-2020-2"):
        check_identity(package, REGISTER)


def test_no_projects(files: Files) -> None:
    """A package without any project would take all of them from the portal."""
    header = {
        name: content.splitlines(keepends=True)[0] for name, content in files.items() if name.endswith(".csv")
    }
    with pytest.raises(PackageError, match="no project"):
        check_identity(Package.from_files(files | header), REGISTER)


def test_a_file_that_is_no_table_of_ours(files: Files) -> None:
    """A file that somebody has added to the package is not published with it."""
    extra = {"name": "mehr", "path": "mehr.csv", "type": "table", "schema": {"fields": [{"name": "a"}]}}
    more = described(files, lambda it: it["resources"].append(extra)) | {"mehr.csv": b"a\n1\n"}
    with pytest.raises(PackageError, match=r"no table mehr \(mehr.csv\)"):
        check_identity(Package.from_files(more), REGISTER)


def test_packages_of_every_release_are_as_they_were_made() -> None:
    """What a release has written is no changed package for later ones."""
    for folder in sorted((Path(__file__).parents[1] / "packages").iterdir()):
        if folder.is_dir():
            check_untouched(Package.load(folder))
