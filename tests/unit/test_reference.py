"""Manual pages and completions: what is installed is what the command says today."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARE = ROOT / "harvester" / "share"
WRITTEN = """
import runpy, sys
from pathlib import Path
reference = runpy.run_path("harvester/reference.py")
for path, text in reference["files"]().items():
    target = Path(sys.argv[1], path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
"""


def _contents(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()}


def test_the_files_are_up_to_date(tmp_path: Path) -> None:
    """Otherwise run `make reference`, which writes them from the command's own help."""
    subprocess.run([sys.executable, "-c", WRITTEN, tmp_path], cwd=ROOT, check=True)
    assert _contents(SHARE) == _contents(tmp_path)


@pytest.mark.skipif(shutil.which("groff") is None, reason="Debian's groff is not installed")
@pytest.mark.parametrize("page", ["man1/hndigital.1", "de/man1/hndigital.1"])
def test_the_manual_is_clean_roff(page: str) -> None:
    """The formatter has no word to say, and the exit codes are in the page."""
    done = subprocess.run(
        ["groff", "-ww", "-man", "-Kutf8", "-Tutf8", SHARE / "man" / page],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert "130" in done.stdout


def test_bash_completes_commands_and_options() -> None:
    """The installed script asks the command itself, so that a new option is completed without an update."""
    script = f"""
source {SHARE}/bash-completion/completions/hndigital
COMP_WORDS=(hndigital harvest --ber) COMP_CWORD=2
_hndigital_completion hndigital
echo "${{COMPREPLY[*]}}"
"""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["--berichtsstand", "--berichtsdatum"]
