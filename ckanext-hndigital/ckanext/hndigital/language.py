"""The language in which the present request is answered."""

from __future__ import annotations

from ckan.plugins import toolkit

__all__ = ["page_language"]


def page_language() -> str:
    """Return the language of the page: "de", or "en" for every other one."""
    return "de" if (toolkit.h.lang() or "de").startswith("de") else "en"
