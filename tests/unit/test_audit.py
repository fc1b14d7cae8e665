"""Pinned versions and what is known against them, without the network."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """The script behind `make audit`."""
    spec = importlib.util.spec_from_file_location("audit", ROOT / "test-infrastructure/audit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_pinned_version_has_a_known_fault(audit: ModuleType) -> None:
    """Every pinned version is newer than the faults on the list, or the list says what is done here."""
    document = yaml.safe_load(audit.ADVISORIES.read_text("utf-8"))
    assert list(audit.known(document, audit.pins(audit.PINS.read_text("utf-8")))) == []


def test_every_advisory_is_about_a_pinned_package(audit: ModuleType) -> None:
    """The list names packages that are there, so that a misspelt one is no comfort."""
    document = yaml.safe_load(audit.ADVISORIES.read_text("utf-8"))
    pinned = audit.pins(audit.PINS.read_text("utf-8"))
    names = {audit.canonicalize_name(one["package"]) for one in document["advisories"]}
    assert names - {"ckan"} <= set(pinned)


def test_an_old_version_is_named(audit: ModuleType) -> None:
    """A version below the fixed one is told with the advisory's number."""
    document = yaml.safe_load(audit.ADVISORIES.read_text("utf-8"))
    said = list(audit.known(document, audit.pins("urllib3==2.5.0\n# x\nrequests==2.34.0\n")))
    assert [sentence.split(":")[1].split()[0] for sentence in said] == ["CVE-2025-66418", "CVE-2025-66471"]


@pytest.mark.parametrize(
    ("printed", "code", "words"),
    [
        ({"dependencies": [{"name": "x", "version": "1", "vulns": []}]}, 0, "pip-audit: 0 found"),
        ({"dependencies": [{"name": "x", "skip_reason": "not found"}]}, 2, "NOT ASKED"),
        (None, 2, "NOT ASKED"),
        (
            {"dependencies": [{"name": "x", "version": "1", "vulns": [{"id": "V", "fix_versions": ["2"]}]}]},
            1,
            "x 1: V, fixed in 2",
        ),
    ],
)
def test_what_could_not_be_asked_is_said(
    audit: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    printed: object,
    code: int,
    words: str,
) -> None:
    """A database that knows none of the packages, or does not answer, is never taken for a clean result."""
    tool = tmp_path / "pip-audit"
    tool.write_text(
        f"#!{sys.executable}\nprint({json.dumps(printed)!r})\n" if printed else "#!/bin/sh\nexit 1\n"
    )
    tool.chmod(0o755)
    monkeypatch.setattr(sys, "argv", ["audit", "--pip-audit", str(tool)])
    monkeypatch.setattr(audit, "withdrawn", lambda: iter(()))
    assert audit.main() == code
    assert words in capsys.readouterr().out


def test_make_test_needs_no_database() -> None:
    """`make audit` is a target of its own, which `make test` does not call."""
    planned = subprocess.run(
        ["make", "--dry-run", "test"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    assert "audit.py" not in planned
