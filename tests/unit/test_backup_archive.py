"""The folder of a backup: what is missing, damaged or strange in it is found before anything is written."""

from __future__ import annotations

import contextlib
import io
import json
import tarfile
from pathlib import Path

import pytest
from ckanext.hndigital.operating import archive
from ckanext.hndigital.operating.archive import BackupError, Manifest

NAMES = (archive.DATABASE, archive.DATASTORE, archive.STORAGE, archive.SETTINGS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a backup of invented files."""
    for name in NAMES:
        (tmp_path / name).write_bytes(name.encode() * 20)
    versions = {"ckan": "2.12.0"}
    Manifest("2026-01-01", "http://a", "http://a", versions, {"files": 1}, archive.listed(tmp_path)).write(
        tmp_path
    )
    return tmp_path


def test_a_whole_one_is_read(folder: Path) -> None:
    """What was written is what is read."""
    assert Manifest.read(folder).versions == {"ckan": "2.12.0"}


@pytest.mark.parametrize("name", NAMES)
def test_one_bit_is_found(folder: Path, name: str) -> None:
    """In any of its files; the sentence names the file."""
    content = bytearray((folder / name).read_bytes())
    content[7] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(BackupError, match=f"{name} differs"):
        Manifest.read(folder)


@pytest.mark.parametrize("name", [*NAMES, archive.MANIFEST])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    """A backup that was not finished has no list; one that lost a file names it."""
    (folder / name).unlink()
    with pytest.raises(BackupError, match=name):
        Manifest.read(folder)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"format": 1}', '{"format": 2}', '{"format": 1, "files": []}', "[" * 100_000],
)
def test_a_strange_list_is_refused(folder: Path, text: str) -> None:
    """In a sentence, whatever stands there."""
    (folder / archive.MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(BackupError, match="backup"):
        Manifest.read(folder)


def test_a_newer_format_says_what_to_install(folder: Path) -> None:
    """A version that does not know it does not guess."""
    found = json.loads((folder / archive.MANIFEST).read_text("utf-8"))
    (folder / archive.MANIFEST).write_text(json.dumps({**found, "format": 99}), encoding="utf-8")
    with pytest.raises(BackupError, match="99"):
        Manifest.read(folder)


def test_files_go_there_and_back(tmp_path: Path) -> None:
    """With their names, in folders; links are left out."""
    source, target = tmp_path / "a", tmp_path / "b"
    (source / "tief" / "er").mkdir(parents=True)
    (source / "tief" / "er" / "straße.csv").write_bytes(b"\x00\xff")
    (source / "link").symlink_to("/etc/passwd")
    assert archive.pack(source, tmp_path / "s.tar") == 1
    archive.unpack(tmp_path / "s.tar", target)
    assert {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()} == {
        "tief/er/straße.csv"
    }
    assert (target / "tief" / "er" / "straße.csv").read_bytes() == b"\x00\xff"


@pytest.mark.parametrize("name", ["../draussen", "/draussen", "a/../../draussen"])
def test_no_file_leaves_the_folder(tmp_path: Path, name: str) -> None:
    """Whoever got at a backup writes nothing beside the storage."""
    with tarfile.open(tmp_path / "s.tar", "w") as tar:
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    target = tmp_path / "storage"
    with contextlib.suppress(BackupError):
        archive.unpack(tmp_path / "s.tar", target)
    assert not (tmp_path / "draussen").exists()
    assert not Path("/draussen").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE])
def test_nothing_but_files_is_written(tmp_path: Path, kind: bytes) -> None:
    """A link that leads out, or a device, is refused in a sentence."""
    with tarfile.open(tmp_path / "s.tar", "w") as tar:
        member = tarfile.TarInfo("x")
        member.type, member.linkname = kind, "../../etc/passwd"
        tar.addfile(member)
    with pytest.raises(BackupError, match=r"s\.tar"):
        archive.unpack(tmp_path / "s.tar", tmp_path / "storage")
