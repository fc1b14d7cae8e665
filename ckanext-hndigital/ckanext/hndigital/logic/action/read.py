"""Actions that read the register. All are free of side effects (GET works) and open to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from importlib.metadata import version
from typing import Any

import flask
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context, DataDict
from ckanext.hndigital import belonging, config, dcat, links, upgrade
from ckanext.hndigital.choices import reported_fields
from ckanext.hndigital.dataset_type import fields_of_types
from ckanext.hndigital.logic import schema
from ckanext.hndigital.logic.checked import checked
from ckanext.hndigital.publication import comparing, versions
from ckanext.hndigital.register import filtering, hidden, reading, revision, store
from ckanext.hndigital.register.selecting import Selected, select
from ckanext.hndigital.register.shown import Shown, current, of_edition
from ckanext.hndigital.search import indexing
from ckanext.hndigital.search.text import numbers_found
from ckanext.hndigital.search.words import numbers_with
from ckanext.hndigital.visibility import is_public

from hndigital.dcat.settings import options_of
from hndigital.projects import DATASET_TYPE, number_of, project_name
from hndigital.schemas import codelist, schema_version

__all__ = [
    "digitalprojekt_check",
    "digitalprojekt_list",
    "digitalprojekt_matrix",
    "digitalprojekt_show",
    "digitalprojekt_state",
    "digitalprojekt_statistik",
]


def _head(shown: Shown) -> dict[str, Any]:
    """Return what all answers say of the round that their rows are from."""
    return {
        "berichtsstand": shown.berichtsstand,
        "stichtag": shown.stichtag,
        "ausgabe": reading.edition_of(shown.berichtsstand),
    }


def _page(selected: Selected, data_dict: Mapping[str, Any]) -> list[Any]:
    offset, limit = int(data_dict["offset"]), int(data_dict["limit"])
    return selected.rows[offset : offset + limit]


def _selected(data_dict: Mapping[str, Any]) -> Selected:
    """Return the rows that the filters in `data_dict` let through."""
    for name, codes in filtering.coded().items():
        refused = [one for one in filtering.wanted(data_dict.get(name)) if filtering.not_a_code(name, one)]
        if refused:
            sentence = toolkit._("“{value}” is not in the list. Allowed: {allowed}.")
            allowed = ", ".join(codelist(codes))
            raise toolkit.ValidationError({name: [sentence.format(value=refused[0], allowed=allowed)]})
    shown = _shown(data_dict.get("berichtsstand") or "")
    for name, value in filtering.unknown(shown.rows, data_dict) if shown.rows else ():
        sentence = toolkit._("No project has “{value}” ({filter}).")
        raise toolkit.ValidationError({name: [sentence.format(value=value, filter=name)]})
    found = _found(data_dict, shown)
    try:
        return select(shown, data_dict, found, data_dict.get("sort"))
    except filtering.BadFilter as error:
        raise toolkit.ValidationError({error.name: [_refusal(error)]}) from error


def _found(data_dict: Mapping[str, Any], shown: Shown) -> frozenset[str] | None:
    """Return the numbers that `q` finds, None where it asks for nothing.

    The portal's search knows the latest state; of an edition its own rows count as well, and where the
    search gives no answer they are all there is.
    """
    words = data_dict.get("q")
    if not words:
        return None
    indexed = _indexed(words)
    if indexed is not None and not data_dict.get("berichtsstand"):
        return indexed
    return (indexed or frozenset()) | numbers_with(words, shown.rows)


def _indexed(words: str) -> frozenset[str] | None:
    """Ask the portal's search, once per request."""
    if not flask.has_request_context():
        return numbers_found(words)
    found: dict[str, frozenset[str] | None] = flask.g.setdefault("hndigital_found", {})
    if words not in found:
        found[words] = numbers_found(words)
    return found[words]


def _shown(berichtsstand: str) -> Shown:
    """Return the register's latest state, or the rows of the edition that was asked for."""
    if not berichtsstand:
        return current()
    shown = of_edition(berichtsstand)
    if shown is None:
        sentence = toolkit._("There is no published report of round “{value}”.")
        raise toolkit.ValidationError({"berichtsstand": [sentence.format(value=berichtsstand)]})
    return shown


