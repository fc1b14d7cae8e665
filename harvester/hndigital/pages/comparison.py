"""Two rounds of the report beside each other: what became better, worse, dearer, what came and went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..charts.flow import Flow, Move
from ..figures import Ratings
from ..package.changes import ENTFALLEN, NEU, diff
from ..schemas import codelist, column, register_table
from .language import translations

__all__ = ["KINDS", "Comparison", "ProjectChange", "compare"]

Row = Mapping[str, str]

BETTER, WORSE, COST, NEW, GONE, RENAMED, OTHER = (
    *("besser", "schlechter", "kosten", "neu", "entfallen", "umbenannt", "sonstiges"),
)
KINDS = (WORSE, BETTER, COST, NEW, GONE, RENAMED, OTHER)
"""Kinds of change by which a comparison is told, those that ask for attention first."""

#: How good a colour of a traffic light is.
_LIGHT = {"good": 0, "warn": 1, "bad": 2}


@dataclass(frozen=True, slots=True)
class ProjectChange:
    """What is different of one project: `fields` (field, value before, value after) and some of `KINDS`."""

    vorhaben_nr: str
    titel: str
    fields: tuple[tuple[str, str, str], ...]
    kinds: frozenset[str]

    def of(self, kind: str) -> list[tuple[str, str, str]]:
        """Return the fields by which the change is of a kind; none for a project that came or went."""
        return [field for field in self.fields if kind in _kinds_of(*field)]

    def told(self, kind: str) -> list[tuple[str, str, str]]:
        """Return the fields that a list of a kind tells; over all kinds every field is told.

        What makes a change of no kind is told where the project stands first. Nothing is told of a
        project that came or went: what it is stands on its page.
        """
        if self.kinds & {NEW, GONE}:
            return []
        first = next(one for one in KINDS if one in self.kinds)
        return [field for field in self.fields if kind in (_kinds_of(*field) or (first,))]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences between two editions (`older` and `newer` as pages say of them, see `state`).

    `changes` are sorted by the number of the project; `unchanged` is how many projects both name with the
    same values. `cost_before` and `cost_after` are the sums in EUR of the `costed` projects for which both
    state an amount, and `flow` leads from the stages of the older round to those of the newer.
    """

    older: Row
    newer: Row
    changes: tuple[ProjectChange, ...]
    unchanged: int
    costed: int
    cost_before: Decimal
    cost_after: Decimal
    flow: Flow

    def of(self, kind: str) -> list[ProjectChange]:
        """Return the changes of a kind (one of `KINDS`)."""
        return [change for change in self.changes if kind in change.kinds]

    @property
    def counts(self) -> dict[str, int]:
        """Number of projects by kind; one may count in several."""
        return {kind: len(self.of(kind)) for kind in KINDS}

    def words(self, lang: str) -> dict[str, str]:
        """Return what the kinds are called in `lang`."""
        _ = translations(lang).gettext
        return {
            WORSE: _("Worse"),
            BETTER: _("Better"),
            COST: _("Cost changed"),
            NEW: _("New"),
            GONE: _("No longer reported"),
            RENAMED: _("Renamed"),
            OTHER: _("Other changes"),
        }

    @property
    def rows(self) -> list[dict[str, str]]:
        """Every changed field as a row: the project, the kinds of its change, the field, before and after."""
        return [
            {
                "vorhaben_nr": change.vorhaben_nr,
                "titel": change.titel,
                "art": " ".join(kind for kind in KINDS if kind in change.kinds),
                **{"feld": name, "alt": old, "neu": new},
            }
            for change in self.changes
            for name, old, new in change.fields
        ]


@dataclass(frozen=True, slots=True)
class _Edition:
    berichtsstand: str
    tables: Mapping[str, tuple[Row, ...]]


def compare(
    older: Row, newer: Row, rows: tuple[Sequence[Row], Sequence[Row]], ratings: tuple[Ratings, Ratings]
) -> Comparison:
    """Compare two editions, given their rows of table `vorhaben` and their ratings, the older ones first."""
    before, after = ({row["vorhaben_nr"]: row for row in one} for one in rows)
    found: dict[str, list[tuple[str, str, str]]] = {}
    arts: dict[str, str] = {}
    for change in diff(*map(_edition, (older, newer), rows, ratings)):
        found.setdefault(change.vorhaben_nr, []).append((change.feld, change.alt, change.neu))
        arts[change.vorhaben_nr] = change.art
    both = [(before[number], after[number]) for number in before.keys() & after.keys()]
    amounts = [
        (Decimal(old["kosten_eur"]), Decimal(new["kosten_eur"]))
        for old, new in both
        if old["kosten_eur"] and new["kosten_eur"]
    ]
    return Comparison(
        older=older,
        newer=newer,
        changes=tuple(
            ProjectChange(
                number,
                (after.get(number) or before[number])["titel"],
                tuple(sorted(fields)),
                _kinds(arts[number], fields),
            )
            for number, fields in sorted(found.items())
        ),
        unchanged=sum(old["vorhaben_nr"] not in found for old, _ in both),
        costed=len(amounts),
        cost_before=sum((old for old, _ in amounts), Decimal(0)),
        cost_after=sum((new for _, new in amounts), Decimal(0)),
        flow=_flow(before, after),
    )


def _edition(about: Row, rows: Sequence[Row], ratings: Ratings) -> _Edition:
    matrix = tuple(
        {"vorhaben_nr": number, "strategiefeld": field, "bewertung": rating}
        for number, rated in ratings.items()
        for field, rating in rated.items()
    )
    return _Edition(about["berichtsstand"], {"vorhaben": tuple(rows), "strategiefeld_matrix": matrix})


def _kinds(art: str, fields: Iterable[tuple[str, str, str]]) -> frozenset[str]:
    if art in (NEU, ENTFALLEN):
        return frozenset({NEW if art == NEU else GONE})
    return frozenset(kind for field in fields for kind in _kinds_of(*field)) or frozenset({OTHER})


def _kinds_of(name: str, old: str, new: str) -> tuple[str, ...]:
    if name == "kosten_eur":
        return (COST,)
    if name == "titel":
        return (RENAMED,) if old and new else ()
    before, after = _light(name, old), _light(name, new)
    if before is None or after is None or before == after:
        return ()
    return (WORSE if after > before else BETTER,)


def _light(name: str, code: str) -> int | None:
    """Return how good a code of a traffic light is, None for what is none."""
    try:
        codes = column(name).codelist
    except KeyError:
        return None
    entry = codelist(codes).get(code) if codes else None
    return _LIGHT.get(entry.colour) if entry else None


def stage_column() -> str:
    """Return the column of the headline that says how far a project is: the one without a traffic light."""
    return next(
        name for name in register_table("vorhaben").having("headline") if not column(name).traffic_light
    )


def _flow(before: Mapping[str, Row], after: Mapping[str, Row]) -> Flow:
    name = stage_column()
    stages = tuple(codelist(column(name).codelist))

    def stage(row: Row | None) -> str:
        return row.get(name, "") if row else ""

    moves = Counter(
        (stage(before.get(number)), stage(after.get(number))) for number in before.keys() | after.keys()
    )
    order = (*stages, "")
    known = sorted(moves, key=lambda move: tuple(order.index(code) if code in order else -1 for code in move))
    return Flow(name, tuple(Move(old, new, moves[old, new]) for old, new in known))
