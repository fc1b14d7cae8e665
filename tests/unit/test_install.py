"""Both ways to install give the same: plugin, core and schemas, beside another CKAN extension."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
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
        "config_declaration.yaml", "templates/digitalprojekte/index.html", "assets/webassets.yml",
        "api/openapi.yaml",
        "i18n/de/LC_MESSAGES/ckanext-hndigital.mo",
    )) and all((pathlib.Path(hndigital.__file__).parent / "export" / name).is_file() for name in (
        "templates/layout.html", "style.css",
    )),
}))
"""


def _probe(python_path: str | None, cwd: Path) -> str:
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
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
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    # setuptools writes build/ beside setup.py: the tree is copied so that the checkout stays clean.
    source = folder / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run([*command, "-w", str(folder), str(source)], check=True, timeout=300)
    return next(folder.glob("ckanext_hndigital-*.whl"))


def test_editable_install_beside_ckanext_dcat(tmp_path: Path) -> None:
    """The checkout's editable install imports plugin, core and schemas beside ckanext-dcat."""
    assert '"files": true' in _probe(None, tmp_path)


def test_wheel_beside_ckanext_dcat(wheel: Path, tmp_path: Path) -> None:
    """The wheel holds everything that the editable install has, and works beside ckanext-dcat."""
    target = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
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
    roots = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert roots == {"hndigital", "hndigital_schemas", "ckanext"}
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]
