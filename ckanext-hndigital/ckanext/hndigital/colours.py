"""The portal's configurable colour: whether it can be read."""

from __future__ import annotations

from hndigital.colours import AA, contrast, named, parse, style_sheet

__all__ = ["contrast", "parse", "problem", "style_sheet"]

_GROUNDS = ("white", "ground")
"""What the theme writes the accent on."""


def problem(colour: str) -> str:
    """Return a sentence that says what is wrong with an accent colour, "" if nothing is.

    The accent is the colour of links and buttons: text on white and on the light ground, and white
    text on it.
    """
    rgb = parse(colour)
    if rgb is None:
        return f"ckanext.hndigital.theme_color: {colour!r} is no colour; write #rrggbb. The default is used."
    grounds = [ground for name in _GROUNDS if (ground := parse(named()[name]))]
    ratio = min(contrast(rgb, ground) for ground in grounds)
    if ratio < AA:
        return (
            f"ckanext.hndigital.theme_color: {colour} has a contrast of {ratio:.1f}:1 with the page; "
            f"links and buttons need {AA}:1 (WCAG 2.1, 1.4.3). Take a darker colour."
        )
    return ""
