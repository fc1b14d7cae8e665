"""The configurable colour: what can be read is taken, what cannot is named."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).parents[2] / "ckanext-hndigital" / "ckanext" / "hndigital" / "colours.py"


@pytest.fixture(scope="module")
def colours() -> ModuleType:
    """Return the module itself: it needs no CKAN."""
    spec = importlib.util.spec_from_file_location("colours", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_contrast_is_that_of_wcag(colours: ModuleType) -> None:
    """Black on white has 21:1, #767676 on white is the lightest grey with 4.5:1."""
    white = (255, 255, 255)
    assert colours.contrast((0, 0, 0), white) == pytest.approx(21)
    assert colours.contrast(colours.parse("#767676"), white) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colour", ["#00497a", "#7a0026", "#006633", "#333"])
def test_a_dark_colour_is_fine(colours: ModuleType, colour: str) -> None:
    """Nothing is said about a colour that links and buttons can have."""
    assert colours.problem(colour) == ""


@pytest.mark.parametrize(
    ("colour", "said"), [("#ff0000", "3.7:1"), ("#ffcc00", "1.4:1"), ("blau", "no colour")]
)
def test_a_colour_that_cannot_be_read_is_named(colours: ModuleType, colour: str, said: str) -> None:
    """Too light a colour is named with its contrast, a word as no colour."""
    assert said in colours.problem(colour)


def test_the_style_sheet_sets_the_accent_and_nothing_else(colours: ModuleType) -> None:
    """Whatever is configured, only a colour gets into the style sheet."""
    assert colours.style_sheet("#7A0026") == ":root{--hnd-accent:#7a0026}\n"
    assert colours.style_sheet("red;}body{display:none") == ""
