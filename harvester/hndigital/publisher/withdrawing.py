"""Withdraw a published round: ask the portal what that would do, let it do it, call by call, with a journal.

The portal works it out and does it (its action `digitalprojekt_withdraw`): here stands which Fassung is
meant, whether the portal is still as somebody saw it, and how far it came. A run that was cut off goes on by
its journal, so that a repetition never takes the Fassung before as well.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import NotAuthorised, PlanOutdated
from .apply import Failure, Step, index_behind
from .client import ActionRefused, Portal, describe_errors, taking_apart
from .journal import DATABASE, DATASTORE, INDEX, Journal, state_folder
from .plan import FieldChange, Plan, PlanEntry, RowChange, SavedPlan

__all__ = ["Foreseen", "Withdrawn", "foresee", "withdraw", "withdrawal_journal"]

_ACTION = "digitalprojekt_withdraw"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What withdrawing would do. `fassung` is the one that goes, 0 if it is gone; `davor` counts then.

    `zurueckgezogen` holds the checksums of the round's withdrawn packages by their Fassung, `profil` is the
    portal's.
    """

    plan: Plan
    fassung: int
    davor: int
    zurueckgezogen: Mapping[int, str]
    profil: str


@dataclass(slots=True)
class Withdrawn:
    """What a withdrawal did: objects changed by name, what failed, how long it took in seconds.

    `fortgesetzt` is when a run began that this one has gone on with, "" for none.
    """

    foreseen: Foreseen
    geaendert: list[str] = field(default_factory=list)
    fehler: list[Failure] = field(default_factory=list)
    fortgesetzt: str = ""
    sekunden: float = 0.0


def withdrawal_journal(berichtsstand: str, address: str) -> Path:
    """Return where the journal of withdrawing a round from the portal at `address` stands.

    In the user's state folder: there is no package beside which it could.
    """
    host = re.sub(r"[^A-Za-z0-9.-]+", "-", address.partition("//")[2])
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", berichtsstand)
    return state_folder() / f"withdraw-{name}.{host}.journal.jsonl"


def foresee(portal: Portal, berichtsstand: str, fassung: int = 0) -> Foreseen:
    """Ask the portal what withdrawing the round would change; `fassung` 0 means the one that counts.

    Raises PortalError with what is published where the round is not, NotAuthorised, PortalUnreachable.
    """
    _check_token(portal)
    answer = _call(portal, berichtsstand, fassung=fassung, dry_run=True)
    with taking_apart(portal):
        return _foreseen(portal, answer)


def withdraw(
    portal: Portal,
    berichtsstand: str,
    journal: Journal,
    *,
    fassung: int = 0,
    saved: SavedPlan | None = None,
    progress: Callable[[Step], None] = lambda step: None,
) -> Withdrawn:
    """Withdraw the round's Fassung that counts, or `fassung`; with nothing to do, nothing is written.

    Raises what `foresee` does, and PlanOutdated where the portal is not as `saved` says, or changes
    meanwhile.
    """
    started = time.monotonic()
    unfinished = journal.unfinished()
    foreseen = foresee(portal, berichtsstand, fassung)
    outcome = Withdrawn(foreseen)
    done = {checksum: number for number, checksum in foreseen.zurueckgezogen.items()}
    if unfinished and not fassung and unfinished.paket_sha256 in done:
        # It went; the answer was lost. What counts now is the Fassung before, which nobody wants to lose.
        outcome.fortgesetzt = unfinished.zeit
        foreseen = foresee(portal, berichtsstand, done[unfinished.paket_sha256])
        outcome.foreseen = foreseen
    elif unfinished and unfinished.paket_sha256 == foreseen.plan.paket_sha256:
        outcome.fortgesetzt = unfinished.zeit
    if foreseen.plan.empty and not outcome.fortgesetzt:
        return outcome
    resumed = outcome.fortgesetzt and saved and unfinished and unfinished.fingerprint == saved.fingerprint
    if saved and not resumed:
        saved.check(foreseen.plan)
    start = saved.fingerprint if saved else foreseen.plan.fingerprint
    journal.begin(foreseen.plan.paket_sha256, start, portal.address)
    _go_through(portal, berichtsstand, journal, outcome, progress)
    journal.end(failure.name for failure in outcome.fehler)
    outcome.sekunden = time.monotonic() - started
    return outcome


