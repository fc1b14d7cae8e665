"""The way of a request through CKAN's application: Flask's lists of hooks, and what CKAN leaves in `g`.

CKAN builds the application in `ckan/config/middleware/flask_app.py` and lets plugins have it last
(`IMiddleware`), when its own hooks are registered. The order of hooks is Flask's (`before_request_funcs` and
its like), which says that they are there, but to be filled by its decorators.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flask_babel
from ckan.config.middleware.flask_app import ckan_before_request
from ckan.plugins import toolkit
from ckan.types import CKANApp
from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import default_exceptions

__all__ = [
    "after_all_others",
    "answer_in",
    "answer_of",
    "application",
    "asks_for_a_token",
    "before_all_others",
    "by_api_token",
    "check_token",
    "forget_messages",
    "is_personal",
    "once_identified",
    "only_reads",
]

_Hook = Callable[[], Any]


def once_identified(app: CKANApp, hook: _Hook) -> None:
    """Call `hook` right after CKAN has found out who sends a request, and before anything reads its form.

    CKAN identifies in `ckan_before_request`; CSRF protection, which reads the form, is registered after it.
    """
    hooks = app.before_request_funcs[None]
    hooks.insert(hooks.index(ckan_before_request) + 1, hook)


def before_all_others(app: CKANApp, hook: _Hook) -> None:
    """Call `hook` with every request, first of all: before CKAN has found out who sends it."""
    app.before_request_funcs.setdefault(None, []).insert(0, hook)


def after_all_others(app: CKANApp, hook: Callable[[Response], Response]) -> None:
    """Call `hook` with every answer, last of all: Flask goes through its list from the end."""
    app.after_request_funcs.setdefault(None, []).insert(0, hook)


def answer_in(locale: str) -> None:
    """Have the present request answered in a language that its address does not name.

    CKAN reads it from the address into `CKAN_LANG` of the environment (`handle_i18n` in
    `ckan/config/middleware/flask_app.py`), Babel from there, once for each request. Addresses in the answer
    stay without it.
    """
    request.environ["CKAN_LANG"] = locale
    flask_babel.refresh()


def answer_of(app: CKANApp, status: int) -> Callable[[Any], Any]:
    """Return what has answered errors of a status so far: CKAN registers one for each (`error_handler`)."""
    return app.error_handler_spec[None][status][default_exceptions[status]]


def application() -> Flask:
    """Return the application itself, for a thread that goes on after the request."""
    return current_app._get_current_object()  # type: ignore[attr-defined]


def check_token() -> str:
    """Hold the request's form against the session's CSRF token; return what is wrong, "" for nothing.

    CKAN registers Flask-WTF's protection as the extension `csrf`.
    """
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError as error:
        return str(error.description)
    return ""


def asks_for_a_token() -> bool:
    """Return whether the token is asked for on this portal and has not been checked in this request."""
    return not g.get("csrf_valid") and bool(current_app.config["WTF_CSRF_ENABLED"])


def by_api_token() -> bool:
    """Return whether CKAN identified the person by an API token: its flag is set for nobody as well."""
    return bool(g.get("login_via_auth_header")) and toolkit.current_user.is_authenticated


def is_personal() -> bool:
    """Return whether what is answered was made for who asks: with their rights, or with a form's token.

    Not by `current_user`, which would ask a database that is away once more: CKAN leaves the person in
    `g.userobj`, and Flask-WTF a form's token under the name that CKAN leaves in `g.csrf_field_name`.
    """
    person = g.get("userobj")
    # Nobody is None since 2.12, "" before; the person stands behind a proxy, whose comparison would look.
    return (person is not None and type(person) is not str) or g.get("csrf_field_name") in g


def forget_messages() -> None:
    """Take away what `flash` has left for the next page; Flask keeps it in the session as `_flashes`."""
    session.pop("_flashes", None)


def only_reads(action: str) -> bool:
    """Return whether an action changes nothing, or does not exist; `toolkit.side_effect_free` marks it."""
    try:
        return bool(getattr(toolkit.get_action(action), "side_effect_free", False))
    except KeyError:
        return True
