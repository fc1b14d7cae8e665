"""The background jobs: what a worker does with a Vorgang, and what the clock sets going.

A job is told an id and no more; what there is to do with it, its state says. So a job may come twice, late or
never: the second finds a lock or nothing to do, and a lost one is begun again by `restart_lost`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ckanext.hndigital import audit
from ckanext.hndigital.internals import jobs
from ckanext.hndigital.redaktion import failures, folder, inside, passwords, publishing, reading, store
from ckanext.hndigital.redaktion.model import BUSY, RUNNING, State, Vorgang, now

from hndigital.errors import HndigitalError, PlanOutdated

__all__ = [
    "begin",
    "is_due",
    "is_lost",
    "is_waiting_long",
    "remove_left_over",
    "remove_old_files",
    "restart_lost",
    "work",
]

log = logging.getLogger(__name__)

SECONDS = 3600
"""A worker ends what takes longer; a round of a hundred projects takes about a minute."""
_PATIENCE = timedelta(seconds=60)
"""After so long a job that nobody has begun is said to wait for a worker."""
_ATTEMPTS = 3


def begin(vorgang: Vorgang) -> None:
    """Tell the workers that there is something to do with it."""
    id_ = jobs.enqueue(work, vorgang.id, f"Digitalbericht {vorgang.berichtsstand or vorgang.name}", SECONDS)
    with store.changing(vorgang.id) as changed:
        changed.job = {**changed.job, "id": id_, "told": now()}


def is_due(vorgang: Vorgang) -> bool:
    """Return whether it is agreed to and its time has come."""
    return vorgang.state is State.RELEASED and vorgang.due <= now()


def is_waiting_long(vorgang: Vorgang) -> bool:
    """Return whether it waits for a worker longer than a worker needs to begin."""
    told = vorgang.job.get("told") or vorgang.changed
    late = datetime.now(UTC) - datetime.fromisoformat(told) > _PATIENCE
    return late and (vorgang.state in RUNNING or is_due(vorgang)) and not store.is_held(vorgang.id)


def is_lost(vorgang: Vorgang) -> bool:
    """Return whether it should be with a worker, and neither a worker nor the queue has it."""
    if not (vorgang.state in RUNNING or is_due(vorgang)) or store.is_held(vorgang.id):
        return False
    return not jobs.is_waiting(str(vorgang.job.get("id") or ""))


def restart_lost() -> list[Vorgang]:
    """Begin again what a worker or Redis has lost, and what is due; return which ones."""
    found = [one for one in store.all_of_them() if is_lost(one)]
    for one in found:
        if int(one.job.get("attempts", 0)) >= _ATTEMPTS:
            _failed(one.id, failures.given_up(_ATTEMPTS))
            continue
        if one.job.get("began"):
            with store.changing(one.id) as changed:
                changed.note("restarted", "run-due")
        begin(one)
    return found


def work(id_: str) -> None:
    """Do what there is to do with a Vorgang; this is what the worker calls."""
    with store.held(id_) as mine:
        vorgang = store.find(id_) if mine else None
        if vorgang is None:
            return
        todo = _todo(vorgang)
        if todo is None or not _begun(vorgang):
            return
        try:
            todo(vorgang)
        except PlanOutdated as error:
            _outdated(vorgang, error)
        except Exception as error:  # whatever it was, the person who waits is told that it has ended
            if not isinstance(error, HndigitalError):
                log.exception("hndigital: %s failed in the worker", id_)
            _failed(id_, failures.said(error, vorgang))


def _todo(vorgang: Vorgang) -> Callable[[Vorgang], None] | None:
    if vorgang.state in (State.WAITING, State.READING):
        return _read
    if vorgang.state is State.PUBLISHING or is_due(vorgang):
        return _publish
    return _withdraw if vorgang.state is State.WITHDRAWING else None


def _begun(vorgang: Vorgang) -> bool:
    """Note that it begins; False where the portal is being changed by another one, which comes first."""
    with store.changing(vorgang.id) as changed:
        if changed.state is State.WAITING:
            changed.state = State.READING
        elif changed.state is State.RELEASED:
            if store.busy(but=vorgang.id):
                return False
            changed.state = State.PUBLISHING
            changed.note("started", changed.approval["who"])
        changed.job = {
            **changed.job,
            "began": now(),
            "attempts": int(changed.job.get("attempts", 0)) + 1,
        }
        changed.error = {}
    return True


def _read(vorgang: Vorgang) -> None:
    if vorgang.address:
        checksum, size, name = reading.fetch(vorgang)
        with store.changing(vorgang.id) as changed:
            if changed.sha256 != checksum:
                changed.note("fetched", vorgang.by, f"{name}, SHA-256 {checksum}")
            changed.sha256, changed.size, changed.name = checksum, size, name
        vorgang = changed
    with inside.portal_for(vorgang.by, vorgang.id) as portal:
        result, plan = reading.read(vorgang, portal, passwords.taken(vorgang.id))
    with store.changing(vorgang.id) as changed:
        _read_anew(changed, result, plan)


def _read_anew(changed: Vorgang, result: dict[str, Any], plan: dict[str, Any]) -> None:
    changed.state, changed.result, changed.plan = State.READ, result, plan
    changed.berichtsstand = result["berichtsstand"]
    changed.asked, changed.approval, changed.due, changed.job = {}, {}, "", {}
    changed.note("read", changed.by, f"{result['name']}, SHA-256 {result['sha256']}")


def _publish(vorgang: Vorgang) -> None:
    who = vorgang.approval["who"]
    with inside.portal_for(who, vorgang.id) as portal:
        outcome = publishing.publish_package(vorgang, portal, lambda step: _told(vorgang.id, step))
    with store.changing(vorgang.id) as changed:
        changed.state = State.PARTLY if outcome["failed"] else State.PUBLISHED
        changed.outcome, changed.progress, changed.job = outcome, {}, {}
        changed.note("failed" if outcome["failed"] else "published", who, changed.plan["paket"])
    _account("publish", changed, who, "failed" if outcome["failed"] else "done")


def _withdraw(vorgang: Vorgang) -> None:
    who = vorgang.by
    with inside.portal_for(who, vorgang.id) as portal:
        outcome = publishing.withdraw_round(vorgang, portal, lambda step: _told(vorgang.id, step))
    with store.changing(vorgang.id) as changed:
        changed.state = State.PARTLY if outcome["failed"] else State.WITHDRAWN
        changed.outcome, changed.progress, changed.job = outcome, {}, {}
        changed.note("failed" if outcome["failed"] else "withdrawn", who, changed.reason)
    _account("withdraw", changed, who, "failed" if outcome["failed"] else "done")


def _told(id_: str, step: dict[str, Any]) -> None:
    with store.changing(id_) as changed:
        changed.progress = step


def _account(step: str, vorgang: Vorgang, who: str, outcome: str) -> None:
    about = {"vorgang": vorgang.id, "berichtsstand": vorgang.berichtsstand, "source_sha256": vorgang.sha256}
    audit.record("redaktion", who=who, outcome=outcome, step=step, **about)


def _outdated(vorgang: Vorgang, error: PlanOutdated) -> None:
    """Plan anew, so that people see what it would be now; what they had agreed to counts no more."""
    said = {"de": error.message_de, "en": error.message_en, "kind": "outdated"}
    if vorgang.state is State.WITHDRAWING:
        _failed(vorgang.id, said)
        return
    try:
        with inside.portal_for(vorgang.by, vorgang.id) as portal:
            result, plan = reading.read(vorgang, portal)
    except HndigitalError as again:
        _failed(vorgang.id, failures.said(again, vorgang))
        return
    with store.changing(vorgang.id) as changed:
        changed.note("outdated", vorgang.approval.get("who", ""))
        _read_anew(changed, result, plan)
        changed.error = said


def _failed(id_: str, said: dict[str, str]) -> None:
    """Let people see what it was, in the state from which they can go on."""
    with store.changing(id_) as changed:
        before = changed.state
        changed.error, changed.job, changed.progress = said, {}, {}
        changed.state = State.READ if before in (State.PUBLISHING, State.RELEASED) else State.UNREADABLE
        if before is State.WITHDRAWING:
            changed.state = State.DISCARDED
        who = changed.approval.get("who") or changed.by
        changed.asked, changed.approval, changed.due = {}, {}, ""
        changed.note("failed", who, said["de"])
    if before in (*BUSY, State.RELEASED):
        _account("withdraw" if before is State.WITHDRAWING else "publish", changed, who, "failed")


def remove_left_over() -> None:
    """Remove tokens that a killed worker has left, and files that a killed upload has."""
    inside.revoke_left(lambda id_: not store.is_held(id_))
    folder.remove_unknown({one.id for one in store.all_of_them()})


def remove_old_files(days: int) -> list[str]:
    """Remove the files of what is at its end, or was left alone, for so many days; return whose."""
    before = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    gone = []
    for one in store.all_of_them():
        idle = one.state not in RUNNING and one.state not in (State.RELEASED, State.ASKED)
        if idle and one.changed < before and folder.remove(one):
            with store.changing(one.id) as changed:
                changed.note("files_removed", "run-due")
                if changed.state in (State.READ, State.UNREADABLE, State.PARTLY):
                    changed.state = State.DISCARDED
            gone.append(one.id)
    return gone
