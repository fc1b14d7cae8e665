"""The portal's Action API, with time limits, retries for reads, and errors that say what to do.

The token travels in the `Authorization` header only. No error, log line or `repr` holds it: errors are
written here, from the address without user and password, the action's name and CKAN's own answer.
"""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

import requests

from ..errors import NotAuthorised, PlanOutdated, PortalError, PortalUnreachable, SourceError
from ..outside import Answer, FetchError, Limits, Web, json_document, shown
from ..outside.limits import PORTAL

__all__ = [
    "PUBLICATION",
    "ActionRefused",
    "NotFound",
    "Portal",
    "Transport",
    "UnknownAction",
    "clean_address",
    "describe_errors",
    "taking_apart",
]

READ_TIMEOUT = 60.0
"""Seconds to wait for the answer to a read to begin."""
WRITE_TIMEOUT = 600.0
"""Seconds to wait for the answer to a write; `digitalprojekt_publish` writes hundreds of objects at once."""
_RETRY_PAUSES = (0.5, 1.0, 2.0)
_RETRY_STATUS = frozenset({429, 502, 503, 504})
PUBLICATION = "X-Hndigital-Publication"
"""Header of what this command writes: the portal keeps register and editions from being changed by hand."""
LONGEST_PAUSE = 60.0
"""Seconds that a portal may ask to wait before the next attempt: where it asks for more, nobody waits."""
_LONGEST_NUMBER = 10
_ASKS_TO_WAIT = frozenset({429, 503})
_TOKEN = re.compile(r"[\x21-\x7e]+")
_LONG_ENOUGH = 8
"""Characters of a token that is worth looking for in an answer: each API token of CKAN is longer."""
_Answered = TypeVar("_Answered")


class ActionRefused(PortalError):
    """CKAN's validation refused the data of one object; `errors` is CKAN's own error dict."""

    def __init__(self, action: str, errors: Mapping[str, Any]) -> None:
        said = describe_errors(errors)
        super().__init__(f"Das Portal lehnt {action} ab: {said}", f"The portal refused {action}: {said}")
        self.action = action
        self.errors = dict(errors)


class _Broken(ActionRefused):
    """The portal gave up on a request for a fault of its own (500)."""

    def __init__(self, action: str, address: str) -> None:
        super().__init__(action, {"HTTP": "500"})
        now = datetime.now(UTC).strftime("%H:%M UTC")
        self.message_de = (
            f"Auf {address} ist {action} abgebrochen (500): das Portal hat einen Fehler. Was es war, "
            "steht im "
            f"Protokoll des Portals um {now}. Bitte dort nachsehen lassen und den Befehl dann "
            "wiederholen; er "
            "macht weiter, wo er war."
        )
        self.message_en = (
            f"{action} broke off on {address} (500): the portal has a fault. What it was stands in the "
            "portal's "
            f"log at {now}. Have it looked at there, then repeat the command; it goes on where it was."
        )


def describe_errors(errors: object) -> str:
    """Return CKAN's error dict as one readable line."""
    if isinstance(errors, Mapping):
        return "; ".join(
            f"{key}: {describe_errors(value)}" for key, value in errors.items() if key != "__type"
        )
    if isinstance(errors, (list, tuple)):
        return ", ".join(text for text in map(describe_errors, errors) if text)
    return str(errors)


def clean_address(address: str) -> str:
    """Return the portal's address without user, password, query and trailing slash.

    Raises PortalUnreachable if it is no http(s) address.
    """
    try:
        parts = urlsplit(address if "//" in address else f"http://{address}")
        name, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, name, port = urlsplit(""), "", ""
    if parts.scheme not in {"http", "https"} or not name:
        raise PortalUnreachable(
            f"„{shown(address)}“ ist keine Adresse eines Portals; erwartet wird zum Beispiel "
            "https://portal.example.org.",
            f'"{shown(address)}" is not the address of a portal; expected is for example '
            "https://portal.example.org.",
        )
    host = f"[{name}]" if ":" in name else name
    return urlunsplit((parts.scheme, host + port, parts.path.rstrip("/"), "", ""))


