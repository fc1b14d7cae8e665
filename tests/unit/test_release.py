"""The release script: from what was noted to a version that can be tagged, and no other."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def release() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / "tools" / "release.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def git(folder: Path, *args: str) -> None:
    named = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *named, *args], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with the files in which a version stands, and two changes to tell."""
    for name in ("pyproject.toml", "publiccode.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## Unreleased\n\n### Fixed\n\n- A fault.\n\n"
        "## 0.0.1 – 2020-01-01\n\n### Added\n\n- All.\n"
    )
    (tmp_path / "changelog.d").mkdir()
    (tmp_path / "changelog.d" / "README.md").write_text("How.\n")
    (tmp_path / "changelog.d" / "new-page.added.md").write_text("A page\nof two lines.\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "start")
    return tmp_path


def test_a_version_is_written_everywhere_at_once(release: ModuleType, project: Path) -> None:
    """Noted lines and fragments become the section; after one commit nothing is missing."""
    assert "0.1.0" not in (project / "CHANGELOG.md").read_text()
    release.prepare(project, "9.8.7", "2030-02-01")
    assert (project / "CHANGELOG.md").read_text() == (
        "# Changelog\n\n## Unreleased\n\n## 9.8.7 – 2030-02-01\n\n### Added\n\n- A page\n  of two lines.\n\n"
        "### Fixed\n\n- A fault.\n\n## 0.0.1 – 2020-01-01\n\n### Added\n\n- All.\n"
    )
    assert release.current_version(project) == "9.8.7"
    assert "softwareVersion: 9.8.7\n" in (project / "publiccode.yml").read_text()
    assert 'releaseDate: "2030-02-01"\n' in (project / "publiccode.yml").read_text()
    assert release.notes(project)[0] == "9.8.7 – 2030-02-01"
    assert len(list(release.missing(project))) == 1  # not committed yet
    git(project, "add", "-A")
    git(project, "commit", "-qm", "9.8.7")
    assert list(release.missing(project)) == []
    git(project, "tag", "v9.8.7")
    assert ["tagged already" in reason for reason in release.missing(project)] == [True]


def test_what_is_no_release_is_refused(release: ModuleType, project: Path) -> None:
    """A wrong or older version, a fragment of no kind, nothing to tell: nothing is written."""
    before = {path: path.read_bytes() for path in project.glob("[!.]*.*") if path.is_file()}
    for version, reason in (("1.0", "no version"), ("0.0.9", "older")):
        with pytest.raises(release.Refused, match=reason):
            release.prepare(project, version, "2030-02-01")
    (project / "changelog.d" / "new-page.added.md").rename(project / "changelog.d" / "new-page.md")
    with pytest.raises(release.Refused, match="new-page.md: name it"):
        release.prepare(project, "9.8.7", "2030-02-01")
    assert {path: path.read_bytes() for path in project.glob("[!.]*.*") if path.is_file()} == before
    (project / "changelog.d" / "new-page.md").unlink()
    release.prepare(project, "9.8.7", "2030-02-01")
    with pytest.raises(release.Refused, match="tells of a change"):
        release.prepare(project, "9.8.8", "2030-02-02")


def test_this_repository_can_be_released(release: ModuleType, tmp_path: Path) -> None:
    """Its own files, as they are today, take the next version in one step."""
    for name in ("pyproject.toml", "publiccode.yml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "changelog.d", tmp_path / "changelog.d")
    (tmp_path / "changelog.d" / "one-more.added.md").write_text("One more thing.")
    release.prepare(tmp_path, "99.0.0", "2030-02-01")
    assert release.current_version(tmp_path) == "99.0.0"
