"""The portal's configurable colour: whether it can be read, and the style sheet that sets it."""

from __future__ import annotations

import re

__all__ = ["AA", "contrast", "parse", "problem", "style_sheet"]

#: WCAG 2.1, success criterion 1.4.3: the least contrast of text and its ground.
AA = 4.5
_HEX = re.compile(r"#(?P<short>[0-9a-f]{3})\Z|#(?P<long>[0-9a-f]{6})\Z", re.IGNORECASE)
_WHITE = (255, 255, 255)
#: The lightest ground that the theme writes the accent on (`--hnd-ground`).
_GROUND = (0xF2, 0xF5, 0xF8)

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


def problem(colour: str) -> str:
    """Return a sentence that says what is wrong with an accent colour, "" if nothing is.

    The accent is the colour of links and buttons: text on white and on the light ground, and white
    text on it.
    """
    rgb = parse(colour)
    if rgb is None:
        return f"ckanext.hndigital.theme_color: {colour!r} is no colour; write #rrggbb. The default is used."
    ratio = min(contrast(rgb, _WHITE), contrast(rgb, _GROUND))
    if ratio < AA:
        return (
            f"ckanext.hndigital.theme_color: {colour} has a contrast of {ratio:.1f}:1 with the page; "
            f"links and buttons need {AA}:1 (WCAG 2.1, 1.4.3). Take a darker colour."
        )
    return ""


def style_sheet(colour: str) -> str:
    """Return the style sheet that sets the accent; empty for what is no colour."""
    rgb = parse(colour)
    if rgb is None:
        return ""
    return ":root{{--hnd-accent:#{:02x}{:02x}{:02x}}}\n".format(*rgb)


def _luminance(colour: RGB) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