@contextmanager
def taking_apart(portal: Portal) -> Iterator[None]:
    """Raise PortalUnreachable if an answer of `portal`, taken apart within, is not built as ours are."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, csv.Error) as error:
        reason = f"{type(error).__name__}: {error}"[:200]
        raise PortalUnreachable(
            f"{portal.address} antwortet nicht wie ein Portal mit dem Plugin hndigital ({reason}). Bitte "
            "prüfen, ob die Adresse stimmt und das Plugin dort zu diesem Befehl passt.",
            f"{portal.address} does not answer like a portal with the plugin hndigital ({reason}). Check "
            "that the address is right and that the plugin there fits this command.",
        ) from error


def _seconds(retry_after: str | None) -> float | None:
    """Return how long `Retry-After` asks to wait, in seconds or until a date; None where it says neither."""
    text = (retry_after or "").strip()
    if text.isdecimal() and len(text) < _LONGEST_NUMBER:
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds()) if until.tzinfo else None


class _TokenAuth(requests.auth.AuthBase):
    """Put the token into the header."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._token
        return request


class NotFound(PortalError):
    """The object that an action asks for does not exist."""

    def __init__(self, action: str) -> None:
        super().__init__(f"{action}: nicht gefunden.", f"{action}: not found.")
        self.action = action


class UnknownAction(PortalUnreachable):
    """The portal answers but does not know the action: a plugin is missing there."""


class _Overloaded(PortalUnreachable):
    """A failure that may pass: worth asking again.

    `asked` are the seconds that the portal asks to wait, None if it names none.
    """

    def __init__(self, message_de: str, message_en: str, asked: float | None = None) -> None:
        super().__init__(message_de, message_en)
        self.asked = asked


_REASONS = {
    "timeout": ("keine Antwort innerhalb der Zeit", "no answer in time"),
    "tls": ("das TLS-Zertifikat wird nicht anerkannt", "the TLS certificate is not trusted"),
    "connection": ("keine Verbindung", "no connection"),
}


class Transport(Protocol):
    """How requests get to a portal: over the web (`hndigital.outside.Web`), or within its own process.

    A transport of one's own says itself in whose name it asks.
    """

    def get(self, address: str) -> Answer:
        """Return what is at `address`; raises FetchError."""

    def send(self, method: str, address: str, *, follow: bool = True, **request: Any) -> Answer:
        """Ask by any method; `request` is what `Web.send` takes."""

    def close(self) -> None:
        """Leave nothing open."""


