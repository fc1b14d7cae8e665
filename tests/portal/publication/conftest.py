"""Publishing on a real portal: HNDIGITAL_TEST_URL, HNDIGITAL_TEST_TOKEN_FILE (a sysadmin's token).

The publication's datasets and organisation on it are removed before each scenario; if the sample report
was published there before, it is again afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hndigital
import pytest
from hndigital.package import Package
from hndigital.publisher import Portal

from tests.portal.admin import editor_token, make_organisation, reset
from tests.portal.publication.scenes import (
    SAMPLE,
    TOKEN_FILE,
    URL,
    Command,
)


@pytest.fixture(scope="module")
def admin() -> Portal:
    """Return the portal as its sysadmin sees it."""
    return Portal(URL, Path(TOKEN_FILE).read_text(encoding="utf-8").strip())


@pytest.fixture(scope="module", autouse=True)
def sample_again(admin: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Leave the portal with the sample report published if it was so before."""
    shown = any(
        edition.get("beispieldaten") for edition in admin.read("digitalprojekt_state", {})["editions"]
    )
    yield
    if shown:
        make_organisation(admin)
        command = Command(tmp_path_factory.mktemp("again"), editor_token(admin))
        command.publish(hndigital.harvest(SAMPLE))


@pytest.fixture
def clean_portal(admin: Portal) -> Iterator[Portal]:
    """Return the portal without anything published."""
    reset(admin)
    make_organisation(admin)
    yield admin
    reset(admin)


@pytest.fixture
def command(clean_portal: Portal, tmp_path: Path) -> Command:
    """Return the command with the token of an editor: publishing needs no more."""
    return Command(tmp_path, editor_token(clean_portal))


@pytest.fixture(scope="class")
def published(admin: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Command, Package]]:
    """Publish the sample report once for the class, with an editor's token."""
    reset(admin)
    make_organisation(admin)
    command = Command(tmp_path_factory.mktemp("sample"), editor_token(admin))
    package = hndigital.harvest(SAMPLE)
    command.publish(package)
    yield command, package
    reset(admin)
