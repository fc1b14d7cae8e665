"""What changed in the register, for feeds and pages: one entry per project, round and kind of change.

The entries come from the register's table `aenderungen`. It compares rounds, so it has nothing of the
first one; its projects count as new there (`erstmals_berichtet` says so). An entry is dated by the
publication of the edition that states it, a correction by that of the corrected version: data, so
that the same register gives the same feed on every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ckan.plugins import toolkit
from ckanext.hndigital.pages.selection import EVERYTHING, Selection
from ckanext.hndigital.register import reading, store

from hndigital.history import round_key
from hndigital.projects import project_name

__all__ = ["ChangeEntry", "change_entries", "entries_of", "last_publication", "publication_day"]

_NEW, _CORRECTED = "neu", "korrektur"

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """What one round changed of one project; `fields` are (field, value before, value after)."""

    vorhaben_nr: str
    titel: str
    berichtsstand: str
    art: str
    day: str
    fields: Sequence[tuple[str, str, str]]

    @property
    def name(self) -> str:
        """Name of the project's dataset."""
        return project_name(self.vorhaben_nr)

    @property
    def key(self) -> str:
        """What tells the entry from all others: `2020000072/2021-1/geaendert`."""
        return f"{self.vorhaben_nr}/{self.berichtsstand}/{self.art}"


def change_entries(selection: Selection) -> list[ChangeEntry]:
    """Return the changes of all projects of a selection that everybody may see, newest first.

    With an edition only what that one states; which projects are meant is always their latest state.
    """
    action = toolkit.get_action("digitalprojekt_list")
    projects = action({}, {**selection.stated(), "limit": EVERYTHING})["results"]
    # Everybody may see the projects of the list: of the table only their rows are taken.
    changes = store.read(["aenderungen"])["aenderungen"]
    entries = entries_of(projects, changes, _publication_days(reading.editions()))
    return [entry for entry in entries if selection.berichtsstand in ("", entry.berichtsstand)]


def last_publication() -> str:
    """Return the day (ISO) on which an edition was last published or corrected, "" for never."""
    days = (
        edition.get("fassung_vom") or edition.get("veroeffentlicht_am") or ""
        for edition in reading.editions()
    )
    return max(days, default="")


def entries_of(
    projects: Iterable[Row], changes: Iterable[Row], days: Mapping[tuple[str, bool], str]
) -> list[ChangeEntry]:
    """Put the changes of `projects` into entries; `days` are those of rounds and of their corrections."""
    titles = {row["vorhaben_nr"]: row["titel"] for row in projects}
    first = {row["vorhaben_nr"]: row.get("erstmals_berichtet") or "" for row in projects}
    grouped: dict[tuple[str, str, str], list[tuple[str, str, str]]] = {}
    for row in changes:
        if row["vorhaben_nr"] in titles:
            key = (row["vorhaben_nr"], row["berichtsstand"], row["art"])
            grouped.setdefault(key, []).append((row["feld"], row["alt"], row["neu"]))
    new = {number for number, _, kind in grouped if kind == _NEW}
    for number, title in titles.items():
        if first[number] and number not in new:
            grouped[number, first[number], _NEW] = [("titel", "", title)]
    entries = [
        ChangeEntry(number, titles[number], round_, kind, _day(days, round_, kind), fields)
        for (number, round_, kind), fields in grouped.items()
    ]
    entries.sort(key=lambda entry: (entry.vorhaben_nr, entry.art))
    entries.sort(key=lambda entry: (entry.day, round_key(entry.berichtsstand)), reverse=True)
    return entries


def publication_day(edition: Mapping[str, str]) -> str:
    """Return the day (ISO) on which an edition was published; at least its cut-off date."""
    return edition.get("veroeffentlicht_am") or edition.get("stichtag") or ""


def _publication_days(editions: Iterable[Mapping[str, str]]) -> dict[tuple[str, bool], str]:
    """Return the day by round and whether a correction is meant; at least the edition's cut-off date."""
    days: dict[tuple[str, bool], str] = {}
    for edition in editions:
        published = publication_day(edition)
        days[edition["berichtsstand"], False] = published
        days[edition["berichtsstand"], True] = edition.get("fassung_vom") or published
    return days


def _day(days: Mapping[tuple[str, bool], str], berichtsstand: str, art: str) -> str:
    # A round that nothing is known of but its name: the end of its year.
    return days.get((berichtsstand, art == _CORRECTED)) or f"{berichtsstand[:4]}-12-31"