def _refusal(error: filtering.BadFilter) -> str:
    """Say why an order or an amount cannot be used, and what can."""
    if error.name == "sort":
        return toolkit._("“{value}” is no order. Allowed: one of {allowed}, then asc or desc.").format(
            value=error.value, allowed=", ".join(filtering.sorts())
        )
    return toolkit._("“{value}” is no amount in EUR. Please write it like 250000 or 250000.50.").format(
        value=error.value
    )


@toolkit.side_effect_free
@checked(schema.list_schema)
def digitalprojekt_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return the projects of the published state, filtered, ordered and paged.

    A parameter that is not named here is refused: a misspelt filter would be answered with all projects.
    A filter by code, office or round may have several values (a list, or the parameter given again): a
    project needs one of them. `q`, `kosten_min` and `kosten_max` have one.

    :param q: words or a project number (`2020000072`, `#72`, `72`), searched as the portal's search does
    :type q: string
    :param strategiefeld: code; alone: projects that support it (`+` or `++`)
    :type strategiefeld: string
    :param bewertung: `++`, `+`, `-` or `nicht_ausgewiesen` in `strategiefeld`, or in any field
    :type bewertung: string
    :param amt: office as printed
    :type amt: string
    :param dezernat: I, II, III or IV
    :type dezernat: string
    :param vorhabentyp: code
    :type vorhabentyp: string
    :param anlass: code
    :type anlass: string
    :param bearbeitungsstand: code
    :type bearbeitungsstand: string
    :param gesamtstatus: code; `nicht_ausgewiesen` for projects without one
    :type gesamtstatus: string
    :param kosten_angabe: code; `ohne_betrag` for all projects without an amount
    :type kosten_angabe: string
    :param kosten_min: least cost in EUR, inclusive; only quantified cost
    :type kosten_min: string
    :param kosten_max: highest cost in EUR, inclusive; only quantified cost
    :type kosten_max: string
    :param zuletzt_berichtet: newest round that names the project, e.g. `2020-2`; `nicht_mehr` for all
        projects that the newest report no longer names, `nicht_ausgewiesen` for those in no report
    :type zuletzt_berichtet: string
    :param berichtsstand: round of a published edition, e.g. `2020-2`: its rows as they were reported then,
        of the projects that are public today (default: the latest state of all projects); `q` looks at
        these rows and at the latest state, `zuletzt_berichtet` means the latest state
    :type berichtsstand: string
    :param sort: column and direction, e.g. `kosten_eur desc` (default: `vorhaben_nr asc`)
    :type sort: string
    :param limit: number of results (default: 100)
    :type limit: int
    :param offset: results to leave out at the beginning (default: 0)
    :type offset: int

    :returns: `count`, `results` (a register row with `name` and `strategiefelder`), `berichtsstand`,
        `stichtag` and `ausgabe` (the edition shown, or null)
    :rtype: dictionary
    """
    selected = _selected(data_dict)
    results = [
        {
            **row,
            "name": project_name(row["vorhaben_nr"]),
            "strategiefelder": selected.shown.ratings.get(row["vorhaben_nr"], {}),
        }
        for row in _page(selected, data_dict)
    ]
    return {"count": len(selected.rows), "results": results, **_head(selected.shown)}


@toolkit.side_effect_free
@checked(schema.statistik_schema)
def digitalprojekt_statistik(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return the figures of the projects of the published state; filters as `digitalprojekt_list`.

    :param auswahl: whether to count what each choice of a filter would leave (default: false)
    :type auswahl: bool

    :returns: `count`, counts per code of `bearbeitungsstand`, `gesamtstatus` ("" = none), `dezernat`,
        `amt`, `vorhabentyp`, `anlass` and `zuletzt_berichtet` ("" = by hand), the `kosten` (`summe_eur`
        as text, counts per kind), counts per rating of each `strategiefeld`, `unterstuetzte_felder`
        (number of projects by how many fields they support, "" = no rating), `gesamt` (projects
        without any filter), `nicht_gezeigt` (projects of an edition that are not public any more),
        with `auswahl` filter → value → number, `berichtsstand`, `stichtag` and `ausgabe`
    :rtype: dictionary
    """
    selected = _selected(data_dict)
    answer = {
        **deepcopy(selected.figures),
        "gesamt": len(selected.shown.rows),
        "nicht_gezeigt": selected.shown.withheld,
        **_head(selected.shown),
    }
    if data_dict["auswahl"]:
        answer["auswahl"] = deepcopy(selected.choices)
    return answer


