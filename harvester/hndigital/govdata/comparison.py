"""Our feed beside what is there: current, stale or missing, and what is there but no longer ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from .entries import Entries, GovdataEntry
from .offered import Offer, id_bases

__all__ = ["Comparison", "Finding", "State", "compare"]


_NEVER = datetime.min.replace(tzinfo=UTC)


class State(StrEnum):
    """How a dataset of ours is there."""

    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """A dataset of the feed and its entry; `elsewhere` says that another portal delivered the entry."""

    offer: Offer
    state: State
    entry: GovdataEntry | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether the entry has another IRI than ours."""
        return bool(self.entry and self.entry.guid and self.entry.guid != self.offer.iri)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All datasets of the feed in the order of their identifiers, and entries that it no longer names."""

    findings: tuple[Finding, ...]
    gone: tuple[GovdataEntry, ...]

    def of(self, state: State) -> tuple[Finding, ...]:
        """Return the findings in `state`."""
        return tuple(finding for finding in self.findings if finding.state is state)

    @property
    def same(self) -> bool:
        """Whether everything of ours is there as it is here, and nothing else."""
        return not self.gone and all(finding.state is State.CURRENT for finding in self.findings)


def compare(offers: Iterable[Offer], entries: Entries) -> Comparison:
    """Ask for the entries of `offers` and hold them beside each other.

    Raises PortalUnreachable if the CKAN does not answer as one.
    """
    wanted = tuple(offers)
    ours = list(entries.under(id_bases(wanted)))
    by_iri = {entry.guid: entry for entry in ours}
    rest = [offer for offer in wanted if offer.iri not in by_iri]
    by_identifier: dict[str, GovdataEntry] = {}
    offered = {offer.iri for offer in wanted}
    for entry in entries.called([offer.identifier for offer in rest]):
        if entry.guid in offered or entry.guid in by_iri:
            continue  # another dataset of ours, which had copied this identifier when it was read
        known = by_identifier.get(entry.identifier)
        if known is None or _moment(known.modified) < _moment(entry.modified):
            by_identifier[entry.identifier] = entry
    findings = tuple(
        _finding(offer, by_iri.get(offer.iri) or by_identifier.get(offer.identifier)) for offer in wanted
    )
    gone = sorted((entry for entry in ours if entry.guid not in offered), key=lambda entry: entry.name)
    return Comparison(findings, tuple(gone))


def _finding(offer: Offer, entry: GovdataEntry | None) -> Finding:
    if entry is None:
        return Finding(offer, State.MISSING)
    older = _moment(entry.modified) < _moment(offer.modified)
    return Finding(offer, State.STALE if older else State.CURRENT, entry)


def _moment(text: str) -> datetime:
    """Return a date, moment or year in UTC; what is none of these is older than every other."""
    try:
        moment = datetime.fromisoformat(f"{text}-01-01" if len(text) == len("2020") else text)
    except ValueError:
        return _NEVER
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
