"""Where CKAN isn't installed (`make core-test`), the tests of what imports it are left out, and named."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

collect_ignore: list[str] = []
if find_spec("ckan") is None:
    collect_ignore += [
        path.name
        for path in sorted(Path(__file__).parent.glob("test_*.py"))
        if re.search(r"^\s*(?:from|import) ckan(?:ext)?\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]


def pytest_report_header() -> str | None:
    """Return the line that says what is left out."""
    return f"without CKAN: {', '.join(collect_ignore)} left out" if collect_ignore else None
