"""A place in a report, shown: `/digitalprojekte/bericht/<round>/…`, and the pictures of its pages.

What is marked comes from the edition's tables. An edition that is not public, or without its report, has none
of these pages; one that was withdrawn answers 410 (`gone`).
"""

from __future__ import annotations

from collections.abc import Callable

from ckan.plugins import toolkit
from ckanext.hndigital.answers import data_answer, error_page
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.pages.report import Report, report_of
from flask import Blueprint, Response

from hndigital.pages.printed import Printed

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_printed", __name__, url_prefix="/digitalprojekte/bericht/<berichtsstand>")


@blueprint.get("/vorhaben/<vorhaben_nr>/<feld>")
def value(berichtsstand: str, vorhaben_nr: str, feld: str) -> str | Response:
    """Show where a value of a project is printed."""
    return _page(berichtsstand, lambda report, lang: report.value(vorhaben_nr, feld, lang))


@blueprint.get("/hinweis/<int:nr>")
def finding(berichtsstand: str, nr: int) -> str | Response:
    """Show what a finding is about."""
    return _page(berichtsstand, lambda report, lang: report.finding(nr, lang))


@blueprint.get("/abgleich/<kennzahl>/<int:stelle>")
def total(berichtsstand: str, kennzahl: str, stelle: int) -> str | Response:
    """Show where the report states a number about its projects."""
    return _page(berichtsstand, lambda report, lang: report.total(kennzahl, stelle, lang))


@blueprint.get("/seite/<seite>")
def page(berichtsstand: str, seite: str) -> str | Response:
    """Show a page by the number that is printed on it."""
    return _page(berichtsstand, lambda report, lang: report.page(seite, lang))


@blueprint.get("/bild/<fingerprint>/<int:nummer>.webp")
@takes()
def picture(berichtsstand: str, fingerprint: str, nummer: int) -> Response:
    """Answer with the picture of a page; it never changes under its address (see `security.headers`)."""
    report = report_of(berichtsstand)
    found = report.picture(nummer) if report and fingerprint == report.fingerprint else None
    if found is None:
        return toolkit.abort(404, toolkit._("There is nothing of this name."))
    return data_answer(found, "image/webp", f"bericht-{berichtsstand}-seite-{nummer}.webp")


def _page(berichtsstand: str, look: Callable[[Report, str], Printed | None]) -> str | Response:
    report = report_of(berichtsstand)
    printed = look(report, toolkit.h.hndigital_lang()) if report else None
    if printed is None:
        return error_page(404, toolkit._("This place of the report is not known here."))
    return toolkit.render("hndigital_overview/printed.html", {"report": report, "printed": printed})
