"""What people added to the projects: out of a portal, and into one that was made anew from packages.

Packages hold what reports say. Contact, keywords, themes, English texts, pictures and the like are entered
by people, projects made by hand, names of offices and Dezernate, contacts and the texts about the portal
stand in no report: all are exported here, as JSON or CSV. What is in neither is listed in docs/operations.md.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital import belonging, config, in_charge, office_names, texts, written_texts
from ckanext.hndigital.incoming.text import bad_character
from ckanext.hndigital.internals import scheming
from ckanext.hndigital.publication.batch import Outcome

from hndigital.errors import SourceError
from hndigital.outside import json_document
from hndigital.projects import DATASET_TYPE

__all__ = ["OFFICES", "PORTAL_WIDE", "EditorialError", "bring_in", "read", "take_out", "write"]

FORMAT = 1
_IDENTITY = ("name", "vorhaben_nr", "owner_org")
"""Fields that say which project it is, or that a new portal sets itself."""
_HEAD = ("name", "feld", "wert")
OFFICES, IN_CHARGE, TEXTS = PORTAL_WIDE = ("amt", "zustaendig", "texte")
"""Names of the entries that no project has: what staff call the offices, by their signs; Dezernate and
contacts, by their keys; texts about the portal, by page and language."""
Entry = Mapping[str, Any]


class EditorialError(Exception):
    """A file is no export; the message names the place."""


def take_out() -> list[dict[str, Any]]:
    """Return for each project its name and what people entered; of hand-made ones everything.

    What staff entered for the whole portal are entries of their own before them (`PORTAL_WIDE`).
    """
    fields = _fields()
    found = [{"name": name, **values} for name, values in _portal_wide().items() if values]
    for name in _projects():
        dataset = _shown(name)
        known = fields if _is_handmade(dataset) else _editorial(fields)
        values = {one: _value(dataset, one) for one in known}
        if _is_handmade(dataset):
            values["vorhaben_nr"] = dataset["vorhaben_nr"]
            values["private"] = str(bool(dataset["private"])).lower()
        filled = {one: value for one, value in values.items() if value}
        if filled:
            found.append({"name": name, **filled})
    return found


def bring_in(entries: Iterable[Entry]) -> Outcome:
    """Write entries into the portal's projects by CKAN's own actions; what is the same is not written.

    A project that the portal lacks is made if the entry is of one made by hand.
    """
    outcome = Outcome()
    for entry in entries:
        name = str(entry["name"])
        try:
            _bring_in_one(name, entry, outcome)
        except toolkit.ValidationError as error:
            model.Session.rollback()
            outcome.failed[name] = "; ".join(f"{key}: {text}" for key, text in error.error_summary.items())
        except toolkit.ObjectNotFound:
            outcome.failed[name] = "the portal has no such project; publish its round first"
    return outcome


def write(entries: Iterable[Entry], path: Path) -> None:
    """Write entries as JSON, or as CSV (one line for each value) if the name ends with .csv."""
    path.write_text(_as_csv(entries) if _is_csv(path) else _as_json(entries), encoding="utf-8")


def read(path: Path) -> list[dict[str, Any]]:
    """Read entries of either form; raises EditorialError for what is neither."""
    try:
        data = path.read_bytes()
        found = _from_csv(data.decode("utf-8-sig")) if _is_csv(path) else _from_json(data, path.name)
    except (OSError, UnicodeDecodeError, SourceError) as error:
        raise EditorialError(f"{path}: {error}") from error
    known = {*_fields(), *_IDENTITY, "private"}
    for number, entry in enumerate(found, 1):
        problem = "" if isinstance(entry.get("name"), str) else "it has no name"
        fields = {*entry} if entry.get("name") in PORTAL_WIDE else known
        for key, value in entry.items():
            problem = problem or _problem(key, value, fields)
        if problem:
            raise EditorialError(f"{path}: entry {number}: {problem}.")
    return found


def _problem(key: str, value: Any, known: set[str]) -> str:
    """Return what is wrong with a value, "" for nothing; whether it fits its field, CKAN's validators say."""
    if key not in known:
        return f"there is no field {key!r}"
    words = value if isinstance(value, list) else [value]
    if not all(isinstance(word, str) for word in words):
        return f"{key} must be a text or a list of texts"
    if any(bad_character(word, written=True) for word in words):
        return f"{key} holds a character that no text may have"
    return ""


def _fields() -> list[str]:
    """Return the fields of a project in the order of its form."""
    schema = scheming.declared(DATASET_TYPE)
    names = [one["field_name"] for one in schema["dataset_fields"]]
    return [name for name in names if name not in _IDENTITY]


def _editorial(fields: Iterable[str]) -> list[str]:
    """Return those that no report sets."""
    schema = scheming.declared(DATASET_TYPE)
    reported = {one["field_name"] for one in schema["dataset_fields"] if one.get("reported")}
    return [name for name in fields if name not in reported]


def _projects() -> list[str]:
    query = sa.select(model.Package.name).where(
        model.Package.type == DATASET_TYPE, model.Package.state == "active", belonging.own()
    )
    return list(model.Session.scalars(query.order_by(model.Package.name)))


