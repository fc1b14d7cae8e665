"""Pictures of the handbook (`docs/handbuch/bilder/`), taken by the test that walks its steps.

With HNDIGITAL_WRITE_PICTURES set they are written where they look different; otherwise it is only looked
whether each is there. Names of the test's people and times are replaced, so that two walks give one picture.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping

from PIL import Image, ImageChops
from playwright.sync_api import Locator

from tests.browser.conftest import ROOT

FOLDER = ROOT / "docs" / "handbuch" / "bilder"
WRITE = "HNDIGITAL_WRITE_PICTURES"
_AROUND = 12
_SAME = 0.002
"""Share of a picture's points that may differ: how letters are smoothed differs from machine to machine."""
_ALWAYS_THE_SAME = """names => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) for (const [from, to] of Object.entries(names))
    walk.currentNode.data = walk.currentNode.data.replaceAll(new RegExp(from, 'g'), to);
}"""
_TIMES = {
    r"\d{1,2}\. [A-Z][a-zä]+ 20[2-9]\d(,| um) \d{2}:\d{2}(:\d{2})?( UTC| Uhr)?": "15. April 2021, 10:30 Uhr",
    r"\d{2}\.\d{2}\.20[2-9]\d, \d{2}:\d{2}(:\d{2})?( UTC)?": "15.04.2021, 10:30",
    r"in [\d,]+ s\.": "in 20 s.",
    r"[0-9a-f]{64}": "0123456789abcdef" * 4,
}


def take(name: str, what: Locator, people: Mapping[str, str], height: int = 620) -> None:
    """Take the picture `name` of a part of a page, at most `height` from its top.

    `people` says what the test's people are called there, by the pattern of their names.
    """
    assert what.is_visible(), name
    if not os.environ.get(WRITE):
        place = FOLDER / f"{name}.webp"
        assert place.is_file(), f"{place} is missing: run this test with {WRITE}=1"
        return
    page = what.page
    page.evaluate(_ALWAYS_THE_SAME, {**people, **_TIMES})
    page.mouse.move(0, 0)
    page.evaluate("scrollTo(0, 0)")
    box = what.bounding_box()
    assert box is not None
    clip = {
        "x": max(0, box["x"] - _AROUND),
        "y": max(0, box["y"] - _AROUND),
        "width": box["width"] + 2 * _AROUND,
        "height": min(height, box["height"]) + 2 * _AROUND,
    }
    shot = page.screenshot(clip=clip, full_page=True, animations="disabled")  # type: ignore[arg-type]
    keep(name, Image.open(io.BytesIO(shot)))


def keep(name: str, taken: Image.Image) -> None:
    """Write a picture unless the one that is there looks the same."""
    place = FOLDER / f"{name}.webp"
    new = taken.convert("RGB")
    if place.is_file() and _alike(Image.open(place).convert("RGB"), new):
        return
    for quality in (80, 65, 50):
        kept = io.BytesIO()
        new.save(kept, "WEBP", quality=quality, method=6)
        if len(kept.getvalue()) < 60_000:
            break
    place.write_bytes(kept.getvalue())


def _alike(old: Image.Image, new: Image.Image) -> bool:
    if old.size != new.size:
        return False
    differing = ImageChops.difference(old, new).convert("L").point(lambda value: 255 if value > 64 else 0)
    return differing.histogram()[255] / (new.width * new.height) < _SAME
