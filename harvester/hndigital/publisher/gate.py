"""The metadata gate of a publication: what the portal's feeds would say after it.

The official shapes judge the graph of register, edition and projects that publishing the package would
give with what the portal declares (publisher, licence, contributor ID …), in both profiles: specification
3.0 for the portal's own feed, 2.0 as GovData reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..dcat.from_package import catalog
from ..dcat.gate import refuse_unlicensed, refuse_violations
from ..dcat.graph import Profile
from ..dcat.settings import GOVDATA_NEEDS, city_settings, settings_of
from ..dcat.validate import RuleProfile
from ..package import Package

__all__ = ["check_metadata"]

_OPTIONS = {name: f"ckanext.hndigital.{name}" for name in GOVDATA_NEEDS}
_PROFILES = ((Profile.V30, RuleProfile.V30, False), (Profile.GOVDATA, RuleProfile.V20, True))


def check_metadata(
    package: Package, address: str, metadata: Mapping[str, str], rounds: Iterable[str] = ()
) -> None:
    """Raise GateRefused unless what publishing `package` at `address` would say conforms to DCAT-AP.de.

    `metadata` is what the portal declares (`metadata` of `digitalprojekt_state`), `rounds` are the rounds
    that it holds already. Only violations refuse, and a licence that is missing: without one, its
    attribution and the contributor ID GovData takes nothing.
    """
    settings = settings_of(metadata) if metadata else city_settings().at(address)
    refuse_unlicensed(settings, [package.descriptor], _OPTIONS)
    refuse_violations(
        (catalog(package, settings, govdata=govdata, rounds=rounds), profile, rules)
        for profile, rules, govdata in _PROFILES
    )
