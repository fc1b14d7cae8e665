"""Requests that another website sends in somebody's name (CSRF) are refused, whatever view they ask.

CKAN has a check of its own, but exempts a view from it for as long as the process lives once somebody has
asked that view with an API token or without a session (CVE-2026-41255). So it is asked again here, for every
view and without exemptions, together with what the browser says about where a request comes from. Nothing
here depends on how CKAN's check is mended.

Who may change something falls into three kinds:

- A request with an API token: no website can make a browser send one. It goes on as before.
- A request of somebody with a session (or the cookie that remembers a login): it must come from a page of
  this portal *and* carry CKAN's token. The API is no exception.
- A request of nobody in particular: it can do nothing in somebody's name. But forms must not be sent from
  elsewhere, and those that begin a session (login, new password) carry the token, too: otherwise a stranger
  could log a reader in under the stranger's name.

Upstream: CVE-2026-41255; https://github.com/ckan/ckan/issues/7028 (“Lock down cookie based
authentication on API endpoints”, open).
"""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from ckan.plugins import toolkit
from ckan.types import CKANApp
from ckanext.hndigital import config
from ckanext.hndigital.answers import api_error
from ckanext.hndigital.guarding import guards
from ckanext.hndigital.internals import requests
from flask import Response, request
from werkzeug.exceptions import Forbidden

__all__ = ["register"]

log = logging.getLogger(__name__)

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
#: What changes something though it is asked with GET: CKAN lets a link log out.
_CHANGED_BY_GET = frozenset({"user.logout"})
#: Views of CKAN that begin a session or change a password.
_ACCOUNTS = "user"
#: `Sec-Fetch-Site` of a request that a page of this portal, or nobody but the person, has caused.
_OWN_SITE = frozenset({"same-origin", "none"})
_PORTS = {"http": 80, "https": 443}


def register(app: CKANApp) -> None:
    """Ask before every view; CKAN has identified the person by then."""
    app.before_request(refuse_forged)
    app.before_request(_no_callback)


def refuse_forged() -> Response | None:
    """Return an answer that refuses a forged request, None for one that may go on."""
    changes = request.method not in _SAFE or request.endpoint in _CHANGED_BY_GET
    if not changes or not request.endpoint or not guards("forgery"):
        return None
    if requests.by_api_token() or _is_exempt():
        return None
    is_api = request.endpoint.partition(".")[0] == "api"
    if is_api and not toolkit.current_user.is_authenticated:
        return None
    if not _from_here():
        return _refused(toolkit._("This request came from another website and was refused."), is_api)
    if not _needs_token():
        return None
    wrong = requests.check_token()
    if wrong:
        log.info("A request without a valid CSRF token: %s", wrong)
        sentence = toolkit._("The form is too old or was sent from elsewhere. Please open the page again.")
        return _refused(sentence, is_api)
    return None


def _no_callback() -> Response | None:
    """Refuse JSONP: it makes a script of an answer, and scripts of this portal run on its pages.

    Other websites read the API by CORS, where an operator allows it, and the data routes always.
    """
    is_api = (request.endpoint or "").partition(".")[0] == "api"
    if not is_api or "callback" not in request.args or not guards("policy"):
        return None
    return api_error(
        400, "Bad Request Error", toolkit._("JSONP is not offered: please leave out “callback”.")
    )


def _is_exempt() -> bool:
    return request.endpoint in config.csrf_exempt()


def _needs_token() -> bool:
    if request.method in _SAFE or not requests.asks_for_a_token():
        return False
    return bool(toolkit.current_user.is_authenticated or request.blueprint == _ACCOUNTS)


def _from_here() -> bool:
    """Return whether nothing that the browser says names another website.

    A program, or an old browser, says nothing: whether it may, its token tells.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in _OWN_SITE:
        return False
    origin = request.headers.get("Origin")
    if origin is not None:
        return _is_own(origin)
    referrer = request.headers.get("Referer")
    if referrer:
        return _is_own(referrer)
    # A link may log out only if the browser says that it stands on one of our pages.
    return request.method not in _SAFE or site is not None


def _is_own(address: str) -> bool:
    """Return whether an address is the portal's: its configured origin, or the host that was asked.

    No page can make a browser name another host than it asks. Behind a proxy the scheme that arrives here is
    not the reader's: a page by https is one of ours, one by http only if the portal is configured so.
    """
    own = config.origin()
    hosts = {f"https://{request.host}", f"{urlsplit(own).scheme}://{request.host}"}
    origin = _origin(address)
    return origin is not None and origin in {_origin(one) for one in (own, *hosts)}


def _origin(address: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname and port else None


def _refused(sentence: str, is_api: bool) -> Response:
    log.warning("Forged request refused: %s %s", request.method, request.endpoint)
    if not is_api:
        raise Forbidden(sentence)
    return api_error(403, "Authorization Error", sentence)
