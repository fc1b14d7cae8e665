"""What the page of one project shows, made from the rows of its register and what its staff wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..history import round_key
from ..progress import plan_fields
from ..schemas import codelist, rated_field, register_table, sheet_fields
from ..texts import format_amount, is_computed
from .history import Told, told
from .state import State, passed_targets, state

__all__ = ["ProjectPage", "Sheet", "project_page"]

#: What a round has where the project's cost is not stated.
_NO_COST = {"betrag_eur": "", "kosten_angabe": "", "wortlaut": ""}

Row = Mapping[str, Any]


#: An amount as running text writes it: “14.594.068 Euro”, “2,4 Mio. Euro”.
_AMOUNT = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]{3})*(?:,[0-9]+)?\s*(?:Mio\.|Millionen|Mrd\.|Milliarden)?\s*(?:Euro\b|EUR\b|€)"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A fact sheet as printed; `differences` maps its fields to those of the table that say otherwise.

    Both have the same name but for `strategiefeld`, which the table holds as a rating.
    """

    kapitel: str
    fundstelle: str
    entries: Sequence[tuple[str, str]]
    differences: Mapping[str, tuple[str, str]]

    def amounts(self, cost: str) -> list[str]:
        """Return the amounts that its texts name, as printed, but for `cost` (EUR) of the table."""
        texts = " ".join(text for _, text in self.entries)
        found = dict.fromkeys(" ".join(match.split()) for match in _AMOUNT.findall(texts))
        return [one for one in found if not cost or one.split()[0] != format_amount(cost).split()[0]]


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """The values of one project page.

    `notes` is what the staff wrote where the report gave no text; `vanished` says that a newer report than
    the project's last one no longer names it. `state` is of what day the values are, `passed` are dates of
    goals in its texts that are over, `history` tells what became of it. `progress` are plan and actual by
    round, newest first, where offices report them: `plan` says which plan is the "first" and which are "new".
    """

    row: Row
    title: str
    title_is_german: bool
    english_notes: str
    notes: str
    texts: Sequence[tuple[str, str]]
    ratings: Mapping[str, str]
    cost_wording: str
    rounds: Sequence[Row]
    history: Sequence[Told]
    changes: Sequence[Row]
    provenance: Sequence[Row]
    sheets: Sequence[Sheet]
    newest: str
    vanished: bool
    by_hand: bool
    edition: Row | None
    state: State | None
    passed: Sequence[str]
    progress: Sequence[Row] = ()

    @property
    def has_gaps(self) -> bool:
        """Whether the report has no column for something that the page shows of this project."""
        shown = (*register_table("vorhaben").having("headline"), "kosten_eur")
        gaps = [name for name in shown if not self.row.get(name)]
        unrated = len(self.ratings) < len(codelist("strategiefeld"))
        return not self.by_hand and bool(gaps or unrated)

    @property
    def placed(self) -> frozenset[str]:
        """The fields whose place in the report is known."""
        return frozenset(row["feld"] for row in self.provenance if row["fundstelle"])

    @property
    def heading(self) -> str:
        """The title as the report prints it, or else the number."""
        return self.row["titel"] or self.row["vorhaben_nr"]


def project_page(
    shown: Row, dataset: Row, *, lang: str, edition: Row | None = None, today: date | None = None
) -> ProjectPage:
    """Return what the page shows in `lang` ("de" or "en").

    `shown` holds the project's rows as `digitalprojekt_show` answers: `vorhaben` (empty for a draft),
    `strategiefelder` (rating by Strategiefeld), rows of `status`, `kosten`, `aenderungen`, `herkunft`,
    `steckbriefe`, `hinweise`, `entscheidungen` and, where there are any, `fortschritt`, and `berichtsstand`,
    the published round. `dataset` has what people wrote: `title`, `notes`, `title_en` and `notes_en`.
    `edition` is the one that the values come from. What the day makes of them is said only where `today` is
    given.
    """
    row = shown["vorhaben"] or _row_of(dataset)
    costs = {cost["berichtsstand"]: cost for cost in shown["kosten"]}
    rounds = _with_changes(
        {**costs.get(status["berichtsstand"], {}), **status} for status in sorted(shown["status"], key=_order)
    )
    newest = shown.get("berichtsstand") or ""
    last = row.get("zuletzt_berichtet") or ""
    english_title = (dataset.get("title_en") or "") if lang == "en" else ""
    texts = [(name, row[name]) for name in register_table("vorhaben").having("text") if row.get(name)]
    return ProjectPage(
        row=row,
        title=english_title or row["titel"] or row["vorhaben_nr"],
        title_is_german=not english_title,
        english_notes=(dataset.get("notes_en") or "") if lang == "en" else "",
        notes="" if texts else _written(dataset),
        texts=texts,
        ratings=shown["strategiefelder"],
        cost_wording=rounds[0].get("wortlaut") or "" if rounds else "",
        rounds=rounds,
        history=told(rounds, shown["aenderungen"], lang),
        changes=sorted(shown["aenderungen"], key=_order, reverse=True),
        provenance=_provenance(shown),
        sheets=[_sheet(sheet, shown) for sheet in shown["steckbriefe"]],
        newest=newest,
        vanished=bool(last and newest) and round_key(last) < round_key(newest),
        by_hand=not last,
        edition=edition,
        state=state({"berichtsstand": last, "stichtag": _stichtag(rounds, last)}, newest, today),
        passed=passed_targets((text for _, text in texts), today) if today else (),
        progress=_progress(shown.get("fortschritt", ()), shown["status"]),
    )


