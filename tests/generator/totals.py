"""The totals that a report prints about itself, counted from what went in."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable

from .model import FIELDS, Project
from .wordings import ANLASS, DEZERNAT, GESAMTSTATUS, TYP, dezernat

__all__ = ["UNCOMPARABLE", "counted", "printed"]

UNCOMPARABLE = "strategiefeld.verwaltung_infrastruktur."
"""Totals over all chapters of a field that one table has no column for."""


def counted(projects: Iterable[Project]) -> dict[str, int]:
    """Count every total that key figures, captions and charts state."""
    rows = list(projects)
    chapters = Counter(row.kapitel for row in rows)
    active = chapters["5.3"]
    result = {"anzahl": len(rows), **{f"kapitel.{c}": chapters[c] for c in ("5.2", "5.3", "5.4", "5.5")}}
    result["bearbeitungsstand.umsetzung"] = active
    result["bearbeitungsstand.nicht_in_umsetzung"] = len(rows) - active
    for code in DEZERNAT:
        result[f"dezernat.{code}"] = sum(dezernat(row.amt) == code for row in rows)
    for code in ANLASS:
        result[f"anlass.{code}"] = sum(row.anlass == code for row in rows)
    for code in TYP:
        result[f"vorhabentyp.{code}"] = sum(row.vorhabentyp == code for row in rows)
    for code in GESAMTSTATUS:
        result[f"gesamtstatus.{code}"] = sum(row.gesamtstatus == code for row in rows)
    for name in FIELDS:
        ratings = Counter(row.bewertungen.get(name, "") for row in rows)
        result.update({f"strategiefeld.{name}.{sign}": ratings[sign] for sign in ("++", "+", "-")})
    return result


def printed(projects: Iterable[Project], rng: random.Random, wrong: int) -> dict[str, int]:
    """Return the totals as the report prints them: true ones, but for `wrong` charts that are off by one."""
    result = counted(projects)
    total = result["anzahl"]
    early = result["kapitel.5.2"]
    strong = rng.randint(0, early)
    weak = rng.randint(0, early - strong)
    for sign, extra in (("++", strong), ("+", weak), ("-", early - strong - weak)):
        result[UNCOMPARABLE + sign] += extra
    charts = [name for name in result if name.split(".")[0] in {"anlass", "vorhabentyp", "gesamtstatus"}]
    for name in rng.sample(charts, min(wrong, len(charts))):
        result[name] += 1 if result[name] < total else -1
    return result
