"""The people who may try: one of each role, and an organisation of strangers.

Organisations elsewhere are CKAN's default for everybody (`user_create_organizations`), so that an editor or
an administrator elsewhere may be anybody.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.portal.support import ApiError, Portal, purge

#: Roles in the city's organisation, and in another one.
HERE = ("member", "editor", "admin")
ELSEWHERE = ("member elsewhere", "editor elsewhere", "admin elsewhere")
#: Who must not write what belongs to the city, from nearest to farthest.
STRANGERS = ("member", *ELSEWHERE, "logged in", "nobody")
#: Who must not read what is not public and not finished.
READERS = STRANGERS
ROLES = ("nobody", "logged in", *ELSEWHERE, *HERE, "sysadmin")


@pytest.fixture(scope="session")
def elsewhere(admin: Portal) -> Iterator[str]:
    """Return the name of an organisation that has nothing to do with the city."""
    name = f"zz-elsewhere-{uuid.uuid4().hex[:8]}"
    admin.api("organization_create", name=name, title="Anderswo")
    yield name
    found = admin.api("package_search", fq=f"organization:{name}", include_private=True, rows=1000)
    for dataset in found["results"]:
        purge(admin, dataset["name"])
    admin.api("organization_purge", id=name)


@pytest.fixture(scope="module")
def people(admin: Portal, anonymous: Portal, organisation: str, elsewhere: str) -> Iterator[Any]:
    """Return a function that gives the portal as somebody of a role sees it."""
    made: dict[str, Portal] = {"nobody": anonymous, "sysadmin": admin}
    names: list[str] = []

    def somebody(role: str) -> Portal:
        if role not in made:
            name = f"zz-{uuid.uuid4().hex[:10]}"
            admin.api("user_create", name=name, email=f"{name}@example.org", password=uuid.uuid4().hex)
            names.append(name)
            capacity, _, place = role.partition(" ")
            if role != "logged in":
                admin.api(
                    "organization_member_create",
                    id=elsewhere if place else organisation,
                    username=name,
                    role=capacity,
                )
            made[role] = Portal(admin.url, admin.api("api_token_create", user=name, name="test")["token"])
        return made[role]

    yield somebody
    for name in names:
        admin.api("user_delete", id=name)


@pytest.fixture
def temporary(admin: Portal) -> Iterator[Callable[[str], str]]:
    """Return a function that notes a dataset's name, so that it is purged afterwards."""
    names: list[str] = []

    def note(name: str) -> str:
        names.append(name)
        return name

    yield note
    for name in names:
        purge(admin, name)


def refused(portal: Portal, action: str, **data: Any) -> ApiError:
    """Return how an action refuses; fails if it does not, or breaks instead."""
    with pytest.raises(ApiError) as caught:
        portal.api(action, **data)
    assert caught.value.status in (403, 404, 409), caught.value
    return caught.value
