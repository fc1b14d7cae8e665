"""Register, published editions, their series and reported projects stay: nobody loses them by a slip.

CKAN's own ways to delete, hide, rename, move or retype a dataset are refused for them, and so are those to
their published files and tables; the sentence says what does it instead. What the command writes says so in a
header (`PUBLICATION`), which no form and no script sends by accident: this keeps from mistakes, rights are
asked apart from it. A sysadmin may do all of it through the API, not in a form; `publish` mends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ckan import model
from ckan.plugins import plugin_loaded, toolkit
from ckan.types import Action, CKANApp, Context, DataDict
from ckanext.hndigital import belonging, config
from ckanext.hndigital.answers import error_page
from ckanext.hndigital.contexts import is_publication
from ckanext.hndigital.internals import rights
from ckanext.hndigital.naming import round_of
from ckanext.hndigital.publication import locking, versions
from ckanext.hndigital.register import hidden
from flask import Response, has_request_context, request

from hndigital.projects import DATASET_TYPE, EDITION_TYPE
from hndigital.publisher.client import PUBLICATION
from hndigital.publisher.desired import PUBLICATION_FIELDS, SOURCE_FILES, described_fields

__all__ = [
    "Kept",
    "actions",
    "hndigital_kept",
    "hndigital_reasons",
    "hndigital_withdrawn",
    "is_kept",
    "refuse_changes",
    "register",
]

_API = "api.action"
_DECIDING = ("name", "type", "owner_org", "state", "private")
"""What may not change of a kept dataset."""
_TRUE = ("true", "1", "yes", "y", "on", "t")
"""What CKAN takes for true, in forms and in the API."""
_OF_REPORTING = (*described_fields({}), "fassung", "paket_sha256", SOURCE_FILES, *PUBLICATION_FIELDS)
"""What may not of register and editions either: it says what was published."""


class Kept(toolkit.ValidationError):
    """What must stay was to be lost; a view of CKAN's that does not catch it answers with the sentence."""


def register(app: CKANApp) -> None:
    """Let a person who deletes in a form read what to do instead."""
    app.register_error_handler(Kept, _page)


def _page(error: Kept) -> Response:
    sentences = [text for texts in error.error_dict.values() for text in texts]
    return error_page(403, " ".join(dict.fromkeys(sentences)))


def hndigital_kept(dataset: Mapping[str, Any]) -> str:
    """Return for a form why a dataset is not deleted here and what to do instead, "" for any other."""
    package = model.Package.get(str(dataset.get("id") or ""))
    return _instead(package) if package is not None and is_kept(package) else ""


def is_kept(package: model.Package | None) -> bool:
    """Return whether a dataset is register, series, an edition once published, or a reported project."""
    if package is None or package.state == "deleted" or not belonging.belongs(package):
        return False
    if not belonging.claims(package.name, package.type):
        return False
    if package.type == DATASET_TYPE:
        return bool((package.extras or {}).get("zuletzt_berichtet"))
    if package.type == EDITION_TYPE or round_of(package.name):
        return bool(versions.published(package) or versions.withdrawn(package))
    return True


def _instead(package: model.Package) -> str:
    """Return why a kept dataset stays as it is, and what to do instead."""
    berichtsstand = round_of(package.name)
    if berichtsstand:
        sentence = toolkit._(
            "The edition {name} is published: it is not deleted, hidden, renamed or moved by hand, or the "
            "projects would lose their source. To take the round back: {site}/digitalprojekte/redaktion, or "
            "the command hndigital withdraw {round} --ckan {site}"
        )
    elif package.type == DATASET_TYPE:
        berichtsstand = str((package.extras or {}).get("zuletzt_berichtet") or "")
        sentence = toolkit._(
            "The report {round} names the project {name}: it is not deleted, hidden, renamed or moved by "
            "hand. A wrong report is corrected by publishing its correction, or taken back: "
            "{site}/digitalprojekte/redaktion, or the command hndigital withdraw {round} --ckan {site}"
        )
    else:
        sentence = toolkit._(
            "{name} holds what all rounds have reported: it is not deleted, hidden, renamed or moved by "
            "hand. To take a round back: {site}/digitalprojekte/redaktion, or the command hndigital "
            "withdraw, with its name, such as 2021-1, and --ckan {site}"
        )
    return sentence.format(name=package.name, round=berichtsstand, site=config.site_url())