class Portal:
    """One CKAN portal, spoken to with one person's token or as anonymous reader.

    `retry_pauses` are the seconds between attempts of a read, or as many as the portal asks to wait
    (`Retry-After`, up to `LONGEST_PAUSE`). A write is sent again only where the portal itself asks for it:
    nobody knows what became of one that got no answer. `language` is the one that the portal's sentences
    shall be in, as `Accept-Language` names it ("": its own). A `transport` goes another way than the web.
    """

    def __init__(
        self,
        address: str,
        token: str | None = None,
        *,
        retry_pauses: tuple[float, ...] = _RETRY_PAUSES,
        read_timeout: float = READ_TIMEOUT,
        write_timeout: float = WRITE_TIMEOUT,
        limits: Limits = PORTAL,
        language: str = "",
        sleep: Callable[[float], None] = time.sleep,
        transport: Transport | None = None,
    ) -> None:
        self.address = clean_address(address)
        self._token = (token or "").strip()
        self.has_token = bool(self._token)
        if self._token and not _TOKEN.fullmatch(self._token):
            raise NotAuthorised(
                "Das Token enthält Zeichen, die in keinem API-Token vorkommen (etwa Leerzeichen oder "
                "Umlaute). Bitte im Portal unter „Benutzerkonto › API-Token“ kopieren und als "
                "HNDIGITAL_TOKEN setzen.",
                "The token has characters that no API token has (such as blanks or umlauts). Copy it "
                'from "user account › API tokens" on the portal and set it as HNDIGITAL_TOKEN.',
            )
        auth = _TokenAuth(self._token) if self._token else None
        self._reading: Transport = transport or Web(limits, auth=auth, read_timeout=read_timeout)
        # On a slow machine a server closes what was not idle here: a change never goes where that may happen.
        self._writing: Transport = transport or Web(limits, auth=auth, read_timeout=write_timeout, idle=0)
        self._language = {"Accept-Language": language} if language else {}
        self._pauses = retry_pauses
        self._sleep = sleep

    def __repr__(self) -> str:
        return f"Portal({self.address!r}, {'with token' if self.has_token else 'anonymous'})"

    def close(self) -> None:
        """Close the connections."""
        self._reading.close()
        self._writing.close()

    def read(self, action: str, data: Mapping[str, Any] | None = None) -> Any:
        """Call a side-effect free action; a failing connection or an overloaded portal is asked again."""
        return self._patiently(lambda: self._call(self._reading, action, data or {}))

    def _patiently(self, ask: Callable[[], _Answered], *, only_if_asked: bool = False) -> _Answered:
        """Ask again after a pause as long as that may help, or only where the portal says when."""
        for pause in self._pauses:
            try:
                return ask()
            except _Overloaded as failure:
                asked = failure.asked if (failure.asked or 0) <= LONGEST_PAUSE else None
                if only_if_asked and asked is None:
                    raise
                wait = max(pause, asked or 0)
            self._sleep(wait)
        return ask()

    def find(self, action: str, data: Mapping[str, Any]) -> Any | None:
        """Like `read`, but None for an object that does not exist (or that the token may not see)."""
        try:
            return self.read(action, data)
        except NotFound:
            return None

    def write(self, action: str, data: Mapping[str, Any], *, upload: tuple[str, bytes] | None = None) -> Any:
        """Call an action that writes; `upload` is (file name, content) of a resource's file.

        Raises PlanOutdated where somebody else has written since the state was read.
        """
        mark = {PUBLICATION: "1"}
        return self._patiently(
            lambda: self._call(self._writing, action, data, upload=upload, headers=mark), only_if_asked=True
        )

    def download(self, url: str) -> bytes:
        """Return the file behind a resource's URL, asked at this portal's address.

        A portal may be reached by another address than the one it writes into URLs, so only the path
        from `/dataset/` on is taken from the URL. Raises NotFound for a file that is not there.
        """
        path = urlsplit(url).path
        start = path.find("/dataset/")
        target = self.address + (path[start:] if start >= 0 else path)
        return self._patiently(lambda: self._downloaded(target))

    def _downloaded(self, target: str) -> bytes:
        try:
            answer = self._reading.get(target)
        except FetchError as error:
            raise self._unreachable(error) from None
        if answer.status == requests.codes.not_found:
            raise NotFound(target)
        if not answer.ok:
            raise self._bad_status(target, answer)
        return answer.content

    def _call(
        self,
        web: Transport,
        action: str,
        data: Mapping[str, Any],
        *,
        upload: tuple[str, bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        url = f"{self.address}/api/3/action/{action}"
        request: dict[str, Any] = {"headers": {**self._language, **(headers or {})}}
        if upload is None:
            request["data"] = json.dumps(data, ensure_ascii=False).encode("utf-8")
            request["headers"]["Content-Type"] = "application/json; charset=utf-8"
        else:
            request["data"] = {key: str(value) for key, value in data.items() if value is not None}
            request["files"] = {"upload": upload}
        try:
            # A redirected POST would arrive without its body, and the token elsewhere.
            response = web.send("POST", url, follow=False, **request)
        except FetchError as error:
            raise self._unreachable(error) from None
        return self._result(action, response)

    def _result(self, action: str, response: Answer) -> Any:
        content = response.content
        if len(self._token) >= _LONG_ENOUGH:
            # What the portal says is shown and noted: it must not give the token back.
            content = content.replace(self._token.encode("ascii"), "…".encode())
        try:
            answer = json_document(content, self.address)
        except SourceError:
            answer = None
        if isinstance(answer, dict) and answer.get("success") is True:
            return answer.get("result")
        raise self._failure(action, response, answer)

    def _failure(self, action: str, response: Answer, answer: Any) -> PortalError:
        """Return what an answer that is none of an action done means."""
        status = response.status
        error = answer.get("error") if isinstance(answer, dict) else None
        kind = error.get("__type", "") if isinstance(error, dict) else ""
        if status in {401, 403} or kind == "Authorization Error":
            return self._not_authorised(action, error)
        if kind == "Not Found Error":
            return NotFound(action)
        if (kind == "Validation Error" and "revision" in (error or ())) or kind == "Conflict Error":
            return self._overtaken()
        if kind == "Validation Error" and isinstance(error, dict):
            return ActionRefused(action, {key: value for key, value in error.items() if key != "__type"})
        if status == requests.codes.bad_request and "Action name not known" in str(answer):
            return UnknownAction(
                f"{self.address} antwortet, kennt aber die Aktion {action} nicht: dort fehlt das Plugin "
                "hndigital. Bitte in ckan.plugins eintragen und das Portal neu starten.",
                f"{self.address} answers but does not know the action {action}: the plugin hndigital is "
                "missing there. Add it to ckan.plugins and restart the portal.",
            )
        if status == requests.codes.server_error:
            return _Broken(action, self.address)
        if status not in _RETRY_STATUS and isinstance(error, dict):
            return ActionRefused(action, error)
        return self._bad_status(
            f"{self.address}/api/3/action/{action}", response, describe_errors(error or "")
        )

    def _overtaken(self) -> PlanOutdated:
        return PlanOutdated(
            f"Auf {self.address} hat jemand anderes veröffentlicht, während diese Veröffentlichung lief; "
            "was dort steht, ist unverändert. Bitte `hndigital plan` neu aufrufen, das Ergebnis ansehen und "
            "dann veröffentlichen.",
            f"Somebody else has published on {self.address} while this publication was under way; what is "
            "there stays as it is. Run `hndigital plan` again, look at the result and publish then.",
        )

    def _not_authorised(self, action: str, error: object) -> NotAuthorised:
        said = describe_errors(error) if error else "403"
        if not self.has_token:
            return NotAuthorised(
                f"Für {action} auf {self.address} ist ein API-Token nötig: bitte HNDIGITAL_TOKEN setzen "
                "(im Portal unter „Benutzerkonto › API-Token“ anzulegen).",
                f"{action} on {self.address} needs an API token: set HNDIGITAL_TOKEN (made on the portal "
                'under "user account › API tokens").',
            )
        return NotAuthorised(
            f"Das Token darf {action} auf {self.address} nicht ausführen ({said}). Nötig ist das Token "
            "einer Person mit der Rolle „Redakteur“ oder „Administrator“ in der Organisation.",
            f"The token may not call {action} on {self.address} ({said}). It takes the token of a person "
            'with the role "editor" or "admin" in the organisation.',
        )

    def _unreachable(self, error: FetchError) -> PortalUnreachable:
        if error.reason not in {"timeout", "tls", "connection"}:
            return PortalUnreachable(error.message_de, error.message_en)
        reason_de, reason_en = _REASONS[error.reason]
        kind = PortalUnreachable if error.reason == "tls" else _Overloaded
        return kind(
            f"Das Portal {self.address} ist nicht erreichbar: {reason_de}. Läuft es, und stimmt die Adresse?",
            f"The portal {self.address} cannot be reached: {reason_en}. Is it running, and is the address "
            "right?",
        )

    def _bad_status(self, url: str, answer: Answer, said: str = "") -> PortalUnreachable:
        status = answer.status
        if location := answer.headers.get("Location"):
            target = clean_address(location) if "://" in location else shown(location)
            return PortalUnreachable(
                f"{self.address} leitet weiter nach {target}; bitte die Adresse nehmen, unter der das "
                "Portal selbst antwortet.",
                f"{self.address} redirects to {target}; use the address where the portal itself answers.",
            )
        if status in _RETRY_STATUS:
            asked = _seconds(answer.headers.get("Retry-After")) if status in _ASKS_TO_WAIT else None
            return self._overloaded(url, status, said, asked)
        return PortalUnreachable(
            f"{url} antwortet mit {status} und nicht wie ein CKAN-Portal. Mehr steht im Protokoll des "
            "Portals.",
            f"{url} answers with {status} and not like a CKAN portal. The portal's log says more.",
        )

    def _overloaded(self, url: str, status: int, said: str, asked: float | None) -> _Overloaded:
        de = f": {said}" if said else ""
        when_de, when_en = (
            (f"in {asked:.0f} Sekunden", f"in {asked:.0f} seconds") if asked else ("später", "later")
        )
        return _Overloaded(
            f"{url} antwortet mit {status}{de}. Bitte {when_de} wiederholen; mehr steht im Protokoll des "
            "Portals.",
            f"{url} answers with {status}{de}. Please repeat it {when_en}; the portal's log says more.",
            asked,
        )
