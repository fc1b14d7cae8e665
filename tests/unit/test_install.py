"""Both ways to install give the same: plugin, core and schemas, beside another CKAN extension."""

from __future__ import annotations

import email
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PROBE = """
import json, pathlib
import ckanext.dcat, ckanext.scheming
import ckanext.hndigital, hndigital
from hndigital.schemas import codelist, table
plugin = pathlib.Path(ckanext.hndigital.__path__[0])
print(json.dumps({
    "core": hndigital.__file__,
    "codes": list(codelist("bewertung")),
    "key": list(table("strategiefeld_matrix").primary_key),
    "files": all((plugin / name).is_file() for name in (
        "config_declaration.yaml", "templates/hndigital_overview/index.html", "assets/webassets.yml",
        "api/openapi.yaml", "theme/licences.json", "theme/templates/page.html", "theme/assets/webassets.yml",
        "theme/i18n/de/LC_MESSAGES/ckanext-hndigital_theme.mo",
        "dcat/templates/metadatenqualitaet/index.html",
        "i18n/de/LC_MESSAGES/ckanext-hndigital.mo",
    )) and all((pathlib.Path(hndigital.__file__).parent / name).is_file() for name in (
        "export/templates/layout.html", "export/style.css", "pages/templates/hndigital/project.html",
        "pages/assets/webassets.yml", "pages/assets/base.css",
    )),
}))
"""


