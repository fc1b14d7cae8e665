"""What an operator must be able to account for: one line each in the logger `hndigital.audit`.

A line says what happened (`event`), to what end (`outcome`), who did it (`who`), from where (`address`), and
what it was about. Its values are JSON, so that nobody's name or password field writes a line, or a field, of
its own. Tokens, passwords and the values of settings stand in none.

| event | who | about |
|---|---|---|
| `publication`, `withdrawal` | account | round, edition, checksum of the package, how many objects |
| `redaktion` | account | step of an editor (upload, agree, publish …), round, checksum of the report |
| `runde` | account | step of an editor (open, answer, choose …), round, checksum of the returned file |
| `login` | name that was tried | only failures |
| `offices` | account | signs of the offices whose names changed |
| `in_charge` | account | which names or offices of Dezernate, and which contacts, changed |
| `texts` | account | page and language of the text, number of the version |
| `settings` | account, or `ckan.ini` at a start | names of the settings that changed |
| `restore` | `command line` | which backup |
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit
from ckan.types import SignalMapping
from ckanext.hndigital.internals import memory
from ckanext.hndigital.mending import logs
from ckanext.hndigital.operating import counting
from flask import has_request_context, request
from redis.exceptions import RedisError

__all__ = ["record", "settings_at_start", "signal_subscriptions"]

log = logging.getLogger(__name__)
_audit = logging.getLogger(logs.AUDIT)

_LONGEST = 200
"""Characters of a value: a checksum has 64, a name of CKAN's at most 100."""
_OPTIONS = ("ckanext.hndigital.", "ckan.site_", "ckan.plugins", "ckan.auth.", "ckan.root_path", "smtp.")
"""Settings whose change at a start is told of."""


def record(event: str, *, who: str, outcome: str = "done", **about: Any) -> None:
    """Write one line; `about` holds texts, numbers or lists of them."""
    entry = {"event": event, "outcome": outcome, "who": who or "nobody", **_where_from(), **about}
    short = {key: _short(value) for key, value in entry.items()}
    # The level of a root logger that warns only is not asked: these lines are wanted always.
    _audit.setLevel(logging.INFO)
    line = " ".join(f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in short.items())
    _audit.info("%s", line, extra={"hndigital": short})
    counting.EVENTS.labels(event, outcome).inc()


def signal_subscriptions(others: SignalMapping) -> SignalMapping:
    """Return the signals that `others` listens to, and those of failed logins and changed settings."""
    signals = toolkit.signals
    changed = {"sender": "config_option_update", "receiver": _settings_changed}
    return {
        **others,
        signals.action_succeeded: [*others.get(signals.action_succeeded, ()), changed],
        signals.failed_login: [*others.get(signals.failed_login, ()), _login_failed],
    }


def settings_at_start(started: float) -> None:
    """Say which settings of the configuration differ from those of the last start on this site.

    `started` is when this process read them (seconds since the epoch): processes tell of themselves with
    their first request, in any order, and one of an earlier start has nothing to say any more. What is kept
    of the settings, in Redis, is a keyed digest of each: it tells that a value is another one, not which.
    """
    key = f"hndigital:last-start:{memory.site_id()}"
    present = {
        name: _digest(name, value) for name, value in toolkit.config.items() if name.startswith(_OPTIONS)
    }

    def exchange(pipeline: Any) -> Mapping[str, str]:
        last = json.loads(pipeline.get(key) or "{}")
        pipeline.multi()
        if last and last["started"] > started:
            return present
        pipeline.set(key, json.dumps({"started": started, "settings": present}, sort_keys=True))
        return last.get("settings", present)

    try:
        # The one process of several that exchanges the value sees what was there before.
        known = memory.redis().transaction(exchange, key, value_from_callable=True)
    except RedisError as error:
        log.warning("Redis does not answer; whether settings changed is not known: %s", error)
        return
    changed = sorted(name for name in {*known, *present} if known.get(name) != present.get(name))
    if changed:
        record("settings", who="ckan.ini", settings=changed)


def _digest(name: str, value: Any) -> str:
    secret = str(toolkit.config.get("SECRET_KEY") or "")
    return hmac.new(secret.encode(), f"{name}\0{value}".encode(), hashlib.sha256).hexdigest()[:16]


def _login_failed(sender: str, **_kwargs: Any) -> None:
    record("login", who=str(sender), outcome="failed")


def _settings_changed(
    sender: str, context: Mapping[str, Any], data_dict: Mapping[str, Any], **_kwargs: Any
) -> None:
    record("settings", who=str(context.get("user") or ""), settings=sorted(data_dict))


def _where_from() -> dict[str, str]:
    """Return the address that the request came from, and what a proxy says of it."""
    if not has_request_context():
        return {}
    forwarded = request.headers.get("X-Forwarded-For", "")
    return {"address": request.remote_addr or "", **({"forwarded_for": forwarded} if forwarded else {})}


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    return value
