"""What every answer tells a browser, and how uploaded files and cookies are handed out."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.portal.browsers import Browser, filled, routes, somebody, within
from tests.portal.support import TIMEOUT, Portal, purge

_ACTIVE = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
_HTTPS = """
app.testing = True
paths = ("/about", "/user/login")
answers = [Client(whole).get(path, base_url="https://daten.example") for path in paths]
found = [[answer.headers.get("Strict-Transport-Security"), answer.headers.getlist("Set-Cookie")]
         for answer in answers]
"""

_WEAK = """
from ckanext.hndigital.security.cookies import weak_cookies
with app.test_request_context():
    found = list(weak_cookies())
"""


def directives(answer: requests.Response) -> dict[str, list[str]]:
    """Return the answer's policy: sources by directive."""
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts}


def lacking(answer: requests.Response) -> list[str]:
    """Return what an answer doesn't say that every answer says."""
    found = [name for name in ("Referrer-Policy", "Permissions-Policy") if name not in answer.headers]
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        found.append("nosniff")
    policy = directives(answer) if "Content-Security-Policy" in answer.headers else {}
    found += [name for name in ("frame-ancestors", "form-action", "base-uri") if name not in policy]
    scripts = policy.get("script-src", policy.get("default-src", ["*"]))
    if not set(scripts) <= {"'self'", "'none'"} and not any(one.startswith("'nonce-") for one in scripts):
        found.append(f"scripts from {scripts}")
    caching = answer.headers.get("Cache-Control", "")
    if "no-store" in caching and caching not in ("private, no-store", "no-store"):
        found.append(f"Cache-Control: {caching}")
    return found


def test_every_route_says_it(portal_url: str) -> None:
    """Pages, data, errors, redirects, files and refusals, asked as they are meant and otherwise."""
    wrong = {}
    for rule, _, methods in routes():
        for method in {"GET", *methods} - {"OPTIONS", "HEAD"}:
            answer = requests.request(
                method, portal_url + filled(rule), timeout=TIMEOUT, allow_redirects=False
            )
            if found := lacking(answer):
                wrong[f"{method} {rule}"] = (answer.status_code, found)
    assert wrong == {}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/digitalprojekte",
        "/digitalprojekte.csv",
        "/digitalprojekte.json",
        "/digitalprojekte/bild/kosten.svg",
        "/catalog.ttl",
        "/dataset/",
        "/base/css/main.css",
        "/base/images/ckan-logo.png",
        "/api/3/action/package_list",
        "/api/3/action/gibt_es_nicht",
        "/%ff%fe",
        "/gibt/es/nicht",
        "/digitalprojekte.csv?bearbeitungsstand=fertig",
    ],
)
def test_what_there_is_says_it(portal_url: str, path: str) -> None:
    """The same of what is really there, and of its copy that a browser has already."""
    answer = requests.get(portal_url + path, timeout=TIMEOUT, allow_redirects=False)
    assert lacking(answer) == []
    if "ETag" in answer.headers:
        again = {"If-None-Match": answer.headers["ETag"]}
        assert lacking(requests.get(portal_url + path, headers=again, timeout=TIMEOUT)) == []


def test_our_pages_need_nothing_inline(portal_url: str) -> None:
    """The plugin's own pages have no script, no style and no handler written into them, and allow none."""
    for path in ("/", "/digitalprojekte", "/digitalprojekt/gibt-es-nicht", "/barrierefreiheit"):
        policy = directives(requests.get(portal_url + path, timeout=TIMEOUT))
        assert policy["style-src"] == policy["script-src"] == ["'self'"], path


def test_a_nonce_is_used_once(portal_url: str, anonymous: Portal, admin: Portal, page_with_view: str) -> None:
    """The scripts of CKAN's previews have a nonce that no two answers share."""
    policies = [directives(requests.get(page_with_view, timeout=TIMEOUT)) for _ in range(2)]
    nonces = [[one for one in policy["script-src"] if one.startswith("'nonce-")] for policy in policies]
    assert len(nonces[0]) == len(nonces[1]) == 1
    assert nonces[0] != nonces[1]


