"""What tests do to a real portal besides publishing: empty it, make people, read everything back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from hndigital.publisher.client import NotFound, Portal
from hndigital.schemas import TableDefinition

from tests.portal.support import ORGANISATION, REGISTER

__all__ = ["contents", "datasets", "editor_token", "make_organisation", "reset", "rows", "text_rows"]


def datasets(admin: Portal) -> dict[str, dict[str, Any]]:
    """Return all datasets of the publication, as CKAN shows them to a sysadmin, by name."""
    state = admin.read("digitalprojekt_state", {})
    names = [*state["projects"], *(edition["name"] for edition in state["editions"]), REGISTER]
    found = {name: admin.find("package_show", {"id": name}) for name in names}
    return {name: dataset for name, dataset in found.items() if dataset}


def reset(admin: Portal) -> None:
    """Remove projects, editions and register with its tables, and the organisation with what it still owns.

    An edition's files and DataStore tables stay behind, as CKAN leaves them; the next publication cleans
    them.
    """
    found = datasets(admin)
    for resource in found.get(REGISTER, {"resources": []})["resources"]:
        with suppress(NotFound):  # a removal that was interrupted goes on
            admin.write("datastore_delete", {"resource_id": resource["id"], "force": True})
    for dataset in found.values():
        admin.write("dataset_purge", {"id": dataset["id"]})
    organisation = admin.find("organization_show", {"id": ORGANISATION})
    if organisation:
        wanted = {"fq": f"owner_org:{organisation['id']}", "include_private": True, "rows": 1000}
        for left in admin.read("package_search", wanted)["results"]:
            admin.write("dataset_purge", {"id": left["id"]})
        admin.write("organization_purge", {"id": ORGANISATION})


def make_organisation(admin: Portal) -> None:
    """Make the organisation, as a city's administrator does once."""
    if not admin.find("organization_show", {"id": ORGANISATION}):
        admin.write("organization_create", {"name": ORGANISATION, "title": "Stadt Heilbronn"})


def editor_token(admin: Portal, role: str = "editor") -> str:
    """Make a person with `role` in the organisation and return a token of hers."""
    name = f"person-{secrets.token_hex(4)}"
    admin.write(
        "user_create",
        {"name": name, "email": f"{name}@example.org", "password": secrets.token_urlsafe(16)},
    )
    if role:
        admin.write("organization_member_create", {"id": ORGANISATION, "username": name, "role": role})
    return str(admin.write("api_token_create", {"user": name, "name": "test"})["token"])


def rows(portal: Portal, resource_id: str) -> list[dict[str, Any]]:
    """Return all rows of a DataStore table without CKAN's own column."""
    answer = portal.read("datastore_search", {"resource_id": resource_id, "limit": 32000})
    return [{key: value for key, value in row.items() if key != "_id"} for row in answer["records"]]


def text_rows(definition: TableDefinition, found: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return DataStore rows as the text cells of a CSV, sorted by key."""
    texts = [{key: _cell(value) for key, value in row.items()} for row in found]
    return sorted(texts, key=definition.key)


def contents(admin: Portal) -> dict[str, Any]:
    """Return datasets and DataStore rows without what differs between two equal publications (ids, times)."""
    found = {}
    for name, dataset in datasets(admin).items():
        resources = [
            (
                resource["name"],
                resource.get("hash"),
                rows(admin, resource["id"]) if resource.get("datastore_active") else None,
            )
            for resource in dataset["resources"]
        ]
        fields = {key: value for key, value in dataset.items() if _comparable(key, value)}
        found[name] = {"fields": fields, "resources": resources}
    return found


def _comparable(key: str, value: Any) -> bool:
    times = {"id", "metadata_created", "metadata_modified", "creator_user_id", "owner_org"}
    return key not in times and not isinstance(value, (list, Mapping))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        number = Decimal(str(value))
        return str(int(number)) if number == number.to_integral_value() else str(number.normalize())
    return str(value)
