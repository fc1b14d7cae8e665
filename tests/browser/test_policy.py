"""The Content-Security-Policy in a real browser: what a page needs is not blocked, nothing else runs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator

import pytest
from hndigital.package import Package
from hndigital.publisher.client import Portal

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


def unexpected(seen: Visit) -> list[str]:
    """Return the errors of a visit that no status explains."""
    return [error for error in seen.errors if not any(words in error for words in _EXPECTED)]


def blocked(seen: Visit, paths: Iterable[str]) -> dict[str, list[str]]:
    """Return what was blocked on, or complained of by, each page that something is wrong with."""
    seen.page.add_init_script(_LISTENING)
    found = {}
    for path in paths:
        seen.errors.clear()
        page = seen.open(path)
        wrong = [one for frame in page.frames for one in frame.evaluate("window.__blocked || []")]
        wrong += unexpected(seen)
        if wrong:
            found[path] = wrong
    return found


def test_no_page_of_readers_is_kept_from_anything(visit: Visits, places: dict[str, str]) -> None:
    """Our pages, CKAN's and its forms load, run and look as before."""
    assert blocked(visit(), [path.format(**places) for path in [*OURS, *THEIRS, *FORMS]]) == {}


@pytest.mark.slow
def test_no_page_of_editors_is_kept_from_anything(
    visit: Visits, person: Person, places: dict[str, str]
) -> None:
    """The same for who edits."""
    seen = visit()
    log_in(seen.open("/user/login"), person)
    assert blocked(seen, [path.format(**places, person=person.name) for path in STAFF]) == {}


@pytest.mark.slow
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


def test_fields_of_a_file_work(visit: Visits, person: Person, places: dict[str, str]) -> None:
    """Choosing a file or an address, and taking it back, need no script within the page."""
    seen = visit()
    log_in(seen.open("/user/login"), person)
    page = seen.open("/dataset/digitalprojekte/resource/new")
    with page.expect_file_chooser() as chooser:
        page.locator("#resource-upload-button").click()
    chooser.value.set_files({"name": "probe.csv", "mimeType": "text/csv", "buffer": b"a,b\n"})
    assert page.locator("#resource-url-upload").is_checked()
    page.locator(".btn-remove-url:visible").click()
    assert page.locator("#resource-url-none").is_checked()
    assert page.locator("#field-resource-upload").input_value() == ""
    page.locator("#resource-link-button").click()
    assert page.locator("#field-resource-url").evaluate("element => element === document.activeElement")
    page.locator("#field-resource-url").fill("https://example.org/a.csv")
    page.locator(".btn-remove-url:visible").click()
    assert page.locator("#field-resource-url").input_value() == ""
    assert page.locator("#resource-url-none").is_checked()


@pytest.fixture
def uploaded(admin: Portal, package: Package) -> Iterator[dict[str, str]]:
    """Make a dataset of the city's with a file in CKAN's storage; yield that file."""
    name = f"mit-datei-{uuid.uuid4().hex[:8]}"
    made = {"name": name, "title": "Mit Datei", "owner_org": "stadt-heilbronn", "license_id": "cc-zero"}
    admin.write("package_create", made)
    file = {"package_id": name, "name": "Datei", "format": "TXT"}
    yield admin.write("resource_create", file, upload=("datei.txt", b"a\n"))
    admin.write("dataset_purge", {"id": name})


def test_a_file_that_is_there_can_be_taken_out(
    visit: Visits, person: Person, uploaded: dict[str, str]
) -> None:
    """The form of a file that was uploaded before lets another one take its place."""
    seen = visit()
    log_in(seen.open("/user/login"), person)
    page = seen.open(f"/dataset/{uploaded['package_id']}/resource/{uploaded['id']}/edit")
    page.locator(".btn-remove-url:visible").click()
    assert page.locator("#field-clear-upload").is_checked()
    assert page.locator("#field-resource-upload").is_visible()


def test_api_tokens_are_made_and_revoked(visit: Visits, person: Person) -> None:
    """The list of tokens takes a new one, and revokes what is marked after it was asked whether it shall."""
    seen = visit()
    log_in(seen.open("/user/login"), person)
    page = seen.open(f"/user/{person.name}/api-tokens")
    seen.errors.clear()
    page.locator("form[hx-post] [name=name]").fill("probe")
    page.locator("form[hx-post] button[value=create]").click()
    mark = page.locator("#api-tokens-table [name=token]")
    mark.wait_for()
    revoke = page.locator("#revoke-tokens-button")
    assert revoke.is_disabled()
    mark.check()
    assert revoke.is_enabled()
    revoke.click()
    page.locator(".modal-dialog .btn-primary").click()
    mark.wait_for(state="detached")
    assert revoke.is_disabled()
    assert seen.errors == []


@pytest.mark.parametrize("kind", ["datatables_view", "text_view"])
def test_previews_work(visit: Visits, admin: Portal, places: dict[str, str], kind: str) -> None:
    """Previews of tables and texts load and run in their frames, for readers without a session."""
    of = places["file" if kind == "datatables_view" else "document"]
    view = admin.write("resource_view_create", {"resource_id": of, "title": "Probe", "view_type": kind})
    dataset = "digitalprojekte" if kind == "datatables_view" else "digitalprojekte-2020-2"
    try:
        seen = visit()
        page = seen.open(f"/dataset/{dataset}/resource/{of}?view_id={view['id']}")
        frame = page.frame_locator("iframe").first
        if kind == "datatables_view":
            frame.locator("#dtprv tbody tr td").first.wait_for(state="attached")
            frame.locator("#refit-button").first.evaluate("element => element.click()")
        else:
            frame.get_by_text("datapackage", exact=False).first.wait_for()
        assert unexpected(seen) == []
    finally:
        admin.write("resource_view_delete", {"id": view["id"]})
