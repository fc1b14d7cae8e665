"""The full matrix: every page wide and narrow, with large text, with and without scripts."""

from __future__ import annotations

import pytest
from hndigital.publisher.client import Portal

from tests.browser.everyone import FORMS, OURS, STAFF, THEIRS, Visits, problems
from tests.browser.test_form import Person, log_in, person

__all__ = ["person"]

pytestmark = pytest.mark.slow

#: Width in CSS pixels, size of text in percent, scripts.
MODES = [
    (1280, 100, True),
    (360, 100, True),
    (1280, 200, True),
    (360, 200, True),
    (1280, 100, False),
    (360, 100, False),
]


@pytest.fixture(scope="module")
def file(admin: Portal, package: object) -> str:
    """Return the id of the register's first file."""
    return str(admin.read("package_show", {"id": "digitalprojekte"})["resources"][0]["id"])


@pytest.mark.parametrize(("width", "text_percent", "scripts"), MODES)
@pytest.mark.parametrize("lang", ["", "/en"])
def test_every_page_in_every_mode(
    visit: Visits, file: str, width: int, text_percent: int, scripts: bool, lang: str
) -> None:
    """Nothing keeps anybody from any page that readers meet, in either language."""
    seen = visit(width=width, text_percent=text_percent, scripts=scripts)
    found = {}
    for path in [*OURS, *THEIRS, *FORMS]:
        found[path] = problems(seen.open(lang + path.format(file=file)), width)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("width", "text_percent", "scripts"), MODES)
def test_every_page_of_staff_in_every_mode(
    visit: Visits, person: Person, file: str, width: int, text_percent: int, scripts: bool
) -> None:
    """The same for who edits."""
    seen = visit(width=width, text_percent=text_percent, scripts=scripts)
    log_in(seen.open("/user/login"), person)
    found = {}
    for path in STAFF:
        found[path] = problems(seen.open(path.format(file=file, person=person.name)), width)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