def hndigital_withdrawn(dataset: Mapping[str, Any]) -> bool:
    """Return for a page whether a dataset is an edition that was withdrawn, which only its editors see."""
    return versions.is_withdrawn(model.Package.get(str(dataset.get("id") or "")))


def hndigital_reasons(dataset: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """Return for a page why versions of an edition were published that would have been refused.

    Each with its number, what it would have been refused for, and the reason that was given; only to who may
    edit the edition.
    """
    if not belonging.may_write(toolkit.g.user if has_request_context() else ""):
        return []
    words = {
        "changed_by_hand": toolkit._("changed by hand after it was made"),
        "accept_errors": toolkit._("with findings of severity error"),
    }
    found = versions.reasons(model.Package.get(str(dataset.get("id") or "")))
    return [(fassung, words[kind], why) for fassung, told in found.items() for kind, why in told.items()]


def refuse_changes(context: Context, data_dict: Mapping[str, Any]) -> None:
    """Raise Kept where an update would hide, rename, move or retype a kept dataset, or change its files."""
    if _may(context):
        return
    package = model.Package.get(str(data_dict.get("id") or data_dict.get("name") or ""))
    if package is None or not is_kept(package):
        return
    names = _DECIDING if package.type == DATASET_TYPE else (*_DECIDING, *_OF_REPORTING)
    wrong = [name for name in names if _changes(package, name, data_dict)]
    if wrong:
        raise Kept({name: [_instead(package)] for name in wrong})
    files = _changed_files(package, data_dict.get("resources"))
    if files:
        raise Kept({"resources": [_fixed(files[0])]})


def _may(context: Context) -> bool:
    """Return whether the caller publishes, is a sysadmin at the API, or one whom CKAN refuses anyway."""
    user = str(context.get("user") or "")
    if is_publication(context) or context.get("ignore_auth") or not has_request_context():
        return True
    if not belonging.may_write(user):
        return True  # CKAN says no, and why
    return request.endpoint == _API and (PUBLICATION in request.headers or rights.is_sysadmin(user))


def _changes(package: model.Package, name: str, data_dict: Mapping[str, Any]) -> bool:
    given = data_dict.get(name)
    if given is None or given == "":
        return False
    if name == "private":
        wanted = str(given).strip().lower() in _TRUE
        return wanted != bool(package.private) and (wanted or not _may_be_shown(package))
    if name == "owner_org":
        group = model.Group.get(str(given))
        return group is None or group.id != package.owner_org
    held = getattr(package, name, None) or (package.extras or {}).get(name)
    return str(given) != str(held or "")


def _may_be_shown(package: model.Package) -> bool:
    """Return whether a private dataset has something to show: an edition that counts, rows of a project."""
    if package.type == DATASET_TYPE:
        return any(hidden.hidden_rows(package).values())
    return not versions.is_withdrawn(package)


def _is_fixed(resource: model.Resource | None) -> bool:
    """Return whether a file belongs to a Fassung that was published, or to the register."""
    if resource is None or resource.state != "active" or not is_kept(resource.package):
        return False
    if resource.package.type == DATASET_TYPE:
        return False  # its four slices come back by themselves
    extras, package = resource.extras or {}, resource.package
    if not round_of(package.name):
        return True
    number = versions.number(extras.get("fassung"))
    past = number <= versions.published(package) or number in versions.withdrawn(package)
    return bool(extras.get("datei")) and past


def _changed_files(package: model.Package, given: Any) -> list[model.Resource]:
    """Return the fixed files that an update would drop, or give another content."""
    if not isinstance(given, list):
        return []
    sent = {str(one.get("id")): one for one in given if isinstance(one, Mapping)}
    return [
        resource
        for resource in package.resources
        if _is_fixed(resource) and (resource.id not in sent or _is_other(resource, sent[resource.id]))
    ]


def _is_other(resource: model.Resource, sent: Mapping[str, Any]) -> bool:
    """Return whether a file is sent otherwise than it is stored; what is not sent would be lost."""
    if sent.get("upload") or _last(sent.get("url")) != _last(resource.url):
        return True
    held = {"hash": resource.hash, "url_type": resource.url_type, **(resource.extras or {})}
    names = ("hash", "url_type", "datei", "fassung", "paket_sha256", "tabelle")
    return any(str(sent.get(name) or "") != str(held.get(name) or "") for name in names)


def _last(url: Any) -> str:
    """Return the end of an address: of an uploaded file only its name is stored."""
    return str(url or "").rpartition("/")[2]


def _fixed(resource: model.Resource) -> str:
    return toolkit._(
        "The file {file} of {name} is what was published: it is not changed, replaced or deleted by hand. A "
        "wrong report is corrected by publishing its correction, or taken back with hndigital withdraw."
    ).format(file=resource.name, name=resource.package.name)


def _keeping(name: str, of: Callable[[DataDict], Iterable[model.Package | None]]) -> Action:
    """Return CKAN's action `name`, refused for kept datasets."""

    @toolkit.chained_action
    def action(original_action: Action, context: Context, data_dict: DataDict) -> Any:
        if not _may(context):
            for package in of(data_dict):
                if is_kept(package):
                    raise Kept({"id": [_instead(package)]})
        return original_action(context, data_dict)

    return _called(action, name, "Do as CKAN's own {name}, but for what must stay (see `keeping`).")


def _with_fixed_files(name: str, key: str) -> Action:
    """Return CKAN's action `name`, refused for published files and the tables of them.

    An action on a file itself (`key` is its `id`) first waits until nobody else changes the dataset.
    """

    @toolkit.chained_action
    def action(original_action: Action, context: Context, data_dict: DataDict) -> Any:
        if key == "id":
            locking.hold_dataset_of(str(data_dict.get(key) or ""))
        if not _may(context):
            resource = model.Resource.get(str(data_dict.get(key) or ""))
            if _is_fixed(resource) and (name != "resource_update" or _is_other(resource, data_dict)):
                raise Kept({key: [_fixed(resource)]})
        return original_action(context, data_dict)

    return _called(action, name, "Do as CKAN's own {name}, but for published files (see `keeping`).")


def _called(action: Any, name: str, words: str) -> Action:
    action.__name__ = name
    action.__doc__ = words.format(name=name)
    return action


def _one(data_dict: DataDict) -> Iterable[model.Package | None]:
    return [model.Package.get(str(data_dict.get("id") or ""))]


def _listed(data_dict: DataDict) -> Iterable[model.Package | None]:
    listed = data_dict.get("datasets")
    return [model.Package.get(str(one)) for one in (listed if isinstance(listed, list) else [])]


def actions() -> dict[str, Action]:
    """Return CKAN's actions, and the DataStore's where it runs, that lose or change what must stay."""
    found = {
        **{name: _keeping(name, _one) for name in ("package_delete", "dataset_purge")},
        **{name: _keeping(name, _listed) for name in ("bulk_update_private", "bulk_update_delete")},
        **{name: _with_fixed_files(name, "id") for name in ("resource_update", "resource_delete")},
    }
    if plugin_loaded("datastore"):
        tables = ("create", "upsert", "delete", "records_delete")
        found |= {f"datastore_{one}": _with_fixed_files(f"datastore_{one}", "resource_id") for one in tables}
    return found
