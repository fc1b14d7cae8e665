"""Cities as tests know them."""

from __future__ import annotations

from hndigital import profiles
from hndigital.dcat.settings import city_settings

__all__ = ["HEILBRONN"]

HEILBRONN = city_settings(profiles.load("heilbronn"))
"""What Heilbronn's profile declares for feeds."""