def _context() -> Context:
    user = toolkit.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"ignore_auth": True, "user": user["name"]}


def _shown(name: str) -> dict[str, Any]:
    return toolkit.get_action("package_show")({**_context(), "use_cache": False}, {"id": name})


def _is_handmade(dataset: Mapping[str, Any]) -> bool:
    return not dataset.get("zuletzt_berichtet")


def _value(dataset: Mapping[str, Any], name: str) -> Any:
    if name == "tag_string":
        return ", ".join(sorted(tag["name"] for tag in dataset.get("tags", [])))
    computed = {"notes": dataset.get("notes_berechnet") == "true", "notes_berechnet": True}
    by_default = name == "license_id" and dataset.get(name) == config.licence_id()
    return "" if computed.get(name) or by_default else dataset.get(name) or ""


def _bring_in_one(name: str, entry: Entry, outcome: Outcome) -> None:
    wanted = {key: value for key, value in entry.items() if key != "name"}
    package = model.Package.get(name)
    if name in PORTAL_WIDE:
        changed = _PORTAL_WIDE[name](wanted)
        (outcome.updated if changed else outcome.unchanged).append(name)
        return
    if package is None or package.state != "active":
        if "vorhaben_nr" not in wanted:
            raise toolkit.ObjectNotFound
        made = {"name": name, "type": DATASET_TYPE, "owner_org": config.organisation()}
        made["private"] = wanted.pop("private", "false") == "true"
        toolkit.get_action("package_create")(_context(), {**made, **wanted})
        outcome.created.append(name)
        return
    dataset = _shown(name)
    patch = {
        key: value
        for key, value in wanted.items()
        if key not in (*_IDENTITY, "private") and value != _value(dataset, key)
    }
    if not patch:
        outcome.unchanged.append(name)
        return
    toolkit.get_action("package_patch")(_context(), {"id": name, **patch})
    outcome.updated.append(name)


def _portal_wide() -> dict[str, dict[str, str]]:
    """Return what staff entered for the whole portal, by the name of its entry."""
    return {
        OFFICES: office_names.BOOK.stored(),
        IN_CHARGE: in_charge.BOOK.stored(),
        TEXTS: written_texts.stored(),
    }


def _name_offices(names: Mapping[str, str]) -> bool:
    _refuse(OFFICES, office_names.wrong(names, {*office_names.signs(), *names}))
    return office_names.BOOK.write(names, _context()["user"]) > 0


def _put_in_charge(values: Mapping[str, str]) -> bool:
    _refuse(IN_CHARGE, in_charge.wrong(values, in_charge.known(values)))
    return in_charge.BOOK.write(values, _context()["user"]) > 0


def _write_texts(values: Mapping[str, str]) -> bool:
    """Store texts as the newest versions; what was stored since they were exported stays among these."""
    known = [(page, lang) for page in texts.PAGES for lang in texts.LANGUAGES]
    named = {written_texts.name(page, lang): (page, lang) for page, lang in known}
    unknown = toolkit._("There is nothing of this name.")
    _refuse(TEXTS, dict.fromkeys(values.keys() - named.keys(), unknown))
    user, changed = _context()["user"], False
    for name, text in values.items():
        after = written_texts.newest(*named[name])
        changed |= written_texts.write(*named[name], text, who=user, after=after)
    return changed


def _refuse(name: str, wrong: Mapping[str, str]) -> None:
    if wrong:
        raise toolkit.ValidationError({name: [f"{key}: {text}" for key, text in wrong.items()]})


_PORTAL_WIDE: Mapping[str, Callable[[Mapping[str, str]], bool]] = {
    OFFICES: _name_offices,
    IN_CHARGE: _put_in_charge,
    TEXTS: _write_texts,
}


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _as_json(entries: Iterable[Entry]) -> str:
    return json.dumps({"format": FORMAT, "projects": list(entries)}, ensure_ascii=False, indent=1) + "\n"


def _from_json(data: bytes, place: str) -> list[dict[str, Any]]:
    found = json_document(data, place)
    entries = found.get("projects") if isinstance(found, dict) and found.get("format") == FORMAT else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise EditorialError(f"{place}: this is no export of `editorial export` (format {FORMAT}).")
    return entries


def _as_csv(entries: Iterable[Entry]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_HEAD)
    for entry in entries:
        for key, value in entry.items():
            if key != "name":
                writer.writerow([entry["name"], key, " ".join(value) if isinstance(value, list) else value])
    return buffer.getvalue()


def _from_csv(text: str) -> list[dict[str, Any]]:
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or tuple(rows[0]) != _HEAD or any(len(row) != len(_HEAD) for row in rows):
        raise EditorialError(f"The columns must be {', '.join(_HEAD)} in every line.")
    found: dict[str, dict[str, Any]] = {}
    for name, key, value in rows[1:]:
        found.setdefault(name, {"name": name})[key] = value.split() if key in set(_lists()) else value
    return list(found.values())


def _lists() -> Iterator[str]:
    """Yield the fields that hold a list of codes."""
    for one in scheming.declared(DATASET_TYPE)["dataset_fields"]:
        if "scheming_multiple_choice" in str(one.get("validators", "")):
            yield one["field_name"]
