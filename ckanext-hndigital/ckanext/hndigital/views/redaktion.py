"""`/digitalprojekte/redaktion`: editors publish a report and withdraw one, in a browser."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.answers import attachment as _private
from ckanext.hndigital.answers import editors_only, error_page
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.internals import jobs as queue
from ckanext.hndigital.redaktion import deciding, folder, jobs, places, rounds, steps, store, words
from ckanext.hndigital.redaktion.model import OPEN, RUNNING, Refused, State, Vorgang
from ckanext.hndigital.register import reading
from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from hndigital.errors import PackageError, ReportError
from hndigital.meldebogen.form import following_round
from hndigital.outside import shown
from hndigital.pages.printed import Printed
from hndigital.reporting import FORMS
from hndigital.schemas import codelist

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_redaktion", __name__, url_prefix="/digitalprojekte/redaktion")
blueprint.before_request(editors_only)

_SEVERITIES = ("fehler", "warnung", "hinweis")
_Page = str | Response | tuple[str, int]


@blueprint.get("")
def index() -> _Page:
    """Show what is under way, what is published, and the form for a report."""
    return _index({})


def _index(entered: Any, problem: str = "") -> _Page:
    return toolkit.render(
        "hndigital_redaktion/index.html",
        {
            "vorgaenge": store.all_of_them(),
            "editions": reading.editions(),
            "entered": entered,
            "problem": problem,
            "say": words,
            "megabytes": steps.most_bytes() // 1_000_000,
            "workers": queue.workers(),
            "last_run": store.last_run(),
            "due": [one for one in store.all_of_them() if one.state is State.RELEASED and one.due],
            "sources": [shown(address) for address in config.redaktion_sources()],
            "next_run": words.next_run(store.last_run()),
            "forms": list(FORMS),
        },
    )


@blueprint.post("")
def create() -> _Page:
    """Take a report, and have it read."""
    sent = [(one.filename, one.stream) for one in request.files.getlist("bericht") if one.filename]
    try:
        vorgang = steps.create(
            toolkit.current_user.name,
            steps.stated_in(request.form),
            sent,
            request.form.get("adresse", ""),
            request.form.get("kennwort", ""),
        )
    except Refused as refused:
        return str(_index(request.form, str(refused))), 400
    return toolkit.redirect_to("hndigital_redaktion.show", id=vorgang.id)


@blueprint.get("/meldeboegen.zip")
@takes()
def blank_forms() -> Response:
    """Give the forms in which offices report for the next round, prefilled with the newest one."""
    try:
        package = rounds.published_package()
    except PackageError as error:
        return error_page(409, error.message(toolkit.h.hndigital_lang()))
    if package is None:
        return error_page(404, toolkit._("Nothing is published yet from which forms could be made."))
    content = io.BytesIO(rounds.form_archive(package))
    return _private(content, f"meldeboegen-{following_round(package.berichtsstand)}.zip")


@blueprint.get("/wortlaute")
def wordings() -> _Page:
    """Show the wordings that editors have named, with who, when and why, and those taken back."""
    return _wordings()


def _wordings(problem: str = "") -> _Page:
    about = {"wordings": deciding.wordings(), "problem": problem, "say": words}
    return toolkit.render("hndigital_redaktion/wordings.html", about)


@blueprint.post("/wortlaute")
def revoke() -> _Page:
    """Take back a named wording: reports that are read from now on don't know it."""
    try:
        deciding.revoke(toolkit.current_user.name, request.form.get("wortlaut", ""))
    except Refused as refused:
        return str(_wordings(str(refused))), 409
    return toolkit.redirect_to("hndigital_redaktion.wordings")


@blueprint.get("/wortlaute.yaml")
@takes()
def wordings_file() -> Response:
    """Give the named wordings as `hndigital harvest --decisions` takes them."""
    said = deciding.decisions().to_yaml()
    return _private(io.BytesIO(said.encode()), "wortlaute.yaml")


@blueprint.get("/<id>/zelle")
def cell(id: str) -> _Page:
    """Show a value of a project as it was read, and the form that corrects it."""
    vorgang = store.find(id)
    found = vorgang and deciding.cell(vorgang, request.args.get("vorhaben", ""), request.args.get("feld", ""))
    if not vorgang or not found:
        return error_page(
            404, toolkit._("This report has no such value. Please choose it on the report’s page.")
        )
    return _unkept(_cell(vorgang, found, {}))


