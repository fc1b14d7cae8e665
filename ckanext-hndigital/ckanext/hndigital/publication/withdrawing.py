"""A published Fassung of a round is taken back: the portal shows what the remaining ones make of it.

What that is, the core says (`hndigital.publisher.withdrawn`), by the code that publishing uses: the
remaining packages are folded anew, from the editions' stored files, each held against its checksum. It is
written as a publication is (`publishing`): one transaction per database, nobody sees half of it, and
repeating mends what a kill has left. Files, tables and ids of what was withdrawn stay.

Work for thousands of projects takes several calls: what each finds still to do it works out anew. What the
earlier ones have done is kept beside the projects until the last (`postponed`), as long as the portal stays
as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital import belonging
from ckanext.hndigital.internals.files import path_of
from ckanext.hndigital.language import page_language
from ckanext.hndigital.naming import edition_name
from ckanext.hndigital.publication import before, postponed, publishing, versions
from ckanext.hndigital.publication.order import Order
from ckanext.hndigital.register import store

from hndigital.errors import PortalError
from hndigital.profiles import current
from hndigital.projects import number_of
from hndigital.publisher.plan import PlanEntry
from hndigital.publisher.state import (
    EditionState,
    PortalState,
    checked_content,
    edition_state,
    file_of,
    portal_state,
)
from hndigital.publisher.withdrawn import Withdrawal, withdrawal, withdrawal_entries

__all__ = ["AT_ONCE", "Request", "withdraw"]

AT_ONCE = 250
"""So many projects a call changes: no web server loses patience with it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be withdrawn (see `digitalprojekt_withdraw`)."""

    berichtsstand: str
    fassung: int = 0
    fingerprint: str = ""
    dry_run: bool = False
    index_limit: int = 0


@dataclass(frozen=True, slots=True)
class _Work:
    """What there is to do, worked out from `state`."""

    state: PortalState
    planned: Withdrawal
    entries: tuple[PlanEntry, ...]


def withdraw(context: Context, request: Request) -> dict[str, Any]:
    """Withdraw, or say what that would do; rights have been checked. Raises ValidationError."""
    work = _work_out(request)
    if request.fingerprint and request.fingerprint != work.state.fingerprint:
        raise toolkit.ValidationError({"fingerprint": [_outdated()]})
    if request.dry_run:
        return _answer(work, {}, pending=0) | {"plan": [asdict(entry) for entry in work.entries]}
    order, pending = _order(work, request)
    try:
        written = publishing.publish(context, order)
    except toolkit.ValidationError as error:
        if "revision" not in error.error_dict:
            raise
        # Somebody else has written between the look and the lock.
        if request.fingerprint:
            raise toolkit.ValidationError({"fingerprint": [_outdated()]}) from None
        return withdraw(context, request)
    return _answer(work, written, pending=pending)


def _outdated() -> str:
    return str(
        toolkit._(
            "The portal has changed since it was worked out what withdrawing would do. Please look at it "
            "again."
        )
    )


def _answer(work: _Work, written: Mapping[str, Any], *, pending: int) -> dict[str, Any]:
    edition, planned = work.planned.edition, work.planned
    gone = edition.zurueckgezogen | ({planned.fassung} if planned.fassung else frozenset())
    checksums = edition.archive()
    return {
        "profile": current().name,
        "edition": edition.name,
        "berichtsstand": planned.folded.berichtsstand,
        "fassung": planned.fassung,
        "fassung_davor": planned.davor,
        "paket_sha256": checksums.get(planned.fassung, ""),
        "zurueckgezogen": [
            {"fassung": number, "paket_sha256": checksums.get(number, "")} for number in sorted(gone)
        ],
        "fingerprint": work.state.fingerprint,
        "updated": written.get("updated", []),
        "failed": written.get("failed", []),
        "tables": written.get("tables", []),
        "pending": pending,
        "index_pending": written.get("index_pending", 0),
    }


def _work_out(request: Request) -> _Work:
    state = _state()
    edition = state.edition(edition_name(request.berichtsstand))
    if edition is None or not (edition.fassung or edition.zurueckgezogen):
        raise toolkit.ValidationError({"berichtsstand": [_unknown(request.berichtsstand, state)]})
    fassung = _fassung(request, edition)
    try:
        planned = withdrawal(state, edition, fassung, _content)
    except PortalError as error:
        raise toolkit.ValidationError({"edition": [error.message(page_language())]}) from error
    if planned.davor:
        package = model.Package.get(edition.name)
        noted = versions.fields_before(package, fassung, planned.davor)
        planned = replace(planned, davor_fields=noted or planned.davor_fields)
    return _Work(state, planned, withdrawal_entries(planned, state, before.all_entered()))


def _unknown(berichtsstand: str, state: PortalState) -> str:
    published = ", ".join(edition.berichtsstand for edition in state.editions if edition.fassung)
    if not published:
        return toolkit._("Nothing is published on this portal, so there is nothing to withdraw.")
    return toolkit._("The round {round} is not published. Published: {published}.").format(
        round=berichtsstand, published=published
    )


def _fassung(request: Request, edition: EditionState) -> int:
    """Return which Fassung goes, 0 where it is gone already."""
    wanted = request.fassung or edition.fassung
    if wanted in edition.zurueckgezogen or not wanted:
        return 0
    if wanted == edition.fassung:
        return wanted
    if wanted in edition.checksums():
        sentence = toolkit._(
            "Version {wanted} of {edition} was replaced by version {published}. Only the version that counts "
            "can be withdrawn; please withdraw that one first."
        )
    else:
        sentence = toolkit._("{edition} has no version {wanted}. Version {published} is published.")
    values = {"wanted": wanted, "edition": edition.name, "published": edition.fassung or "–"}
    raise toolkit.ValidationError({"fassung": [sentence.format(**values)]})


def _state() -> PortalState:
    """Return what a publisher reads of the portal, read here."""
    context: Context = {"ignore_auth": True}
    answer = toolkit.get_action("digitalprojekt_state")(context, {})
    editions = [
        edition_state(
            toolkit.get_action("package_show")({"ignore_auth": True, "use_cache": False}, {"id": one["name"]})
        )
        for one in answer["editions"]
    ]
    state = portal_state(answer, editions)
    there = bool(store.register_resources())
    return replace(state, organisation=bool(belonging.organisation_id()), register=there)


def _content(edition: EditionState, fassung: int, datei: str) -> bytes:
    """Return a stored file of an edition; raises PortalError if it is not the published one."""
    resource = file_of(edition, fassung, datei)
    try:
        content = path_of({"id": resource.id, "url_type": "upload"}).read_bytes()
    except OSError:
        content = b""
    return checked_content(edition, resource, content)


def _order(work: _Work, request: Request) -> tuple[Order, int]:
    """Return what this call writes, and how many projects are left for the next ones."""
    planned = work.planned
    run = f"withdraw {planned.edition.name} {planned.fassung} {work.state.fingerprint}"
    done = postponed.kept(run)
    todo = [
        {"vorhaben_nr": number_of(entry.name), **fields}
        for entry in work.entries
        if entry.objekt == "vorhaben" and (fields := _fields(entry)) != done.get(entry.name)
    ]
    pending = max(len(todo) - AT_ONCE, 0)
    order = Order(
        berichtsstand=request.berichtsstand,
        projects=todo[:AT_ONCE],
        tables={},
        edition=planned.edition.name if planned.fassung else "",
        revision=work.state.revision,
        run=run,
        final=not pending,
        index_limit=request.index_limit,
        withdraws=planned.fassung or max(planned.edition.zurueckgezogen, default=0),
    )
    if pending:
        return order, pending
    tables = {entry.name for entry in work.entries if entry.objekt == "tabelle"}
    return replace(
        order,
        tables={name: [dict(row) for row in planned.folded.tables[name]] for name in tables},
        edition_fields=dict(planned.davor_fields),
    ), 0


def _fields(entry: PlanEntry) -> dict[str, Any]:
    fields: dict[str, Any] = {change.feld: change.neu for change in entry.felder}
    if "private" in fields:
        fields["private"] = fields["private"] == "true"
    return fields