@pytest.fixture
def upload(admin: Portal, organisation: str) -> Iterator[Callable[..., str]]:
    """Return a function that uploads a file to a dataset and returns its address."""
    name = "probe-uploads"
    purge(admin, name)
    admin.api("package_create", name=name, title="Probe", notes="Probe", owner_org=organisation)

    def send(filename: str, content: bytes, **values: Any) -> str:
        answer = requests.post(
            f"{admin.url}/api/3/action/resource_create",
            data={"package_id": name, "name": filename, **values},
            files={"upload": (filename, content)},
            headers={"Authorization": admin.token},
            timeout=TIMEOUT,
        ).json()
        assert answer["success"], answer
        return str(answer["result"]["url"])

    yield send
    purge(admin, name)


@pytest.fixture
def page_with_view(upload: Callable[..., str], admin: Portal, portal_url: str) -> str:
    """Return the address of a preview of a text."""
    resource = upload("probe.txt", b"Probe", format="TXT").split("/resource/")[1].partition("/")[0]
    views = admin.api("resource_view_list", id=resource) or [
        admin.api("resource_view_create", resource_id=resource, title="Text", view_type="text_view")
    ]
    return f"{portal_url}/dataset/probe-uploads/resource/{resource}/view/{views[0]['id']}"


class TestUploads:
    """Whoever may upload a file can not run anything in the name of who opens it."""

    @pytest.mark.parametrize(
        ("filename", "values"),
        [
            ("a.html", {}),
            ("a.xhtml", {}),
            ("a.svg", {}),
            ("a.xml", {}),
            ("a.xsl", {}),
            ("a.mht", {}),
            ("a.csv", {"mimetype": "text/html"}),
            ("a.csv", {"mimetype": "image/svg+xml; charset=utf-8"}),
            ("a.csv", {"mimetype": "image/png, text/html"}),
            ("a.csv", {"mimetype": "TEXT/HTML"}),
            ("a.csv", {"mimetype": "application/vnd.probe+xml"}),
            ("a.csv", {"mimetype": "video/probe+xml"}),
            ("a.csv", {"mimetype": "image/probe+xml"}),
            ("a.csv", {"mimetype": "multipart/x-mixed-replace"}),
        ],
    )
    def test_what_a_browser_runs_is_saved(
        self, upload: Callable[..., str], filename: str, values: dict[str, str]
    ) -> None:
        """It is an attachment, and shut in where a browser opens it all the same."""
        answer = requests.get(upload(filename, _ACTIVE, **values), timeout=TIMEOUT)
        assert answer.content == _ACTIVE
        assert answer.headers["Content-Disposition"].startswith(f"attachment; filename={filename}")
        assert directives(answer)["sandbox"] == []
        assert lacking(answer) == []

    @pytest.mark.parametrize("filename", ["a.html", "a.svg", "a.xml"])
    @pytest.mark.parametrize("again", ["If-None-Match", "If-Modified-Since", "Range"])
    def test_it_stays_so_when_it_is_opened_again(
        self, upload: Callable[..., str], filename: str, again: str
    ) -> None:
        """A browser keeps the file and takes over what the answer says that it is still the same."""
        address = upload(filename, _ACTIVE)
        first = requests.get(address, timeout=TIMEOUT)
        values = {
            "If-None-Match": first.headers["ETag"],
            "If-Modified-Since": first.headers["Last-Modified"],
            "Range": "bytes=0-9",
        }
        answer = requests.get(address, headers={again: values[again]}, timeout=TIMEOUT)
        assert answer.status_code == (206 if again == "Range" else 304)
        for header in ("Content-Disposition", "Content-Security-Policy"):
            assert answer.headers[header] == first.headers[header]

    @pytest.mark.parametrize("filename", ["a.js", "a.css", "a.mjs"])
    def test_no_page_can_load_it_as_its_own(self, upload: Callable[..., str], filename: str) -> None:
        """A script or style sheet is text: the policy allows scripts of this portal."""
        answer = requests.get(upload(filename, b"alert(1)"), timeout=TIMEOUT)
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(
        ("filename", "content_type"),
        [
            ("a.csv", "text/csv"),
            ("a.txt", "text/plain"),
            ("a.json", "application/json"),
            ("a.png", "image/png"),
            ("a.pdf", "application/pdf"),
        ],
    )
    def test_harmless_files_are_shown(
        self, upload: Callable[..., str], filename: str, content_type: str
    ) -> None:
        """What a browser only shows, it still shows."""
        answer = requests.get(upload(filename, b"Probe"), timeout=TIMEOUT)
        assert answer.headers["Content-Type"].partition(";")[0] == content_type
        assert not answer.headers.get("Content-Disposition", "").startswith("attachment")

    def test_pictures_of_groups(self, portal_url: str) -> None:
        """A file among the pictures of groups is saved as well, under whatever writing of its path."""
        folder = Path(os.environ["HNDIGITAL_TEST_STATE"]) / "storage" / "storage" / "uploads" / "group"
        folder.mkdir(parents=True, exist_ok=True)
        picture = folder / "probe.svg"
        picture.write_bytes(_ACTIVE)
        try:
            for path in (
                "/uploads/group/probe.svg",
                "/en/uploads/group/probe.svg",
                "/x%2f..%2fuploads/group/probe.svg",
            ):
                answer = requests.get(portal_url + path, timeout=TIMEOUT)
                assert answer.status_code == 404 or "sandbox" in directives(answer), path
            assert requests.get(f"{portal_url}/uploads/group/probe.svg", timeout=TIMEOUT).status_code == 200
        finally:
            picture.unlink()


