"""What the worker does once somebody has agreed: publish the package, or withdraw a round.

By the publisher's own `publish` and `withdraw`, with a journal beside the package: a run that was killed is
gone on with by the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ckanext.hndigital.redaktion import folder, reading
from ckanext.hndigital.redaktion.model import Vorgang

from hndigital.publisher.apply import Failure, Step, publish
from hndigital.publisher.client import Portal
from hndigital.publisher.journal import Journal
from hndigital.publisher.plan import SavedPlan
from hndigital.publisher.withdrawing import withdraw

__all__ = ["Told", "publish_package", "withdraw_round"]

Told = Callable[[dict[str, Any]], None]
"""Is told how far it is."""
_SECONDS = 1.0


def publish_package(vorgang: Vorgang, portal: Portal, told: Told) -> dict[str, Any]:
    """Publish as people have agreed; return what was done, in figures, and what failed.

    Raises what `publish` raises, PlanOutdated where the portal is not as they saw it.
    """
    plan = vorgang.plan
    saved = SavedPlan(plan["paket"], plan["paket_sha256"], plan["fingerprint"])
    with Journal(folder.file(vorgang, folder.JOURNAL)) as journal:
        outcome = publish(
            portal,
            reading.load(vorgang),
            journal,
            saved=saved,
            progress=_progress(told),
            cache=folder.cache(vorgang),
            accept_errors=vorgang.accepted.get("reason", "") if vorgang.errors else "",
        )
    return {
        "created": len(outcome.angelegt),
        "changed": len(outcome.geaendert),
        "seconds": round(outcome.sekunden, 1),
        "resumed": outcome.fortgesetzt,
        "hidden": outcome.unveroeffentlicht,
        "failed": _failures(outcome.fehler),
    }


def withdraw_round(vorgang: Vorgang, portal: Portal, told: Told) -> dict[str, Any]:
    """Withdraw the round's Fassung that somebody saw; return what was done, and what failed."""
    plan = vorgang.plan
    saved = SavedPlan(plan["paket"], plan["paket_sha256"], plan["fingerprint"])
    with Journal(folder.file(vorgang, folder.JOURNAL)) as journal:
        outcome = withdraw(
            portal,
            vorgang.berichtsstand,
            journal,
            fassung=int(plan["fassung"]),
            saved=saved,
            progress=_progress(told),
        )
    return {
        "changed": len(outcome.geaendert),
        "seconds": round(outcome.sekunden, 1),
        "resumed": outcome.fortgesetzt,
        "failed": _failures(outcome.fehler),
    }


def _failures(found: list[Failure]) -> list[dict[str, str]]:
    return [{"name": one.name, "de": one.meldung_de, "en": one.meldung_en} for one in found]


def _progress(told: Told) -> Callable[[Step], None]:
    """Return what passes steps on, once a second at most: each is a change of the database."""
    last = 0.0

    def step(step: Step) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS or step.nummer == step.gesamt:
            last = time.monotonic()
            told({"number": step.nummer, "of": step.gesamt, "name": step.name})

    return step
