"""Reading a package back: what is wrong is named, what is hostile does no harm."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from factories import read
from hndigital.errors import PackageError
from hndigital.package import Package, build_package
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.fixture
def files() -> dict[str, bytes]:
    return build_package(read()).files()


def edited(files: dict[str, bytes], name: str, old: str, new: str) -> dict[str, bytes]:
    text = files[name].decode()
    assert old in text
    return files | {name: text.replace(old, new, 1).encode()}


def archive(files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return buffer.getvalue()


def test_folder_and_zip_give_the_same_package(tmp_path: Path) -> None:
    """It doesn't matter which of the two one keeps."""
    written = build_package(read())
    written.write(tmp_path)
    from_folder, from_zip = Package.load(tmp_path), Package.load(tmp_path / "digitalprojekte-2020-2.zip")
    assert from_folder.files() == from_zip.files() == written.files()
    assert from_folder.tables == from_zip.tables
    assert from_folder.altered == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("vorhaben.csv", "2020000018,", "202000018,", "vorhaben.csv, row 3, column vorhaben_nr: “202000018”"),
        (
            "vorhaben.csv",
            ",reallabor,",
            ",labor,",
            "column vorhabentyp: “labor” is not allowed but: kurzfristig",
        ),
        ("vorhaben.csv", ",20000,", ",20.000 €,", "column kosten_eur: “20.000 €”"),
        ("vorhaben.csv", "2020000018,", "2019000001,", "row 3, vorhaben_nr: “2019000001” is used twice"),
        ("status.csv", "2021-03-31", "31/03/2021", "status.csv, row 2, column stichtag: “31/03/2021”"),
        ("status.csv", "2019000001", "2019000002", "“2019000002” is missing from vorhaben.csv"),
        ("vorhaben.csv", "titel,", "titl,", "vorhaben.csv, header row: missing or used twice: titel"),
        ("kosten.csv", ",20000,", ",", "kosten.csv, row 3: 4 instead of 5 cells"),
        (
            "kosten.csv",
            ",2020-2,",
            ",2021-1,",
            "kosten.csv, row 2, berichtsstand: “2021-1” instead of 2020-2",
        ),
        ("abgleich.csv", "3,3", "3,drei", "abgleich.csv, row 2, column zeilen: “drei”"),
    ],
)
def test_wrong_cell_is_named(
    tmp_path: Path, files: dict[str, bytes], name: str, old: str, new: str, expected: str
) -> None:
    """File, row, column, value and next step are in the message."""
    path = tmp_path / "paket.zip"
    path.write_bytes(archive(edited(files, name, old, new)))
    with pytest.raises(PackageError) as caught:
        Package.load(path)
    message = caught.value.message("en")
    assert expected in message
    assert message.startswith(str(path))
    assert "Please" in message
    assert "Bitte" in caught.value.message("de")


def test_hand_edited_file_is_known(files: dict[str, bytes]) -> None:
    """A value that was changed by hand is accepted, but the package says which file it is in."""
    package = Package.from_files(edited(files, "vorhaben.csv", "Vorhaben 18", "Von Hand"))
    assert package.altered == ("vorhaben.csv",)


def test_bom_and_windows_line_ends_of_a_spreadsheet_program_are_read(files: dict[str, bytes]) -> None:
    """What a spreadsheet program saved is the same table."""
    saved = b"\xef\xbb\xbf" + files["status.csv"].replace(b"\n", b"\r\n")
    package = Package.from_files(files | {"status.csv": saved})
    assert package.tables == Package.from_files(files).tables


@pytest.mark.parametrize("missing", ["datapackage.json", "vorhaben.csv"])
def test_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    """A package without one of its files is none."""
    build_package(read()).write(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(PackageError, match=missing):
        Package.load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"kein zip", b"PK\x03\x04kaputt", b"\x00" * 100])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file of another kind is named as such."""
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(PackageError, match="no readable ZIP"):
        Package.load(path)


def test_cut_off_zip_is_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    """A download that broke off is no package."""
    whole = archive(files)
    path = tmp_path / "x.zip"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(PackageError):
        Package.load(path)


@pytest.mark.parametrize(
    "path", ["../vorhaben.csv", "/etc/passwd", "a/b.csv", "C:\\x.csv", "https://x.org/a.csv"]
)
def test_descriptor_cannot_point_elsewhere(tmp_path: Path, files: dict[str, bytes], path: str) -> None:
    """No file outside the package is ever opened."""
    descriptor = json.loads(files["datapackage.json"])
    descriptor["resources"][0]["path"] = path
    for name, content in (files | {"datapackage.json": json.dumps(descriptor).encode()}).items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(PackageError, match="without folders"):
        Package.load(tmp_path)


def test_zip_bomb_is_not_unpacked(
    tmp_path: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unpacking ends at the limit, whatever size the archive claims."""
    monkeypatch.setattr("hndigital.package.load._MAX_BYTES", 1_000_000)
    path = tmp_path / "bombe.zip"
    path.write_bytes(archive(files | {"vorhaben.csv": b"0" * 5_000_000}, zipfile.ZIP_DEFLATED))
    with pytest.raises(PackageError, match="not unpacked"):
        Package.load(path)


