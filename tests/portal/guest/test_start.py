"""What start-up says where one of the plugins lacks the one that it needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.additional import Additional
from tests.portal.guest import host

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def portal() -> Iterator[Additional]:
    """Return a host's portal."""
    found = Additional("start")
    try:
        found.up(host.settings(found))
        yield found
    finally:
        found.clean()


@pytest.mark.parametrize("plugin", ["hndigital_theme", "hndigital_dcat"])
def test_a_part_without_hndigital_is_one_sentence(portal: Additional, plugin: str) -> None:
    """The portal does not start, and the sentence names the plugin and what to do."""
    ini = portal.state / "ckan.ini"
    text = ini.read_text("utf-8")
    broken = portal.state / "broken.ini"
    broken.write_text(text.replace("ckan.plugins = ", f"ckan.plugins = {plugin} "), encoding="utf-8")
    said = portal.run(Path(sys.executable).with_name("ckan"), "-c", broken, "config", "show", success=False)
    assert f"The plugin {plugin} needs hndigital: add hndigital to ckan.plugins" in said
