"""The address that staff gave for the portal, where feeds look for it: below the rest of `in_charge`."""

from __future__ import annotations

from ckanext.hndigital import kept

__all__ = ["NAME", "PORTAL", "mail"]

NAME = "in_charge"
"""Name of the book of `in_charge` among what is kept."""
PORTAL = "portal//mail"
"""Key of the address in it."""


def mail() -> str:
    """Return the address, "" for none."""
    return str(kept.read(NAME).get("names", {}).get(PORTAL, ""))
