"""The addresses of entries, kept with the portal's datasets, so that their pages can link them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..publisher.client import Portal, taking_apart
from .comparison import Comparison

__all__ = ["ACTION", "Recorded", "record"]

ACTION = "hndigital_govdata_link"
"""The plugin's action: it writes only what differs and leaves the datasets' date of change alone."""
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Recorded:
    """Names of the portal's datasets by what became of their link.

    `unknown` are identifiers that no dataset of the portal has, `refused` names with the reason.
    """

    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


def record(comparison: Comparison, portal: Portal) -> Recorded:
    """Write each found entry's address to its dataset, and take away that of a missing one.

    Raises NotAuthorised without a token that may edit, PortalUnreachable if the plugin is missing.
    """
    links = [
        {"identifier": finding.offer.identifier, "url": finding.entry.page if finding.entry else ""}
        for finding in comparison.findings
    ]
    names: dict[str, list[str]] = {"updated": [], "unchanged": [], "unknown": []}
    refused: dict[str, str] = {}
    for start in range(0, len(links), _AT_ONCE):
        answer = portal.write(ACTION, {"links": links[start : start + _AT_ONCE]})
        with taking_apart(portal):
            for key, found in names.items():
                found += [str(name) for name in answer[key]]
            refused |= {str(name): str(reason) for name, reason in answer["refused"].items()}
    return Recorded(
        updated=tuple(names["updated"]),
        unchanged=tuple(names["unchanged"]),
        unknown=tuple(names["unknown"]),
        refused=refused,
    )
