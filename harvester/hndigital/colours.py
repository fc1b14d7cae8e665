"""The colours of what is ours: those with a name in `pages/assets/colours.css`, and the city's accent.

Style sheets and drawings take them from there alone; a code list gives a code the name of its colour.
"""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType

from . import profiles
from .pages import ASSETS

__all__ = ["AA", "accent", "contrast", "mixed", "named", "parse", "style_sheet", "text_of"]

#: WCAG 2.1, success criterion 1.4.3: the least contrast of text and its ground.
AA = 4.5
_HEX = re.compile(r"#(?P<short>[0-9a-f]{3})\Z|#(?P<long>[0-9a-f]{6})\Z", re.IGNORECASE)
_NAMED = re.compile(r"--hnd-(?P<name>[a-z-]+): (?P<colour>#[0-9a-f]+);")
_DEFAULT = re.compile(r"--hnd-accent: var\([^,]+, (?P<colour>#[0-9a-f]{6})\);")

RGB = tuple[int, int, int]


def parse(colour: str) -> RGB | None:
    """Return red, green and blue (0–255) of `#rgb` or `#rrggbb`, None for anything else."""
    match = _HEX.match(colour.strip())
    if match is None:
        return None
    digits = match["long"] or "".join(2 * digit for digit in match["short"])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def contrast(one: RGB, other: RGB) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1, definition "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: RGB, share: float, ground: RGB) -> RGB:
    """Return a colour of which `share` (0 to 1) is laid over `ground`, as `color-mix(in srgb, …)` does."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(colour, ground, strict=True))
    return red, green, blue


@cache
def _sheet() -> str:
    return (ASSETS / "colours.css").read_text("utf-8")


@cache
def named() -> MappingProxyType[str, str]:
    """Return the colours that have a name, such as `good`, as `#rrggbb` (or `#rgb`)."""
    return MappingProxyType({one["name"]: one["colour"] for one in _NAMED.finditer(_sheet())})


def accent() -> RGB:
    """Return the city's accent colour; the style sheet's own where the profile names none."""
    chosen = profiles.chosen()
    default = _DEFAULT.search(_sheet())
    found = parse(chosen.portal.theme_color if chosen else "") or parse(default["colour"] if default else "")
    return found or (0, 0, 0)


def style_sheet(colour: str) -> str:
    """Return the style sheet that sets the accent; empty for what is no colour."""
    rgb = parse(colour)
    return f":root{{--hnd-accent:{text_of(rgb)}}}\n" if rgb else ""


def text_of(colour: RGB) -> str:
    """Return a colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _luminance(colour: RGB) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
