"""`/digitalprojekte.atom`: what changed in the register, for feed readers (RFC 4287, pages by RFC 5005).

Takes the overview's filters. Ids are IRIs that outlive a move of the portal; dates come from the
editions, never from the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.answers import bad_request, data_answer, sentences
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.pages.changes import ChangeEntry, change_entries, last_publication
from ckanext.hndigital.pages.licence import licence_of
from ckanext.hndigital.pages.selection import Selection
from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem
from flask import Blueprint, Response, request
from markupsafe import Markup

from hndigital.characters import clean

__all__ = ["ATOM", "add_entry", "blueprint", "new_feed"]

blueprint = Blueprint("hndigital_atom", __name__)

ATOM = "application/atom+xml"
_PAGE_SIZE = 50
#: Date of a feed before anything was published.
_NEVER = "1970-01-01"


@blueprint.get("/digitalprojekte.atom")
@takes("berichtsstand", "seite", and_filters=True)
def changes() -> Response:
    """Answer with a page of the changes of the selection in the address, newest first."""
    selection = Selection.from_args(request.args)
    refused = selection.refused(request.args)
    if refused:
        return bad_request(one.sentence for one in refused)
    try:
        entries = change_entries(selection)
    except toolkit.ValidationError as error:
        return bad_request(sentences(error))
    pages = max(1, -(-len(entries) // _PAGE_SIZE))
    if selection.page > pages:
        return toolkit.abort(404, toolkit._("The feed has no such page."))
    start = (selection.page - 1) * _PAGE_SIZE
    day = entries[0].day if entries else last_publication() or _NEVER
    feed = _feed(selection, pages, day)
    for entry in entries[start : start + _PAGE_SIZE]:
        add_entry(feed, entry)
    return data_answer(feed.atom_str(encoding="utf-8"), f"{ATOM}; charset=utf-8", "digitalprojekte.atom")


def _feed(selection: Selection, pages: int, day: str) -> FeedGenerator:
    query = selection.projects().query()
    here = {"self": selection.page, "first": 1, "last": pages}
    if selection.page > 1:
        here["previous"] = selection.page - 1
    if selection.page < pages:
        here["next"] = selection.page + 1
    return new_feed(
        f"digitalprojekte.atom{'?' if query else ''}{query}",
        _title(selection),
        day,
        toolkit.h.hndigital_url(selection.projects()),
        {relation: _page_address(selection, number) for relation, number in here.items()},
    )


def new_feed(name: str, title: str, day: str, page: str, links: Mapping[str, str]) -> FeedGenerator:
    """Return a feed without entries; `name` beneath the base IRI is its id, `links` are its other pages."""
    lang = toolkit.h.hndigital_lang()
    licence = licence_of()
    feed = FeedGenerator()
    feed.generator("")  # the library would name itself and its version
    feed.language(lang)
    feed.id(f"{config.base_uri()}/{'' if lang == 'de' else f'{lang}/'}{name}")
    feed.title(clean(title))
    feed.updated(_moment(day))
    feed.author(name=clean(config.publisher_name()))
    feed.rights(clean(f"{licence.title} ({licence.attribution})"))
    feed.link(_link("alternate", "text/html", page))
    for relation, address in links.items():
        feed.link(_link(relation, ATOM, address))
    return feed


def _title(selection: Selection) -> str:
    title = str(toolkit._("Digital projects: changes"))
    words = [f"{name}: {value}" for name, value in toolkit.h.hndigital_filters(selection)]
    return f"{title} ({'; '.join(words)})" if words else title


def add_entry(feed: FeedGenerator, change: ChangeEntry, *, since: str = "") -> None:
    """Add what changed of a project; `since` is the round that it is compared with, "" for the one before."""
    kind = toolkit.h.hndigital_label("aenderungsart", change.art)
    anchor = quote("-".join(filter(None, (since, change.berichtsstand, change.art))))
    entry = feed.add_entry(order="append")
    entry.id(f"{config.base_uri()}/id/vorhaben/{change.vorhaben_nr}#{anchor}")
    entry.title(clean(f"{kind}: {change.titel} ({change.vorhaben_nr})"))
    entry.updated(_moment(change.day))
    entry.register_extension("page", _Page, rss=False)
    entry.page.address = toolkit.url_for("digitalprojekt.read", id=change.name)
    entry.category(term=change.art, label=kind)
    entry.content(clean(_words(change)), type="xhtml")


class _Page(BaseEntryExtension):
    """The link to an entry's page, since feedgen 1.0 drops relation and type of an entry's own links."""

    address = ""

    def extend_atom(self, entry: Any) -> Any:
        """Add the link to the element of the entry."""
        xml_elem("link", entry, **_link("alternate", "text/html", self.address))
        return entry


def _words(change: ChangeEntry) -> str:
    """Return what an entry says, as XHTML."""
    sentence = toolkit._("{definition} Reporting round {round}.").format(
        definition=toolkit.h.hndigital_definition("aenderungsart", change.art), round=change.berichtsstand
    )
    facts = [
        Markup("<li>{}: {}</li>").format(
            toolkit.h.hndigital_field_label(field),
            Markup(" → ").join(_value(field, value) for value in (before, after) if value),
        )
        for field, before, after in change.fields
    ]
    return Markup("<p>{}</p><ul>{}</ul>").format(sentence, Markup("").join(facts))


def _value(field: str, value: str) -> Markup:
    """Return a value in words; what the city wrote itself is marked as German.

    An office keeps its sign: what staff call it today must not change what an entry has said.
    """
    words = value if field == "amt" else toolkit.h.hndigital_field_value(field, value)
    return Markup("<span{}>{}</span>").format(Markup(' xml:lang="de"') if words == value else "", words)


def _link(relation: str, content_type: str, path: str) -> dict[str, str]:
    address = path if "://" in path else f"{config.site_url()}{path}"
    return {"rel": relation, "type": content_type, "href": address}


def _page_address(selection: Selection, number: int) -> str:
    query = selection.projects().query()
    parts = [part for part in (query, f"seite={number}" if number > 1 else "") if part]
    path = toolkit.url_for("hndigital_atom.changes")
    return f"{path}?{'&'.join(parts)}" if parts else path


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
