"""The metadata gate: what a catalogue would say is checked before anything is written.

Whoever publishes, to a portal or to a folder, gives its catalogues; only violations of the official shapes
refuse, and settings without which GovData takes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..errors import GateRefused
from . import codes
from .graph import Profile, catalog_graph
from .model import Catalog
from .settings import DcatSettings
from .validate import RuleProfile, Severity, ShaclFinding, validate

__all__ = ["findings", "refuse_unlicensed", "refuse_violations"]

_SHOWN = 5
_AT_ONCE = 250
"""So many datasets are judged together: two seconds and some 100 MB."""


def findings(catalog: Catalog, profile: Profile, rules: RuleProfile) -> Iterator[ShaclFinding]:
    """Yield what the shapes of `rules` say about the catalogue's graph in `profile`, each finding once.

    It is judged part by part: the shapes look at a dataset and what it leads to, never at two datasets,
    and the graph of ten thousand would fill the memory. A wrong value that datasets of several parts share
    is named with a dataset of each.
    """
    found = (
        finding
        for part in _parts(catalog)
        for finding in validate(catalog_graph(part, profile), rules).findings
    )
    yield from dict.fromkeys(found)


def _parts(catalog: Catalog) -> Iterator[Catalog]:
    for start in range(0, len(catalog.datasets) or 1, _AT_ONCE):
        yield replace(catalog, datasets=catalog.datasets[start : start + _AT_ONCE])


def refuse_violations(catalogs: Iterable[tuple[Catalog, Profile, RuleProfile]]) -> None:
    """Raise GateRefused if a catalogue breaks a rule of its profile; the first findings are named."""
    violations = [
        finding
        for catalog, profile, rules in catalogs
        for finding in findings(catalog, profile, rules)
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
