"""Which addresses answer: checked by `ckan hndigital linkcheck`, never while somebody waits for a page.

Results stand in CKAN's table `task_status`, one row per address. An address of the portal itself counts as
answering, because the portal serves it, unless a check found otherwise; any other address without a result
is not known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from ckan import model

from hndigital.outside import NOTHING_INNER, FetchError, Inner, Limits, Web, agent_of

__all__ = ["Result", "check", "reach", "remember", "results"]

TIMEOUT = (5, 15)
"""Seconds to wait for a connection and for the answer's head."""
_TASK = "hndigital_linkcheck"
_LIMITS = Limits(max_bytes=0, seconds=60, redirects=5)
"""Only heads are read; a minute for all redirects of an address together."""
_WORKERS = 8
#: Answers to HEAD that say nothing about GET.
_ASK_AGAIN = frozenset({400, 403, 404, 405, 406, 500, 501, 503})


@dataclass(frozen=True, slots=True)
class Result:
    """What an address answered and when (UTC): HTTP status, or 0 and why none came (`FetchError.reason`)."""

    address: str
    status: int
    error: str
    checked: datetime

    @property
    def answers(self) -> bool:
        """Whether data.europa.eu would count the address as accessible."""
        return 200 <= self.status < 400


def results() -> dict[str, Result]:
    """Return the last result of every address that was ever checked."""
    task = model.TaskStatus
    query = sa.select(task.key, task.value, task.error, task.last_updated).where(task.task_type == _TASK)
    return {
        row.key: Result(row.key, int(row.value), row.error or "", row.last_updated.replace(tzinfo=UTC))
        for row in model.Session.execute(query)
    }


def reach(known: Mapping[str, Result], site_url: str) -> Callable[[str], bool | None]:
    """Return a function that says whether an address answers, None for one that was never checked."""
    own = f"{site_url.rstrip('/')}/"

    def answers(address: str) -> bool | None:
        if address in known:
            return known[address].answers
        return True if address.startswith(own) else None

    return answers


def remember(found: Iterable[Result]) -> None:
    """Store results; the caller commits."""
    for result in found:
        entity = hashlib.sha256(result.address.encode()).hexdigest()
        query = sa.select(model.TaskStatus).where(
            model.TaskStatus.task_type == _TASK, model.TaskStatus.entity_id == entity
        )
        task = model.Session.scalar(query) or model.TaskStatus(
            entity_id=entity, entity_type="address", task_type=_TASK, key=result.address
        )
        task.value, task.error = str(result.status), result.error
        task.state = "answers" if result.answers else "broken"
        task.last_updated = result.checked.replace(tzinfo=None)
        model.Session.add(task)


def check(addresses: Iterable[str], inner: Inner = NOTHING_INNER) -> Iterator[Result]:
    """Ask each http(s) address once, host by host, and yield what it answered as it comes.

    Addresses inside the portal's own network are asked only where `inner` names them: whoever edits a
    dataset could otherwise find out what answers there.
    """
    agent = agent_of("hndigital-linkcheck")
    hosts: dict[str, list[str]] = {}
    for address in sorted(set(addresses)):
        if address.lower().startswith(("http://", "https://")):
            hosts.setdefault(_host(address), []).append(address)
    with ThreadPoolExecutor(_WORKERS) as pool:
        for found in pool.map(
            lambda listed: [_ask(address, inner, agent) for address in listed], hosts.values()
        ):
            yield from found


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _ask(address: str, inner: Inner, agent: str) -> Result:
    now = datetime.now(UTC)
    connect, read = TIMEOUT
    with Web(_LIMITS, inner=inner, agent=agent, connect_timeout=connect, read_timeout=read) as web:
        try:
            status = web.send("HEAD", address, content=False).status
            if status in _ASK_AGAIN:
                status = web.send("GET", address, content=False).status
        except FetchError as error:
            return Result(address, 0, error.reason, now)
    return Result(address, status, "", now)
