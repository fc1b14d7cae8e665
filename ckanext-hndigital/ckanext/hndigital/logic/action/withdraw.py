"""The action that takes a published round back."""

from __future__ import annotations

from typing import Any

from ckan.types import Context, DataDict
from ckanext.hndigital import audit
from ckanext.hndigital.logic import schema
from ckanext.hndigital.logic.checked import checked
from ckanext.hndigital.publication import withdrawing
from ckanext.hndigital.search.indexing import AT_ONCE

__all__ = ["digitalprojekt_withdraw"]


@checked(schema.withdraw_schema)
def digitalprojekt_withdraw(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Withdraw a published round, or the correction of it that counts.

    Afterwards everything shows what it showed before: register, pages, slices, feeds, search and history.
    Projects that only that round named are no longer public; a correction gives way to the version before
    it; an edition of which nothing is left is answered with 410. Nothing is deleted: publishing the same
    package again brings all of it back under the same ids and addresses. What is withdrawn already is not
    withdrawn twice; what a broken call has left is mended.

    A round of thousands takes several calls: while `pending` or `index_pending` is not 0, the same call,
    with `fassung` and without `fingerprint`, goes on.

    :param berichtsstand: the round, e.g. `2021-1`
    :type berichtsstand: string
    :param fassung: the version that goes; must be the one that counts, or be withdrawn already (default:
        the one that counts)
    :type fassung: int
    :param fingerprint: what an earlier answer said: if the portal has changed since, nothing is done
        (optional)
    :type fingerprint: string
    :param index_limit: how many documents at most this call brings to the search index (default and
        most: 500)
    :type index_limit: int
    :param dry_run: say what would happen and write nothing (default: false)
    :type dry_run: bool

    :returns: `profile` (the city's), `edition` (name), `berichtsstand` (the register's newest round
        afterwards, "" for none), `fassung` (the version that goes, 0 if it was gone already),
        `fassung_davor` (the one that counts afterwards, 0 for none), `paket_sha256` (of the version that
        goes), `zurueckgezogen` (all withdrawn versions of the round, with checksums), `fingerprint` (of what
        was public before), `updated`, `failed` (projects), `tables` (those whose rows were exchanged),
        `pending`, `index_pending`; with `dry_run` also `plan`: each object that would change, field by field
    :rtype: dictionary
    """
    request = withdrawing.Request(
        berichtsstand=data_dict["berichtsstand"],
        fassung=data_dict.get("fassung") or 0,
        fingerprint=data_dict.get("fingerprint") or "",
        dry_run=data_dict["dry_run"],
        index_limit=min(data_dict["index_limit"], AT_ONCE),
    )
    if request.dry_run:
        return withdrawing.withdraw(context, request)
    return _audited(context, request)


def _audited(context: Context, request: withdrawing.Request) -> dict[str, Any]:
    """Withdraw, and account for it: once for what goes, and for each call that fails."""
    who, about = str(context.get("user") or ""), {"berichtsstand": request.berichtsstand}
    try:
        answer = withdrawing.withdraw(context, request)
    except Exception as error:
        audit.record("withdrawal", who=who, outcome="failed", **about, error=type(error).__name__)
        raise
    if answer["fassung"] and not answer["pending"]:
        audit.record(
            "withdrawal",
            who=who,
            **about,
            edition=answer["edition"],
            package_sha256=answer["paket_sha256"],
            updated=len(answer["updated"]),
            failed=len(answer["failed"]),
        )
    return answer
