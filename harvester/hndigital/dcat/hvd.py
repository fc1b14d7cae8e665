"""High-value datasets: which conditions of Implementing Regulation (EU) 2023/138 a dataset does not meet.

Codes are those of the code list `hvd_bedingung`. What DCAT-AP asks of such datasets: category and regulation;
a licence no stricter than CC BY 4.0; a file to download in bulk, a described interface, and whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import codes
from .model import Dataset
from .vocab import DCATAP

__all__ = ["is_high_value", "unmet"]

_FREE = frozenset(
    f"{codes.LISTS['licence']}{code}"
    for code in (
        *("cc-by", "cc-by-de/3.0", "cc-by/4.0", "cc-zero", "ccpdm/1.0", "dl-by-de/1.0", "dl-by-de/2.0"),
        *("dl-zero-de/2.0", "geoNutz/20131001", "geonutz/20130319", "odby", "odcpddl", "officialWork"),
    )
)
"""Licences that ask for attribution at most."""


def is_high_value(dataset: Dataset) -> bool:
    """Return whether a dataset has a category of high-value datasets or is under the regulation."""
    return any(said.term == DCATAP.hvdCategory or said.link == codes.HVD_REGULATION for said in dataset.more)


def unmet(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield code and, where a file is the cause, its IRI for each condition that is not met."""
    if not is_high_value(dataset):
        return
    services = [service for file in dataset.distributions for service in file.services]
    met = {
        "kategorie": any(said.term == DCATAP.hvdCategory for said in dataset.more),
        "rechtsvorschrift": any(said.link == codes.HVD_REGULATION for said in dataset.more),
        "zugang": dataset.access_rights == codes.ACCESS_PUBLIC,
        "herunterladen": any(file.download_url for file in dataset.distributions),
        "schnittstelle": bool(services),
        "beschreibung": not services or any(one.endpoint_description for one in services),
        "ansprechstelle": bool(dataset.contact and (dataset.contact.email or dataset.contact.url)),
    }
    yield from ((code, "") for code, is_met in met.items() if not is_met)
    yield from (("lizenz", file.iri) for file in dataset.distributions if file.licence not in _FREE)
