"""What the site says of its datasets: the catalogue's model with the addresses of the folder.

It is the model of `dcat.from_package`. A folder answers no queries, so the register has no programming
interface; everything else, IRIs included, is what a portal at the same address would state.
"""

from __future__ import annotations

from dataclasses import replace

from ..dcat import from_package
from ..dcat.edition import series
from ..dcat.editorial import Editorial
from ..dcat.from_package import moment, own_catalog, period
from ..dcat.iris import Iris
from ..dcat.model import Catalog, Dataset, DatasetSeries, Span
from ..dcat.projects import project_dataset
from ..package import Package
from .site import Edition, Project, Site, once

__all__ = ["catalog_of", "edition_of", "govdata_of", "project_dataset_of", "register_of", "series_of"]


@once
def register_of(site: Site) -> Dataset:
    """Return the register's dataset: its tables as CSV and JSON."""
    dataset = from_package.register(site.newest.package, site.settings, site.rounds, _span(site))
    return replace(dataset, distributions=tuple(d for d in dataset.distributions if d.service is None))


@once
def edition_of(site: Site, edition: Edition) -> Dataset:
    """Return an edition's dataset: the files of its newest version, then those of the earlier ones."""
    span = _span(site)
    datasets = [
        _at(site, edition, version, from_package.edition(version, site.settings, site.rounds, span))
        for version in reversed(edition.versions)
    ]
    distributions = tuple(one for dataset in datasets for one in dataset.distributions)
    return replace(datasets[0], distributions=distributions)


def _at(site: Site, edition: Edition, version: Package, dataset: Dataset) -> Dataset:
    """Return `dataset` with the addresses at which the site has the files of `version`."""
    before = f"{Iris(site.settings).page(edition.name)}/"
    after = f"{site.settings.site_url}/{edition.folder_of(version)}/"
    return replace(
        dataset,
        distributions=tuple(
            replace(
                one,
                access_url=after + one.access_url.removeprefix(before),
                download_url=after + one.download_url.removeprefix(before),
            )
            for one in dataset.distributions
        ),
    )


@once
def project_dataset_of(site: Site, project: Project) -> Dataset:
    """Return a project's dataset: its four slices as CSV and JSON."""
    editorial = Editorial(issued=moment(project.first.package), modified=moment(project.last.package))
    (facts,) = from_package.project_facts(
        [project.row],
        project.slices["strategiefelder"],
        editorial=editorial,
        period=period(project.last.package),
    )
    return project_dataset(facts, site.settings)


@once
def series_of(site: Site) -> DatasetSeries:
    """Return the series of all editions."""
    return series(site.settings, site.rounds, _span(site))


@once
def catalog_of(site: Site) -> Catalog:
    """Return the catalogue of everything in the site."""
    datasets = [register_of(site)]
    datasets += [edition_of(site, edition) for edition in site.editions]
    datasets += [project_dataset_of(site, project) for project in site.projects]
    return own_catalog(datasets, site.settings, modified=moment(site.newest.package))


@once
def govdata_of(site: Site) -> Catalog | None:
    """Return the selection for GovData, or None if nothing may be offered.

    Sample data is none of GovData's business (unless `federate_sample`), and an empty catalogue would
    make its harvester delete what it has.
    """
    settings = site.settings
    every = settings.federate_sample or not site.sample
    datasets = [register_of(site)] if every else []
    datasets += [
        edition_of(site, edition)
        for edition in site.editions
        if settings.federate_sample or not any(one.beispieldaten for one in edition.versions)
    ]
    if settings.federate_projects and every:
        datasets += [project_dataset_of(site, project) for project in site.projects]
    if not datasets or settings.missing_for_govdata:
        return None
    return own_catalog(datasets, settings, govdata=True, modified=moment(site.newest.package))


def _span(site: Site) -> Span:
    """Return from when to when the reports of all editions reach."""
    return period(site.editions[0].package)[0], period(site.newest.package)[1]
