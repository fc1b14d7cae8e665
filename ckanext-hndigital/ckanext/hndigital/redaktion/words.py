"""What the pages say about a Vorgang, in the reader's language: its state, its plan, its log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.redaktion import jobs, steps
from ckanext.hndigital.redaktion.model import State, Vorgang

from hndigital.pages.words import Words
from hndigital.schemas import rating_field, rating_of

__all__ = ["did", "entry", "moment", "next_run", "plan_lines", "progress", "state", "waiting"]

_COLUMNS = {"title": "titel", "notes": "beschreibung"}
_SHOWN_FIELDS = 6


def state(vorgang: Vorgang) -> str:
    """Return how far it is, in a few words."""
    if vorgang.state is State.RELEASED and vorgang.due:
        return str(toolkit._("agreed; will be published on {time}")).format(time=moment(vorgang.due))
    said = {
        State.WAITING: toolkit._("waits to be read"),
        State.READING: toolkit._("is being read"),
        State.UNREADABLE: toolkit._("could not be read"),
        State.READ: toolkit._("is read; you decide"),
        State.ASKED: toolkit._("waits for a second person to agree"),
        State.RELEASED: toolkit._("agreed; begins in a moment"),
        State.PUBLISHING: toolkit._("is being published"),
        State.PARTLY: toolkit._("not everything was done"),
        State.PUBLISHED: toolkit._("is published"),
        State.WITHDRAWING: toolkit._("is being withdrawn"),
        State.WITHDRAWN: toolkit._("is withdrawn"),
        State.DISCARDED: toolkit._("was given up"),
    }
    return str(said[vorgang.state])


def waiting(vorgang: Vorgang, workers: list[bool]) -> str:
    """Return what to do where nobody works at it though somebody should, "" if all is well.

    `workers` are those that are known, and whether each is busy.
    """
    if not jobs.is_waiting_long(vorgang):
        return ""
    if jobs.is_lost(vorgang) and vorgang.job.get("began") and workers:
        return str(toolkit._("The work was cut off in the middle. “Go on” begins it again where it was."))
    if not any(workers):  # one that has nothing to do would have begun
        return str(
            toolkit._(
                "No service for background jobs answers, so nothing goes on. Please ask whoever runs the "
                "portal to start “ckan jobs worker hndigital default” (systemctl start hndigital-worker). "
                "Nothing is lost: it then goes on by itself."
            )
        )
    return str(toolkit._("The service for background jobs is busy with something else; this comes next."))


def progress(vorgang: Vorgang) -> str:
    """Return how far the worker is, "" if that is not known."""
    if not vorgang.progress:
        return ""
    return str(toolkit._("Step {number} of {of}: {name}")).format(**vorgang.progress)


def plan_lines(vorgang: Vorgang, words: Words) -> list[str]:
    """Return what publishing would do, a short sentence each, the most important first."""
    return list(_plan_lines(vorgang.plan, words)) if vorgang.plan and vorgang.result else []


def _plan_lines(plan: dict[str, Any], words: Words) -> Iterator[str]:
    if plan["empty"]:
        yield toolkit._("Nothing: the portal shows this report already.")
        return
    for name, text in _counted(plan).items():
        if plan[name]:
            more = _fields(plan["fields"], words) if name == "changed" else ""
            yield f"{text.format(n=plan[name])}{more}"
    if plan["edition"]:
        yield toolkit._("A new edition {round} with its files").format(round=plan["berichtsstand"])
    else:
        yield toolkit._("Files and figures of the edition {round}, version {fassung}").format(
            round=plan["berichtsstand"], fassung=plan["fassung"]
        )


def _counted(plan: dict[str, Any]) -> dict[str, str]:
    """Return the sentences of what a plan counts, by its figures, the most important first."""
    ungettext = toolkit.ungettext
    return {
        "created": ungettext("{n} new project", "{n} new projects", plan["created"]),
        "no_longer": ungettext(
            "{n} project is no longer named; it stays and is marked",
            "{n} projects are no longer named; they stay and are marked",
            plan["no_longer"],
        ),
        "retired": ungettext(
            "{n} project that no published report names any more is hidden",
            "{n} projects that no published report names any more are hidden",
            plan["retired"],
        ),
        "changed": ungettext("{n} project changes", "{n} projects change", plan["changed"]),
        "again": ungettext(
            "{n} project is named again without a change",
            "{n} projects are named again without a change",
            plan["again"],
        ),
        "conflicts": ungettext(
            "{n} conflict: please read it below before you agree",
            "{n} conflicts: please read them below before you agree",
            plan["conflicts"],
        ),
        "mended": ungettext(
            "{n} thing on the portal is damaged and will be mended",
            "{n} things on the portal are damaged and will be mended",
            plan["mended"],
        ),
    }


def _fields(fields: dict[str, int], words: Words) -> str:
    shown = [f"{number} × {_label(name, words)}" for name, number in fields.items()][:_SHOWN_FIELDS]
    more = ", …" if len(fields) > _SHOWN_FIELDS else ""
    return f" ({', '.join(shown)}{more})" if shown else ""


def _label(name: str, words: Words) -> str:
    rated = rating_of(name)
    return words.field(_COLUMNS.get(name) or (rating_field(rated) if rated else name))


def entry(what: str) -> str:
    """Return a kind of line in the log, in words."""
    said = {
        "uploaded": toolkit._("report handed in"),
        "fetched": toolkit._("fetched from its address"),
        "found": toolkit._("found at a configured address"),
        "stated": toolkit._("details stated"),
        "accepted": toolkit._("errors accepted"),
        "unlocked": toolkit._("password entered"),
        "named": toolkit._("wording named"),
        "corrected": toolkit._("value corrected"),
        "uncorrected": toolkit._("correction taken back"),
        "read": toolkit._("read and planned"),
        "asked": toolkit._("asked a second person to agree"),
        "agreed": toolkit._("agreed to publish"),
        "scheduled": toolkit._("agreed to publish at a time"),
        "taken_back": toolkit._("agreement taken back"),
        "started": toolkit._("publication begun"),
        "restarted": toolkit._("begun again"),
        "published": toolkit._("published"),
        "outdated": toolkit._("the portal had changed; planned anew"),
        "failed": toolkit._("failed"),
        "discarded": toolkit._("given up"),
        "withdrawal": toolkit._("withdrawal ordered"),
        "withdrawn": toolkit._("withdrawn"),
        "files_removed": toolkit._("files removed after their time"),
    }
    return str(said.get(what, what))


def next_run(last: dict[str, Any]) -> str:
    """Return when the clock looks again if it keeps its pace, "" where that is not known or long over."""
    if not last.get("before"):
        return ""
    at, before = (datetime.fromisoformat(last[name]) for name in ("at", "before"))
    expected = at + (at - before)
    return moment(expected.isoformat()) if expected > datetime.now(UTC) else ""


def did(run: dict[str, Any]) -> str:
    """Return what a run of the clock did, in words."""
    said = (
        (run["found"], toolkit._("{n} new report found")),
        (run["begun"], toolkit._("{n} begun")),
        (run["removed"], toolkit._("files of {n} removed")),
        (run["failed"], toolkit._("{n} failed")),
    )
    told = [str(text).format(n=len(found)) for found, text in said if found]
    return ", ".join((*told, *run["failed"].values()))


def moment(at: str) -> str:
    """Return a time as it is kept in the portal's zone, as people write it."""
    there = datetime.fromisoformat(at).astimezone(steps.time_zone())
    return f"{there:%d.%m.%Y, %H:%M}"
