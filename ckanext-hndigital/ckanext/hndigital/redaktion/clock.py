"""What is due by the clock (`ckan hndigital run-due`): lost jobs, agreed times, new reports, old files."""

from __future__ import annotations

import hashlib
import io
import logging
from dataclasses import dataclass, field
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.redaktion import folder, jobs, steps, store
from ckanext.hndigital.redaktion.model import State, Vorgang, now

from hndigital.errors import HndigitalError, SourceError
from hndigital.outside import Web, shown
from hndigital.outside.limits import REPORT

__all__ = ["Ran", "run_due"]

log = logging.getLogger(__name__)

_NOT_MODIFIED = 304


@dataclass(slots=True)
class Ran:
    """What a run did: Vorgänge begun (again), found and cleared by id, what failed by address."""

    begun: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def run_due() -> Ran:
    """Do all that is due; run again right afterwards, it does nothing."""
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
    store.ran(now(), {"sources": known, "failed": sorted(ran.failed)})
    _tell(ran, before)
    return ran


def _look(address: str, known: dict[str, dict[str, str]]) -> Vorgang | None:
    """Ask an address whether there is a report that was not there before; have it read."""
    seen = known.get(address, {})
    headers = {"If-None-Match": seen["etag"]} if seen.get("etag") else {}
    with Web(REPORT, inner=config.inner_hosts()) as web:
        answer = web.get(address, headers)
    if answer.status == _NOT_MODIFIED:
        return None
    if not answer.ok:
        raise SourceError(
            f"{shown(address)}: die Antwort war HTTP {answer.status}.",
            f"{shown(address)}: the answer was HTTP {answer.status}.",
        )
    checksum = hashlib.sha256(answer.content).hexdigest()
    etag = answer.headers.get("ETag") or answer.headers.get("etag") or ""
    is_new = checksum not in {seen.get("sha256"), *(one.sha256 for one in store.all_of_them())}
    known[address] = {"etag": etag, "sha256": checksum}
    if not is_new:
        return None
    site_user = str(toolkit.get_action("get_site_user")({"ignore_auth": True}, {})["name"])
    vorgang = Vorgang.new(site_user, State.WAITING, address=address)
    vorgang.name = folder.name_at(address)
    folder.keep_upload(vorgang, io.BytesIO(answer.content), steps.most_bytes())
    vorgang.note("found", site_user, f"{shown(address)}, SHA-256 {checksum}")
    store.add(vorgang)
    jobs.begin(vorgang)
    return vorgang


def _tell(ran: Ran, before: dict[str, Any]) -> None:
    """Write to the portal's address for errors (`email_to`) what has failed since the last run."""
    known = before.get("failed", [])
    lines = [f"{address}: {said}" for address, said in ran.failed.items() if address not in known]
    lines += [
        f"{one.name or one.berichtsstand}: {one.error['de']}"
        for one in store.all_of_them()
        if one.error and one.changed > str(before.get("at", ""))
    ]
    lines += [f"Neuer Bericht, bitte ansehen und zustimmen: {_page(id_)}" for id_ in ran.found]
    to = str(toolkit.config.get("email_to") or "")
    if not lines or not to or not toolkit.config.get("smtp.server"):
        return
    body = "\n\n".join((*lines, f"{config.site_url()}/digitalprojekte/redaktion"))
    try:
        toolkit.mail_recipient("Redaktion", to, "Digitalbericht: bitte ansehen", body)
    except Exception:  # CKAN's own error of its mailer, and those of smtplib
        log.exception("hndigital: no mail could be sent to %s", to)


def _page(id_: str) -> str:
    return f"{config.site_url()}/digitalprojekte/redaktion/{id_}"