def _go_through(
    portal: Portal,
    berichtsstand: str,
    journal: Journal,
    outcome: Withdrawn,
    progress: Callable[[Step], None],
) -> None:
    """Call the action until it has nothing left to do; each call is a step of the journal."""
    plan, left, number = outcome.foreseen.plan, None, 0
    fassung = outcome.foreseen.fassung or max(outcome.foreseen.zurueckgezogen, default=0)
    # Who goes on finds the portal as the run before left it, or is leaving it just now.
    fingerprint = "" if outcome.fortgesetzt else plan.fingerprint
    while left is None or any(left):
        number += 1
        part = f"{plan.paket} Fassung {fassung} ({number})"
        journal.note(part, (DATABASE, DATASTORE, INDEX), "begonnen")
        answer = _call(portal, berichtsstand, fassung=fassung, fingerprint=fingerprint)
        fingerprint = ""  # from now on it is this withdrawal itself that changes the portal
        with taking_apart(portal):
            outcome.geaendert += map(str, answer["updated"])
            for failed in answer["failed"]:
                said = describe_errors(failed["errors"])
                outcome.fehler.append(Failure("vorhaben", str(failed["name"]), said, said))
            now = (int(answer["pending"]), int(answer["index_pending"]))
        journal.note(part, (DATABASE, DATASTORE, INDEX), "fertig")
        progress(Step("ausgabe", plan.paket, number, number + any(now)))
        if now == left:
            outcome.fehler.append(Failure("suchindex", plan.paket, *index_behind(now[1])))
        if outcome.fehler:
            return
        left = now


def _call(portal: Portal, berichtsstand: str, *, fassung: int, **more: Any) -> Mapping[str, Any]:
    given = {"berichtsstand": berichtsstand, "fassung": fassung or None, **more}
    data = {key: value for key, value in given.items() if value not in (None, "")}
    try:
        ask = portal.read if more.get("dry_run") else portal.write
        answer: Mapping[str, Any] = ask(_ACTION, data)
    except ActionRefused as error:
        said = describe_errors({key: value for key, value in error.errors.items() if key == "fingerprint"})
        if said:
            raise PlanOutdated(
                "Das Portal hat sich geändert, seit der Plan entstand. Bitte `hndigital withdraw … --plan` "
                "neu aufrufen und das Ergebnis ansehen.",
                "The portal has changed since the plan was made. Run `hndigital withdraw … --plan` again and "
                "look at the result.",
            ) from None
        raise
    return answer


def _check_token(portal: Portal) -> None:
    if not portal.has_token:
        raise NotAuthorised(
            "Zum Zurückziehen ist ein API-Token nötig: bitte HNDIGITAL_TOKEN setzen (im Portal unter "
            "„Benutzerkonto › API-Token“ anzulegen).",
            'Withdrawing needs an API token: set HNDIGITAL_TOKEN (made on the portal under "user account › '
            'API tokens").',
        )


def _foreseen(portal: Portal, answer: Mapping[str, Any]) -> Foreseen:
    entries = tuple(_entry(entry) for entry in answer["plan"])
    plan = Plan(
        portal=portal.address,
        paket=str(answer["edition"]),
        paket_sha256=str(answer["paket_sha256"]),
        berichtsstand=str(answer["berichtsstand"]),
        fassung=int(answer["fassung_davor"]),
        fingerprint=str(answer["fingerprint"]),
        eintraege=entries,
        konflikte=(),
    )
    gone = {int(one["fassung"]): str(one["paket_sha256"]) for one in answer["zurueckgezogen"]}
    number = int(answer["fassung"])
    gone.pop(number, None)
    return Foreseen(plan, number, plan.fassung, gone, str(answer["profile"]))


def _entry(given: Mapping[str, Any]) -> PlanEntry:
    fields = tuple(FieldChange(**change) for change in given["felder"])
    rows = tuple(
        RowChange(row["schluessel"], row["aktion"], tuple(FieldChange(**one) for one in row["felder"]))
        for row in given["zeilen"]
    )
    known = {key: str(given[key]) for key in ("objekt", "name", "aktion", "titel")}
    return PlanEntry(**known, felder=fields, zeilen=rows)
