"""Two published rounds beside the ordinary datasets of a city, once for all tests of feeds and documents."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hndigital.dcat.settings import DcatSettings
from hndigital.package import Package
from hndigital.publisher.client import Portal as Client

from tests.cities import HEILBRONN
from tests.portal import admin as upkeep
from tests.portal.dcat.city import ordinary_datasets
from tests.portal.publication.scenes import Command, first_round, second_round
from tests.portal.support import Portal, purge


@pytest.fixture(scope="package")
def published(admin: Portal, portal_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """Publish two rounds, and twenty datasets of the kinds that cities have; yield the newer package."""
    client = Client(portal_url, admin.token)
    upkeep.reset(client)
    upkeep.make_organisation(client)
    command = Command(tmp_path_factory.mktemp("dcat"), admin.token)
    command.publish(first_round())
    newest = second_round()
    command.publish(newest)
    names = ordinary_datasets(admin)
    yield newest
    for name in names:
        purge(admin, name)
    upkeep.reset(client)


@pytest.fixture(scope="module")
def declared(portal_url: str) -> DcatSettings:
    """Return the settings that a portal has by default."""
    return HEILBRONN.at(portal_url)
