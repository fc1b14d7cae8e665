"""Checks on a report as built: fact sheets against tables, totals against the rows, the source itself."""

from __future__ import annotations

from .certainty import doubts
from .progress import check_progress
from .reconciliation import Abgleichszeile, reconcile
from .sheets import check_sheets

__all__ = ["Abgleichszeile", "check_progress", "check_sheets", "doubts", "reconcile"]
