"""Another website sends requests in the name of somebody who is logged in; the portal does none of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.portal.browsers import FOREIGN, Browser, filled, routes, somebody, within
from tests.portal.support import TIMEOUT, Portal

_CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
_REFUSALS = ("came from another website", "too old or was sent from elsewhere", "CSRF")

_SIGN_ON = """
from ckan.common import config

def status():
    form = {"login": "niemand", "password": "x"}
    headers = {"Origin": "https://angriff.example"}
    return Client(whole).post("/en/user/login", data=form, headers=headers).status_code

found = [status()]
config["ckanext.hndigital.security.csrf_exempt"] = "user.login"
found.append(status())
"""


@pytest.fixture(scope="module")
def victim(admin: Portal, portal_url: str) -> Iterator[tuple[Browser, str]]:
    """Return the browser of somebody who administers the portal and is logged in, and the name."""
    with somebody(admin, sysadmin=True) as (name, password):
        yield Browser(portal_url).log_in(name, password), name


@pytest.fixture(scope="module")
def stranger(admin: Portal, portal_url: str) -> Iterator[Portal]:
    """Return the portal as an attacker with an account and a token of their own sees it."""
    with somebody(admin) as (name, _):
        yield Portal(portal_url, admin.api("api_token_create", user=name, name="angriff")["token"])


def poison(stranger: Portal, path: str, method: str = "POST") -> None:
    """Ask a view without a session and with a token, which makes CKAN forget to protect it.

    Twice each: two processes serve the portal.
    """
    for headers in ({}, {"Authorization": stranger.token}) * 2:
        for verb in ("GET", method):
            requests.request(
                verb, stranger.url + path, headers=headers, timeout=TIMEOUT, allow_redirects=False
            )


def is_refused(answer: requests.Response) -> bool:
    """Return whether the portal refused because of where the request came from."""
    return answer.status_code in (400, 403) and any(words in answer.text for words in _REFUSALS)


def test_no_route_takes_a_forged_request(victim: tuple[Browser, str], stranger: Portal) -> None:
    """Every route that may change something, of whatever plugin, refuses, with or without an Origin."""
    browser, _ = victim
    passed = []
    asked = 0
    for rule, endpoint, methods in routes():
        path = f"/en{filled(rule)}"
        for method in sorted(methods & _CHANGING):
            asked += 1
            poison(stranger, path, method)
            forged = browser.send(path, {"save": "", "id": ""}, method, Origin=FOREIGN)
            bare = browser.send(path, {"save": "", "id": ""}, method)
            if not (is_refused(forged) and is_refused(bare)):
                passed.append((method, rule, endpoint, forged.status_code, bare.status_code))
    assert passed == []
    assert asked > 70


def test_an_account_stays_as_it_is(victim: tuple[Browser, str], stranger: Portal, admin: Portal) -> None:
    """The attack of CVE-2026-41255 itself: profile, tokens and datasets stay as they were."""
    browser, name = victim
    attacks = {
        f"/user/edit/{name}": {"fullname": "Angriff", "email": "a@angriff.example", "save": ""},
        f"/user/{name}/api-tokens": {"name": "angriff"},
        "/dataset/follow/digitalprojekte": {},
        "/dataset/delete/digitalprojekte": {},
        f"/user/delete/{name}": {},
    }
    for path, values in attacks.items():
        poison(stranger, path)
        for headers in ({"Origin": FOREIGN}, {"Origin": "null"}, {"Sec_Fetch_Site": "same-site"}, {}):
            assert is_refused(browser.send(f"/en{path}", values, **headers)), (path, headers)
    assert (admin.api("user_show", id=name)["fullname"] or "") != "Angriff"
    assert admin.api("api_token_list", user_id=name) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": FOREIGN},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1.angriff.example"},
        {"Referer": f"{FOREIGN}/127.0.0.1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "http://[::1"},
        {"Host": "daten.example", "Origin": FOREIGN},
        {"Host": "daten.example", "Referer": "https://daten.example.angriff.example/"},
    ],
)
def test_a_token_of_the_form_does_not_help_another_website(
    victim: tuple[Browser, str], headers: dict[str, str]
) -> None:
    """Who got hold of a form's token can still not use it from elsewhere."""
    browser, name = victim
    values = {"name": "probe", "_csrf_token": browser.token_of(f"/user/{name}/api-tokens")}
    assert is_refused(browser.send(f"/en/user/{name}/api-tokens", values, **headers))


def test_a_form_of_the_portal_works(victim: tuple[Browser, str], admin: Portal) -> None:
    """A page's own form goes through, with and without what newer browsers say, and through a proxy."""
    browser, name = victim
    for headers in (
        {"Host": "daten.example", "Origin": "https://daten.example", "Sec_Fetch_Site": "same-origin"},
        {"Origin": browser.url, "Sec_Fetch_Site": "same-origin"},
        {"Referer": f"{browser.url}/x"},
        {},
    ):
        values = {"name": "probe", "_csrf_token": browser.token_of(f"/user/{name}/api-tokens")}
        assert browser.send(f"/user/{name}/api-tokens", values, **headers).status_code == 200
    found = admin.api("api_token_list", user_id=name)
    assert [one["name"] for one in found] == ["probe"] * 4
    for one in found:
        admin.api("api_token_revoke", jti=one["id"])


