"""Writing the folder: as a whole, over an earlier export, never over anything else; and the command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from export_factories import first
from hndigital.errors import ExportError
from hndigital.export.writing import MANIFEST, write_folder

COMMAND = Path(sys.executable).with_name("hndigital")
FILES = [("index.html", b"eins"), ("daten/a.csv", b"a\n")]


def listing(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_an_earlier_export_is_replaced(tmp_path: Path) -> None:
    """What the new one lacks is gone; what it has is new; nothing is left beside it."""
    site = tmp_path / "site"
    write_folder(site, FILES)
    write_folder(site, [("index.html", b"zwei")])
    assert listing(site) == {"index.html", MANIFEST}
    assert (site / "index.html").read_bytes() == b"zwei"
    assert list(tmp_path.iterdir()) == [site]


def test_files_of_others_in_an_export_are_kept(tmp_path: Path) -> None:
    """A server's own configuration survives the next export."""
    site = tmp_path / "site"
    write_folder(site, FILES)
    (site / "daten" / ".htaccess").write_text("Require all granted")
    write_folder(site, [("index.html", b"zwei")])
    assert listing(site) == {"index.html", MANIFEST, "daten/.htaccess"}


@pytest.mark.parametrize("manifest", [None, b"", b"[]", b"{}", b'{"files": 1}'])
def test_a_folder_of_others_is_refused(tmp_path: Path, manifest: bytes | None) -> None:
    """And stays as it is."""
    (tmp_path / "wichtig.txt").write_text("bleibt")
    if manifest is not None:
        (tmp_path / MANIFEST).write_bytes(manifest)
    before = listing(tmp_path)
    with pytest.raises(ExportError, match="something else"):
        write_folder(tmp_path, FILES)
    assert listing(tmp_path) == before


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A path that is a file is refused, not overwritten."""
    target = tmp_path / "site"
    target.write_text("bleibt")
    with pytest.raises(ExportError):
        write_folder(target, FILES)
    assert target.read_text() == "bleibt"


def test_an_interrupted_export_leaves_the_earlier_one(tmp_path: Path) -> None:
    """Until the last file is written visitors see the old site, and no remains stay behind."""

    def broken() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"zwei"
        raise KeyboardInterrupt

    site = tmp_path / "site"
    write_folder(site, FILES)
    with pytest.raises(KeyboardInterrupt):
        write_folder(site, broken())
    assert (site / "index.html").read_bytes() == b"eins"
    assert list(tmp_path.iterdir()) == [site]


@pytest.mark.parametrize("path", ["../heraus.html", "/tmp/heraus.html", "a/../../heraus.html"])  # noqa: S108
def test_no_file_leaves_the_folder(tmp_path: Path, path: str) -> None:
    """Whatever a name in the data says."""
    with pytest.raises(ValueError, match="leaves the folder"):
        write_folder(tmp_path / "site", [(path, b"")])
    assert list(tmp_path.iterdir()) == []


def run(*args: object, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, "export", *map(str, args), "--lang", "de"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env=os.environ | env,
    )


def test_the_command_writes_and_says_what(tmp_path: Path) -> None:
    """Exit code 0 and a summary for machines."""
    package = first()
    package.write(tmp_path / "paket")
    done = run(
        tmp_path / "paket", "--out", tmp_path / "site", "--base-uri", "https://daten.example/", "--json"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "profile": "heilbronn",
        "site": str(tmp_path / "site"),
        "base_uri": "https://daten.example",
        "projects": 3,
        "editions": [{"name": package.name, "version": package.version, "sha256": package.sha256}],
        "govdata": True,
    }
    assert "https://daten.example/id/register" in (tmp_path / "site" / "catalog.ttl").read_text()


def test_every_process_writes_the_same(tmp_path: Path) -> None:
    """Python's own chance (the order of sets) leaves no trace in any file."""
    first().write(tmp_path / "paket")
    sums = []
    for seed in ("1", "2"):
        site = tmp_path / seed
        done = run(
            tmp_path / "paket", "--out", site, "--base-uri", "https://daten.example", PYTHONHASHSEED=seed
        )
        assert done.returncode == 0, done.stderr
        sums.append(json.loads((site / MANIFEST).read_text())["files"])
    assert sums[0] == sums[1]


def test_the_command_refuses(tmp_path: Path) -> None:
    """2 for what is no package and for a folder of others, both named in a German sentence."""
    first().write(tmp_path / "paket")
    none = run(tmp_path / "nichts", "--out", tmp_path / "site", "--base-uri", "https://daten.example")
    assert (none.returncode, "nichts: gibt es nicht" in none.stderr) == (2, True)
    foreign = run(tmp_path / "paket", "--out", tmp_path, "--base-uri", "https://daten.example")
    assert (foreign.returncode, "wird nicht überschrieben" in foreign.stderr) == (2, True)


@pytest.mark.parametrize(
    "args",
    [
        ("--out", "site", "--base-uri", "https://daten.example"),
        ("paket", "--out", "site"),
        ("paket", "--base-uri", "https://daten.example"),
        ("paket", "--out", "site", "--base-uri", "daten.example"),
        ("paket", "--out", "site", "--base-uri", "https://daten.example/?a=b"),
        ("paket", "--out", "site", "--base-uri", "https://daten.example/a b"),
        ("paket", "--out", "site", "--base-uri", "http://[::1"),
    ],
)
def test_wrong_usage(args: tuple[str, ...]) -> None:
    """64, as with every command."""
    assert run(*args).returncode == 64
