"""The editions folded into what the site shows, and the folder of each thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from ..dcat.iris import Iris
from ..dcat.settings import DcatSettings
from ..errors import PackageError
from ..history import register_tables, round_key
from ..package import Package
from ..projects import DATASET_TYPE, SERIES, SLICES, project_name
from ..summary import Summarised

__all__ = ["Edition", "Project", "Row", "Site", "once"]

Row = Mapping[str, str]
_Of = ParamSpec("_Of")
_Made = TypeVar("_Made")


@dataclass(frozen=True, eq=False, repr=False)
class Edition(Summarised):
    """One reporting round: all versions of its package that were given, oldest first."""

    name: str
    versions: tuple[Package, ...]

    @property
    def package(self) -> Package:
        """The version that counts."""
        return self.versions[-1]

    @property
    def berichtsstand(self) -> str:
        """Reporting round, e.g. `2020-2`."""
        return self.package.berichtsstand

    @property
    def folder(self) -> str:
        """Where the edition is in the site."""
        return f"dataset/{self.name}"

    def folder_of(self, version: Package) -> str:
        """Return where the files of `version` are: beside the page, or beneath it for an earlier one."""
        return self.folder if version is self.package else f"{self.folder}/fassung-{fassung(version)}"


@dataclass(frozen=True, eq=False, repr=False)
class Project(Summarised):
    """A project as its newest report states it, with its part of every table of the register.

    `first` and `last` are the editions that name it first and last; `vanished` says that a newer report
    than the last one no longer does.
    """

    row: Row
    slices: Mapping[str, Sequence[Row]]
    changes: Sequence[Row]
    first: Edition
    last: Edition
    vanished: bool

    @property
    def number(self) -> str:
        """The Vorhabennummer."""
        return self.row["vorhaben_nr"]

    @property
    def folder(self) -> str:
        """Where the project is in the site."""
        return f"{DATASET_TYPE}/{project_name(self.number)}"

    @property
    def ratings(self) -> dict[str, str]:
        """The rating of each Strategiefeld that a table of the report prints."""
        return {row["strategiefeld"]: row["bewertung"] for row in self.slices["strategiefelder"]}

    def printed(self, table: str) -> list[Row]:
        """Return the rows about the project in a table of the edition that names it last, if it has that."""
        rows = self.last.package.tables.get(table, ())
        return [row for row in rows if row["vorhaben_nr"] == self.number]


@dataclass(frozen=True, eq=False, repr=False)
class Site(Summarised):
    """Everything that is exported. `editions` and `projects` are sorted by round and number."""

    settings: DcatSettings
    editions: tuple[Edition, ...]
    tables: Mapping[str, Sequence[Row]]
    made: dict[object, Any] = field(default_factory=dict)
    """What was computed of the site already (see `once`)."""

    @classmethod
    def of(cls, packages: Iterable[Package], settings: DcatSettings) -> Site:
        """Fold packages, given in any order; raises PackageError if two claim to be the same version."""
        by_round: dict[str, dict[int, Package]] = {}
        for package in packages:
            if not package.berichtsstand:
                raise PackageError(
                    f"{package.name}: ohne Berichtsstand lässt sich nichts veröffentlichen. Bitte „hndigital "
                    "harvest“ mit --berichtsstand (zum Beispiel 2020-2) wiederholen.",
                    f"{package.name}: nothing can be published without a Berichtsstand. Please run "
                    "“hndigital harvest” again with --berichtsstand (for example 2020-2).",
                )
            versions = by_round.setdefault(package.berichtsstand, {})
            known = versions.setdefault(fassung(package), package)
            if known.sha256 != package.sha256:
                raise PackageError(
                    f"{package.name}: zwei verschiedene Pakete nennen sich Version {package.version}. Bitte "
                    "nur eines angeben oder die Korrektur mit „hndigital harvest --previous“ erzeugen.",
                    f"{package.name}: two different packages call themselves version {package.version}. "
                    "Please give only one, or make the correction with “hndigital harvest --previous”.",
                )
        editions = tuple(
            Edition(
                Iris(settings).edition_name(stand),
                tuple(by_round[stand][number] for number in sorted(by_round[stand])),
            )
            for stand in sorted(by_round, key=round_key)
        )
        folded = register_tables(package for edition in editions for package in edition.versions)
        return cls(settings, editions, folded)

    @property
    def newest(self) -> Edition:
        """The edition of the newest round."""
        return self.editions[-1]

    @property
    def rounds(self) -> tuple[str, ...]:
        """All rounds, oldest first."""
        return tuple(edition.berichtsstand for edition in self.editions)

    @property
    def sample(self) -> bool:
        """Whether any of the data was made for show."""
        return any(package.beispieldaten for edition in self.editions for package in edition.versions)

    @property
    def register_folder(self) -> str:
        """Where the register is in the site."""
        return f"dataset/{self.settings.register_name}"

    @property
    def series_folder(self) -> str:
        """Where the series of editions is in the site."""
        return f"series/{SERIES}"

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of all projects."""
        return frozenset(project.number for project in self.projects)

    def edition(self, berichtsstand: str) -> Edition | None:
        """Return the edition of a round, None if there is none."""
        return next((one for one in self.editions if one.berichtsstand == berichtsstand), None)

    @cached_property
    def projects(self) -> tuple[Project, ...]:
        """All projects in the order of their numbers."""
        editions = {edition.berichtsstand: edition for edition in self.editions}
        parts = {table: _by_number(rows) for table, rows in self.tables.items()}
        return tuple(
            Project(
                row=row,
                slices={name: parts[part.table].get(row["vorhaben_nr"], ()) for name, part in SLICES.items()},
                changes=parts["aenderungen"].get(row["vorhaben_nr"], ()),
                first=editions[row["erstmals_berichtet"]],
                last=editions[row["zuletzt_berichtet"]],
                vanished=row["zuletzt_berichtet"] != self.newest.berichtsstand,
            )
            for row in self.tables["vorhaben"]
        )


def once(make: Callable[Concatenate[Site, _Of], _Made]) -> Callable[Concatenate[Site, _Of], _Made]:
    """Have `make` compute each thing of a site once; it is kept for as long as the site is."""

    @wraps(make)
    def kept(site: Site, *of: _Of.args, **no_words: _Of.kwargs) -> _Made:
        key = (make, *of)
        if key not in site.made:
            site.made[key] = make(site, *of, **no_words)
        found: _Made = site.made[key]
        return found

    return kept


def fassung(package: Package) -> int:
    """Return which correction of its round a package is: 1 for the first, as the catalogue counts them."""
    counter = package.version.rpartition(".")[2]
    return int(counter) + 1 if counter.isdigit() else 1


def _by_number(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["vorhaben_nr"], []).append(row)
    return found