class TestApi:
    """The API with cookies is no way around, with a token it is as before."""

    def test_cookies_need_the_token(self, victim: tuple[Browser, str], stranger: Portal) -> None:
        """A call by cookie alone is refused, one with the page's token isn't."""
        browser, name = victim
        call = "/api/3/action/follow_user"
        poison(stranger, call)
        body = '{"id": "admin"}'
        token = browser.token_of(f"/user/{name}/api-tokens")
        for headers in ({}, {"Origin": FOREIGN}, {"Origin": FOREIGN, "X_CSRFToken": token}):
            answer = browser.send(call, body, Content_Type="application/json", **headers)
            assert answer.status_code in (400, 403), headers
        own = {"Origin": browser.url, "X_CSRFToken": token, "Content_Type": "application/json"}
        assert browser.send(call, body, **own).json()["success"] is True
        assert browser.send("/api/3/action/unfollow_user", body, **own).json()["success"] is True

    def test_cookies_with_a_wrong_api_token(self, victim: tuple[Browser, str]) -> None:
        """A made-up API token doesn't turn a call by cookie into one by token."""
        browser, _ = victim
        headers = {"Authorization": "erfunden", "Content_Type": "application/json"}
        answer = browser.send("/en/api/3/action/follow_user", '{"id": "admin"}', Origin=FOREIGN, **headers)
        assert answer.status_code in (400, 403)

    def test_tokens_go_on_as_before(self, stranger: Portal) -> None:
        """A program with an API token needs nothing else, wherever it says it is."""
        for headers in ({}, {"Origin": FOREIGN, "Sec-Fetch-Site": "cross-site"}):
            answer = requests.post(
                f"{stranger.url}/api/3/action/follow_user",
                json={"id": "admin"},
                headers={"Authorization": stranger.token, **headers},
                timeout=TIMEOUT,
            )
            assert answer.json()["success"] is True
            stranger.api("unfollow_user", id="admin")

    def test_readers_of_other_websites(self, portal_url: str) -> None:
        """What anybody may ask can be asked from any page."""
        call = f"{portal_url}/api/3/action/package_search"
        answer = requests.post(call, json={"rows": 1}, headers={"Origin": FOREIGN}, timeout=TIMEOUT)
        assert answer.json()["success"] is True

    def test_no_jsonp(self, portal_url: str) -> None:
        """An answer never becomes a script: a page could load it as its own."""
        answer = requests.get(f"{portal_url}/api/3/action/status_show?callback=alert", timeout=TIMEOUT)
        assert answer.status_code == 400
        assert answer.headers["Content-Type"].startswith("application/json")


class TestSessions:
    """Sessions begin and end where the person wants it."""

    def test_nobody_is_logged_in_from_elsewhere(self, portal_url: str, admin: Portal) -> None:
        """A stranger can't log a reader in under the stranger's name, with the stranger's own token even."""
        with somebody(admin) as (name, password):
            reader = Browser(portal_url)
            values = {"login": name, "password": password}
            token = Browser(portal_url).token_of("/user/login")
            for headers in ({"Origin": FOREIGN}, {"Origin": "null"}, {}):
                answer = reader.send("/en/user/login", {**values, "_csrf_token": token}, **headers)
                assert is_refused(answer), headers
            assert reader.get("/dashboard/datasets").status_code != 200

    def test_a_remembered_login(self, portal_url: str, admin: Portal) -> None:
        """The cookie that remembers a login is no weaker than a session."""
        with somebody(admin) as (name, password):
            browser = Browser(portal_url).log_in(name, password, remember=True)
            for cookie in list(browser.session.cookies):
                if "remember" not in cookie.name:
                    browser.session.cookies.clear(cookie.domain, cookie.path, cookie.name)
            assert len(browser.session.cookies) == 1
            answer = browser.send(f"/en/user/{name}/api-tokens", {"name": "angriff"}, Origin=FOREIGN)
            assert is_refused(answer)
            assert admin.api("api_token_list", user_id=name) == []

    def test_nobody_is_logged_out_from_elsewhere(self, portal_url: str, admin: Portal) -> None:
        """Another website's link or picture doesn't end a session; the portal's own link and button do."""
        with somebody(admin) as (name, password):
            browser = Browser(portal_url).log_in(name, password)
            for headers in ({"Referer": FOREIGN}, {"Sec-Fetch-Site": "cross-site"}, {}):
                assert is_refused(browser.get("/en/user/_logout", **headers)), headers
            assert browser.get("/dashboard/datasets").status_code == 200
            assert browser.get("/user/_logout", Referer=f"{portal_url}/user/login").status_code == 302
            assert browser.get("/dashboard/datasets").status_code != 200


def test_the_guard_says_no_in_words(victim: tuple[Browser, str]) -> None:
    """Who is refused reads why, in the page's language."""
    browser, name = victim
    answer = browser.send(f"/user/edit/{name}", {}, Origin=FOREIGN)
    assert answer.status_code == 403
    assert "kam von einer anderen Website" in answer.text


def test_an_operator_can_name_a_return_address() -> None:
    """The view to which a single sign-on sends people back takes forms from elsewhere once it is named."""
    assert within(_SIGN_ON) == [403, 200]
