"""Package → model: what a publication would say, before anything is on a portal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from ..history import round_key
from ..package import Package
from . import codes
from .edition import EditionFacts, FileFacts, edition_dataset
from .editorial import Editorial
from .iris import Iris
from .model import Catalog, Dataset, LangText, Span, Time
from .projects import ProjectFacts, project_dataset
from .register import RegisterFacts, register_dataset
from .settings import DcatSettings

__all__ = ["catalog", "edition", "moment", "own_catalog", "period", "project_facts", "projects", "register"]

Rows = Iterable[Mapping[str, str]]


def catalog(
    package: Package, settings: DcatSettings, *, govdata: bool = False, rounds: Iterable[str] = ()
) -> Catalog:
    """Return the catalogue that publishing `package` gives: register, edition and projects.

    With `govdata` the selection for GovData: projects only if `settings.federate_projects`. `rounds`
    are the other published rounds.
    """
    known = tuple({*rounds, package.berichtsstand})
    datasets = [register(package, settings, known), edition(package, settings, known)]
    if not govdata or settings.federate_projects:
        datasets += projects(package, settings)
    return own_catalog(datasets, settings, govdata=govdata, modified=moment(package))


def own_catalog(
    datasets: Iterable[Dataset],
    settings: DcatSettings,
    *,
    govdata: bool = False,
    modified: Time | None = None,
) -> Catalog:
    """Return the catalogue (without paging) that holds `datasets`."""
    iris = Iris(settings)
    return Catalog(
        iri=iris.govdata_catalog if govdata else iris.catalog,
        title=settings.catalog_title,
        description=settings.catalog_description,
        publisher=settings.publisher,
        datasets=tuple(datasets),
        issued=settings.catalog_issued or None,
        modified=modified,
        languages=(codes.LANGUAGE["de"], codes.LANGUAGE["en"]),
        homepage=iris.home,
        licence=settings.licence_iri,
        theme_taxonomy=codes.THEME_TAXONOMY,
        availability=settings.availability,
        spatial=(settings.place,),
    )


def register(
    package: Package, settings: DcatSettings, rounds: Iterable[str] = (), span: Span | None = None
) -> Dataset:
    """Return the register as it stands after `package` is published; `span` is what all rounds cover."""
    known = tuple({*rounds, package.berichtsstand})
    newest = max(known, key=round_key) == package.berichtsstand
    return register_dataset(
        RegisterFacts(
            rounds=known,
            span=span or (period(package) if newest else (None, None)),
            sample=package.beispieldaten,
            editorial=_dates(package),
        ),
        settings,
    )


def edition(
    package: Package, settings: DcatSettings, rounds: Iterable[str] = (), span: Span | None = None
) -> Dataset:
    """Return the edition that holds the package's files, the descriptor, the ZIP and the report.

    `span` is what all rounds cover, this one's own period unless given.
    """
    descriptor = package.descriptor
    counter = package.version.rpartition(".")[2]
    fassung = int(counter) + 1 if counter.isdigit() else 1
    contents = {**package.files(), f"{package.name}.zip": package.zip_bytes()}
    ordered = [str(resource["path"]) for resource in descriptor["resources"]]
    names = [*ordered, *sorted(name for name in contents if name not in ordered)]
    if package.source:
        contents[package.source.name] = package.source.content
        names.append(package.source.name)
    files = tuple(
        FileFacts(
            name=name,
            byte_size=len(contents[name]),
            sha256=hashlib.sha256(contents[name]).hexdigest(),
            fassung=fassung,
        )
        for name in names
    )
    dates = _dates(package)
    start, end = period(package)
    stated = next((str(entry.get("name", "")) for entry in descriptor.get("licenses", [])), "")
    return edition_dataset(
        EditionFacts(
            berichtsstand=package.berichtsstand,
            files=files,
            rounds=tuple(rounds),
            span=span or (start, end),
            stichtag=end,
            zeitraum_von=start,
            version=package.version,
            source_title=str(package.quelle.get("title", "")),
            source_sha256=str(package.quelle.get("hash", "")).removeprefix("sha256:"),
            sample=package.beispieldaten,
            editorial=Editorial(
                title=str(descriptor.get("title", "")),
                title_en=str(descriptor.get("title_en", "")),
                notes=str(descriptor.get("description", "")),
                notes_en=str(descriptor.get("description_en", "")),
                keywords=tuple(LangText(str(word), "de") for word in descriptor.get("keywords", ())),
                licence=codes.licence(stated),
                issued=dates.issued,
                modified=dates.modified,
            ),
        ),
        settings,
    )


def projects(package: Package, settings: DcatSettings) -> list[Dataset]:
    """Return the datasets of the package's projects in the order of their numbers."""
    dates = _dates(package)
    facts = project_facts(
        package.tables["vorhaben"],
        package.tables["strategiefeld_matrix"],
        berichtsstand=package.berichtsstand,
        editorial=dates,
        period=period(package),
    )
    return [project_dataset(one, settings) for one in facts]


def project_facts(
    vorhaben: Rows,
    matrix: Rows,
    *,
    berichtsstand: str = "",
    editorial: Editorial | None = None,
    period: Span = (None, None),
) -> list[ProjectFacts]:
    """Return the facts of each row of `vorhaben` (a package's or the register's table).

    `berichtsstand` stands in for the column `zuletzt_berichtet`, which only the register has; `period` is
    what the report covers that names the projects.
    """
    ratings: dict[str, dict[str, str]] = {}
    for row in matrix:
        ratings.setdefault(row["vorhaben_nr"], {})[row["strategiefeld"]] = row["bewertung"]
    return [
        ProjectFacts(
            row={"zuletzt_berichtet": berichtsstand, **row},
            ratings=ratings.get(row["vorhaben_nr"], {}),
            description=row.get("beschreibung", ""),
            editorial=editorial or Editorial(),
            period=period,
        )
        for row in vorhaben
    ]


def _dates(package: Package) -> Editorial:
    issued = moment(package)
    return Editorial(issued=issued, modified=issued)


def moment(package: Package) -> Time | None:
    """Return when the package's content was issued: the report's date, its Stichtag, or the round's year."""
    created = str(package.descriptor.get("created", ""))
    if created:
        return datetime.fromisoformat(created).date()
    year = package.berichtsstand[:4]
    return year if year.isdigit() else None


def period(package: Package) -> Span:
    """Return the first and the last day that the package's report covers, as far as it says so."""
    return _day(package.descriptor.get("zeitraum_von")), _day(package.descriptor.get("stichtag"))


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None
