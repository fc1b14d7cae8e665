"""What is due by the clock (`ckan hndigital run-due`): lost jobs, agreed times, new reports, old files."""

from __future__ import annotations

import hashlib
import io
import logging
from dataclasses import asdict, dataclass, field
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.redaktion import folder, jobs, steps, store
from ckanext.hndigital.redaktion.model import Refused, State, Vorgang, now

from hndigital.errors import HndigitalError, SourceError
from hndigital.outside import Web, shown
from hndigital.outside.limits import REPORT

__all__ = ["Ran", "run_due"]

log = logging.getLogger(__name__)

_NOT_MODIFIED = 304
_CONDITIONS = {"If-None-Match": "etag", "If-Modified-Since": "modified"}
_RUN = "run-due"
"""What a run holds, so that two at once don't find the same report twice."""
_NEW = (State.WAITING, State.READING, State.READ)
_RUNS = 20
"""Runs whose doings are kept for the page."""


@dataclass(slots=True)
class Ran:
    """What a run did: Vorgänge begun (again), found and cleared by id, what failed by address."""

    begun: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def run_due() -> Ran:
    """Do all that is due; run again right afterwards, or beside another run, it does nothing."""
    with store.held(_RUN) as mine:
        return _run() if mine else Ran()


def _run() -> Ran:
    before = store.last_run()
    jobs.remove_left_over()
    ran = Ran(begun=[one.id for one in jobs.restart_lost()])
    known: dict[str, dict[str, str]] = dict(before.get("sources", {}))
    for address in config.redaktion_sources():
        try:
            if vorgang := _look(address, known):
                ran.found.append(vorgang.id)
        except HndigitalError as error:
            ran.failed[shown(address)] = error.message("de")
    ran.removed = jobs.remove_old_files(config.redaktion_keep_days())
    record = {"sources": known, "failed": sorted(ran.failed), "told": _tell(ran, before)}
    store.ran(now(), {**record, "before": before.get("at", ""), "log": _log(ran, before)})
    return ran


def _log(ran: Ran, before: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the last runs did, the newest first; runs with nothing to do are not kept."""
    did = asdict(ran)
    kept: list[dict[str, Any]] = before.get("log", [])
    return [{"at": now(), **did}, *kept][:_RUNS] if any(did.values()) else kept


def _look(address: str, known: dict[str, dict[str, str]]) -> Vorgang | None:
    """Ask an address whether there is a report that was not there before; have it read."""
    seen = known.get(address, {})
    asked = {header: seen[name] for header, name in _CONDITIONS.items() if seen.get(name)}
    with Web(REPORT, inner=config.inner_hosts()) as web:
        answer = web.get(address, asked)
    if answer.status == _NOT_MODIFIED:
        return None
    if not answer.ok:
        raise SourceError(
            f"{shown(address)}: die Antwort war HTTP {answer.status}.",
            f"{shown(address)}: the answer was HTTP {answer.status}.",
        )
    checksum = hashlib.sha256(answer.content).hexdigest()
    is_new = checksum not in {seen.get("sha256"), *(one.sha256 for one in store.all_of_them())}
    said = {name.lower(): value for name, value in answer.headers.items()}
    marks = {"etag": said.get("etag", ""), "modified": said.get("last-modified", ""), "sha256": checksum}
    vorgang = _begin(address, answer.content) if is_new else None
    known[address] = marks  # only now: what could not be kept is new the next time, too
    return vorgang


def _begin(address: str, content: bytes) -> Vorgang:
    """Keep a report that was found, and have it read."""
    site_user = str(toolkit.get_action("get_site_user")({"ignore_auth": True}, {})["name"])
    vorgang = Vorgang.new(site_user, State.WAITING, address=address, name=folder.name_at(address))
    try:
        folder.keep_upload(vorgang, io.BytesIO(content), steps.most_bytes())
    except Refused as refused:
        raise SourceError(f"{shown(address)}: {refused}", f"{shown(address)}: {refused}") from refused
    vorgang.note("found", site_user, f"{shown(address)}, SHA-256 {vorgang.sha256}")
    store.add(vorgang)
    jobs.begin(vorgang)
    return vorgang


def _tell(ran: Ran, before: dict[str, Any]) -> list[str]:
    """Write to the portal's address for errors (`email_to`) what nobody was told yet; return what is told.

    What fails every night is told once, and again after it has gone well in between. Where no mail could be
    sent it stays to be told.
    """
    lines = {address: f"{address}: {said}" for address, said in ran.failed.items()}
    for one in store.all_of_them():
        if one.error and one.state is not State.DISCARDED:
            lines[f"{one.id} {one.changed}"] = f"{one.name or one.berichtsstand}: {one.error['de']}"
        elif one.log[0]["what"] == "found" and one.state in _NEW:
            lines[one.id] = f"Neuer Bericht, bitte ansehen und zustimmen: {_page(one.id)}"
    told = [key for key in before.get("told", []) if key in lines]
    new = [key for key in lines if key not in told]
    if not new or _sent("\n\n".join((*(lines[key] for key in new), _page("").rstrip("/")))):
        return [*told, *new]
    return told


def _sent(body: str) -> bool:
    """Send a mail; return whether somebody can have got it, or nobody is to."""
    to = str(toolkit.config.get("email_to") or "")
    if not to or not toolkit.config.get("smtp.server"):
        return True
    try:
        toolkit.mail_recipient("Redaktion", to, "Digitalbericht: bitte ansehen", body)
    except Exception:  # CKAN's own error of its mailer, and those of smtplib
        log.exception("hndigital: no mail could be sent to %s", to)
        return False
    return True


def _page(id_: str) -> str:
    return f"{config.site_url()}/digitalprojekte/redaktion/{id_}"
