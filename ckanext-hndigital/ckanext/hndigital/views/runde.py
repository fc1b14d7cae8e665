"""`/digitalprojekte/runde`: editors collect what the offices report for the next report."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.answers import attachment, editors_only, error_page
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.redaktion import steps as redaktion_steps
from ckanext.hndigital.redaktion import store as vorgaenge
from ckanext.hndigital.redaktion import words as redaktion_words
from ckanext.hndigital.redaktion.model import Refused
from ckanext.hndigital.runde import entering, folder, forms, reminding, standing, steps, store, words
from ckanext.hndigital.runde.offices import offices
from flask import Blueprint, request
from werkzeug.wrappers import Response

from hndigital.errors import HndigitalError
from hndigital.meldebogen.questions import NUMBER
from hndigital.values import whole_number

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_runde", __name__, url_prefix="/digitalprojekte/runde")
blueprint.before_request(editors_only)

_Page = str | Response | tuple[str, int]


@blueprint.get("")
def index() -> _Page:
    """Show the rounds, and the form that opens the next one."""
    return _index({})


def _index(entered: Any, problem: str = "") -> str:
    found = store.all_of_them()
    suggested = steps.next_round()
    known = {one.berichtsstand for one in found}
    return str(
        toolkit.render(
            "hndigital_runde/index.html",
            {
                "rounds": [(one, steps.is_closed(one)) for one in found],
                "suggested": suggested if suggested.get("berichtsstand") not in known else {},
                "published": bool(suggested),
                "entered": entered,
                "problem": problem,
                "say": redaktion_words,
            },
        )
    )


@blueprint.post("")
def create() -> _Page:
    """Open a round."""
    form = request.form
    try:
        made = steps.open_round(
            toolkit.current_user.name,
            *(form.get(name, "").strip() for name in ("berichtsstand", "stichtag", "frist")),
        )
    except (Refused, HndigitalError) as error:
        return _index(form, _said(error)), 400
    return toolkit.redirect_to("hndigital_runde.show", berichtsstand=made.berichtsstand)


@blueprint.get("/<berichtsstand>")
def show(berichtsstand: str) -> _Page:
    """Show a round: who has answered, what is missing, what contradicts, what changes."""
    return _show(berichtsstand)


def _show(berichtsstand: str, problem: str = "", received: Any = ()) -> _Page:
    round_ = store.find(berichtsstand)
    if round_ is None:
        return _unknown()
    try:
        stands = standing.standing(round_)
    except (Refused, HndigitalError) as error:
        return error_page(409, _said(error))
    found = offices(round_, stands)
    return toolkit.render(
        "hndigital_runde/round.html",
        {
            "round": round_,
            "is_closed": steps.is_closed(round_),
            "offices": [one for one in found if one.is_expected],
            "silent": [one for one in found if not one.is_expected],
            "stands": stands,
            "late": {one.id for office in found for one in office.late},
            "put_together": [one for one in map(vorgaenge.find, reversed(round_.put_together)) if one],
            "problem": problem,
            "received": received,
            "say": redaktion_words,
            "told": words,
            "megabytes": redaktion_steps.most_bytes() // 1_000_000,
        },
    )


@blueprint.post("/<berichtsstand>/frist")
def move(berichtsstand: str) -> _Page:
    """Set another last day for answers."""
    form = request.form
    return _step(berichtsstand, steps.move, form.get("frist", "").strip(), form.get("bisher", ""))


@blueprint.post("/<berichtsstand>/antworten")
def receive(berichtsstand: str) -> _Page:
    """Take returned Meldebögen; the page says what became of each file."""
    sent = [(one.filename or "", one.stream) for one in request.files.getlist("antwort") if one.filename]
    if not sent:
        return _refused(berichtsstand, toolkit._("Please choose one or several files."))
    try:
        told = steps.receive(toolkit.current_user.name, berichtsstand, sent)
    except KeyError:
        return _unknown()
    except (Refused, HndigitalError) as error:
        return _refused(berichtsstand, _said(error))
    if any(one.refused for one in told):
        page = _show(berichtsstand, received=told)
        return (page, 409) if isinstance(page, str) else page
    number = toolkit.ungettext("{number} file was taken.", "{number} files were taken.", len(told))
    toolkit.h.flash_success(number.format(number=len(told)))
    return toolkit.redirect_to("hndigital_runde.show", berichtsstand=berichtsstand)


@blueprint.post("/<berichtsstand>/antworten/<id>/<step>")
def lay_aside(berichtsstand: str, id: str, step: str) -> _Page:
    """Lay an answer aside (`weglegen`), or have it count again (`verwenden`)."""
    if step not in ("weglegen", "verwenden"):
        return _unknown()
    aside = step == "weglegen"
    return _step(berichtsstand, lambda user, name: steps.lay_aside(user, name, id, aside=aside))


@blueprint.post("/<berichtsstand>/wahl")
def choose(berichtsstand: str) -> _Page:
    """Choose which of contradicting answers counts."""
    asked = ("vorhaben_nr", "feld", "fundstelle", "bisher")
    return _step(berichtsstand, steps.choose, *(request.form.get(name, "") for name in asked))


@blueprint.post("/<berichtsstand>/zusammenstellen")
def put_together(berichtsstand: str) -> _Page:
    """Hand in what came in as the report of the round."""
    try:
        vorgang = steps.put_together(toolkit.current_user.name, berichtsstand)
    except KeyError:
        return _unknown()
    except (Refused, HndigitalError) as error:
        return _refused(berichtsstand, _said(error))
    return toolkit.redirect_to("hndigital_redaktion.show", id=vorgang.id)


@blueprint.post("/<berichtsstand>/verwerfen")
def discard(berichtsstand: str) -> _Page:
    """Give a round up."""
    try:
        steps.discard(toolkit.current_user.name, berichtsstand, request.form.get("runde", "").strip())
    except KeyError:
        return _unknown()
    except Refused as refused:
        return _refused(berichtsstand, str(refused))
    return toolkit.redirect_to("hndigital_runde.index")


@blueprint.get("/<berichtsstand>/meldeboegen.zip")
@takes()
def blank_forms(berichtsstand: str) -> Response:
    """Give the Meldebögen of a round, all at once."""
    round_ = store.find(berichtsstand)
    if round_ is None:
        return _unknown()
    try:
        content = forms.archive(round_)
    except (Refused, HndigitalError) as error:
        return error_page(409, _said(error))
    return attachment(io.BytesIO(content), f"meldeboegen-{berichtsstand}.zip")


@blueprint.get("/<berichtsstand>/<amt>/meldebogen.<form>")
@takes()
def blank_form(berichtsstand: str, amt: str, form: str) -> Response:
    """Give the Meldebogen of an office, as XLSX or ODS."""
    round_, sign = store.find(berichtsstand), forms.sign_of(amt)
    if round_ is None or sign is None or form not in forms.WRITERS:
        return _unknown()
    try:
        made = forms.form_of(round_, sign)
    except (Refused, HndigitalError) as error:
        return error_page(409, _said(error))
    return attachment(io.BytesIO(forms.WRITERS[form](made)), f"{made.name}.{form}")


@blueprint.get("/<berichtsstand>/antworten/<id>/datei")
def returned(berichtsstand: str, id: str) -> Response:
    """Give a returned file as it came in."""
    round_ = store.find(berichtsstand)
    answer = round_.answer(id) if round_ else None
    if round_ is None or answer is None:
        return _unknown()
    place = folder.file(round_, answer)
    if not place.is_file():
        return error_page(404, toolkit._("This file is not there (any more)."))
    return attachment(place.resolve(), answer.datei)


@blueprint.get("/<berichtsstand>/<amt>")
def office(berichtsstand: str, amt: str) -> _Page:
    """Show an office in a round: its answers, its form, what is missing, and the text to remind it with."""
    return _office(berichtsstand, amt)


def _office(berichtsstand: str, amt: str, problem: str = "") -> _Page:
    round_, sign = store.find(berichtsstand), forms.sign_of(amt)
    if round_ is None or sign is None:
        return _unknown()
    try:
        stands = standing.standing(round_)
        form = entering.office(round_, sign)
    except (Refused, HndigitalError) as error:
        return error_page(409, _said(error))
    found = next(one for one in offices(round_, stands) if one.amt == sign)
    today = datetime.now(redaktion_steps.time_zone()).date()
    return toolkit.render(
        "hndigital_runde/office.html",
        {
            "round": round_,
            "office": found,
            "form": form,
            "titles": stands["titles"],
            "is_closed": steps.is_closed(round_),
            "reminder": reminding.reminder(round_, found, stands["titles"], today),
            "problem": problem,
            "say": redaktion_words,
            "told": words,
        },
    )


@blueprint.get("/<berichtsstand>/<amt>/<nummer>")
def project(berichtsstand: str, amt: str, nummer: str) -> _Page:
    """Show the form of one project; `neu` is a new one."""
    return _project(berichtsstand, amt, nummer)


def _project(
    berichtsstand: str, amt: str, nummer: str, draft: entering.Draft | None = None, problem: str = ""
) -> _Page:
    round_, sign = store.find(berichtsstand), forms.sign_of(amt)
    if round_ is None or sign is None:
        return _unknown()
    try:
        form = entering.office(round_, sign)
    except (Refused, HndigitalError) as error:
        return error_page(409, _said(error))
    numbers = list(form.drafts)
    if nummer not in (*numbers, entering.NEW):
        return _unknown()
    shown = draft or form.drafts.get(nummer) or entering.Draft({"amt": sign})
    at = numbers.index(nummer) if nummer in numbers else len(numbers)
    return toolkit.render(
        "hndigital_runde/project.html",
        {
            "round": round_,
            "amt": sign,
            "slug": amt,
            "number": nummer,
            "is_new": nummer == entering.NEW,
            "draft": shown,
            "stored": form.drafts.get(nummer) if draft else None,
            "fields": entering.fields(shown),
            "before": numbers[at - 1] if at else "",
            "after": numbers[at + 1] if at + 1 < len(numbers) else "",
            "position": at + 1,
            "total": len(numbers),
            "is_closed": steps.is_closed(round_),
            "problem": problem,
            "say": redaktion_words,
        },
    )


@blueprint.post("/<berichtsstand>/<amt>/<nummer>")
def save(berichtsstand: str, amt: str, nummer: str) -> _Page:
    """Store a project's form, and go where the button says unless something is wrong with it."""
    round_, sign = store.find(berichtsstand), forms.sign_of(amt)
    if round_ is None or sign is None:
        return _unknown()
    sent = request.form
    version = whole_number(sent.get("version", "")) or 0
    draft = entering.Draft(entering.entered(sent), gone=bool(sent.get("entfallen")), version=version)
    try:
        made = entering.save(toolkit.current_user.name, round_, sign, nummer, draft)
    except (Refused, HndigitalError) as error:
        page = _project(berichtsstand, amt, nummer, draft, _said(error))
        return (page, 409) if isinstance(page, str) else page
    there = {"berichtsstand": berichtsstand, "amt": amt}
    number = made.texts[NUMBER]
    towards = sent.get("weiter", "")
    if made.errors or not towards:
        return toolkit.redirect_to("hndigital_runde.project", nummer=number, **there)
    if towards == "amt":
        return toolkit.redirect_to("hndigital_runde.office", **there)
    return toolkit.redirect_to("hndigital_runde.project", nummer=towards, **there)


