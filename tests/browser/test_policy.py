"""The Content-Security-Policy in a real browser: what a page needs is not blocked, nothing else runs."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.browser.conftest import Person, Visit, log_in
from tests.browser.everyone import ADMIN, FORMS, OURS, STAFF, THEIRS, Visits

#: Notes what the policy has kept from a page and its frames.
_LISTENING = """
window.__blocked = [];
document.addEventListener('securitypolicyviolation', event => __blocked.push(
  `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
"""
#: A status that the page itself has is no error of it.
_EXPECTED = ("404 (NOT FOUND)", "403 (FORBIDDEN)")


def blocked(seen: Visit, paths: Iterable[str]) -> dict[str, list[str]]:
    """Return what was blocked on, or complained of by, each page that something is wrong with."""
    seen.page.add_init_script(_LISTENING)
    found = {}
    for path in paths:
        seen.errors.clear()
        page = seen.open(path)
        wrong = [one for frame in page.frames for one in frame.evaluate("window.__blocked || []")]
        wrong += [error for error in seen.errors if not any(words in error for words in _EXPECTED)]
        if wrong:
            found[path] = wrong
    return found


def test_no_page_of_readers_is_kept_from_anything(visit: Visits, places: dict[str, str]) -> None:
    """Our pages, CKAN's and its forms load, run and look as before."""
    assert blocked(visit(), [path.format(**places) for path in [*OURS, *THEIRS, *FORMS]]) == {}


def test_no_page_of_editors_is_kept_from_anything(
    visit: Visits, person: Person, places: dict[str, str]
) -> None:
    """The same for who edits."""
    seen = visit()
    log_in(seen.open("/user/login"), person)
    assert blocked(seen, [path.format(**places, person=person.name) for path in STAFF]) == {}


def test_no_page_of_administrators_is_kept_from_anything(
    visit: Visits, sysadmin: Person, places: dict[str, str]
) -> None:
    """The same for who administers the portal."""
    seen = visit()
    log_in(seen.open("/user/login"), sysadmin)
    assert blocked(seen, [path.format(**places) for path in ADMIN]) == {}


@pytest.mark.parametrize("path", ["/digitalprojekte", "/dataset/", "/dataset/digitalprojekte"])
def test_nothing_smuggled_in_runs(visit: Visits, path: str) -> None:
    """A script, a handler or a base address that somebody gets into a page does nothing."""
    seen = visit()
    page = seen.open(path)
    page.evaluate(
        """() => {
          window.ran = [];
          const there = document.querySelector('main, [role=main]');
          there.insertAdjacentHTML('beforeend', '<img src=x onerror="ran.push(1)">');
          const script = document.createElement('script');
          script.textContent = 'ran.push(2)';
          there.append(script);
          const foreign = document.createElement('script');
          foreign.src = 'https://angriff.example/x.js';
          there.append(foreign);
          there.insertAdjacentHTML('beforeend', '<a id="hnd-probe" href="javascript:ran.push(3)">x</a>');
          document.getElementById('hnd-probe').click();
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") == []
