"""The pages that readers meet, before two judges from outside: the Nu HTML checker and Lighthouse.

`make test-all` fetches both (requirements/checkers.json) and names their folder in HNDIGITAL_TEST_CHECKERS.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.browser.everyone import FORMS, OURS, OVERVIEW, PROJECT, THEIRS

pytestmark = pytest.mark.slow

FOLDER = Path(os.environ.get("HNDIGITAL_TEST_CHECKERS", "")) / "node_modules"
CHECKER = FOLDER / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = FOLDER / "lighthouse" / "cli" / "index.js"
#: Seconds.
_PATIENCE = 600
_FLAGS = "--headless=new --no-sandbox --disable-gpu"
#: What Lighthouse gives at least, of 100.
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
JUDGED = (
    *("/", OVERVIEW, PROJECT, "/about", "/dataset/", "/dataset/digitalprojekte-2020-2"),
    *("/dataset/digitalprojekte/resource/{file}", "/organization/stadt-heilbronn", "/group/{group}"),
)


def _run(command: Sequence[object], tool: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    if not tool.is_file() or not shutil.which(str(command[0])):
        pytest.skip(f"{tool.name} is not there (HNDIGITAL_TEST_CHECKERS): `make test-all` fetches it")
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
        **more,
    )


@pytest.mark.usefixtures("package")
def test_every_page_is_valid_html(url: str, places: dict[str, str], tmp_path: Path) -> None:
    """In both languages; what scripts add is not looked at, since every page works without."""
    pages = {}
    for number, path in enumerate([*OURS, *THEIRS, *FORMS]):
        for lang in ("", "/en"):
            address = lang + path.format(**places)
            file = tmp_path / f"{number}{lang.strip('/')}.html"
            file.write_text(requests.get(url + address, timeout=60).text, encoding="utf-8")
            pages[file.as_uri()] = address
    done = _run(["java", "-jar", CHECKER, "--errors-only", "--format", "json", *tmp_path.iterdir()], CHECKER)
    said = json.loads(done.stderr)["messages"]
    wrong = [f"{pages[one['url'].replace('file:/', 'file:///', 1)]}: {one['message']}" for one in said]
    assert wrong == []


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize("path", JUDGED)
def test_lighthouse_finds_nothing(url: str, places: dict[str, str], tmp_path: Path, path: str) -> None:
    """On its slow phone; beside the machine's own work a page may need a second look to be fast."""
    report = tmp_path / "report.json"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    command = ["node", LIGHTHOUSE, url + path.format(**places), f"--chrome-flags={_FLAGS}", "--quiet"]
    weak: dict[str, int] = {}
    for _look in range(2):
        done = _run(
            [*command, "--output=json", f"--output-path={report}"],
            LIGHTHOUSE,
            env={**os.environ, "CHROME_PATH": chromium},
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(report.read_text("utf-8"))
        given = {name: round(one["score"] * 100) for name, one in found["categories"].items()}
        weak = {name: points for name, points in given.items() if points < LEAST[name]}
        if set(weak) != {"performance"}:
            break
    assert weak == {}
