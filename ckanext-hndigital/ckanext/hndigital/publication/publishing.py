"""The publication of a round through three stores: CKAN's database, the DataStore, the search index.

Order of work, so that readers see all or nothing and a kill at any point can be mended by repeating:

1. The lock of the register is taken (in the DataStore's transaction): one publication at a time. An order
   that was computed from a state that is no longer there is refused (`register.revision`).
2. All projects and the edition are written by CKAN's actions without a commit. When one fails, CKAN
   rolls the whole session back; then all projects are validated, the failing ones put aside and the
   rest written again.
3. The rows are exchanged in the DataStore's transaction, without a commit.
4. The search documents are made, CKAN's database commits, the DataStore commits.
5. The documents go to Solr with one commit; last, the index is compared and mended, so many documents a
   call (`index_limit`). How many are left is answered, and the same call with nothing to write brings
   the next ones. So no request outlasts a web server's patience, however large the round. Projects of
   a call that is not the last are not put into the index at all: nobody is to find them yet, and those that
   are public already say what they said until the last one (`postponed`).

A kill between the two commits leaves old rows; a kill before Solr's commit an old index. Repeating
the call finds both, since it compares rows and index, not only datasets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital import config, identities, links
from ckanext.hndigital.internals import index
from ckanext.hndigital.publication import leftovers, locking, misplaced
from ckanext.hndigital.publication.batch import Outcome, foresee, write_batch
from ckanext.hndigital.publication.exchange import write_register
from ckanext.hndigital.publication.order import Order, in_order
from ckanext.hndigital.register import dataset as register_dataset
from ckanext.hndigital.register import revision, store
from ckanext.hndigital.register.reading import newest_round
from ckanext.hndigital.search import indexing

__all__ = ["publish", "put_back"]


def put_back() -> None:
    """Give what was renamed or moved past CKAN its name and place again, before anybody looks there."""
    with store.making():
        indexing.send(indexing.documents(sorted(misplaced.put_back())))


def publish(context: Context, order: Order) -> dict[str, Any]:
    """Carry the order out (see the module's docstring); rights have been checked."""
    base: Context = {"user": context["user"], "auth_user_obj": context.get("auth_user_obj")}
    if order.dry_run:
        return _dry_run(base, order)
    with store.making():
        made = register_dataset.ensure(private=order.final and bool(order.edition))
    try:
        outcome, exchanged, prepared, mark = _write(base, order)
    except Exception as error:
        model.Session.rollback()
        refused = isinstance(error, toolkit.ValidationError | toolkit.NotAuthorized)
        if made and refused and not revision.current():
            register_dataset.discard()  # a call that is refused leaves nothing
        raise
    sent = indexing.send(prepared)
    _send_edits(prepared)
    mended, left = indexing.Comparison.nothing(), 0
    if order.final:
        leftovers.clean()
        links.mend()
        mended, left = indexing.mend(_datasets_of(order), at_most=max(order.index_limit - sent, 0))
    answer = _answer(outcome, newest_round(store.read(["vorhaben"])["vorhaben"]), exchanged, mended, left)
    return {**answer, "revision": mark}


def _write(base: Context, order: Order) -> tuple[Outcome, list[str], list[indexing.Document], str]:
    """Write and commit both databases; return what happened, the index's documents, the register's mark.

    Raises ValidationError where the order was computed from a state that is no longer there.
    """
    with store.writing() as (writer, transaction), index.without_ckans_indexing():
        if order.revision is not None:
            revision.check(writer, order.revision)
        outcome, changed_ids = write_batch(base, order)
        exchanged: list[str] = []
        if order.final:
            also, exchanged = write_register(base, order, writer)
            changed_ids.update(also)
            identities.remember()
        mark = revision.renew(writer) if order.writes or changed_ids else revision.current()
        model.Session.flush()
        prepared = indexing.documents(_first(order, changed_ids))
        model.Session.commit()
        transaction.commit()
    return outcome, exchanged, prepared, mark


def _send_edits(sent: Sequence[indexing.Document]) -> None:
    """Bring to the index what people have stored between the commit and the documents made before it.

    Under the lock: CKAN's actions hold a dataset until its document is there and all is committed.
    """
    stamps = {str(document["id"]): document["metadata_modified"] for document in sent}
    locking.hold(stamps)
    package = model.Package
    query = sa.select(package.id, package.metadata_modified).where(package.id.in_(stamps))
    later = [
        row.id for row in model.Session.execute(query) if row.metadata_modified.isoformat() != stamps[row.id]
    ]
    indexing.send(indexing.documents(later))
    model.Session.rollback()


def _first(order: Order, changed: set[str]) -> list[str]:
    """Return what search shall follow with first: edition and register before their projects."""
    ahead = _datasets_of(order)
    return sorted(changed, key=lambda one: (one not in ahead, one))[: order.index_limit]


def _datasets_of(order: Order) -> list[str]:
    names = [name for name in (order.edition, config.register_name()) if name]
    return [package.id for name in names if (package := model.Package.get(name)) is not None]


def _dry_run(base: Context, order: Order) -> dict[str, Any]:
    present = store.read()
    given = {name: in_order(name, rows) for name, rows in order.tables.items()}
    return _answer(
        foresee(base, order),
        newest_round(given.get("vorhaben", present["vorhaben"])),
        [name for name, rows in given.items() if rows != present[name]],
        indexing.compare(),
        0,
    )


def _answer(
    outcome: Outcome, berichtsstand: str, tables: list[str], index: indexing.Comparison, left: int
) -> dict[str, Any]:
    return {
        "created": outcome.created,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "failed": [{"name": name, "errors": errors} for name, errors in outcome.failed.items()],
        "berichtsstand": berichtsstand,
        "tables": tables,
        "index": index.as_dict(),
        "index_pending": left,
    }
