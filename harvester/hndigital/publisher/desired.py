"""What should be on the portal once a package is published: edition, register, projects.

Pure: a package, the portal's state and the editions' tables go in, datasets, rows and files come out.
Whose value is whose is decided here: only reported fields are ever wanted, editorial ones never appear.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .. import history, texts
from ..bericht import SourceFile
from ..package import Package
from ..package.source import MEDIA_TYPES, PICTURES, is_of_source
from ..projects import project_name
from ..schemas import codelist, dataset_rating, register_table, register_table_names
from ..summary import Summarised
from .state import EditionState, EditionTables, PortalState, ResourceState

__all__ = [
    "PUBLICATION_FIELDS",
    "SOURCE_FILES",
    "Desired",
    "FileSpec",
    "Folded",
    "choose_fassung",
    "described_fields",
    "description_fields",
    "desired_state",
    "edition_fields",
    "fold",
    "package_files",
    "register_pointer",
    "report_words",
    "reported_fields",
    "resource_fields",
]

PUBLICATION_FIELDS = ("veroeffentlicht_am", "fassung_vom", "hndigital_version")
"""Fields of an edition that are set once, by the call that publishes it: the dates by the portal's clock."""


SOURCE_FILES = "bericht_dateien"
"""The field of an edition that lists the report's own files, as `1/bericht.pdf 1/seiten.zip`."""
_MEDIA_TYPES = {
    **MEDIA_TYPES,
    "csv": "text/csv",
    "json": "application/json",
    "zip": "application/zip",
}
_REPORT = (
    "Bericht, wie er gedruckt wurde",
    "Die Datei des Berichts selbst, aus der alle Werte dieser Ausgabe gelesen sind.",
)
_PAGES = (
    "Seiten des Berichts als Bilder",
    "Die Seiten, auf denen Werte dieser Ausgabe stehen, und wo auf ihnen jeder gedruckt ist (seiten.json).",
)
_PAGE = re.compile(r"\bS\. (\w+)")


@dataclass(frozen=True, slots=True, repr=False)
class FileSpec(Summarised):
    """One file of the edition; `tabelle` is its table's name, empty for what is no table.

    What is made of another file, as pictures are of the report, is made by `make` when it is needed: other
    versions of a library give other bytes, so that it is as good as published, whatever bytes were.
    """

    datei: str
    content: bytes
    tabelle: str = ""
    make: Callable[[], bytes] | None = None

    def made(self) -> FileSpec:
        """Return the file with its content; raises SourceError where it cannot be made."""
        return replace(self, content=self.make(), make=None) if self.make else self

    def is_stored(self, there: ResourceState, paket_sha256: str) -> bool:
        """Tell whether a stored file is this one, as far as is said of it."""
        same = self.make is not None or there.sha256 == self.sha256
        return same and there.paket_sha256 == paket_sha256

    @property
    def sha256(self) -> str:
        """The checksum that tells whether the file is already on the portal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, repr=False)
class Desired(Summarised):
    """The portal as it should be. `fassung` is the number under which the package's files stand.

    `ueberholt` is true for a package that a later Fassung of the same round has replaced already: then
    the portal stays as it is. `edition_before` are the words that the edition has now, where the correction
    brings others: whoever words them otherwise meanwhile keeps them. `unlesbar` names another edition whose
    files are lost: as long as they are, nobody can say what the register has to hold.
    """

    package: Package
    berichtsstand: str
    fassung: int
    ueberholt: bool
    edition_fields: Mapping[str, str]
    edition_before: Mapping[str, str]
    files: tuple[FileSpec, ...]
    tables: Mapping[str, tuple[Mapping[str, str], ...]]
    projects: Mapping[str, Mapping[str, str]]
    unlesbar: str = ""


def choose_fassung(package: Package, edition: EditionState | None) -> tuple[int, bool]:
    """Return under which number the package's files stand, and whether a later Fassung replaced them.

    A Fassung that was withdrawn comes back under its number; no other package gets it.
    """
    known = edition.number_of(package.sha256) if edition else 0
    stated = edition is not None and edition.fields.get("paket_sha256") == package.sha256
    if edition is not None and stated and known not in edition.zurueckgezogen:
        # It is the published one, whatever happened to its files or to the number.
        return known or edition.fassung or 1, False
    if edition is None:
        return 1, False
    numbers = [number for number, checksum in edition.archive().items() if checksum == package.sha256]
    if numbers:
        return max(numbers), max(numbers) < edition.fassung
    return max(edition.fassung, *edition.zurueckgezogen, 0) + 1, False


def desired_state(
    package: Package,
    state: PortalState,
    editions: Iterable[EditionTables],
    replaced: Mapping[str, Any] | None = None,
) -> Desired:
    """Return what the portal should hold after publishing `package`.

    `editions` are the published Fassungen on the portal without the package's own, which does not count where
    it was withdrawn and a later one is published since. `replaced` is the
    descriptor of the round's published Fassung, if any: the dataset's title and text follow a correction
    as long as nobody has worded them otherwise.
    """
    edition = state.edition(package.name)
    fassung, superseded = choose_fassung(package, edition)
    own = EditionTables(package.berichtsstand, str(fassung), package.tables)
    is_out = superseded and edition is not None and fassung in edition.zurueckgezogen
    folded = fold(editions if is_out else [*editions, own], state)
    words = _unchanged_words(package, edition, replaced)
    return Desired(
        package=package,
        berichtsstand=folded.berichtsstand,
        fassung=fassung,
        ueberholt=superseded,
        edition_fields=edition_fields(package, fassung, edition) | words,
        edition_before={name: edition.fields.get(name, "") for name in words} if edition else {},
        files=package_files(package),
        tables=folded.tables,
        projects=folded.projects,
    )


@dataclass(frozen=True, slots=True, repr=False)
class Folded(Summarised):
    """What published rounds make of the register: its newest round ("" for none), rows and projects."""

    berichtsstand: str
    tables: Mapping[str, tuple[Mapping[str, str], ...]]
    projects: Mapping[str, Mapping[str, str]]

    @property
    def pointer(self) -> dict[str, str]:
        """The register's own fields: which round it shows, and of which day."""
        return register_pointer(self.berichtsstand, self.tables["status"])


