"""The round that is reported, as the parts of a report ask for it, and what changed since the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .. import profiles
from ..errors import PackageError
from ..figures import Ratings, ratings_by_number
from ..history import register_tables, round_key
from ..package import Package, check_same_city
from ..schemas import codelist, writing
from ..texts import format_date
from .cells import Row

__all__ = ["Edition"]


@dataclass(frozen=True)
class Edition:
    """The last of some packages, in the order of their rounds."""

    packages: tuple[Package, ...]

    @classmethod
    def of(cls, packages: Sequence[Package]) -> Edition:
        """Return the last one as the one that is reported.

        Raises PackageError if there is none, if they are of several cities, of none or in no order.
        """
        if not packages:
            raise PackageError(
                "Kein Paket angegeben. Bitte mindestens eines angeben, das zu berichtende zuletzt.",
                "No package was given. Please give at least one, the one to be reported last.",
            )
        check_same_city(packages)
        for before, after in zip(packages, packages[1:], strict=False):
            if round_key(before.berichtsstand) > round_key(after.berichtsstand):
                raise PackageError(
                    f"{before.name} ist von einer späteren Runde als {after.name}. Bitte die Pakete in der "
                    "Reihenfolge der Berichtsstände angeben, das zu berichtende zuletzt.",
                    f"{before.name} is of a later round than {after.name}. Please give the packages in the "
                    "order of their rounds, the one to be reported last.",
                )
        return cls(tuple(packages))

    @property
    def package(self) -> Package:
        """Return the package that is reported."""
        return self.packages[-1]

    @cached_property
    def projects(self) -> tuple[Row, ...]:
        """Return the rows of `vorhaben` as a report lists them: by stage, then by title."""
        order = {code: at for at, code in enumerate(codelist("bearbeitungsstand"))}
        rows = self.package.tables["vorhaben"]
        return tuple(
            sorted(
                rows,
                key=lambda row: (
                    order.get(row["bearbeitungsstand"], len(order)),
                    row["titel"].casefold(),
                    row["vorhaben_nr"],
                ),
            )
        )

    @cached_property
    def ratings(self) -> Ratings:
        """Return the ratings by number and Strategiefeld."""
        return ratings_by_number(self.package.tables["strategiefeld_matrix"])

    @cached_property
    def costs(self) -> dict[str, Row]:
        """Return the rows of `kosten` by number."""
        return {row["vorhaben_nr"]: row for row in self.package.tables["kosten"]}

    @property
    def running(self) -> tuple[Row, ...]:
        """Return the projects of the stages that have a sheet in the annex."""
        return tuple(row for row in self.projects if row["bearbeitungsstand"] in writing().running)

    @cached_property
    def changes(self) -> tuple[Row, ...]:
        """Return what is different from the round before, or from the version before of the same round."""
        rows = register_tables(self.packages)["aenderungen"]
        stand = self.package.berichtsstand
        if len({one.berichtsstand for one in self.packages}) > 1:
            return tuple(row for row in rows if row["berichtsstand"] == stand and row["art"] != "korrektur")
        return tuple(rows)

    @property
    def before(self) -> str:
        """Return the round before, that of the package before where there is none other, "" without any."""
        earlier = [one.berichtsstand for one in self.packages[:-1]]
        return next(
            (one for one in reversed(earlier) if one != self.package.berichtsstand), "".join(earlier[-1:])
        )

    def values(self) -> dict[str, str]:
        """Return the values that the report's sentences may name, "" for one that the package lacks."""
        said, package = self.package.descriptor, self.package
        year, _, number = package.berichtsstand.partition("-")
        begin, end = said.get("zeitraum_von", ""), package.stichtag
        years = "/".join(dict.fromkeys(one for one in (begin[:4], (end or package.berichtsstand)[:4]) if one))
        return {
            "city": profiles.current().organisation.title.de,
            "years": years,
            "year": year,
            "round": number,
            "begin": format_date(begin),
            "end": format_date(end),
            "date": format_date(said.get("berichtsdatum", "")),
            "name": package.name,
            "version": package.version,
        }