class TestWhoMayKeep:
    """What was made for one person stays with that person; what is for all may be kept."""

    @pytest.mark.parametrize(
        "path", ["/", "/digitalprojekte", "/digitalprojekte.json", "/dataset/digitalprojekte", "/dataset/"]
    )
    def test_of_who_is_logged_in(self, portal_url: str, admin: Portal, path: str) -> None:
        """Nobody keeps a page or data that somebody with an account has read, by session or by token."""
        with somebody(admin) as (name, password):
            answers = [Browser(portal_url).log_in(name, password).get(path), admin.get(path)]
        assert [answer.headers["Cache-Control"] for answer in answers] == ["private, no-store"] * 2

    def test_forms_with_a_token(self, portal_url: str) -> None:
        """A form that carries a reader's own token is the reader's."""
        assert Browser(portal_url).get("/user/login").headers["Cache-Control"] == "private, no-store"

    def test_public_data(self, portal_url: str) -> None:
        """Data for everybody may be kept by proxies, and files by browsers even of who is logged in."""
        for path in ("/digitalprojekte.csv", "/catalog.ttl", "/api/3/action/package_list"):
            answer = requests.get(portal_url + path, timeout=TIMEOUT)
            assert "public" in answer.headers["Cache-Control"], path

    def test_what_is_private(
        self, admin: Portal, anonymous: Portal, project: Callable[..., dict[str, Any]]
    ) -> None:
        """A private project's page and data are kept by nobody, not even by who may read them."""
        name = admin.api("package_create", **project(private=True))["name"]
        for path in (f"/digitalprojekt/{name}", f"/digitalprojekt/{name}/status.csv"):
            answer = admin.get(path)
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert anonymous.get(path).status_code in (403, 404)


