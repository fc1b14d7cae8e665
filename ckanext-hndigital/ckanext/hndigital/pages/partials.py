"""What the core's partials (`hndigital.pages`) need of the portal: its addresses, words in its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ckan.plugins import toolkit
from ckan.types import CKANApp
from ckanext.hndigital import config, dcat, in_charge
from ckanext.hndigital.beside import hndigital_has
from ckanext.hndigital.language import page_language
from ckanext.hndigital.pages import pictures
from ckanext.hndigital.pages.report import has_report
from ckanext.hndigital.pages.selection import Selection
from ckanext.hndigital.register import reading
from flask import g, request
from werkzeug.local import LocalProxy

from hndigital.charts import Bar, Chart
from hndigital.dcat.serialize import FORMATS, RdfFormat
from hndigital.pages.feedback import letter
from hndigital.pages.links import Links
from hndigital.pages.words import Words
from hndigital.projects import project_name

__all__ = ["PortalLinks", "register"]

_RESULTS = "#hnd-results"


def register(app: CKANApp) -> None:
    """Give every template `words` and `link`; a page of a selection brings a `link` of its own.

    They are globals, since CKAN renders a `{% snippet %}` without Flask's context processors.
    """
    app.jinja_env.globals |= {
        "words": LocalProxy(lambda: Words(page_language())),
        "link": LocalProxy(_links),
    }


def _links() -> PortalLinks:
    """Return the links of the present request, which ask for the editions once."""
    if "hndigital_links" not in g:
        g.hndigital_links = PortalLinks()
    return cast(PortalLinks, g.hndigital_links)


@dataclass(slots=True)
class PortalLinks(Links):
    """The portal's addresses, as a page that shows `selection` leads to them."""

    selection: Selection = field(default_factory=Selection)
    _editions: dict[str, str] | None = None
    _reports: frozenset[str] = frozenset()

    @property
    def forms(self) -> Mapping[str, RdfFormat]:
        """See `Links`; RDF comes with another plugin."""
        return FORMATS if hndigital_has("dcat") else {}

    def project(self, number: str) -> str:
        """See `Links`."""
        return str(toolkit.url_for("digitalprojekt.read", id=project_name(number)))

    def edition(self, berichtsstand: str) -> str:
        """See `Links`; an edition that is not public has none."""
        name = self._edition(berichtsstand)
        return str(toolkit.url_for("dataset.read", id=name)) if name else ""

    def register(self) -> str:
        """See `Links`."""
        return str(toolkit.url_for("dataset.read", id=config.register_name()))

    def codelist(self, name: str, code: str = "") -> str:
        """See `Links`."""
        return f"{toolkit.url_for('hndigital_codelists.page', name=name)}{'#' if code else ''}{code}"

    def data(self, dataset: str) -> str:
        """See `Links`."""
        kind = "digitalprojekt" if dataset.startswith(project_name("")) else "dataset"
        return str(toolkit.url_for(f"{kind}.read", id=dataset, locale="default"))

    def table(self, berichtsstand: str, name: str, suffix: str) -> str:
        """See `Links`."""
        edition = self._edition(berichtsstand)
        asked = {"name": edition, "table_name": name, "suffix": suffix, "locale": "default"}
        return str(toolkit.url_for("hndigital_tables.table_rows", **asked)) if edition else ""

    def picture(self, name: str, suffix: str) -> str:
        """See `Links`."""
        return str(toolkit.h.hndigital_download_url(self.selection, suffix, name))

    def projects(self, **filters: str | Sequence[str]) -> str:
        """See `Links`."""
        return str(toolkit.h.hndigital_url(Selection().only(**filters)))

    def narrowed(self, **filters: str | Sequence[str]) -> str:
        """See `Links`."""
        selection = self.selection.as_view("liste") if self.selection.view == "bilder" else self.selection
        for name, value in filters.items():
            selection = selection.with_filter(name, value)
        return _results(selection)

    def counted(self, berichtsstand: str, filters: Mapping[str, str]) -> str:
        """See `Links`."""
        return _results(Selection(berichtsstand=berichtsstand).only(**filters))

    def behind(self, chart: Chart, bar: Bar) -> str:
        """See `Links`."""
        selection = pictures.behind(chart, bar, self.selection)
        return _results(selection.as_view("liste")) if selection else ""

    def letter(self, title: str, value: str = "", place: str = "", office: str = "") -> str:
        """See `Links`; the address is what staff say of office or portal, else that which feeds say."""
        contact = dcat.settings().contact
        email = in_charge.mail_of(office) or in_charge.portal_mail() or contact.email
        if not email:  # another page knows nothing of a value: there one link is enough
            return "" if value else contact.url or ""
        page = f"{config.origin()}{toolkit.h.url_for(request.full_path.rstrip('?'))}"
        return letter(email, title, page, page_language(), value=value, place=place)

    def value(self, berichtsstand: str, vorhaben_nr: str, feld: str) -> str:
        """See `Links`."""
        return self._in_report("value", berichtsstand, vorhaben_nr=vorhaben_nr, feld=feld)

    def finding(self, berichtsstand: str, number: str) -> str:
        """See `Links`."""
        return self._in_report("finding", berichtsstand, nr=int(number))

    def total(self, berichtsstand: str, kennzahl: str, place: int) -> str:
        """See `Links`."""
        return self._in_report("total", berichtsstand, kennzahl=kennzahl, stelle=place)

    def report_page(self, berichtsstand: str, seite: str) -> str:
        """See `Links`."""
        return self._in_report("page", berichtsstand, seite=seite)

    def report_picture(self, berichtsstand: str, fingerprint: str, number: int) -> str:
        """See `Links`."""
        asked = {"fingerprint": fingerprint, "nummer": number, "locale": "default"}
        return self._in_report("picture", berichtsstand, **asked)

    def _in_report(self, view: str, berichtsstand: str, **asked: Any) -> str:
        """Return the address of a page about the report of a round, "" where the report is not published."""
        self._edition(berichtsstand)
        if berichtsstand not in self._reports:
            return ""
        return str(toolkit.url_for(f"hndigital_printed.{view}", berichtsstand=berichtsstand, **asked))

    def matrix(self) -> str:
        """See `Links`."""
        return _results(self.selection.as_view("matrix"))

    def sorted_by(self, column: str) -> str:
        """See `Links`."""
        return _results(self.selection.sorted_by(column))

    def order(self, column: str) -> str:
        """See `Links`."""
        if self.selection.sort != column:
            return ""
        return "descending" if self.selection.descending else "ascending"

    def _edition(self, berichtsstand: str) -> str:
        """Return the name of a public edition's dataset, "" if there is none; asks for them once."""
        if self._editions is None:
            editions = reading.editions()
            self._editions = {one["berichtsstand"]: one["name"] for one in editions}
            self._reports = frozenset(one["berichtsstand"] for one in editions if has_report(one))
        return self._editions.get(berichtsstand, "")


def _results(selection: Selection) -> str:
    """Return the address of a selection's list on the overview."""
    return f"{toolkit.h.hndigital_url(selection)}{_RESULTS}"