def _provenance(shown: Row) -> list[Row]:
    """Return wording and place of each value, and the decision of the editors that it rests on, if any."""
    decided = {one["feld"]: one for one in shown.get("entscheidungen", ())}
    unprinted = [one for one in decided.values() if not one["wortlaut"]]
    return [
        {**entry, "wert": _value(shown, entry["feld"]), "entscheidung": decided.get(entry["feld"])}
        for entry in (*shown["herkunft"], *unprinted)
    ]


def _stichtag(rounds: Iterable[Row], berichtsstand: str) -> str:
    return next((row["stichtag"] for row in rounds if row["berichtsstand"] == berichtsstand), "")


def _written(dataset: Row) -> str:
    """Return the description of the dataset, unless it was computed for want of one."""
    notes = str(dataset.get("notes") or "")
    return "" if is_computed(notes) else notes


def _row_of(dataset: Row) -> Row:
    """Return what the dataset itself knows of a project whose register rows are missing (a draft)."""
    fields = {name: dataset.get(name) or "" for name in register_table("vorhaben").column_names}
    return {**fields, "titel": dataset.get("title") or dataset["name"]}


def _with_changes(rounds: Iterable[Row]) -> list[Row]:
    """Add to each round how its cost differs from the last quantified one before; newest round first."""
    result: list[Row] = []
    before: tuple[str, Decimal] | None = None
    for row in rounds:
        amount = row.get("betrag_eur")
        change: dict[str, Any] = {"change_since": "", "change": None}
        if amount:
            value = Decimal(str(amount))
            if before is not None and value != before[1]:
                change = {"change_since": before[0], "change": value - before[1]}
            before = (row["berichtsstand"], value)
        result.append({**_NO_COST, **row, **change})
    return result[::-1]


def _progress(rows: Iterable[Row], status: Iterable[Row]) -> list[Row]:
    """Return plan and actual by round, newest first, each with the reported light and if its plan is new."""
    lights = {row["berichtsstand"]: row.get("gesamtstatus") or "" for row in status}
    result: list[Row] = []
    before: tuple[str, ...] = ()
    for row in sorted(rows, key=_order):
        planned = tuple(row[name] or "" for name in plan_fields())
        kind = ""
        if any(planned) and planned != before:
            kind, before = "new" if before else "first", planned
        result.append({**row, "plan": kind, "gesamtstatus": lights.get(row["berichtsstand"], "")})
    return result[::-1]


def _order(row: Row) -> tuple[tuple[int, str], ...]:
    return round_key(row["berichtsstand"])


def _value(shown: Row, name: str) -> str:
    if field := rated_field(name):
        return shown["strategiefelder"].get(field, "")
    return shown["vorhaben"].get(name) or ""


def _sheet(sheet: Row, shown: Row) -> Sheet:
    differing = [hint["feld"] for hint in shown.get("hinweise", ()) if hint["code"] == "steckbrief_weicht_ab"]
    return Sheet(
        kapitel=sheet["kapitel"],
        fundstelle=sheet["fundstelle"],
        entries=[(name, sheet[name]) for name in sheet_fields() if sheet.get(name)],
        differences={name.split(".")[0]: (name, _value(shown, name)) for name in differing},
    )
