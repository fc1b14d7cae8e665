"""What should be on the portal once a Fassung is withdrawn: what the remaining ones make of it.

Pure, and called by the portal's plugin, which withdraws: the register is folded by the code that publishing
uses (`desired.fold`), and compared by the code that its plan uses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..summary import Summarised
from .desired import Folded, described_fields, fold
from .plan import BRING_BACK, CHANGE, RETIRE, TAKE_BACK, FieldChange, PlanEntry, differences
from .plan import projects as project_entries
from .plan import register as register_entries
from .rounds import Reader, descriptor_of, published_fassungen
from .state import EditionState, EditionTables, PortalState

__all__ = ["Withdrawal", "withdrawal", "withdrawal_entries"]


@dataclass(frozen=True, slots=True, repr=False)
class Withdrawal(Summarised):
    """The portal without a Fassung of `edition`.

    `fassung` is the one that goes, 0 where it went already and only what is left to do counts. `davor` is the
    one that counts afterwards, 0 for none, and `davor_fields` what the edition's dataset says of it.
    """

    edition: EditionState
    fassung: int
    davor: int
    davor_fields: Mapping[str, str]
    folded: Folded


def withdrawal(state: PortalState, edition: EditionState, fassung: int, read: Reader) -> Withdrawal:
    """Work out what the portal holds without `fassung` of `edition` (0: nothing more goes).

    `read` gives the content of the files that stay. Raises PortalError where one is missing or another.
    """
    gone = edition.zurueckgezogen | ({fassung} if fassung else frozenset())
    davor = max((number for number in edition.checksums() if number not in gone), default=0)
    kept = replace(edition, fassung=davor, zurueckgezogen=frozenset(gone))
    fields: dict[str, str] = {}
    if davor and fassung:
        fields = {
            **described_fields(descriptor_of(kept, davor, read)),
            "fassung": str(davor),
            "paket_sha256": kept.checksums()[davor],
        }
        if davor == 1:  # the first is of the day on which the edition was
            fields["fassung_vom"] = edition.fields.get("veroeffentlicht_am", "")
        kept = replace(kept, fields={**edition.fields, **fields})
    editions = [kept if other.name == edition.name else other for other in state.editions]
    return Withdrawal(edition, fassung, davor, fields, fold(_rounds(editions, read), state))


def _rounds(editions: list[EditionState], read: Reader) -> Iterator[EditionTables]:
    for edition in editions:
        sample = bool(edition.fields.get("beispieldaten"))
        yield from published_fassungen(edition, read, sample=sample, latest=edition.fassung)


def withdrawal_entries(
    planned: Withdrawal, state: PortalState, by_hand: Mapping[str, Mapping[str, str]]
) -> tuple[PlanEntry, ...]:
    """Return what withdrawing would change, as a plan names it.

    `by_hand` holds, by name, what projects said that were made by hand before a report named them: where no
    round names one any more, that comes back.
    """
    edition = planned.edition
    entries = []
    if planned.fassung:
        action = BRING_BACK if planned.davor else TAKE_BACK
        change = FieldChange("fassung", str(planned.fassung), str(planned.davor or ""))
        entries.append(PlanEntry("ausgabe", edition.name, action, edition.fields.get("title", ""), (change,)))
    entries += register_entries(planned.folded, state)
    for entry in project_entries(planned.folded, state):
        before = by_hand.get(entry.name) if entry.aktion == RETIRE else None
        if before is not None:
            changed = differences(state.projects[entry.name], before)
            entry = replace(entry, aktion=CHANGE, felder=changed)
        entries.append(entry)
    return tuple(entries)
