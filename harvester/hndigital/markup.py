"""German words within a sentence of another language, marked for who listens to a page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

__all__ = ["mark_german"]

_MARKED = Markup('<span lang="de">{}</span>')


def mark_german(text: str, german: Iterable[str]) -> Markup:
    """Return `text` as HTML, with each of its German parts (titles, labels) marked, the longest first.

    All are looked for at once, in the text itself: a project may be called “lang” or “span”.
    """
    parts = sorted(filter(None, set(german)), key=len, reverse=True)
    if not parts:
        return escape(text)
    pieces = re.split(f"({'|'.join(map(re.escape, parts))})", text)
    # Every second piece is one that was looked for.
    return Markup().join(_MARKED.format(piece) if place % 2 else piece for place, piece in enumerate(pieces))
