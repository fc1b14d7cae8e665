"""The metadata gate: what a publication would say in DCAT is checked before anything is written.

The official shapes judge the graph of register, edition and projects that publishing the package would
give with what the portal declares (publisher, licence, contributor ID …), in both profiles: specification
3.0 for the portal's own feed, 2.0 as GovData reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..dcat import codes
from ..dcat.from_package import catalog
from ..dcat.graph import Profile, catalog_graph
from ..dcat.settings import HEILBRONN, DcatSettings, settings_of
from ..dcat.validate import RuleProfile, Severity, ShaclFinding, validate
from ..errors import GateRefused
from ..package import Package

__all__ = ["check_metadata"]

_SHOWN = 5
_PROFILES = ((Profile.V30, RuleProfile.V30, False), (Profile.GOVDATA, RuleProfile.V20, True))


def check_metadata(
    package: Package, address: str, metadata: Mapping[str, str], rounds: Iterable[str] = ()
) -> None:
    """Raise GateRefused unless what publishing `package` at `address` would say conforms to DCAT-AP.de.

    `metadata` is what the portal declares (`metadata` of `digitalprojekt_state`), `rounds` are the rounds
    that it holds already. Only violations refuse, and a licence that is missing: without one, its
    attribution and the contributor ID GovData takes nothing.
    """
    settings = settings_of(metadata) if metadata else HEILBRONN.at(address)
    _check_licence(package, settings)
    violations: list[ShaclFinding] = []
    for profile, rules, govdata in _PROFILES:
        graph = catalog_graph(catalog(package, settings, govdata=govdata, rounds=rounds), profile)
        violations += [f for f in validate(graph, rules).findings if f.severity is Severity.VIOLATION]
    if violations:
        said = "; ".join(f"{f.dataset}, {f.rule}: {f.message}" for f in violations[:_SHOWN])
        raise GateRefused(
            f"Die Metadaten entsprechen nicht DCAT-AP.de ({len(violations)} Verstöße), es wurde nichts "
            f"geschrieben: {said}",
            f"The metadata does not conform to DCAT-AP.de ({len(violations)} violations), nothing was "
            f"written: {said}",
        )


def _check_licence(package: Package, settings: DcatSettings) -> None:
    missing = ", ".join(f"ckanext.hndigital.{name}" for name in settings.missing_for_govdata)
    if missing:
        raise GateRefused(
            "Ohne offene Lizenz, Namensnennung und Kennung nimmt GovData nichts an; es wurde nichts "
            f"geschrieben. Bitte in der Konfiguration des Portals setzen: {missing}.",
            "Without an open licence, its attribution and the data provider's ID GovData takes nothing; "
            f"nothing was written. Please set in the portal's configuration: {missing}.",
        )
    licence = next((str(entry.get("name", "")) for entry in package.descriptor.get("licenses", [])), "")
    if licence and not codes.is_open(codes.licence(licence)):
        raise GateRefused(
            f"Die Lizenz „{licence}“ des Pakets ist keine offene der Liste http://dcat-ap.de/def/licenses; "
            "es wurde nichts geschrieben. Bitte die Lizenz in der Paketvorlage ändern.",
            f"The package's licence “{licence}” is no open one of the list http://dcat-ap.de/def/licenses; "
            "nothing was written. Please change the licence in the package template.",
        )
