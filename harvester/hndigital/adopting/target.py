"""The portal that the datasets go to: who may write there, how its datasets are built, what it holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from .. import profiles
from ..addresses import same
from ..dcat import codes
from ..dcat.ckan_values import address, words
from ..dcat.ckan_values import field as field_of
from ..dcat.from_ckan import is_ours
from ..dcat.identity import identities
from ..dcat.iris import Iris
from ..dcat.settings import DcatSettings, city_settings, settings_of
from ..errors import NotAuthorised, PortalError
from ..outside import shown
from ..projects import DATASET_TYPE, name_prefix, number_of
from ..publisher.client import Portal, UnknownAction, taking_apart
from ..schemas import codelist, codelist_names
from ..summary import Summarised
from .listing import datasets
from .model import LISTS, Value, as_list
from .state import flat, state_of

__all__ = ["CORE", "Holdings", "Target", "read_target"]

CORE = frozenset(
    (
        *("title", "notes", "url", "version", "license_id", "author", "author_email", "maintainer"),
        *("maintainer_email",),
    )
)
"""The fields that every CKAN has."""
_ROWS = 500
_SEVERAL = (
    "multiple_text",
    "multiple_checkbox",
    "multiple_select",
    "scheming_multiple",
    "hndigital_stored_list",
)
"""What in a field's definition says that it holds a list."""


@dataclass(frozen=True, slots=True, repr=False)
class Target(Summarised):
    """What has to be known of a portal before anything is planned for it.

    `datasets` are all but the projects, as `package_search` gives them; `fields` and `file_fields` the
    definitions of its dataset schema (none: a CKAN without one); `licences` its licence ids by the IRI of
    DCAT-AP.de that they stand for; `founding` is whether the organisation is yet to be made; `named` returns
    the dataset that has a name, also a deleted one.
    """

    address: str
    organisation: str
    settings: DcatSettings
    datasets: tuple[Mapping[str, Any], ...] = ()
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))
    file_fields: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))
    licences: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    groups: frozenset[str] = frozenset()
    founding: bool = False
    named: Callable[[str], Mapping[str, Any] | None] = lambda _: None

    @property
    def names(self) -> set[str]:
        """The names that datasets have."""
        return {str(one["name"]) for one in self.datasets}

    def is_own(self, iri: str) -> bool:
        """Return whether an IRI begins as those of the portal do."""
        return Iris(self.settings).is_ours(iri)

    def form(self, name: str, value: Value, *, of_file: bool = False) -> Any:
        """Return a field's value as the portal's schema takes it: a list where the field has several."""
        definition = (self.file_fields if of_file else self.fields).get(name, {})
        said = tuple(_choice(definition, one) for one in as_list(value))
        if _is_multiple(definition):
            return list(said)
        if isinstance(value, str):
            return said[0]
        return said[0] if definition and name not in LISTS else json.dumps(said, ensure_ascii=False)

    def kept(self, name: str, value: Value, *, of_file: bool = False) -> Value:
        """Return a field's value as it is found on the portal once it was written."""
        if name in ("tags", "groups"):
            return value
        return flat({name: self.form(name, value, of_file=of_file)}, name)


class Holdings:
    """Finds what of a target's datasets somebody else's dataset is, or would collide with."""

    def __init__(self, target: Target) -> None:
        settings = target.settings
        self._target = target
        ours = [one for one in target.datasets if is_ours(one, settings)]
        register = f"{settings.identifier_prefix}{settings.register_name}"
        self._taken = {same(one.identifier) for one in identities(ours, settings).values()} | {same(register)}
        self._ours = (same(f"{register}-"), same(f"{settings.identifier_prefix}{name_prefix()}"))
        self._known: dict[tuple[str, str], Mapping[str, Any]] = {}
        for one in target.datasets:
            if not is_ours(one, settings):
                self._note(one)

    def _note(self, package: Mapping[str, Any]) -> None:
        known = (
            ("identifier", same(words(package, "identifier"))),
            ("uri", same(address(field_of(package, "uri")))),
            ("key", state_of(package).key),
        )
        for kind, value in known:
            if value:
                self._known.setdefault((kind, value), package)

    def reserved(self, identifier: str, iri: str) -> bool:
        """Return whether an identifier or IRI is one of register, editions or projects."""
        called = same(identifier)
        if called and (called in self._taken or called.startswith(self._ours)):
            return True
        place, number = iri.rstrip("/").rpartition("/")[::2]
        ordinary = place.endswith("/id/datensatz") and number_of(number) is None
        return self._target.is_own(iri) and not ordinary

    def find(self, identifier: str, iri: str, key: str) -> Mapping[str, Any] | None:
        """Return the ordinary dataset that has an identifier, an IRI, or was adopted under a key."""
        return (
            (self._known.get(("identifier", same(identifier))) if identifier else None)
            or (self._known.get(("uri", same(iri))) if iri else None)
            or self._known.get(("key", key))
        )


