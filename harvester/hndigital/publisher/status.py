"""What is published on a portal, from which source, when and by which version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .client import Portal, taking_apart

__all__ = ["EditionStatus", "PortalStatus", "read_status"]


@dataclass(frozen=True, slots=True)
class EditionStatus:
    """One edition; `fassung` is empty while it is not published, or `zurueckgezogen`.

    `begruendungen` say to its editors, by Fassung, why one was published that would have been refused
    (`changed_by_hand`, `accept_errors`).
    """

    name: str
    berichtsstand: str
    stichtag: str
    version: str
    fassung: str
    veroeffentlicht_am: str
    fassung_vom: str
    quelle_titel: str
    quelle_sha256: str
    paket_sha256: str
    hndigital_version: str
    beispieldaten: bool
    zurueckgezogen: bool = False
    begruendungen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PortalStatus:
    """A portal's published round, its plugin's version, its number of projects and its editions."""

    portal: str
    plugin_version: str
    berichtsstand: str
    vorhaben: int
    ausgaben: tuple[EditionStatus, ...]


def read_status(portal: Portal) -> PortalStatus:
    """Read what is published; a token shows editions in preparation too.

    Raises PortalUnreachable if nothing answers or the plugin is missing.
    """
    with taking_apart(portal):
        answer = portal.read("digitalprojekt_state", {})
        known = answer.get("editions", [])
        editions = {
            entry["name"]: dataset
            for entry in known
            if (dataset := portal.find("package_show", {"id": entry["name"]}))
        }
        return PortalStatus(
            portal=portal.address,
            plugin_version=str(answer.get("plugin_version") or ""),
            berichtsstand=str(answer.get("berichtsstand") or ""),
            vorhaben=len(answer.get("tables", {}).get("vorhaben", ())),
            ausgaben=tuple(_edition(editions[one["name"]], one) for one in known if one["name"] in editions),
        )


def _edition(dataset: Mapping[str, Any], stated: Mapping[str, Any]) -> EditionStatus:
    def text(key: str) -> str:
        return str(dataset.get(key) or "")

    return EditionStatus(
        name=text("name"),
        berichtsstand=text("berichtsstand"),
        stichtag=text("stichtag"),
        version=text("version"),
        fassung=text("fassung"),
        veroeffentlicht_am=text("veroeffentlicht_am"),
        fassung_vom=text("fassung_vom"),
        quelle_titel=text("quelle_titel"),
        quelle_sha256=text("quelle_sha256"),
        paket_sha256=text("paket_sha256"),
        hndigital_version=text("hndigital_version"),
        beispieldaten=text("beispieldaten") == "true",
        zurueckgezogen=not text("fassung") and bool(stated.get("zurueckgezogen")),
        begruendungen=stated.get("begruendungen") or {},
    )
