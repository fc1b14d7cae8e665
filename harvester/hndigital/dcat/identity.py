"""Which dataset a copied identifier or IRI belongs to: GovData keeps only one dataset of each.

Of two datasets with the same dct:identifier GovData keeps the one that changed later, of two with the same
IRI a graph makes one. So each gets what it alone has: the datasets of the reporting always keep theirs, also
against what is derived for others; among ordinary ones the oldest does. Who loses has the identifier or IRI
that is derived for it, and stays in the feeds. Values are held beside each other as readers do (`same`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..addresses import same
from .ckan_values import Package, address, field, words
from .from_ckan import is_ours, own_iri
from .iris import Iris
from .ordinary import derived_identifier, derived_iri
from .settings import DcatSettings

__all__ = ["FIELDS", "Identity", "identities"]

FIELDS = ("identifier", "uri")
"""The fields in which a dataset brings an identifier or an IRI of its own."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a dataset is told apart by in the feeds.

    `lost` holds the fields whose value another dataset has, with that one's name ("" if it is none that
    everybody may read).
    """

    identifier: str
    lost: tuple[tuple[str, str], ...] = ()


def identities(packages: Iterable[Package], settings: DcatSettings) -> dict[str, Identity]:
    """Return the identity of each of `packages`, oldest first, by CKAN's id.

    Reads id, name, type, owner, `berichtsstand` and `FIELDS` only, so that a portal can ask for all its
    datasets at once.
    """
    listed = list(packages)
    ours = [one for one in listed if is_ours(one, settings)]
    others = [one for one in listed if not is_ours(one, settings)]
    owners = _Owners(settings)
    for one in ours:
        owners.derived(one, f"{settings.identifier_prefix}{one['name']}")
        owners.derived_iri(one, own_iri(one, settings))
    for one in others:
        owners.derived(one, derived_identifier(one, settings))
        owners.derived_iri(one, derived_iri(one, settings))
    for one in ours:
        owners.claim(one, "identifier", words(one, "identifier"))
    for one in others:
        owners.claim(one, "identifier", words(one, "identifier"))
        owners.claim(one, "uri", address(field(one, "uri")))
    return owners.found


class _Owners:
    """Who has which identifier and IRI; the first to claim one keeps it."""

    def __init__(self, settings: DcatSettings) -> None:
        self._settings = settings
        self._iris = Iris(settings)
        self._names: dict[tuple[str, str], tuple[str, str]] = {}
        self.found: dict[str, Identity] = {}

    def derived(self, package: Package, identifier: str) -> None:
        """Keep what is derived for a dataset for it alone, whether it uses it or not."""
        own = _name(package)
        self._names.setdefault(("identifier", same(identifier)), own)
        self.found[own[0]] = Identity(identifier)

    def derived_iri(self, package: Package, iri: str) -> None:
        """Keep the IRI that is derived for a dataset for it alone."""
        self._names.setdefault(("uri", same(iri)), _name(package))

    def claim(self, package: Package, kind: str, value: str) -> None:
        """Give a dataset the value that it brought, or note who has it."""
        if not value:
            return
        own = _name(package)
        key = (kind, same(value))
        foreign = self._iris.is_ours(value) and not is_ours(package, self._settings)
        owner = self._names.get(key, ("", "")) if foreign else self._names.setdefault(key, own)
        known = self.found[own[0]]
        if owner != own:
            self.found[own[0]] = replace(known, lost=(*known.lost, (kind, owner[1])))
        elif kind == "identifier":
            self.found[own[0]] = replace(known, identifier=value)


def _name(package: Package) -> tuple[str, str]:
    return str(package["id"]), str(package["name"])
