"""Style sheets and scripts of a page: `ckan/lib/webassets_tools.py` collects their names in `g._webassets`.

A template asks for one with the tag `asset`; what one needs of another (`preload`) it brings along. Each is
taken once, which is how one can be withheld.
"""

from __future__ import annotations

from ckan.lib import webassets_tools
from flask import g

__all__ = ["asked_for", "withhold"]


def asked_for(name: str) -> bool:
    """Return whether the page has asked for an asset so far, itself or for another one's sake."""
    return name in _included()


def withhold(name: str) -> None:
    """Give the page nothing when it asks for an asset later on."""
    _included().add(name)


def _included() -> set[str]:
    if not hasattr(g, "_webassets"):
        g._webassets = webassets_tools._make_asset_collection()
    return g._webassets["included"]
