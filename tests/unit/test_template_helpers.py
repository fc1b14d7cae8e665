"""Templates call helpers that there are: a missing one is a page that fails for who opens it first."""

from __future__ import annotations

import re
from pathlib import Path

PLUGIN = Path(__file__).parents[2] / "ckanext-hndigital" / "ckanext" / "hndigital"


def test_every_helper_is_there() -> None:
    """Each `h.hndigital_…` of a template is a function of the plugins."""
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in PLUGIN.rglob("*")
        if path.suffix in (".html", ".py")
    }
    defined = {name for text in texts.values() for name in re.findall(r"def (hndigital_\w+)", text)}
    called = {
        (path.relative_to(PLUGIN).as_posix(), name)
        for path, text in texts.items()
        if path.suffix == ".html"
        for name in re.findall(r"\bh\.(hndigital_\w+)", text)
    }
    assert (len(called) > 50, [one for one in sorted(called) if one[1] not in defined]) == (True, [])
