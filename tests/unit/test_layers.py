"""Who may import whom, as `[tool.importlinter]` in pyproject.toml declares it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_layer_knows_only_those_below_it() -> None:
    """No import runs upwards or sideways between views; the core imports nothing of the plugin."""
    lint = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    paths = os.pathsep.join(str(ROOT / folder) for folder in ("ckanext-hndigital", "harvester"))
    done = subprocess.run(
        [sys.executable, "-c", lint],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
