"""What the answers of a round are held against: the last one's package, as far as they need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...bericht import Fundstelle
from ...package import Package
from ...package.changes import project_fields

__all__ = ["LastRound"]


@dataclass(frozen=True, slots=True)
class LastRound:
    """The last round: its code, the profile by which it was read, each project's cells and their origins.

    Answers to data made for show are made for show as well.
    """

    berichtsstand: str
    profile: str
    projects: Mapping[str, Mapping[str, str]]
    origins: Mapping[tuple[str, str], tuple[str, str]]
    beispieldaten: bool = False

    @classmethod
    def of(cls, package: Package) -> LastRound:
        """Return what a package says."""
        origins = {
            (row["vorhaben_nr"], row["feld"]): (row["wortlaut"], row["fundstelle"])
            for row in package.tables["herkunft"]
        }
        projects, made_for_show = project_fields(package), package.beispieldaten
        return cls(package.berichtsstand, package.profile, projects, origins, made_for_show)

    def stage(self, number: str) -> str | None:
        """Return a project's stage, None if the round did not name it."""
        return self.projects[number]["bearbeitungsstand"] if number in self.projects else None

    def origin(self, number: str, field: str, text: str) -> tuple[str, Fundstelle]:
        """Return wording and place of a value that is taken over."""
        wording, place = self.origins.get((number, field), (text, ""))
        return wording, Fundstelle(vorher=f"Berichtsstand {self.berichtsstand}: {place or '–'}")