@blueprint.post("/<berichtsstand>/<amt>/abgeben")
def hand_in(berichtsstand: str, amt: str) -> _Page:
    """Hand in an office's form as its answer."""
    return _answered(berichtsstand, amt, entering.hand_in)


@blueprint.post("/<berichtsstand>/<amt>/fehlanzeige")
def nothing(berichtsstand: str, amt: str) -> _Page:
    """Answer for an office that it has nothing to report."""
    return _answered(berichtsstand, amt, entering.none)


def _answered(berichtsstand: str, amt: str, step: Any) -> _Page:
    round_, sign = store.find(berichtsstand), forms.sign_of(amt)
    if round_ is None or sign is None:
        return _unknown()
    try:
        step(toolkit.current_user.name, round_, sign)
    except (Refused, HndigitalError) as error:
        page = _office(berichtsstand, amt, _said(error))
        return (page, 409) if isinstance(page, str) else page
    toolkit.h.flash_success(toolkit._("The answer was taken."))
    return toolkit.redirect_to("hndigital_runde.office", berichtsstand=berichtsstand, amt=amt)


def _step(berichtsstand: str, step: Any, *given: str) -> _Page:
    """Take a step and show the round again; where it is not to be taken, the page says why."""
    try:
        step(toolkit.current_user.name, berichtsstand, *given)
    except KeyError:
        return _unknown()
    except (Refused, HndigitalError) as error:
        return _refused(berichtsstand, _said(error))
    return toolkit.redirect_to("hndigital_runde.show", berichtsstand=berichtsstand)


def _refused(berichtsstand: str, sentence: str) -> _Page:
    page = _show(berichtsstand, sentence)
    return (page, 409) if isinstance(page, str) else page


def _said(error: Refused | HndigitalError) -> str:
    return error.message(toolkit.h.hndigital_lang()) if isinstance(error, HndigitalError) else str(error)


def _unknown() -> Response:
    return error_page(404, toolkit._("There is no such round, office or file."))