def _cell(vorgang: Vorgang, found: deciding.Cell, entered: Any, problem: str = "") -> str:
    printed = (
        places.Places(vorgang).value(asdict(found), toolkit.h.hndigital_lang()) if found.fundstelle else None
    )
    about = {"vorgang": vorgang, "cell": found, "entered": entered, "problem": problem}
    return str(toolkit.render("hndigital_redaktion/cell.html", about | _place(vorgang, printed)))


def _place(vorgang: Vorgang, printed: Printed | None) -> dict[str, Any]:
    return {"printed": printed, "places": places.Places(vorgang), "links": places.PlaceLinks(vorgang)}


@blueprint.get("/<id>/stelle/<int:nr>")
def place(id: str, nr: int) -> _Page:
    """Show where the report has what a finding is about."""
    vorgang = store.find(id)
    printed = places.Places(vorgang).finding(nr, toolkit.h.hndigital_lang()) if vorgang else None
    if vorgang is None or printed is None:
        return error_page(404, toolkit._("This place of the report is not known here."))
    about = {"vorgang": vorgang, **_place(vorgang, printed)}
    return _unkept(str(toolkit.render("hndigital_redaktion/place.html", about)))


@blueprint.get("/<id>/seiten/<int:nummer>.webp")
@takes()
def page_picture(id: str, nummer: int) -> Response:
    """Give the picture of a page of the report, to editors alone."""
    vorgang = store.find(id)
    found = places.picture(vorgang, nummer) if vorgang else None
    if found is None:
        return error_page(404, toolkit._("There is nothing of this name."))
    return _unkept(Response(found, content_type="image/webp"))


def _unkept(content: Any) -> Response:
    """Return an answer that nobody keeps."""
    answer: Response = make_response(content)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/<id>")
def show(id: str) -> _Page:
    """Show a Vorgang: its state, what was found, what would be published, and what can be done now."""
    vorgang = store.find(id)
    return _show(vorgang) if vorgang else _unknown()


def _show(vorgang: Vorgang, problem: str = "") -> str:
    found, plan_text = _found(vorgang)
    lang = toolkit.h.hndigital_lang()
    cells = deciding.cells(vorgang) if vorgang.state is State.READ else {}
    return str(
        toolkit.render(
            "hndigital_redaktion/vorgang.html",
            {
                "vorgang": vorgang,
                "problem": problem,
                "say": words,
                "state": words.state(vorgang),
                "is_running": vorgang.state in RUNNING or jobs.is_due(vorgang),
                "is_open": vorgang.state in OPEN,
                "waiting": words.waiting(vorgang, queue.workers()),
                "found": found,
                "groups": _groups(found.get("findings", []), lang),
                "unknown": deciding.unknown(found, lang),
                "cells": cells,
                "fields": sorted(set().union(*cells.values())),
                "plan_text": plan_text,
                "second_person": config.second_person(),
                "zone": str(steps.time_zone()),
                "has_files": folder.file(vorgang, folder.PLAN).is_file(),
                "keep_days": config.redaktion_keep_days(),
            },
        )
    )


def _found(vorgang: Vorgang) -> tuple[dict[str, Any], str]:
    """Return what reading has found and the plan's details, both empty where the files are lost."""
    found = folder.found(vorgang)
    try:
        said = folder.file(vorgang, folder.WORDS[toolkit.h.hndigital_lang()]).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}, ""
    return found, said if found else ""


