"""The metadata gate: what a publication would say in DCAT is checked before anything is written.

The official shapes judge the graph of register, edition and projects that publishing the package would
give, in both profiles: specification 3.0 for the portal's own feed, 2.0 as GovData reads it.
"""

from __future__ import annotations

from dataclasses import replace

from ..dcat.from_package import catalog
from ..dcat.graph import Profile, catalog_graph
from ..dcat.settings import HEILBRONN
from ..dcat.validate import RuleProfile, Severity, ShaclFinding, validate
from ..errors import GateRefused
from ..package import Package

__all__ = ["check_metadata"]

_SHOWN = 5
_PROFILES = ((Profile.V30, RuleProfile.V30, False), (Profile.GOVDATA, RuleProfile.V20, True))


def check_metadata(package: Package, address: str) -> None:
    """Raise GateRefused unless what publishing `package` at `address` would say conforms to DCAT-AP.de.

    Only violations refuse; the licence is the package's own.
    """
    licence = next((entry.get("name", "") for entry in package.descriptor.get("licenses", [])), "")
    settings = replace(HEILBRONN, licence=licence).at(address)
    violations: list[ShaclFinding] = []
    for profile, rules, govdata in _PROFILES:
        graph = catalog_graph(catalog(package, settings, govdata=govdata), profile)
        violations += [f for f in validate(graph, rules).findings if f.severity is Severity.VIOLATION]
    if violations:
        said = "; ".join(f"{f.dataset}, {f.rule}: {f.message}" for f in violations[:_SHOWN])
        raise GateRefused(
            f"Die Metadaten entsprechen nicht DCAT-AP.de ({len(violations)} Verstöße), es wurde nichts "
            f"geschrieben: {said}",
            f"The metadata does not conform to DCAT-AP.de ({len(violations)} violations), nothing was "
            f"written: {said}",
        )
