"""Head and foot of every page: navigation, links that the law asks for, logo and colour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import config, in_charge, texts
from ckanext.hndigital.beside import hndigital_has
from ckanext.hndigital.language import page_language
from flask import g, request

from hndigital.projects import DATASET_TYPE

__all__ = [
    "Link",
    "hndigital_favicon",
    "hndigital_footer",
    "hndigital_logo",
    "hndigital_navigation",
    "hndigital_reports",
    "hndigital_several_organizations",
    "hndigital_theme_url",
]

_MARK = "/hndigital/mark.svg"
#: Where CKAN's own logo and icon lie: a city's portal shows the plugin's neutral mark in their place.
_STOCK = "/base/images/ckan"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the frame: address, text in the page's language, whether the page belongs to it."""

    url: str
    title: str
    current: bool = False


def hndigital_navigation() -> list[Link]:
    """Return the links of the main navigation."""
    shown = {
        **_several(),
        "digitalprojekte.index": hndigital_reports() or toolkit.current_user.is_authenticated,
    }
    entries = [
        ("digitalprojekte.index", toolkit._("Digital projects"), ("digitalprojekte", "digitalprojekt")),
        ("dataset.search", toolkit._("Datasets"), ("dataset", "resource", "dataset_resource")),
        ("organization.index", toolkit._("Organizations"), ("organization",)),
        ("group.index", toolkit._("Groups"), ("group",)),
        ("home.about", toolkit._("About"), ()),
    ]
    here = request.blueprint or ""
    return [
        Link(toolkit.url_for(endpoint), title, current=here in blueprints or request.endpoint == endpoint)
        for endpoint, title, blueprints in entries
        if shown.get(endpoint, True)
    ]


def hndigital_reports() -> bool:
    """Return whether somebody who reads finds a project here: else no link leads to projects.

    Asked once for a page. While the database is away nobody knows, and the page says so: they are linked.
    """
    if "hndigital_reports" not in g:
        g.hndigital_reports = _any_project()
    return bool(g.hndigital_reports)


def _any_project() -> bool:
    project = sa.exists().where(
        model.Package.type == DATASET_TYPE, model.Package.state == "active", ~model.Package.private
    )
    try:
        return bool(model.Session.scalar(sa.select(project)))
    except sa.exc.SQLAlchemyError:
        model.Session.rollback()
        return True


def hndigital_several_organizations() -> bool:
    """Return whether there is a list of organisations to choose from."""
    return _several()["organization.index"]


def _several() -> dict[str, bool]:
    """Return whether there is something to choose in the lists of organisations and of groups.

    While the database is away nobody knows, and the page says so: both are linked.
    """
    counts = sa.select(model.Group.is_organization, sa.func.count()).where(model.Group.state == "active")
    try:
        found = dict(model.Session.execute(counts.group_by(model.Group.is_organization)).all())
    except sa.exc.SQLAlchemyError:
        model.Session.rollback()
        found = {True: 2, False: 1}
    return {"organization.index": found.get(True, 0) > 1, "group.index": found.get(False, 0) > 0}


def hndigital_footer(part: str) -> list[Link]:
    """Return the links of a part of the footer: "about" or "data"."""
    return list(_about() if part == "about" else _data())


def _about() -> Iterator[Link]:
    yield from _own_page("imprint", toolkit._("Imprint"), config.imprint_url())
    yield from _own_page("privacy", toolkit._("Privacy"), config.privacy_url())
    yield Link(toolkit.url_for("hndigital_theme.accessibility"), toolkit._("Accessibility"))
    if hndigital_reports():
        yield Link(toolkit.url_for("hndigital_info.plain"), toolkit._("Digital projects in plain language"))
    mail = f"mailto:{in_charge.portal_mail()}" if in_charge.portal_mail() else ""
    yield from _own_page("contact", toolkit._("Contact"), config.contact_url(), mail)


def _own_page(page: str, title: str, elsewhere: str, otherwise: str = "") -> Iterator[Link]:
    """Yield the link to a page that the operator has elsewhere, has written here, or what stands for it."""
    here = toolkit.url_for(f"hndigital_theme.{page}") if texts.page_text(page, page_language()) else ""
    if address := elsewhere or here or otherwise:
        yield Link(address, title)


def _data() -> Iterator[Link]:
    yield Link(toolkit.url_for("dataset.search"), toolkit._("All datasets"))
    reports = hndigital_reports()
    if reports:
        register = toolkit.url_for("dataset.read", id=config.register_name())
        yield Link(register, toolkit._("Data of the digital projects"))
    yield Link(toolkit.url_for("hndigital_api.page"), toolkit._("For developers"))
    if hndigital_has("dcat"):
        yield Link(toolkit.url_for("hndigital_quality.catalog"), toolkit._("Metadata quality"))
    if reports:
        feed = toolkit.url_for("hndigital_atom.changes", locale="default")
        yield Link(feed, toolkit._("Changes as a feed"))
    if hndigital_has("dcat") and config.portal_feeds():
        home = toolkit.url_for("home.index", locale="default")
        yield Link(f"{home}catalog.ttl", toolkit._("Catalogue as DCAT-AP.de"))


def hndigital_logo() -> str:
    """Return the address of the logo: `ckan.site_logo`, the plugin's mark in place of CKAN's own."""
    return _own_or_mark(str(toolkit.config.get("ckan.site_logo") or ""))


def hndigital_favicon() -> str:
    """Return the address of the page's icon: `ckan.favicon`, the plugin's mark in place of CKAN's own."""
    return _own_or_mark(str(toolkit.config.get("ckan.favicon") or ""))


def _own_or_mark(address: str) -> str:
    chosen = _MARK if not address or address.startswith(_STOCK) else address
    return str(toolkit.h.url_for_static_or_external(chosen))


def hndigital_theme_url() -> str:
    """Return the address of the style sheet with the configured colour, "" while it is the default."""
    colour = config.theme_color()
    if colour == config.THEME_COLOR:
        return ""
    return str(toolkit.url_for("hndigital_theme.colour", locale="default", v=colour.lstrip("#")))
