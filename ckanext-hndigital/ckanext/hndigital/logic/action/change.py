"""Actions that change: the publication of a round, and the slices' resources of every project."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckan.types import Action, Context, DataDict
from ckanext.hndigital import audit, belonging, config, identities
from ckanext.hndigital.contexts import is_publication
from ckanext.hndigital.logic import addresses, keeping, schema
from ckanext.hndigital.logic.ordinary import tidied
from ckanext.hndigital.mending import fields, positions, storage
from ckanext.hndigital.publication import edition, locking, publishing
from ckanext.hndigital.publication.order import Order, input_errors
from ckanext.hndigital.resources import with_slice_resources
from ckanext.hndigital.search.indexing import AT_ONCE

from hndigital.projects import DATASET_TYPE, EDITION_TYPE, REPORTING_TYPES, number_of, project_name

__all__ = ["digitalprojekt_publish", "package_create", "package_update"]

_REASONS = ("changed_by_hand", "accept_errors")
"""Parameters that say why something is published that the command would refuse."""


@toolkit.chained_action
def package_create(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Give a new project its four slices, any dataset usable addresses; everything else as CKAN's own.

    What has the name of the register, of an edition or of the series has its type: older commands send
    `dataset`. What was purged comes back under the id that it had.
    """
    data_dict = fields.usable(data_dict)
    named = belonging.type_of(str(data_dict.get("name") or ""))
    if named in REPORTING_TYPES and data_dict.get("type") in (None, "", "dataset"):
        data_dict["type"] = named
    if data_dict.get("type") == DATASET_TYPE:
        number = str(data_dict.get("vorhaben_nr") or "").strip()
        data_dict.setdefault("name", project_name(number))
        if number_of(number) == number:
            data_dict["resources"] = with_slice_resources(number, data_dict.get("resources"))
    checked = addresses.checked("package_create", context, tidied(data_dict))
    name = str(data_dict.get("name") or "")
    identities.with_ids(name, checked.get("resources") or ())
    published = named in REPORTING_TYPES or is_publication(context)
    known = identities.of_dataset(name) if published and not checked.get("id") else ""
    if not known:
        with storage.telling(context):
            return original_action(context, checked)
    toolkit.check_access("package_create", context, checked)
    if named == EDITION_TYPE:
        identities.note(name, known)
    with storage.telling(context), identities.choosing(context):
        return original_action(context, {**checked, "id": known})