@settings(max_examples=50, deadline=None)
@given(data=st.data(), compression=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
def test_damaged_zip_is_read_or_refused(data: st.DataObject, compression: int) -> None:
    """Whatever bytes are damaged: the same package, a package that knows it was altered, or PackageError."""
    whole = bytearray(archive(build_package(read()).files(), compression))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.zip"
        path.write_bytes(whole)
        with contextlib.suppress(PackageError):
            assert Package.load(path).name.startswith("digitalprojekte-")


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"resources": 1}', '{"resources": []}', "{"])
def test_what_is_no_descriptor_is_refused(tmp_path: Path, text: str) -> None:
    """Any other datapackage.json is an error with a next step, never a traceback."""
    (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(PackageError):
        Package.load(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "../x"),
        ("berichtsstand", "2020-2/../x"),
        ("stichtag", 5),
        ("version", "<b>"),
        ("sources", "x"),
    ],
)
def test_descriptor_properties_are_checked(files: dict[str, bytes], name: str, value: object) -> None:
    """Names and addresses are made of them, so nothing else gets through."""
    descriptor = json.loads(files["datapackage.json"]) | {name: value}
    with pytest.raises(PackageError):
        Package.from_files(files | {"datapackage.json": json.dumps(descriptor).encode()}, "paket")


@pytest.mark.parametrize("target", ["/etc/passwd", "../nebenan.csv", "/dev/zero"])
def test_a_link_out_of_the_folder_is_not_followed(
    tmp_path: Path, files: dict[str, bytes], target: str
) -> None:
    """A file of the package that is a link to one outside of it is refused, whatever is there."""
    folder = tmp_path / "paket"
    build_package(read()).write(folder)
    (tmp_path / "nebenan.csv").write_bytes(files["vorhaben.csv"])
    (folder / "vorhaben.csv").unlink()
    (folder / "vorhaben.csv").symlink_to(target)
    with pytest.raises(PackageError, match=r"vorhaben\.csv"):
        Package.load(folder)


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "evil\\..\\x.csv"])
def test_members_that_lead_elsewhere_are_not_written(
    tmp_path: Path, files: dict[str, bytes], name: str
) -> None:
    """A ZIP is read, never unpacked to disk: a member that is named like a way out stays in it."""
    path = tmp_path / "tief" / "paket.zip"
    path.parent.mkdir()
    path.write_bytes(archive(files | {name: b"x"}))
    before = sorted(tmp_path.rglob("*"))
    assert Package.load(path).name.startswith("digitalprojekte-")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_member_that_is_a_link(tmp_path: Path, files: dict[str, bytes]) -> None:
    """A member that claims to be a symbolic link is text that is no table."""
    path = tmp_path / "paket.zip"
    with zipfile.ZipFile(path, "w") as target:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            if name == "vorhaben.csv":
                info.external_attr, content = 0o120777 << 16, b"/etc/passwd"  # noqa: PLW2901
            target.writestr(info, content)
    with pytest.raises(PackageError, match="header row"):
        Package.load(path)


def test_a_directory_without_end_is_not_read(tmp_path: Path, files: dict[str, bytes]) -> None:
    """An archive of very many members is refused before they are listed, with ZIP64 or without."""
    many = archive(files | {f"{number:05}.csv": b"" for number in range(3000)})
    for content in (many, many[:-22] + b"PK\x06\x07" + b"\0" * 16 + many[-22:]):
        path = tmp_path / "paket.zip"
        path.write_bytes(content)
        with pytest.raises(PackageError, match="not unpacked"):
            Package.load(path)


@pytest.mark.parametrize(
    "row",
    [
        "x" * 2_000_000,
        "," * 2_000_000,
        '"' + "x" * 200_000 + '"',
        '"' + "x\n" * 100_000 + '"',
        "\n" * 2_000_000,
    ],
    ids=["line", "cells", "cell", "lines", "rows"],
)
def test_a_table_of_odd_measures(tmp_path: Path, files: dict[str, bytes], row: str) -> None:
    """A line, a cell or a number of cells beyond anything that harvest writes is refused as it is read."""
    content = files["vorhaben.csv"] + row.encode() + b"\n"
    path = tmp_path / "paket.zip"
    path.write_bytes(archive(files | {"vorhaben.csv": content}, zipfile.ZIP_DEFLATED))
    with pytest.raises(PackageError, match=r"vorhaben\.csv"):
        Package.load(path)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"resources":' * 300 + "1" + "}" * 300])