def register_pointer(berichtsstand: str, status: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the fields of the register's dataset that say which round it shows, by its rows of `status`."""
    days = (row["stichtag"] for row in status if row["berichtsstand"] == berichtsstand and row["stichtag"])
    return {"berichtsstand": berichtsstand, "stichtag": next(days, "")}


def fold(rounds: Iterable[EditionTables], state: PortalState) -> Folded:
    """Fold the published Fassungen, and what the portal holds of projects made by hand, into the register."""
    editions = list(rounds)
    newest = {e.berichtsstand: e for e in sorted(editions, key=lambda e: int(e.version))}
    reported = {row["vorhaben_nr"] for e in newest.values() for row in e.tables["vorhaben"]}
    manual = {
        table: [row for row in state.tables.get(table, ()) if _by_hand(row, state, reported)]
        for table in register_table_names()
    }
    folded = history.register_tables(editions, manual)
    tables = {table: tuple(folded[table]) for table in register_table_names()}
    return Folded(
        berichtsstand=max(newest, key=history.round_key, default=""),
        tables=tables,
        projects=reported_fields(tables, reported),
    )


def reported_fields(
    tables: Mapping[str, Iterable[Mapping[str, str]]], numbers: Iterable[str] | None = None
) -> dict[str, dict[str, str]]:
    """Return the reported fields of the projects' datasets by dataset name, from the register's tables.

    `numbers` limits them to these projects; those made by hand write their own fields.
    """
    ratings: dict[str, dict[str, str]] = {}
    for row in tables.get("strategiefeld_matrix", ()):
        ratings.setdefault(row["vorhaben_nr"], {})[row["strategiefeld"]] = row["bewertung"]
    wanted = None if numbers is None else set(numbers)
    projects = {}
    columns = register_table("vorhaben").columns
    for row in tables.get("vorhaben", ()):
        number = row["vorhaben_nr"]
        if wanted is not None and number not in wanted:
            continue
        own = ratings.get(number, {})
        fields = {column.name: row.get(column.name, "") for column in columns if column.name != "titel"}
        fields["title"] = row["titel"]
        fields["berichtsstand"] = row.get("zuletzt_berichtet", "")
        fields |= {dataset_rating(code): own.get(code, "") for code in codelist("strategiefeld")}
        text = row.get("beschreibung", "")
        fields["notes"] = text or texts.project_sentence(row, own, "de")
        fields["notes_berechnet"] = "" if text else "true"
        projects[project_name(number)] = fields
    return projects


def edition_fields(package: Package, fassung: int, edition: EditionState | None = None) -> dict[str, str]:
    """Return the edition dataset's fields that say which round, source and version it holds."""
    return {
        **source_files(package, fassung, edition),
        **described_fields(package.descriptor),
        "fassung": str(fassung),
        "paket_sha256": package.sha256,
    }


def source_files(package: Package, fassung: int, edition: EditionState | None) -> dict[str, str]:
    """Return the field that lists the report's own files of all Fassungen, nothing where there are none.

    A package that comes without its report leaves the one that is published.
    """
    before = edition.fields.get(SOURCE_FILES, "") if edition else ""
    others = [one for one in before.split() if not one.startswith(f"{fassung}/")]
    own = [f"{fassung}/{file.datei}" for file in report_files(package)]
    if not own and not package.withheld:
        own = [one for one in before.split() if one not in others]
    listed = " ".join(sorted({*others, *own}))
    return {SOURCE_FILES: listed} if listed or before else {}


def described_fields(descriptor: Mapping[str, Any]) -> dict[str, str]:
    """Return those of them that the package's descriptor says."""
    quelle: Mapping[str, Any] = next(iter(descriptor.get("sources") or ()), {})
    return {
        "berichtsstand": str(descriptor.get("berichtsstand", "")),
        "stichtag": str(descriptor.get("stichtag", "")),
        "version": str(descriptor.get("version", "")),
        "quelle_titel": str(quelle.get("title", "")),
        "quelle_sha256": str(quelle.get("hash", "")).removeprefix("sha256:"),
        "beispieldaten": "true" if descriptor.get("beispieldaten") else "",
    }


def description_fields(descriptor: Mapping[str, Any]) -> dict[str, str]:
    """Return title, text, licence and period that an edition's dataset starts with.

    From then on they belong to people: what somebody has worded otherwise is never written again.
    """
    licence: Mapping[str, str] = next(iter(descriptor.get("licenses", [])), {})
    fields = {
        "title": descriptor.get("title", ""),
        "title_en": descriptor.get("title_en", ""),
        "notes": descriptor.get("description", ""),
        "notes_en": descriptor.get("description_en", ""),
        "license_id": licence.get("name", ""),
        "temporal_start": descriptor.get("zeitraum_von", ""),
        "temporal_end": descriptor.get("stichtag", ""),
    }
    return {key: str(value) for key, value in fields.items() if value}


def resource_fields(datei: str, fassung: int) -> dict[str, str]:
    """Return the fields of an edition's file that name and Fassung say; its text belongs to people."""
    kind = datei.rpartition(".")[2]
    return {
        "name": _named(datei)[0] + (f" (Fassung {fassung})" if fassung > 1 else ""),
        "format": kind.upper(),
        "mimetype": _MEDIA_TYPES[kind],
        "url_type": "upload",
    }


def report_words(datei: str) -> str:
    """Return what is said of the report's own file or the pictures of its pages, "" of any other file."""
    return _named(datei)[1]


def _named(datei: str) -> tuple[str, str]:
    """Return what a file of an edition is called, and what is said of it."""
    if not is_of_source(datei):
        return datei, ""
    return _PAGES if datei == PICTURES else _REPORT


def _unchanged_words(
    package: Package, edition: EditionState | None, replaced: Mapping[str, Any] | None
) -> dict[str, str]:
    if edition is None or replaced is None:
        return {}
    before = description_fields(replaced)
    return {
        key: value
        for key, value in description_fields(package.descriptor).items()
        if edition.fields.get(key, "") == before.get(key, "")
    }


def package_files(package: Package) -> tuple[FileSpec, ...]:
    """Return the package's files in its descriptor's order, then the descriptor, then the ZIP."""
    contents = dict(package.files())
    archive = f"{package.name}.zip"
    contents.pop(archive, None)
    ordered = [resource["path"] for resource in package.descriptor["resources"]]
    names = [*ordered, *(name for name in contents if name not in ordered)]
    files = [
        FileSpec(name, contents[name], name.removesuffix(".csv") if name in ordered else "") for name in names
    ]
    return (*files, FileSpec(archive, package.zip_bytes()), *report_files(package))


def report_files(package: Package) -> tuple[FileSpec, ...]:
    """Return the report's own file, and the pictures of its pages where it has any."""
    source = package.source
    if source is None:
        return ()
    report = FileSpec(source.name, source.content)
    if source.suffix != "pdf":
        return (report,)
    return (report, FileSpec(PICTURES, b"", make=lambda: _pictures(package, source)))


def _pictures(package: Package, source: SourceFile) -> bytes:
    from ..sources.pdf.pictures import draw_pages  # here: only who draws needs what reads PDF

    places = (row["fundstelle"] for name in ("abgleich", "hinweise") for row in package.tables[name])
    named = (page for place in places for page in _PAGE.findall(place))
    return draw_pages(source.content, source.name, package.tables["herkunft"], named)


def _by_hand(row: Mapping[str, str], state: PortalState, reported: set[str]) -> bool:
    return row["vorhaben_nr"] in state.manual and row["vorhaben_nr"] not in reported
