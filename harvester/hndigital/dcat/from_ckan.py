"""CKAN dataset dict → model, for our own datasets and (in `ordinary`) for any other that a portal holds.

Plain dicts as `package_show` gives them; nothing of CKAN is imported.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..characters import clean, readable
from ..projects import DATASET_TYPE, SLICES, name_prefix, number_of
from ..schemas import Column, ratings_in, register_table
from .ckan_values import Package, address, day, field, number, size
from .edition import EditionFacts, FileFacts, edition_dataset
from .editorial_ckan import editorial
from .iris import Iris
from .model import Dataset, Span
from .ordinary import SeriesOf, distribution, ordinary
from .projects import ProjectFacts, project_dataset
from .register import RegisterFacts, register_dataset
from .settings import DcatSettings

__all__ = ["dataset", "is_ours", "is_project", "is_sample", "own_iri"]


def dataset(
    package: Package,
    settings: DcatSettings,
    *,
    rounds: Iterable[str] = (),
    span: Span = (None, None),
    series: SeriesOf | None = None,
) -> Dataset:
    """Return the model of a CKAN dataset; `rounds` are all published Berichtsstände, `span` what they cover.

    Register, editions and projects are recognised by name and type, everything else is an ordinary
    dataset; `series` are those that the portal's own datasets describe.
    """
    known = tuple(rounds)
    if is_project(package):
        return _project(package, settings)
    if package.get("name") == settings.register_name:
        return _register(package, settings, known, span)
    berichtsstand = field(package, "berichtsstand")
    if berichtsstand and package.get("name") == Iris(settings).edition_name(berichtsstand):
        return _edition(package, settings, berichtsstand, known, span)
    return ordinary(package, settings, series)


def is_project(package: Package) -> bool:
    """Return whether a dataset is a project with the number that makes its name."""
    return package.get("type") == DATASET_TYPE and str(package.get("name", "")).startswith(name_prefix())


def is_ours(package: Package, settings: DcatSettings) -> bool:
    """Return whether a dataset is a project, the register or an edition."""
    name, berichtsstand = str(package.get("name", "")), field(package, "berichtsstand")
    return (
        is_project(package)
        or name == settings.register_name
        or (bool(berichtsstand) and name == Iris(settings).edition_name(berichtsstand))
    )


def own_iri(package: Package, settings: DcatSettings) -> str:
    """Return the IRI of a project, the register or an edition (see `is_ours`)."""
    iris = Iris(settings)
    if is_project(package):
        return iris.dataset(_number(package))
    if package.get("name") == settings.register_name:
        return iris.register
    return iris.edition(field(package, "berichtsstand"))


def is_sample(package: Package) -> bool:
    """Return whether a dataset was made for show."""
    return field(package, "beispieldaten").casefold() in {"true", "1", "ja"}


def _project(package: Package, settings: DcatSettings) -> Dataset:
    row = {column.name: _cell(column, package) for column in register_table("vorhaben").columns}
    row["titel"] = title if readable(title := str(package.get("title") or "")) else str(package["name"])
    row["vorhaben_nr"] = row["vorhaben_nr"] or _number(package)
    reported = bool(row["zuletzt_berichtet"])
    row["zuletzt_berichtet"] = row["zuletzt_berichtet"] or field(package, "berichtsstand")
    iri = Iris(settings).dataset(row["vorhaben_nr"])
    facts = ProjectFacts(
        row=row,
        ratings=ratings_in(lambda name: field(package, name)),
        description="" if field(package, "notes_berechnet") else clean(str(package.get("notes") or "")),
        editorial=editorial(package, settings, iri, ours=True),
        reported=reported,
    )
    others = [r for r in package.get("resources", ()) if str(r.get("name")) not in SLICES]
    dataset = project_dataset(facts, settings)
    more = tuple(distribution(r, package, settings, dataset) for r in others)
    return replace(dataset, distributions=(*dataset.distributions, *more)) if more else dataset


def _number(package: Package) -> str:
    """Return the number in a project's name, or what stands there in its place."""
    name = str(package["name"])
    return number_of(name) or name.removeprefix(name_prefix())


def _cell(column: Column, package: Package) -> str:
    """Return a project's cell; one that its column cannot hold counts as empty."""
    cell = clean(field(package, column.name))
    try:
        column.cast(cell)
    except ValueError:
        return ""
    return cell


def _register(package: Package, settings: DcatSettings, rounds: tuple[str, ...], span: Span) -> Dataset:
    current = field(package, "berichtsstand")
    return register_dataset(
        RegisterFacts(
            rounds=rounds or ((current,) if current else ()),
            span=span,
            sample=is_sample(package),
            editorial=editorial(package, settings, Iris(settings).register, ours=True),
        ),
        settings,
    )


def _edition(
    package: Package, settings: DcatSettings, berichtsstand: str, rounds: tuple[str, ...], span: Span
) -> Dataset:
    files = tuple(
        FileFacts(
            name=str(resource["datei"]),
            byte_size=size(resource.get("size")),
            sha256=str(resource.get("hash") or ""),
            url=address(resource.get("url")),
            fassung=number(resource.get("fassung"), 1),
        )
        for resource in package.get("resources", ())
        # a Fassung later than the dataset's is being published and not yet public
        if resource.get("datei") and number(resource.get("fassung"), 1) <= number(package.get("fassung"), 1)
    )
    start, end = day(field(package, "temporal_start")), day(field(package, "stichtag"))
    return edition_dataset(
        EditionFacts(
            berichtsstand=berichtsstand,
            files=files,
            rounds=rounds,
            span=span if any(span) else (start, end),
            stichtag=end,
            zeitraum_von=start,
            version=str(package.get("version") or ""),
            source_title=field(package, "quelle_titel"),
            source_sha256=field(package, "quelle_sha256"),
            sample=is_sample(package),
            editorial=editorial(package, settings, Iris(settings).edition(berichtsstand), ours=True),
        ),
        settings,
    )