def _is_multiple(definition: Mapping[str, Any]) -> bool:
    rules = f"{definition.get('preset')} {definition.get('validators')} {definition.get('output_validators')}"
    return any(mark in rules for mark in _SEVERAL)


def _choice(definition: Mapping[str, Any], value: str) -> str:
    """Return the choice of a field that stands for an IRI: the IRI itself or the code at its end."""
    choices = {str(one.get("value")) for one in definition.get("choices") or () if isinstance(one, Mapping)}
    if not choices and definition.get("codelist") in codelist_names():
        choices = set(codelist(str(definition["codelist"])))
    code = value.rstrip("/").rsplit("/", 1)[-1]
    return next((one for one in (value, code, code.upper()) if one in choices), value)


def read_target(portal: Portal, organisation: str = "", profile: str | None = None) -> Target:
    """Read what planning for `portal` takes; `profile` is the city's, if it is not to be recognised.

    Raises PortalUnreachable if nothing answers or the plugin is missing, NotAuthorised if there is a token
    which may not write datasets of the organisation, PortalError if there is no such organisation.
    """
    with taking_apart(portal):
        declared = portal.read("digitalprojekt_state").get("metadata") or {}
        settings = settings_of({str(key): str(value) for key, value in declared.items()})
        _use_profile(settings, profile)
        if not declared:
            settings = city_settings().at(portal.address)
        name = organisation or settings.publisher_id
        founding = portal.find("organization_show", {"id": name, "include_users": False}) is None
        if founding and name != settings.publisher_id:
            raise PortalError(
                f"Auf {portal.address} gibt es keine Organisation {shown(name)}. Bitte dort anlegen oder mit "
                "--organization eine andere nennen.",
                f"{portal.address} has no organisation {shown(name)}. Make it there or name another one with "
                "--organization.",
            )
        if portal.has_token and not founding:
            _check_rights(portal, name)
        definitions = _schema(portal)
        return Target(
            portal.address,
            name,
            settings,
            tuple(
                datasets(portal, _ROWS, fq=f"-dataset_type:{DATASET_TYPE}", include_private=portal.has_token)
            ),
            _by_name(definitions.get("dataset_fields")),
            _by_name(definitions.get("resource_fields")),
            _licences(portal.read("license_list"), settings),
            frozenset(portal.read("group_list")),
            founding,
            lambda name: _named(portal, name),
        )


def _use_profile(settings: DcatSettings, named: str | None) -> None:
    """Use the profile that was named, else the one in use, else the shipped one of the portal's city."""
    if named:
        profiles.use(named)
    elif profiles.chosen() is None:
        register, city = settings.register_name, settings.publisher_id
        for one in profiles.shipped():
            if (one.register.name, one.organisation.name) == (register, city):
                profiles.use(one)


def _check_rights(portal: Portal, organisation: str) -> None:
    own = portal.read("organization_list_for_user", {"permission": "create_dataset"})
    if organisation not in {one["name"] for one in own}:
        raise NotAuthorised(
            f"Das Token darf in der Organisation {organisation} auf {portal.address} keine Datensätze "
            "anlegen, oder es ist falsch oder abgelaufen. Nötig ist dort die Rolle „Redakteur“.",
            f"The token may not create datasets in the organisation {organisation} on {portal.address}, or "
            'it is wrong or expired. It takes the role "editor" there.',
        )


def _named(portal: Portal, name: str) -> Mapping[str, Any] | None:
    try:
        found = portal.find("package_show", {"id": name})
    except NotAuthorised:
        return {"name": name}
    # CKAN takes an id for a name
    return found if found and found.get("name") == name else None


def _schema(portal: Portal) -> Mapping[str, Any]:
    """Return the portal's dataset schema; none for a CKAN without ckanext-scheming or without one."""
    try:
        return dict(portal.find("scheming_dataset_schema_show", {"type": "dataset", "expanded": True}) or {})
    except UnknownAction:
        return {}


def _by_name(definitions: Iterable[Mapping[str, Any]] | None) -> Mapping[str, Mapping[str, Any]]:
    return MappingProxyType({str(one["field_name"]): one for one in definitions or ()})


def _licences(entries: Iterable[Mapping[str, Any]], settings: DcatSettings) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for entry in entries:
        key = str(entry["id"])
        iri = codes.licence(settings.licence_map.get(key, key)) or codes.licence(str(entry.get("url") or ""))
        if iri:
            found.setdefault(iri, key)
    return MappingProxyType(found)
