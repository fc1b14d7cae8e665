"""The comparison of a portal's stores in words: what is not as it was published, where, and what to do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..publisher.damage import INDEX, LEFT_OVER, MOVED, Checked, Damage
from .base import Output
from .language import N_, _

__all__ = ["check_document", "say_check"]

_STORES = {
    "database": N_("database"),
    "datastore": N_("DataStore"),
    "index": N_("search index"),
    "files": N_("files"),
    "packages": N_("package"),
}
_KINDS = {
    "missing": N_("missing"),
    "deleted": N_("deleted"),
    "private": N_("private"),
    "public": N_("public, but should not be"),
    "changed": N_("changed"),
    "moved": N_("renamed or moved"),
    "rows": N_("other rows"),
    "columns": N_("other columns"),
    "stale": N_("out of date"),
    "checksum": N_("does not fit its checksum"),
    "left_over": N_("left over"),
}
_COUNTS = {
    "datasets": N_("{number} datasets"),
    "files": N_("{number} files"),
    "bytes": N_("{number} bytes"),
    "tables": N_("{number} tables"),
    "rows": N_("{number} rows"),
    "documents": N_("{number} entries of the search index"),
}
_EDITION = N_("publish the edition's package again")
_ORGANISATION = N_("a system administrator publishes again")
_INDEX = N_("publish again, or run `ckan hndigital mend` on the portal")
_OTHERS = N_("publish the newest package again")
_ANY = N_("publish any package again")
_CLEANED = N_("the next publication removes it")


def say_check(output: Output, portal: str, checked: Checked, seconds: float) -> None:
    """Print one line that all is well, or how much is not; then one for each difference."""
    counts = ", ".join(
        _(words).format(number=checked.counts[name])
        for name, words in _COUNTS.items()
        if name in checked.counts
    )
    words = {"portal": portal, "counts": counts, "seconds": format(seconds, ".1f")}
    if not checked.differences:
        output.say(_("{portal}: all is well ({counts} compared in {seconds} s).").format(**words))
        return
    number = len(checked.differences)
    output.say(
        _("{portal}: {number} differences ({counts} compared in {seconds} s):").format(**words, number=number)
    )
    for one in checked.differences:
        output.say(f"  {_sentence(one)}")


def _sentence(one: Damage) -> str:
    values = ""
    if one.expected or one.found:
        values = _(" (published: “{expected}”, now: “{found}”)").format(
            expected=one.expected or "–", found=one.found or "–"
        )
    place = " ".join(filter(None, (one.dataset, one.place, one.field)))
    head = f"{_(_STORES.get(one.store, one.store))}: {place}: {_(_KINDS.get(one.kind, one.kind))}"
    return f"{head}{values} → {_(_next_step(one))}"


def _next_step(one: Damage) -> str:
    if one.kind == LEFT_OVER and one.store != INDEX:
        return _CLEANED
    if one.store == INDEX:
        return _INDEX
    if one.place == "organisation":
        return _ORGANISATION
    if one.kind == MOVED:
        return _ANY
    return _EDITION if one.fassung or one.store == "packages" else _OTHERS


def check_document(checked: Checked, seconds: float) -> dict[str, Any]:
    """Return the comparison for machines."""
    return {
        "gesund": not checked.differences,
        "abweichungen": [asdict(one) for one in checked.differences],
        "verglichen": dict(checked.counts),
        "sekunden": round(seconds, 3),
    }
