"""The metadata gate: what a catalogue would say is checked before anything is written.

Whoever publishes, to a portal or to a folder, gives its graphs; only violations of the official shapes
refuse, and settings without which GovData takes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rdflib import Graph

from ..errors import GateRefused
from . import codes
from .settings import DcatSettings
from .validate import RuleProfile, Severity, validate

__all__ = ["refuse_unlicensed", "refuse_violations"]

_SHOWN = 5


def refuse_violations(graphs: Iterable[tuple[Graph, RuleProfile]]) -> None:
    """Raise GateRefused if a graph breaks a rule of its profile; the first findings are named."""
    violations = [
        finding
        for graph, rules in graphs
        for finding in validate(graph, rules).findings
        if finding.severity is Severity.VIOLATION
    ]
    if violations:
        said = "; ".join(f"{f.dataset}, {f.rule}: {f.message}" for f in violations[:_SHOWN])
        raise GateRefused(
            f"Die Metadaten entsprechen nicht DCAT-AP.de ({len(violations)} Verstöße), es wurde nichts "
            f"geschrieben: {said}",
            f"The metadata does not conform to DCAT-AP.de ({len(violations)} violations), nothing was "
            f"written: {said}",
        )


def refuse_unlicensed(
    settings: DcatSettings, packages: Iterable[Mapping[str, object]], options: Mapping[str, str]
) -> None:
    """Raise GateRefused without an open licence, its attribution and the data provider's ID.

    `packages` are descriptors, whose licence must be an open one, too. `options` says what the settings
    are called where a person sets them: keys as in `DcatSettings.missing_for_govdata`.
    """
    missing = ", ".join(options[name] for name in settings.missing_for_govdata)
    if missing:
        raise GateRefused(
            "Ohne offene Lizenz, Namensnennung und Kennung nimmt GovData nichts an; es wurde nichts "
            f"geschrieben. Bitte in den Einstellungen setzen: {missing}.",
            "Without an open licence, its attribution and the data provider's ID GovData takes nothing; "
            f"nothing was written. Please set in the configuration: {missing}.",
        )
    for descriptor in packages:
        licence = _licence(descriptor)
        if licence and not codes.is_open(codes.licence(licence)):
            raise GateRefused(
                f"Die Lizenz „{licence}“ des Pakets ist keine offene der Liste "
                "http://dcat-ap.de/def/licenses; es wurde nichts geschrieben. Bitte die Lizenz in der "
                "Paketvorlage ändern.",
                f"The package's licence “{licence}” is no open one of the list "
                "http://dcat-ap.de/def/licenses; nothing was written. Please change the licence in the "
                "package template.",
            )


def _licence(descriptor: Mapping[str, object]) -> str:
    licences = descriptor.get("licenses")
    first = licences[0] if isinstance(licences, list) and licences else {}
    return str(first.get("name", "")) if isinstance(first, Mapping) else ""
