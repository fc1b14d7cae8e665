"""Plan against actual: how far cost and schedule of a project are over plan, and the light that follows.

The rule is the report's (chapter 5.1): the worse of both overruns, in per cent of plan, against the profile's
thresholds. It is computed from the exact numbers; only what is shown is rounded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from . import profiles
from .schemas import table
from .values import plain_amount

__all__ = [
    "Progress",
    "has_progress",
    "light_of",
    "percent",
    "plan_fields",
    "progress_fields",
    "progress_of",
]


@dataclass(frozen=True, slots=True)
class Progress:
    """Overruns in per cent of plan (negative: below it), None where plan or actual is missing.

    `light` is the code of `gesamtstatus` that the rule gives, "" where nothing can be computed. `odd` names
    the fields of whose values nothing can be computed though they are there: a plan of nothing, an end before
    its start.
    """

    cost: Fraction | None = None
    schedule: Fraction | None = None
    light: str = ""
    odd: tuple[str, ...] = ()

    def cells(self) -> dict[str, str]:
        """Return the computed cells of the table `fortschritt`."""
        return {
            "abweichung_kosten": percent(self.cost),
            "abweichung_termin": percent(self.schedule),
            "ampel_regel": self.light,
        }


def progress_fields() -> tuple[str, ...]:
    """Return the names of what offices report of plan and actual, in the table's order."""
    return table("fortschritt").having("progress")


def plan_fields() -> tuple[str, ...]:
    """Return the names of what is planned: a change of these is a new baseline."""
    return tuple(name for name in progress_fields() if "plan" in name.split("_"))


def has_progress(cell: Callable[[str], str]) -> bool:
    """Tell whether a project has anything of that; `cell` returns a cell by the name of its column."""
    return any(map(cell, progress_fields()))


def progress_of(cell: Callable[[str], str]) -> Progress:
    """Return what follows from a project's cells."""
    odd: list[str] = []
    cost = _cost(cell("kosten_plan_eur"), cell("kosten_ist_eur"), odd)
    schedule = _schedule(cell("beginn_plan"), cell("ende_plan"), cell("ende_prognose"), odd)
    known = [one for one in (cost, schedule) if one is not None]
    return Progress(cost, schedule, light_of(max(known)) if known else "", tuple(odd))


def light_of(overrun: Fraction) -> str:
    """Return the code whose threshold an overrun reaches; the worst begins beyond its own.

    "Less than 5, 5 to 15, more than 15 per cent": 5 is no longer the first and 15 not yet the last.
    """
    thresholds = sorted(profiles.current().thresholds.items(), key=lambda one: one[1])
    worst = thresholds[-1][0]
    light = thresholds[0][0]
    for code, begin in thresholds[1:]:
        if overrun > Fraction(begin) or (code != worst and overrun == Fraction(begin)):
            light = code
    return light


def percent(value: Fraction | None) -> str:
    """Return per cent as the table holds it, rounded to one decimal, without trailing zeros; "" for None."""
    if value is None:
        return ""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    rounded = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return plain_amount(abs(rounded) if rounded.is_zero() else rounded)


def _cost(plan: str, actual: str, odd: list[str]) -> Fraction | None:
    if not plan or not actual:
        return None
    planned = Fraction(plan)
    if not planned:
        odd.append("kosten_plan_eur")
        return None
    return (Fraction(actual) - planned) / planned * 100


def _schedule(begin: str, end: str, expected: str, odd: list[str]) -> Fraction | None:
    first, planned, last = (date.fromisoformat(day) if day else None for day in (begin, end, expected))
    if first and planned and planned <= first:
        odd.append("ende_plan")
    if first and last and last < first:
        odd.append("ende_prognose")
    if not (first and planned and last) or planned <= first or last < first:
        return None
    return Fraction((last - planned).days, (planned - first).days) * 100
