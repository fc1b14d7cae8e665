"""`/digitalprojekte.atom`: what changed in the register, for feed readers (RFC 4287, pages by RFC 5005).

Takes the overview's filters. Ids are IRIs that outlive a move of the portal; dates come from the
editions, never from the clock.
"""

from __future__ import annotations

from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.answers import bad_request, data_answer
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.pages.changes import ChangeEntry, change_entries, last_publication
from ckanext.hndigital.pages.licence import licence_of
from ckanext.hndigital.pages.selection import Selection
from flask import Blueprint, Response, request

from hndigital.characters import clean

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_atom", __name__)

_ATOM = "http://www.w3.org/2005/Atom"
_XHTML = "http://www.w3.org/1999/xhtml"
_TYPE = "application/atom+xml; charset=utf-8"
_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
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
    entries = change_entries(selection)
    pages = max(1, -(-len(entries) // _PAGE_SIZE))
    if selection.page > pages:
        return toolkit.abort(404, toolkit._("The feed has no such page."))
    start = (selection.page - 1) * _PAGE_SIZE
    day = entries[0].day if entries else last_publication() or _NEVER
    feed = _feed(selection, pages, day)
    for entry in entries[start : start + _PAGE_SIZE]:
        _entry(feed, entry)
    body = f"{_DECLARATION}{clean(tostring(feed, encoding='unicode'))}\n".encode()
    return data_answer(body, _TYPE, "digitalprojekte.atom")


def _feed(selection: Selection, pages: int, day: str) -> Element:
    lang = toolkit.h.hndigital_lang()
    query = selection.projects().query()
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": lang})
    name = "digitalprojekte.atom" if lang == "de" else f"{lang}/digitalprojekte.atom"
    SubElement(feed, "id").text = f"{config.base_uri()}/{name}{'?' if query else ''}{query}"
    SubElement(feed, "title").text = _title(selection)
    SubElement(feed, "updated").text = _moment(day)
    author = SubElement(feed, "author")
    SubElement(author, "name").text = config.publisher_name()
    licence = licence_of()
    SubElement(feed, "rights").text = f"{licence.title} ({licence.attribution})"
    _link(feed, "alternate", "text/html", toolkit.h.hndigital_url(selection.projects()))
    here = {"self": selection.page, "first": 1, "last": pages}
    if selection.page > 1:
        here["previous"] = selection.page - 1
    if selection.page < pages:
        here["next"] = selection.page + 1
    for relation, number in here.items():
        _link(feed, relation, _TYPE.partition(";")[0], _page_address(selection, number))
    return feed


def _title(selection: Selection) -> str:
    title = str(toolkit._("Digital projects: changes"))
    words = [f"{name}: {value}" for name, value in toolkit.h.hndigital_filters(selection)]
    return f"{title} ({'; '.join(words)})" if words else title


def _entry(feed: Element, entry: ChangeEntry) -> None:
    kind = toolkit.h.hndigital_label("aenderungsart", entry.art)
    element = SubElement(feed, "entry")
    anchor = quote(f"{entry.berichtsstand}-{entry.art}")
    SubElement(element, "id").text = f"{config.base_uri()}/id/vorhaben/{entry.vorhaben_nr}#{anchor}"
    SubElement(element, "title").text = f"{kind}: {entry.titel} ({entry.vorhaben_nr})"
    SubElement(element, "updated").text = _moment(entry.day)
    _link(element, "alternate", "text/html", toolkit.url_for("digitalprojekt.read", id=entry.name))
    SubElement(element, "category", {"term": entry.art, "label": kind})
    content = SubElement(element, "content", {"type": "xhtml"})
    division = SubElement(content, "div", {"xmlns": _XHTML})
    SubElement(division, "p").text = toolkit._("{definition} Reporting round {round}.").format(
        definition=toolkit.h.hndigital_definition("aenderungsart", entry.art), round=entry.berichtsstand
    )
    facts = SubElement(division, "ul")
    for field, before, after in entry.fields:
        item = SubElement(facts, "li")
        item.text = f"{toolkit.h.hndigital_field_label(field)}: "
        if before:
            _value(item, field, before).tail = " → " if after else ""
        if after:
            _value(item, field, after)


def _value(parent: Element, field: str, value: str) -> Element:
    """Add a value in words; what the city wrote itself is marked as German."""
    words = toolkit.h.hndigital_field_value(field, value)
    span = SubElement(parent, "span", {"xml:lang": "de"} if words == value else {})
    span.text = words
    return span


def _link(parent: Element, relation: str, content_type: str, path: str) -> None:
    address = path if "://" in path else f"{config.site_url()}{path}"
    SubElement(parent, "link", {"rel": relation, "type": content_type, "href": address})


def _page_address(selection: Selection, number: int) -> str:
    query = selection.projects().query()
    parts = [part for part in (query, f"seite={number}" if number > 1 else "") if part]
    path = toolkit.url_for("hndigital_atom.changes")
    return f"{path}?{'&'.join(parts)}" if parts else path


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