def _groups(findings: list[dict[str, Any]], lang: str) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Return findings by severity and kind, the worst first: severity, kind in words, findings."""
    kinds: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in findings:
        kinds.setdefault((one["schwere"], one["code"]), []).append(one)
    known = codelist("hinweiscode")
    ordered = sorted(kinds.items(), key=lambda kind: _SEVERITIES.index(kind[0][0]))
    return [(severity, known[code].label(lang), ones) for (severity, code), ones in ordered]


_STEPS = {
    "angaben": lambda user, id, form: steps.restate(user, id, steps.stated_in(form)),
    "fehler-annehmen": lambda user, id, form: steps.accept(user, id, form.get("grund", "")),
    "veroeffentlichen": lambda user, id, form: steps.release(
        user, id, form.get("plan", ""), form.get("wann", "")
    ),
    "zustimmen": lambda user, id, form: steps.agree(user, id, form.get("plan", "")),
    "zuruecknehmen": lambda user, id, _form: steps.take_back(user, id),
    "weiter": lambda user, id, _form: steps.again(user, id),
    "verwerfen": lambda user, id, _form: steps.discard(user, id),
    "kennwort": lambda user, id, form: steps.unlock(user, id, form.get("kennwort", "")),
    "wortlaute": lambda user, id, form: deciding.name_wordings(user, id, form),
    "berichtigen": lambda user, id, form: deciding.correct(user, id, form),
    "berichtigung-entfernen": lambda user, id, form: deciding.take_back(user, id, form),
}
"""What a button does, by the last part of its address."""


@blueprint.post("/<id>/<step>")
def take(id: str, step: str) -> _Page:
    """Take a step; where it is not to be taken now, the page says why."""
    try:
        _STEPS[step](toolkit.current_user.name, id, request.form)
    except KeyError:
        return _unknown()
    except Refused as refused:
        vorgang = store.find(id)
        if vorgang is None:
            return _unknown()
        form = request.form
        found = step == "berichtigen" and deciding.cell(
            vorgang, form.get("vorhaben_nr", ""), form.get("feld", "")
        )
        said = str(refused)
        return (_cell(vorgang, found, form, said) if found else _show(vorgang, said)), 409
    return toolkit.redirect_to("hndigital_redaktion.show", id=id)


@blueprint.get("/<id>/entscheidungen.yaml")
@takes()
def decisions_file(id: str) -> Response:
    """Give what this report is read with, as `hndigital harvest --decisions` takes it."""
    vorgang = store.find(id)
    if vorgang is None:
        return _unknown()
    return _private(io.BytesIO(deciding.decisions(vorgang).to_yaml().encode()), "entscheidungen.yaml")


@blueprint.get("/<id>/<any('plan.json','paket.zip','quelle'):datei>")
def download(id: str, datei: str) -> _Page:
    """Give a file of a Vorgang to whoever may see it, always as an attachment."""
    vorgang = store.find(id)
    if vorgang is None:
        return _unknown()
    name, place = vorgang.name or "bericht", folder.of(vorgang) / "quelle" / (vorgang.name or "bericht")
    if datei == "paket.zip":
        name = f"{vorgang.result.get('name') or 'paket'}.zip"
        place = folder.package(vorgang) / name
    elif datei == "plan.json":
        name, place = datei, folder.file(vorgang, folder.PLAN)
    if not place.is_file():
        return error_page(404, toolkit._("This file is not there (any more)."))
    return _private(place.resolve(), name)


@blueprint.get("/ausgabe/<berichtsstand>")
def round_page(berichtsstand: str) -> _Page:
    """Say what withdrawing a round would do, and ask for the reason."""
    return _round(berichtsstand, {})


def _round(berichtsstand: str, entered: Any, problem: str = "") -> _Page:
    try:
        found = steps.foreseen(toolkit.current_user.name, berichtsstand)
    except (toolkit.ValidationError, toolkit.ObjectNotFound):
        return _no_such_round(berichtsstand)
    kinds: dict[str, int] = {}
    for entry in found["plan"]:
        kinds[entry["objekt"]] = kinds.get(entry["objekt"], 0) + 1
    about = {"found": found, "kinds": kinds, "berichtsstand": berichtsstand}
    return toolkit.render(
        "hndigital_redaktion/withdraw.html", {**about, "entered": entered, "problem": problem}
    )


@blueprint.get("/ausgabe/<berichtsstand>/bericht.<form>")
@takes()
def made_report(berichtsstand: str, form: str) -> Response:
    """Give the report that a published round makes, to be edited, printed or read."""
    if form not in FORMS:
        return error_page(404, toolkit._("There is no such form of the report."))
    try:
        made = rounds.made_report(berichtsstand, form)
    except (PackageError, ReportError) as error:
        return error_page(409, error.message(toolkit.h.hndigital_lang()))
    if made is None:
        return _no_such_round(berichtsstand)
    return _private(io.BytesIO(made), f"digitalbericht-{berichtsstand}.{form}")


def _no_such_round(berichtsstand: str) -> Response:
    sentence = toolkit._("There is no published report of round “{value}”.")
    return error_page(404, sentence.format(value=berichtsstand))


@blueprint.post("/ausgabe/<berichtsstand>")
def withdraw(berichtsstand: str) -> _Page:
    """Have a round withdrawn."""
    form = request.form
    try:
        vorgang = steps.withdraw(
            toolkit.current_user.name, berichtsstand, form.get("plan", ""), form.get("grund", "")
        )
    except Refused as refused:
        page = _round(berichtsstand, form, str(refused))
        return (page, 409) if isinstance(page, str) else page
    except (toolkit.ValidationError, toolkit.ObjectNotFound):
        return _round(berichtsstand, form)
    return toolkit.redirect_to("hndigital_redaktion.show", id=vorgang.id)


def _unknown() -> Response:
    return error_page(404, toolkit._("There is no such report under way."))
