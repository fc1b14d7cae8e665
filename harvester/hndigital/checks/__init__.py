"""Checks on a report as built: fact sheets against tables, stated totals against the rows."""

from __future__ import annotations

from .reconciliation import Abgleichszeile, reconcile
from .sheets import check_sheets

__all__ = ["Abgleichszeile", "check_sheets", "reconcile"]
