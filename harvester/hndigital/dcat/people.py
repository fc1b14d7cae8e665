"""Bodies, people and places in the fields of a CKAN dataset, however its schema holds them.

Flat (`publisher_name`, as extras and GovData have them) or as a list of objects (`publisher`, as the schemas
of ckanext-dcat have it).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..addresses import same
from ..characters import one_line
from . import codes, places
from .ckan_values import Package, address, email, field, moment
from .iris import Iris
from .model import Agent, Contact, Location, Period, text, text_in
from .settings import DcatSettings

__all__ = ["CONTACT", "PERSON", "agents", "contact_of", "locations", "objects", "parts", "periods"]

Values = Mapping[str, str]
PERSON = ("uri", "name", "email", "url", "type")
"""What is said of a body in a role."""
CONTACT = ("uri", "name", "email", "url", "tel", "street", "zip", "city", "country")
"""What is said of whom to ask."""


def objects(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list that CKAN holds as such or as JSON; [] for anything else."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except (json.JSONDecodeError, RecursionError):
            return []
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def parts(package: Package, name: str, flat: str, keys: tuple[str, ...]) -> list[Values]:
    """Return the values of a composite field: those of each object in the list `name`, or the flat ones."""
    listed = objects(package.get(name) or field(package, name))
    if not listed:
        listed = [{key: field(package, f"{flat}_{key}") for key in keys}]
    read = [{key: _word(one.get(key)) for key in keys} for one in listed]
    return [one for one in read if any(one.values())]


def _word(value: object) -> str:
    if isinstance(value, (dict, list)):
        return json.dumps(value) if value else ""
    return str(value or "").strip()


def agents(
    package: Package, role: str, iri: str, settings: DcatSettings, node: str = ""
) -> tuple[Agent, ...]:
    """Return the bodies in a role ("publisher", "originator" …) of the dataset with the IRI `iri`.

    One IRI has one name: who uses the city's for another body, or one of ours, has a node of its own.
    """
    found = []
    for number, one in enumerate(parts(package, role, role, PERSON)):
        name = one_line(one["name"])
        if not name and number == 0 and role in ("author", "maintainer"):
            name = one_line(field(package, role))
        own = f"{iri}#{node or role}{number or ''}"
        uri = _foreign(one["uri"], iri, settings)
        taken = bool(uri) and same(uri) == same(settings.publisher.iri)
        mail, page = email(one["email"]), address(one["url"])
        if taken and name in ("", *(one.value for one in settings.publisher_name[:1])):
            found.append(settings.publisher)
        # who is named by an address alone is called by it: anybody else's name would be untrue
        elif called := name or uri or mail or page:
            found.append(
                Agent(
                    iri=own if taken or not uri else uri,
                    name=text(called),
                    type_iri=codes.listed("publisher_type", one["type"]),
                    email=mail,
                    homepage=page,
                    otherwise=own,
                )
            )
    if not found and role in ("author", "maintainer") and (name := one_line(field(package, role))):
        found.append(Agent(f"{iri}#{role}", text(name)))
    return tuple(found)


def _foreign(value: str, iri: str, settings: DcatSettings) -> str:
    """Return an IRI that somebody else gave out, "" for one of the portal's own or the dataset's."""
    uri = address(value)
    if same(uri) == same(settings.publisher.iri):
        return uri
    return "" if same(uri) == same(iri) or Iris(settings).is_ours(uri) else uri


def contact_of(package: Package, iri: str, settings: DcatSettings) -> Contact | None:
    """Return whom to ask: the dataset's contact, else its maintainer or author, with e-mail or page (K01)."""
    for role in ("contact", "maintainer", "author"):
        listed = parts(package, role, role, CONTACT)
        for one in listed:
            name = one_line(one["name"]) or (one_line(field(package, role)) if role != "contact" else "")
            mail, url = email(one["email"]), address(one["url"])
            if mail or url:
                own = f"{iri}#kontakt"
                uri = _foreign(one["uri"], iri, settings)
                return Contact(
                    iri=own if not uri or same(uri) == same(settings.publisher.iri) else uri,
                    name=name or mail or url,
                    email=mail,
                    url=url,
                    telephone=one_line(one["tel"]).removeprefix("tel:"),
                    street=one_line(one["street"]),
                    postal_code=one_line(one["zip"]),
                    locality=one_line(one["city"]),
                    country=one_line(one["country"]),
                    otherwise=own,
                )
    return None


def locations(package: Package, iri: str, settings: DcatSettings, tag: str = "de") -> tuple[Location, ...]:
    """Return the places that a dataset names; () for the city itself, which the settings describe."""
    keys = ("uri", "text", "geom", "bbox", "centroid")
    listed = parts(package, "spatial_coverage", "spatial", keys)
    plain = field(package, "spatial")
    if plain and not objects(package.get("spatial_coverage")):
        one = {key: field(package, f"spatial_{key}") for key in keys}
        known = plain if plain.startswith("{") else places.stored(plain, settings)
        kind = "geom" if places.geometry(known) else "uri"
        listed = [{**one, kind: one[kind] or known}]
    found = (_location(one, f"{iri}#ort{number or ''}", settings, tag) for number, one in enumerate(listed))
    return tuple(place for place in found if place)


def _location(one: Values, own: str, settings: DcatSettings, tag: str) -> Location | None:
    uri = address(one["uri"])
    uri = "" if Iris(settings).is_ours(uri) else uri
    shape, bounds, middle = (places.geometry(one[key]) for key in ("geom", "bbox", "centroid"))
    label = text_in(one_line(one["text"]), tag)
    has_shape = bool(shape or bounds or middle)
    if not has_shape and (same(uri) == same(settings.place_uri) or not (uri or label)):
        return settings.place if uri else None
    city = same(uri) == same(settings.place_uri)
    box = bounds or shape
    return Location(
        iri=own if city or not uri else uri,
        label=label,
        bbox=places.box(box) if box else "",
        centroid=places.well_known_text(middle) if middle else "",
        geometry=places.well_known_text(shape) if shape else "",
        otherwise=own,
    )


def periods(package: Package, iri: str) -> tuple[Period, ...]:
    """Return the periods that a dataset covers; a single one has the node that it always had."""
    listed = parts(package, "temporal_coverage", "temporal", ("start", "end"))
    times = [(moment(one["start"]), moment(one["end"])) for one in listed]
    return tuple(
        Period(f"{iri}#zeitraum{number or ''}", start, end)
        for number, (start, end) in enumerate(times)
        if start or end
    )