@toolkit.chained_action
def package_update(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Keep a project's four slices, any dataset's addresses usable, and what must stay (see `keeping`).

    A file of the register or an edition that is made again gets the id that it had.
    """
    data_dict = fields.usable(data_dict)
    positions.close_holes(context)
    if not is_publication(context):
        reference = str(data_dict.get("id") or data_dict.get("name") or "")
        locking.hold([reference])
        edition.check_files(model.Package.get(reference), data_dict.get("resources"))
    if data_dict.get("type") == DATASET_TYPE and "resources" in data_dict:
        number = number_of(str(data_dict.get("name") or ""))
        if number:
            data_dict["resources"] = with_slice_resources(number, data_dict["resources"])
    keeping.refuse_changes(context, data_dict)
    checked = addresses.checked("package_update", context, tidied(data_dict))
    if checked.get("type") in REPORTING_TYPES:
        identities.with_ids(str(checked.get("name") or ""), checked.get("resources") or ())
    with storage.telling(context):
        return original_action(context, checked)


def digitalprojekt_publish(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Publish a reporting round: projects, the register's rows and the edition, together.

    Projects are created or patched (only the keys given) by CKAN's own actions, with their
    validators, authorisation and plugin hooks; one failing project is named and never stops the
    others. What is unchanged is not written. Readers see the whole round at once: all projects and the
    edition are one transaction of CKAN's database, all rows one of the DataStore, committed right
    after it, and the search index follows. Repeating the call changes nothing, and mends what a broken
    call has left in rows or index.

    A round of thousands takes several calls, so that none takes longer than a web server waits: first
    calls with `final` false, of which readers see nothing – new projects stay private, what changes of others
    is kept beside them –, then one with the tables, which makes all of it public; then, while
    `index_pending` is not 0, the same call without projects and tables.

    The published Berichtsstand is the newest one in the rows (`zuletzt_berichtet`): an older round
    published later does not turn the register back.

    :param berichtsstand: the round, e.g. `2020-2`
    :type berichtsstand: string
    :param owner_org: name or id of the organisation that register, editions and projects belong to, the
        configured one; an editor's right in it suffices
    :type owner_org: string
    :param projects: projects with `vorhaben_nr` and the fields to set
    :type projects: list of dictionaries
    :param tables: the register's tables, name → rows of text cells as in the package's CSV files; a
        table that is missing or null stays as it is. Rows of projects made by hand are always taken
        from their datasets. Rows of private or deleted projects are kept from readers
    :type tables: dictionary
    :param edition: name of the edition's dataset, which becomes public (optional)
    :type edition: string
    :param edition_fields: fields to set in the edition's dataset in the same transaction (optional)
    :type edition_fields: dictionary
    :param edition_before: values that some of those fields had when they were computed: a field that somebody
        has worded otherwise since keeps its value (optional)
    :type edition_before: dictionary
    :param revision: what `digitalprojekt_state` answered as `revision` when rows and fields were computed, or
        the call before this one; if somebody else has published since, nothing is written (optional)
    :type revision: string
    :param run: a mark of one's own that all calls of one publication have in common and those of another one
        never: what a publication that was given up has begun does not come with this one (optional)
    :type run: string
    :param changed_by_hand: why the package was changed after it was made; kept in the audit log and, for its
        editors, with the edition (optional)
    :type changed_by_hand: string
    :param accept_errors: why it is published although reading it made errors; kept likewise (optional)
    :type accept_errors: string
    :param register: name of the register's dataset; must be the configured one (optional)
    :type register: string
    :param final: false for all but the last call of a round too large for one request: projects, tables and
        edition stay for readers as they are until the last call (default: true)
    :type final: bool
    :param index_limit: how many documents at most this call brings to the search index (default and
        most: 500)
    :type index_limit: int
    :param dry_run: say what would happen and write nothing (default: false)
    :type dry_run: bool

    :returns: `created`, `updated`, `unchanged` (names), `failed` (name and errors), `berichtsstand`
        (the published one afterwards), `tables` (those whose rows were exchanged), `index` (what
        had to be mended there), `index_pending` (how many documents are still to be brought there),
        `revision` (the state that the next call starts from)
    :rtype: dictionary
    """
    # Before anything is validated: the rows of a round are much work.
    toolkit.check_access("digitalprojekt_publish", context, data_dict)
    payload = dict(data_dict)
    projects = payload.pop("projects", None) or []
    tables = payload.pop("tables", None) or {}
    edition_fields = payload.pop("edition_fields", None) or {}
    edition_before = payload.pop("edition_before", None) or {}
    data, errors = toolkit.navl_validate(payload, schema.publish_schema(), context)
    errors.update(input_errors(projects, tables, edition_fields, edition_before))
    if data.get("register") not in (None, "", config.register_name()):
        errors["register"] = [
            toolkit._("The register of this portal is {name}.").format(name=config.register_name())
        ]
    if errors:
        raise toolkit.ValidationError(errors)
    if not data["dry_run"]:
        publishing.put_back()
    problems = _belonging_problems(data)
    if problems:
        raise toolkit.ValidationError(problems)
    order = Order(
        berichtsstand=data["berichtsstand"],
        projects=projects,
        tables={name: rows for name, rows in tables.items() if rows is not None},
        edition=data.get("edition") or "",
        edition_fields=edition_fields,
        edition_before=edition_before,
        revision=data.get("revision"),
        run=data.get("run") or "",
        reasons={name: data[name] for name in _REASONS if data.get(name)},
        final=data["final"],
        dry_run=data["dry_run"],
        index_limit=min(data["index_limit"], AT_ONCE),
    )
    if order.dry_run:
        return publishing.publish(context, order)
    with storage.telling(context):
        return _publish_audited(context, order)


def _publish_audited(context: Context, order: Order) -> dict[str, Any]:
    """Publish, and account for it once: by the call that makes the round public, or by one that fails."""
    who = str(context.get("user") or "")
    try:
        answer = publishing.publish(context, order)
    except Exception as error:
        _account(order, who, "failed", error=type(error).__name__)
        raise
    if order.final and order.writes:
        counts = {kind: len(answer[kind]) for kind in ("created", "updated", "failed")}
        _account(order, who, "done", package_sha256=_checksum(order), **counts, **order.reasons)
    return answer


def _account(order: Order, who: str, outcome: str, **about: Any) -> None:
    round_ = {"berichtsstand": order.berichtsstand, "edition": order.edition}
    audit.record("publication", who=who, outcome=outcome, **round_, **about)


def _checksum(order: Order) -> str:
    """Return the checksum of the package that the edition's dataset states, "" for none."""
    package = model.Package.get(order.edition) if order.edition else None
    return str((package.extras or {}).get("paket_sha256") or "") if package else ""


def _belonging_problems(data: DataDict) -> dict[str, list[str]]:
    """Return what is wrong with whose the round is, by parameter; nothing has been written yet."""
    if belonging.missing():
        return {"owner_org": [belonging.missing()]}
    problems = {}
    organisation = model.Group.get(data["owner_org"])
    if organisation is None or organisation.id != belonging.organisation_id():
        sentence = toolkit._(
            "Register and projects of this portal belong to another organisation. Please send {organisation}."
        )
        problems["owner_org"] = [sentence.format(organisation=config.organisation())]
    for parameter, name in (("register", config.register_name()), ("edition", data.get("edition"))):
        package = model.Package.get(name) if name else None
        if package is not None and not belonging.belongs(package):
            problems[parameter] = [belonging.taken(package.name)]
    turned = data.get("edition") if data["final"] and not data["dry_run"] else None
    if turned and model.Package.get(turned) is None:
        problems["edition"] = [toolkit._("There is no dataset {name}.").format(name=turned)]
    return problems