@toolkit.side_effect_free
@checked(schema.list_schema)
def digitalprojekt_matrix(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return which project supports which Strategiefeld; parameters as `digitalprojekt_list`.

    :returns: `count`, `results` (`vorhaben_nr`, `name`, `titel`, `zuletzt_berichtet`,
        `strategiefelder`: code → rating), `berichtsstand`, `stichtag` and `ausgabe`
    :rtype: dictionary
    """
    selected = _selected(data_dict)
    results = [
        {
            **{name: row[name] for name in ("vorhaben_nr", "titel", "zuletzt_berichtet")},
            "name": project_name(row["vorhaben_nr"]),
            "strategiefelder": selected.shown.ratings.get(row["vorhaben_nr"], {}),
        }
        for row in _page(selected, data_dict)
    ]
    return {"count": len(selected.rows), "results": results, **_head(selected.shown)}


@toolkit.side_effect_free
@checked(schema.show_schema)
def digitalprojekt_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return all that the register holds of one project, to whoever may read its dataset.

    :param id: the dataset's name, its id or the Vorhabennummer
    :type id: string

    :returns: `vorhaben` (register row), `strategiefelder` (code → rating), `status`, `kosten` and
        `aenderungen` (rows), `herkunft`, `steckbriefe`, `hinweise`, `entscheidungen` and `fortschritt` (rows
        of the newest edition that names the project; the last of all rounds, where offices report plan and
        actual), `dataset` (as `package_show`), `berichtsstand`, `stichtag` and `ausgabe`
    :rtype: dictionary
    """
    number = number_of(data_dict["id"])
    dataset = toolkit.get_action("package_show")(
        _reading(context), {"id": project_name(number) if number else data_dict["id"]}
    )
    number = number_of(dataset["name"])
    if dataset["type"] != DATASET_TYPE or number is None or not belonging.belongs(dataset):
        raise toolkit.ObjectNotFound(toolkit._("Project not found"))
    tables = hidden.project_rows(number)
    edition = tables["vorhaben"][0]["zuletzt_berichtet"] if tables["vorhaben"] else ""
    return {
        "vorhaben": tables["vorhaben"][0] if tables["vorhaben"] else {},
        "strategiefelder": {row["strategiefeld"]: row["bewertung"] for row in tables["strategiefeld_matrix"]},
        "status": tables["status"],
        "kosten": tables["kosten"],
        "aenderungen": tables["aenderungen"],
        "herkunft": reading.edition_rows(edition, "herkunft", number),
        "steckbriefe": reading.edition_rows(edition, "steckbriefe", number),
        "hinweise": reading.edition_rows(edition, "hinweise", number),
        "entscheidungen": reading.edition_rows(edition, "entscheidungen", number),
        "fortschritt": reading.edition_rows(edition, "fortschritt", number),
        "dataset": dataset,
        **_head(current()),
    }


def _reading(context: Context) -> Context:
    return {"user": context.get("user", ""), "auth_user_obj": context.get("auth_user_obj")}


@toolkit.side_effect_free
@checked(schema.state_schema)
def digitalprojekt_state(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return what a publisher compares its package with: the state of all three stores.

    :param index: whether to compare the search index as well (default: false)
    :type index: bool

    :returns: `plugin_version`; `berichtsstand` (the published one, "" for none); `projects`: name →
        reported fields, `state`, `private`, `metadata_modified`; `tables`: the register's rows;
        `manual`: numbers of projects that no report names; `editions`: name, berichtsstand,
        stichtag, fassung, private, checksums …, to editors also `zurueckgezogen` (numbers of withdrawn
        versions) and `begruendungen` (version → why it was published although it would have been refused);
        `register`: name and resource ids; `columns`: those of
        its stored tables, by table; `schema_version`: of the plugin's tables; `metadata`: what the
        portal declares for its catalogue (publisher, licence, contributor ID …); `types`: dataset
        type → names of the fields that this portal's schema of it has; `upgrade`: names of datasets that
        `ckan hndigital upgrade` has to bring to this version's form; `links`: names of datasets whose
        stored links have another address than the portal's; `may_publish`: whether the caller may write
        what belongs to the organisation; `revision`: mark of this state of the register, which
        `digitalprojekt_publish` compares; `index`: with the parameter, names of datasets `missing`,
        `stale` or left over (`phantoms`) in the index. What is not public is answered to editors of the
        organisation only.
    :rtype: dictionary
    """
    everything = bool(context.get("ignore_auth")) or belonging.may_write(context.get("user"))
    mark = revision.current()  # before all that it stands for
    projects: dict[str, dict[str, Any]] = {}
    manual = []
    ours = sa.select(model.Package).where(model.Package.type == DATASET_TYPE, belonging.own())
    for package in model.Session.scalars(ours):
        if not everything and not is_public(package):
            continue
        projects[package.name] = _project_state(package)
        number = number_of(package.name)
        if number and package.state == "active" and not (package.extras or {}).get("zuletzt_berichtet"):
            manual.append(number)
    if everything:
        tables = hidden.whole_tables()
    else:
        public = reading.public_numbers()
        tables = {
            name: [row for row in rows if row["vorhaben_nr"] in public] for name, rows in store.read().items()
        }
    state = {
        "plugin_version": version("ckanext-hndigital"),
        "berichtsstand": reading.newest_round(tables["vorhaben"]),
        "projects": projects,
        "tables": reading.sorted_tables(tables),
        "manual": sorted(manual),
        "editions": [_for_editors(one) for one in reading.editions(everything=everything)]
        if everything
        else reading.editions(),
        "register": {"name": config.register_name(), "resources": store.register_resources()},
        "columns": store.columns(),
        "schema_version": schema_version(),
        "metadata": options_of(dcat.settings()),
        "types": fields_of_types(),
        "upgrade": [one.name for one in upgrade.pending()] if everything else [],
        "links": sorted(links.outdated(public=not everything).values()),
        "may_publish": everything,
        "revision": mark,
    }
    if data_dict["index"]:
        compared = indexing.compare_contents() if everything else indexing.compare(public=True)
        state["index"] = compared.as_dict()
    return state


@toolkit.side_effect_free
@checked(schema.no_parameters)
def digitalprojekt_check(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Compare the portal's stores with what was published; editors of the organisation may ask.

    All files of the editions are read and all rows compared, so that it costs more than any page.

    :returns: `well`: whether nothing differs; `differences`: `store` (database, datastore, index, files,
        packages), `dataset`, `place` (file with its Fassung, or table), `kind` (missing, deleted, private,
        public, changed, rows, columns, stale, checksum, left_over), `field`, `expected`, `found`, `resource`
        (id of the file, or ""); `checked`: how many datasets, files, bytes, tables, rows and documents were
        compared
    :rtype: dictionary
    """
    return comparing.compare().as_dict()


def _for_editors(edition: dict[str, Any]) -> dict[str, Any]:
    package = model.Package.get(edition["name"])
    told = {str(fassung): reasons for fassung, reasons in versions.reasons(package).items()}
    return {**edition, "zurueckgezogen": sorted(versions.withdrawn(package)), "begruendungen": told}


def _project_state(package: model.Package) -> dict[str, Any]:
    extras = package.extras or {}
    values = {name: extras.get(name) or "" for name in reported_fields()}
    values["title"] = package.title or ""
    values["notes"] = package.notes or ""
    return {
        **values,
        "state": package.state,
        "private": bool(package.private),
        "metadata_modified": package.metadata_modified.isoformat(),
    }
