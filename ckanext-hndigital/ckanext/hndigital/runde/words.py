"""What the pages say about a round, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.runde.offices import Office

from hndigital.pages.words import Words

__all__ = ["changes", "entry", "state"]


def state(office: Office) -> str:
    """Return how far an office is, in a few words."""
    said = {
        "open": toolkit._("no answer yet"),
        "none": toolkit._("has nothing to report (Fehlanzeige)"),
        "incomplete": toolkit._("something is missing"),
        "complete": toolkit._("complete"),
    }
    return str(said[office.state])


def changes(stands: Mapping[str, Any], words: Words) -> list[str]:
    """Return what changed against the last round, a short sentence each."""
    return list(_changes(stands, words))


def _changes(stands: Mapping[str, Any], words: Words) -> Iterator[str]:
    ungettext = toolkit.ungettext
    if new := stands["new"]:
        yield ungettext("{n} new project", "{n} new projects", new).format(n=new)
    if gone := stands["gone"]:
        sentence = ungettext("{n} project not reported so far", "{n} projects not reported so far", gone)
        yield sentence.format(n=gone)
    for name, number in stands["changes"].items():
        sentence = ungettext("{field}: {n} project changed", "{field}: {n} projects changed", number)
        yield sentence.format(field=words.field(name), n=number)


def entry(what: str) -> str:
    """Return a kind of line in the log, in words."""
    said = {
        "opened": toolkit._("round opened, answers due on"),
        "moved": toolkit._("answers now due on"),
        "answered": toolkit._("answer taken"),
        "laid_aside": toolkit._("answer laid aside"),
        "used_again": toolkit._("answer counts again"),
        "chosen": toolkit._("chosen which answer counts"),
        "files_removed": toolkit._("files removed after their time"),
        "put_together": toolkit._("put together and handed in"),
    }
    return str(said.get(what, what))
