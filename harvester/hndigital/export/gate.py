"""The metadata gate of an export: what the folder's catalogues would say."""

from __future__ import annotations

from collections.abc import Iterator

from ..dcat.gate import refuse_unlicensed, refuse_violations
from ..dcat.graph import Profile
from ..dcat.model import Catalog
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
    refuse_violations(_catalogues(site))


def _catalogues(site: Site) -> Iterator[tuple[Catalog, Profile, RuleProfile]]:
    yield catalog_of(site), Profile.V30, RuleProfile.V30
    govdata = govdata_of(site)
    if govdata:
        yield govdata, Profile.GOVDATA, RuleProfile.V20
