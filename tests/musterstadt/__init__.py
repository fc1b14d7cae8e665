"""Musterstadt am See, an invented city that is unlike Heilbronn wherever it can be.

Five Strategiefelder, a fourth rating, other stages, offices without numbers, no Dezernate, project numbers
such as `D-017`, a priority, and a plain list as its source. `PROFILE` is what such a city writes, `LIST` its
list.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["FIELD", "LIST", "PROFILE", "RATING"]

PROFILE = Path(__file__).parent / "musterstadt"
LIST = Path(__file__).parent / "vorhaben.csv"
FIELD = "klima_umwelt"
"""The fifth Strategiefeld."""
RATING = "(+)"
"""The fourth rating: the project supports the field, on its margin."""