class TestCookies:
    """A login can't be read by scripts, sent by other websites, or used for ever."""

    def test_of_a_login(self, portal_url: str, admin: Portal) -> None:
        """HttpOnly, SameSite and an end within the day."""
        with somebody(admin) as (name, password):
            browser = Browser(portal_url).log_in(name, password, remember=True)
        kept = [cookie for cookie in browser.session.cookies if cookie.has_nonstandard_attr("HttpOnly")]
        assert len(kept) == len(browser.session.cookies) == 2
        for cookie in kept:
            assert cookie.get_nonstandard_attr("SameSite") == "Lax"
            assert cookie.expires is not None

    def test_on_https(self, secure: Callable[..., Path]) -> None:
        """A portal with https keeps its cookies off http, and says that browsers shall keep off it, too."""
        page, login = within(_HTTPS, secure({"SESSION_COOKIE_SECURE": "true"}))
        assert page == ["max-age=31536000", []]
        assert login[0] == "max-age=31536000"
        assert len(login[1]) == 1
        assert "Secure;" in login[1][0]

    def test_weak_ones_are_named(self, secure: Callable[..., Path]) -> None:
        """`ckan hndigital check` names each setting by which somebody could come by a login."""
        fine = {"SESSION_COOKIE_SECURE": "true", "REMEMBER_COOKIE_SECURE": "true"}
        assert within(_WEAK, secure(fine)) == []
        weak = {
            "SESSION_COOKIE_HTTPONLY": "false",
            "REMEMBER_COOKIE_SAMESITE": "None",
            "PERMANENT_SESSION_LIFETIME": "31536000",
        }
        named = [sentence.split()[0] for sentence in within(_WEAK, secure(weak))]
        assert sorted(named) == sorted([*weak, *fine])


@pytest.fixture
def secure(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the portal's configuration with https and other settings."""

    def write(settings: dict[str, str]) -> Path:
        ini = Path(os.environ["HNDIGITAL_TEST_STATE"]) / "ckan.ini"
        text = ini.read_text(encoding="utf-8")
        text = text.replace(os.environ["HNDIGITAL_TEST_URL"], "https://daten.example")
        for name, value in settings.items():
            text, count = re.subn(rf"(?m)^{name} = .*$", f"{name} = {value}", text)
            assert count == 1, name
        path = tmp_path / "ckan.ini"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_pages_and_styles_go_out_compressed(portal_url: str) -> None:
    """To who understands it, from the portal's own server; data keep the bytes that their ETags tell of."""
    page = requests.get(
        f"{portal_url}/dataset/", headers={"Accept-Encoding": "br"}, timeout=TIMEOUT, stream=True
    )
    assert page.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in page.headers["Vary"]
    page = requests.get(f"{portal_url}/dataset/", headers={"Accept-Encoding": "gzip"}, timeout=TIMEOUT)
    assert page.headers["Content-Encoding"] == "gzip"
    plain = requests.get(f"{portal_url}/dataset/", headers={"Accept-Encoding": "identity"}, timeout=TIMEOUT)
    assert "Content-Encoding" not in plain.headers
    assert (
        "Content-Encoding" not in requests.get(f"{portal_url}/digitalprojekte.csv", timeout=TIMEOUT).headers
    )


def test_what_is_named_by_its_content_is_kept_for_a_year(portal_url: str) -> None:
    """A style sheet gets another name with its next change; one that is not there is not kept."""
    page = requests.get(f"{portal_url}/dataset/", timeout=TIMEOUT).text
    sheets = re.findall(r'"(/webassets/[^"]+\.css)"', page)
    assert sheets
    for sheet in sheets:
        kept = requests.get(portal_url + sheet, timeout=TIMEOUT)
        assert (kept.status_code, kept.headers["Cache-Control"]) == (
            200,
            "public, max-age=31536000, immutable",
        )
    missing = requests.get(f"{portal_url}/webassets/base/00000000_none.css", timeout=TIMEOUT)
    assert "immutable" not in missing.headers.get("Cache-Control", "")
