"""The portal as the command sees it, asked within this process: CKAN's whole application, without a network.

So a publication from a page goes through the same doors as one by the command: token, rights, limits, the
plugin's hooks, audit log. A worker often cannot reach the portal by its public address (a proxy, a
certificate, a container's network), and an address of its own would be one more setting to be wrong. CKAN's
actions called past the application would leave out what watches at its doors.

In whose name it asks is said by an API token that is made for the run, known to this process alone and
revoked at its end. One that a killed worker has left is known to nobody, and the next run, or the clock,
removes it. Each run has its own: whoever has two reports under way does not end the one with the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital import config
from ckanext.hndigital.internals.application import client_of_application
from werkzeug.datastructures import FileStorage

from hndigital.errors import NotAuthorised
from hndigital.outside import Answer
from hndigital.publisher.client import Portal

__all__ = ["portal_for", "revoke_all", "revoke_left"]

_NAME = "hndigital: Redaktion "
"""Of a token; the id of the Vorgang follows."""


class _Inside:
    """A way to the portal that leaves no process; see `hndigital.publisher.client.Transport`."""

    def __init__(self, token: str) -> None:
        self._client = client_of_application()
        self._token = token

    def get(self, address: str) -> Answer:
        return self.send("GET", address)

    def send(self, method: str, address: str, *, follow: bool = True, **request: Any) -> Answer:
        parts = urlsplit(address)
        answer = self._client.open(
            parts.path,
            method=method,
            base_url=f"{parts.scheme}://{parts.netloc}/",
            query_string=parts.query,
            headers={**request.get("headers", {}), "Authorization": self._token},
            data=_body(request),
            follow_redirects=False,
        )
        found = Answer(address, answer.status_code, dict(answer.headers), answer.get_data())
        answer.close()
        return found

    def close(self) -> None:
        pass


def _body(request: Mapping[str, Any]) -> Any:
    files = request.get("files")
    if not files:
        return request.get("data")
    sent = {name: FileStorage(_stream(content), filename=title) for name, (title, content) in files.items()}
    return {**request["data"], **sent}


def _stream(content: bytes) -> Any:
    from io import BytesIO

    return BytesIO(content)


@contextmanager
def portal_for(user: str, run: str) -> Iterator[Portal]:
    """Yield the portal in a person's name for the Vorgang `run`, which the caller holds.

    Raises NotAuthorised for who is no user (any more); what she may is asked as of any token of hers.
    """
    revoke_left(lambda id_: id_ == run)
    token = _made(user, run)
    try:
        yield Portal(config.site_url(), token, transport=_Inside(token), language="de")
    finally:
        revoke_left(lambda id_: id_ == run)


def _made(user: str, run: str) -> str:
    owner = model.User.get(user)
    if owner is None or owner.state != model.State.ACTIVE:
        raise NotAuthorised(f"Es gibt {user} nicht (mehr).", f"There is no {user} (any more).")
    context: Context = {"ignore_auth": True, "user": user}
    made = toolkit.get_action("api_token_create")(context, {"user": user, "name": f"{_NAME}{run}"})
    return str(made["token"])


def revoke_left(is_over: Callable[[str], bool]) -> None:
    """Remove the tokens of those Vorgänge that are over."""
    _revoke(is_over)
    model.Session.commit()
    model.Session.remove()


def revoke_all() -> None:
    """Remove the tokens of all Vorgänge, in the session's transaction."""
    _revoke(lambda _id: True)


def _revoke(is_over: Callable[[str], bool]) -> None:
    mine = model.ApiToken.name.startswith(_NAME.strip(), autoescape=True)
    for token in model.Session.query(model.ApiToken).filter(mine):
        if is_over(token.name.removeprefix(_NAME)):
            model.Session.delete(token)