def _probe(python_path: str | None, cwd: Path) -> str:
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    env["HNDIGITAL_PROFILE"] = "heilbronn"  # codes and columns are a city's
    # Without an own path the environment of the tests answers (the editable install). With one, the
    # interpreter that the environment was made from: it sees the installed packages, but no editable hook.
    executable = sys.executable
    if python_path:
        env["PYTHONPATH"] = python_path
        executable = getattr(sys, "_base_executable", sys.executable)
    done = subprocess.run(
        [executable, "-c", PROBE], cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """Return the names of the files in the repository."""
    if not (ROOT / ".git").exists():
        pytest.skip("no clone: nothing says which files belong to the source")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _build(kind: str, source: Path, target: Path) -> Path:
    """Build `kind` ("sdist" or "wheel") of the folder `source` as an installer does it, without a network."""
    code = f"import sys; from setuptools.build_meta import build_{kind} as build; print(build(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, target],
        cwd=source,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return target / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def sdist(tracked: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution of a copy: setuptools writes beside setup.py."""
    folder = tmp_path_factory.mktemp("sdist")
    source = folder / "source"
    for name in tracked:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    return _build("sdist", source, folder)


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of the source distribution, as everybody does who installs from it."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.unpack_archive(sdist, folder, filter="data")
    return _build("wheel", next(path for path in folder.iterdir() if path.is_dir()), folder)


def test_editable_install_beside_ckanext_dcat(tmp_path: Path) -> None:
    """The checkout's editable install imports plugin, core and schemas beside ckanext-dcat."""
    assert '"files": true' in _probe(None, tmp_path)


def test_wheel_beside_ckanext_dcat(wheel: Path, tmp_path: Path) -> None:
    """The wheel holds everything that the editable install has, and works beside ckanext-dcat."""
    target = tmp_path / "site"
    shutil.unpack_archive(wheel, target, "zip")
    spec = importlib.util.find_spec("ckanext.dcat")
    assert spec is not None
    assert spec.origin is not None
    installed = Path(spec.origin).parents[2]
    answer = _probe(f"{target}{os.pathsep}{installed}", tmp_path)
    assert '"files": true' in answer
    assert str(target) in answer


def test_wheel_holds_no_tests_and_no_caches(wheel: Path) -> None:
    """Only the product is shipped."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    roots = {name.split("/")[0] for name in names if ".dist-info/" not in name and ".data/" not in name}
    assert roots == {"hndigital", "hndigital_schemas", "hndigital_handbuch", "ckanext"}
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]
    shared = {name.split(".data/data/")[1] for name in names if ".data/" in name}
    assert {"share/man/man1/hndigital.1", "share/bash-completion/completions/hndigital"} <= shared


def test_the_image_is_given_what_the_build_needs(tmp_path: Path) -> None:
    """What the Dockerfile copies, and .dockerignore lets through, is enough to build the wheel.

    What an earlier build left in the folder is not in it: a clone that is upgraded installs one version.
    """
    dockerfile = (ROOT / "docker" / "ckan" / "Dockerfile").read_text(encoding="utf-8")
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for copied in re.findall(r"^COPY ([^-\n].*) /src/\S*$", dockerfile, re.MULTILINE):
        for name in copied.split():
            assert f"!{name}" in let_through
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    left = tmp_path / "build" / "lib" / "ckanext" / "hndigital" / "templates" / "page.html"
    left.parent.mkdir(parents=True)
    left.write_text("of an earlier version", encoding="utf-8")
    wheel = _build("wheel", tmp_path, tmp_path / "dist")
    assert "ckanext/hndigital/templates/page.html" not in zipfile.ZipFile(wheel).namelist()


def test_sdist_holds_what_the_repository_holds(sdist: Path, tracked: list[str]) -> None:
    """Tests, docs, licences and all: what is missing or more is only what setuptools itself adds."""
    with tarfile.open(sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    added = {name for name in names - set(tracked) if ".egg-info/" not in name}
    assert (added, set(tracked) - names) == ({"PKG-INFO", "setup.cfg"}, set())


def test_an_index_shows_links_that_work(wheel: Path, tracked: list[str]) -> None:
    """Links and pictures of the README are addresses of the repository at this version, of files it has."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(archive.read(name))
    text = metadata.get_payload(decode=True).decode()  # type: ignore[union-attr]
    repository = dict(line.split(", ") for line in metadata.get_all("Project-URL", []))["Repository"]
    assert (metadata["Description-Content-Type"], metadata["License-Expression"]) == (
        "text/markdown",
        "AGPL-3.0-or-later",
    )
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith(("#", "http://"))]
    assert [link for link in links if not link.startswith("https://")] == []
    found = [link.removeprefix(repository).split("#")[0] for link in links if link.startswith(repository)]
    own = [re.sub(rf"^/(blob|raw)/v{metadata['Version']}/", "", path).rstrip("/") for path in found]
    assert len(own) > 10
    assert [path for path in own if not any(f"{file}/".startswith(f"{path}/") for file in tracked)] == []


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
@pytest.mark.slow
def test_the_wheel_alone_does_the_work(wheel: Path, tmp_path: Path, version: str) -> None:
    """In an empty environment, without CKAN: version, the sample's package, its shapes, its site."""
    python = shutil.which(f"python{version}")
    if python is None or subprocess.run([python, "--version"], check=False, capture_output=True).returncode:
        pytest.skip(f"no Python {version} here")
    place = tmp_path / "empty"
    subprocess.run([python, "-m", "venv", place], check=True)
    constraints = ROOT / "requirements" / "constraints.txt"
    install = [place / "bin" / "python", "-m", "pip", "install", "-q", "-c", constraints, wheel]
    subprocess.run(install, check=True, timeout=600)

    def run(*args: object) -> str:
        command = [place / "bin" / "hndigital", *map(str, args)]
        surroundings = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=300, check=False
        )
        assert (args, done.returncode, done.stderr if done.returncode else "") == (args, 0, "")
        return done.stdout

    assert run("--version").startswith("hndigital ")
    run("harvest", ROOT / "harvester" / "sample" / "beispielbericht-2020-2.txt", "--out", "paket")
    run("validate", "paket")
    run("export", "paket", "--out", "site", "--base-uri", "https://daten.example")
    assert (tmp_path / "site" / "catalog.ttl").is_file()
    assert (place / "share" / "man" / "man1" / "hndigital.1").is_file()
