"""The metadata gate of an export: what the folder's catalogues would say."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph

from ..dcat.gate import refuse_unlicensed, refuse_violations
from ..dcat.graph import Profile, catalog_graph
from ..dcat.validate import RuleProfile
from .catalogue import catalog_of, govdata_of
from .configuration import GOVDATA_OPTIONS
from .site import Site

__all__ = ["check_site"]


def check_site(site: Site) -> None:
    """Raise GateRefused unless the catalogues of `site` conform to DCAT-AP.de.

    As for a portal only violations refuse, and settings without which GovData takes nothing.
    """
    packages = [version.descriptor for edition in site.editions for version in edition.versions]
    refuse_unlicensed(site.settings, packages, GOVDATA_OPTIONS)
    refuse_violations(_graphs(site))


def _graphs(site: Site) -> Iterator[tuple[Graph, RuleProfile]]:
    yield catalog_graph(catalog_of(site)), RuleProfile.V30
    govdata = govdata_of(site)
    if govdata:
        yield catalog_graph(govdata, Profile.GOVDATA), RuleProfile.V20
