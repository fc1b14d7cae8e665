"""High-value datasets: which conditions of Implementing Regulation (EU) 2023/138 a dataset does not meet.

Codes are those of the code list `hvd_bedingung`. What DCAT-AP asks of such datasets: category and regulation;
a licence no stricter than CC BY 4.0; a file to download in bulk, a described interface, and whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import codes
from .model import Dataset, Statement
from .vocab import DCATAP

__all__ = ["is_high_value", "marks", "unmet"]

_FREE = frozenset(
    f"{codes.LISTS['licence']}{code}"
    for code in (
        *("cc-by", "cc-by-de/3.0", "cc-by/4.0", "cc-zero", "ccpdm/1.0", "dl-by-de/1.0", "dl-by-de/2.0"),
        *("dl-zero-de/2.0", "geoNutz/20131001", "geonutz/20130319", "odby", "odcpddl", "officialWork"),
    )
)
"""Licences that ask for attribution at most."""


def marks(dataset: Dataset) -> tuple[Statement, ...]:
    """Return what says that a dataset is of high value: its categories, and that the regulation applies."""
    return tuple(
        said for said in dataset.more if said.term == DCATAP.hvdCategory or said.link == codes.HVD_REGULATION
    )


def is_high_value(dataset: Dataset) -> bool:
    """Return whether a dataset has a category of high-value datasets or is under the regulation."""
    return bool(marks(dataset))


def unmet(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield code and, where a file is the cause, its IRI for each condition that is not met."""
    said = marks(dataset)
    if not said:
        return
    services = [service for file in dataset.distributions for service in file.services]
    met = {
        "kategorie": any(one.term == DCATAP.hvdCategory for one in said),
        "rechtsvorschrift": any(one.link == codes.HVD_REGULATION for one in said),
        "zugang": dataset.access_rights == codes.ACCESS_PUBLIC,
        "herunterladen": any(file.download_url for file in dataset.distributions),
        "schnittstelle": bool(services),
        "beschreibung": not services or any(one.endpoint_description for one in services),
        "ansprechstelle": bool(dataset.contact and (dataset.contact.email or dataset.contact.url)),
    }
    yield from ((code, "") for code, is_met in met.items() if not is_met)
    yield from (("lizenz", file.iri) for file in dataset.distributions if file.licence not in _FREE)