def test_a_deep_descriptor_is_refused(files: dict[str, bytes], text: str) -> None:
    """Nesting without end is an error with a next step, never a traceback."""
    with pytest.raises(PackageError, match="levels|JSON"):
        Package.from_files(files | {"datapackage.json": text.encode()}, "paket")


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("vorhaben.csv", ",20000,", ",20_000,", "column kosten_eur: “20_000”"),
        ("vorhaben.csv", ",20000,", ", 20000,", "column kosten_eur: “ 20000”"),
        ("vorhaben.csv", ",20000,", ",NaN,", "column kosten_eur: “NaN”"),
        ("vorhaben.csv", ",20000,", ",-1,", "column kosten_eur: “-1”"),
        ("abgleich.csv", "3,3", "3,٣", "column zeilen: “٣”"),
        ("status.csv", "2021-03-31", "20210331", "column stichtag: “20210331”"),
        ("status.csv", "2021-03-31", "2021-3-31", "column stichtag: “2021-3-31”"),
        ("vorhaben.csv", "2020000018,", '"2020000018\n",', "column vorhaben_nr: “2020000018\n”"),
        ("vorhaben.csv", "kapitel\n", "kapitel,notiz\n", "vorhaben.csv, row 2: 15 instead of 16 cells"),
        ("vorhaben.csv", "amt,", "titel,", "header row: missing or used twice: "),
    ],
)
def test_what_only_looks_like_a_value_is_named(
    files: dict[str, bytes], name: str, old: str, new: str, expected: str
) -> None:
    """Python, and frictionless with it, would take these for numbers, dates, patterns and whole rows."""
    with pytest.raises(PackageError) as caught:
        Package.from_files(edited(files, name, old, new))
    assert expected in caught.value.message("en")


def test_further_columns_in_any_order_are_kept(files: dict[str, bytes]) -> None:
    """A table that somebody added a column to is read, whatever the order of its columns."""
    rows = files["kosten.csv"].decode().splitlines()
    turned = [",".join(["x", *reversed(row.split(","))]) for row in rows]
    package = Package.from_files(files | {"kosten.csv": ("\n".join(turned) + "\n").encode()})
    expected = [{"x": "x", **row} for row in Package.from_files(files).tables["kosten"]]
    header = turned[0].split(",")
    assert [{name: row[name] for name in header} for row in package.tables["kosten"]] == [
        {name: row.get(name, "x") for name in header} for row in expected
    ]


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ((), {"profile": "http://127.0.0.1:9/profil.json"}),
        ((), {"profiles": ["/etc/passwd"]}),
        (("resources", 0), {"profile": "http://127.0.0.1:9/profil.json"}),
        (("resources", 0), {"schema": "http://127.0.0.1:9/schema.json"}),
        (("resources", 0), {"dialect": "/etc/passwd"}),
        ((), {"licenses": "frei"}),
        ((), {"licenses": [{"title": "frei"}]}),
        ((), {"created": "gestern"}),
        ((), {"keywords": [1]}),
        (("resources", 0, "schema"), {"fields": [{"name": "x", "type": "zahl"}]}),
        (("resources", 1, "schema"), {"fields": [{"name": "x", "type": "string"}, True]}),
        (("resources", 1), {"name": "vorhaben"}),
    ],
)
def test_a_descriptor_that_is_none_of_the_standard_is_refused(
    files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, part: tuple[str | int, ...], value: dict
) -> None:
    """What the standard doesn't know is named, and nothing that a descriptor points at is ever opened."""

    def never(*_arguments: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr("socket.socket.connect", never)
    descriptor = json.loads(files["datapackage.json"])
    place = descriptor
    for step in part:
        place = place[step]
    place.update(value)
    with pytest.raises(PackageError, match=r"does not conform to the Data Package standard") as caught:
        Package.from_files(files | {"datapackage.json": json.dumps(descriptor).encode()}, "paket")
    assert "Bitte" in caught.value.message("de")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (b'"offen\n', "is no CSV in UTF-8"),
        (b"x" * 1_100_000 + b"\n", "is bigger than or built differently"),
        (b"\xff\n", "is no CSV in UTF-8"),
    ],
    ids=["quote", "line", "byte"],
)
def test_what_is_wrong_with_a_file_is_said_of_the_file(
    files: dict[str, bytes], row: bytes, expected: str
) -> None:
    """A row far below that cannot be read is not blamed on the header."""
    with pytest.raises(PackageError) as caught:
        Package.from_files(files | {"vorhaben.csv": files["vorhaben.csv"] + row})
    assert expected in caught.value.message("en")
