"""Fixtures for tests against a real, running portal over HTTP.

HNDIGITAL_TEST_URL is its address, HNDIGITAL_TEST_TOKEN_FILE holds a sysadmin's API token. Tests
share the portal: each uses project numbers of its own year, so that they don't meet, and the
register's state is put back by those that publish.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.portal.support import ApiError, Portal, Publication, purge

_ORGANISATION = "stadt-heilbronn"


@pytest.fixture(scope="session")
def portal_url() -> str:
    """Return the portal's address; a run without one is not a run of these tests."""
    url = os.environ.get("HNDIGITAL_TEST_URL", "")
    if not url:
        pytest.skip("HNDIGITAL_TEST_URL is not set: no portal to test")
    return url.rstrip("/")


@pytest.fixture(scope="session")
def admin(portal_url: str) -> Portal:
    """Return the portal as its sysadmin sees it."""
    return Portal(portal_url, Path(os.environ["HNDIGITAL_TEST_TOKEN_FILE"]).read_text("ascii").strip())


@pytest.fixture(scope="session")
def anonymous(portal_url: str) -> Portal:
    """Return the portal as everybody sees it."""
    return Portal(portal_url)


@pytest.fixture(scope="module")
def organisation(admin: Portal) -> str:
    """Return the name of the city's organisation; it is made if missing."""
    try:
        admin.api("organization_show", id=_ORGANISATION)
    except ApiError:
        admin.api("organization_create", name=_ORGANISATION, title="Stadt Heilbronn")
    return _ORGANISATION


@pytest.fixture(scope="module")
def user_of(admin: Portal, portal_url: str, organisation: str) -> Iterator[Callable[[str], Portal]]:
    """Return a factory of users with a capacity in the organisation ("" for none)."""
    made: dict[str, Portal] = {}
    names: list[str] = []

    def make(capacity: str) -> Portal:
        if capacity not in made:
            name = f"test-{capacity or 'reader'}-{uuid.uuid4().hex[:8]}"
            admin.api("user_create", name=name, email=f"{name}@example.org", password=uuid.uuid4().hex)
            names.append(name)
            if capacity:
                admin.api("organization_member_create", id=organisation, username=name, role=capacity)
            token = admin.api("api_token_create", user=name, name="test")["token"]
            made[capacity] = Portal(portal_url, token)
        return made[capacity]

    yield make
    for name in names:
        admin.api("user_delete", id=name)


@pytest.fixture(scope="module")
def editor(user_of: Callable[[str], Portal]) -> Portal:
    """Return the portal as an editor of the organisation sees it."""
    return user_of("editor")


@pytest.fixture(scope="session")
def numbers() -> Iterator[Callable[[], str]]:
    """Return a factory of project numbers that no other test uses."""

    def fresh() -> str:
        return f"19{uuid.uuid4().int % 10**8:08d}"

    return fresh


@pytest.fixture
def project(
    admin: Portal, organisation: str, numbers: Callable[[], str]
) -> Iterator[Callable[..., dict[str, Any]]]:
    """Return a factory of values of a project made by hand; what tests create of them is purged."""
    made: list[str] = []

    def values(**changes: Any) -> dict[str, Any]:
        number = numbers()
        made.append(f"digitalprojekt-{number}")
        return {
            "type": "digitalprojekt",
            "owner_org": organisation,
            "vorhaben_nr": number,
            "title": f"Probe {number}",
            "amt": "I/105",
            "dezernat": "I",
            "vorhabentyp": "langfristig",
            "anlass": "auftrag",
            "bearbeitungsstand": "planung",
            "berichtsstand": "2020-2",
            **changes,
        }

    yield values
    for name in made:
        purge(admin, name)


@pytest.fixture
def publication(admin: Portal, organisation: str) -> Iterator[Publication]:
    """Return a way to publish projects; they are taken away afterwards."""
    with Publication(admin, organisation) as found:
        yield found
