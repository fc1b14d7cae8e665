"""What a person is told whose report the worker could not bring to its end: what it was, what to do next.

In both languages, since nobody knows at that moment who will read it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from ckanext.hndigital.mending import storage
from ckanext.hndigital.redaktion.model import Vorgang

from hndigital.errors import HndigitalError, NotAuthorised

__all__ = ["Said", "given_up", "said"]

Said = dict[str, str]


def said(error: Exception, vorgang: Vorgang) -> Said:
    """Return what to say of an error that ended the work at a Vorgang."""
    if isinstance(error, NotAuthorised):
        return _without_rights(vorgang.approval.get("who") or vorgang.by, error)
    if isinstance(error, HndigitalError):
        return {"de": error.message_de, "en": error.message_en}
    if storage.is_full(error):
        return _FULL_DISK
    return _fault()


def _without_rights(who: str, error: NotAuthorised) -> Said:
    return {
        "de": f"{who} darf hier nicht (mehr) veröffentlichen, oder das Token dieses Laufs wurde widerrufen. "
        "Bitte eine Person mit der Rolle „Redakteur“ in der Organisation den Stand ansehen und es noch "
        f"einmal beginnen lassen. Das Portal sagte: {error.message_de}",
        "en": f"{who} may not publish here (any more), or the token of this run was revoked. Please have a "
        'person with the role "editor" in the organisation look at the state and begin it again. The portal '
        f"said: {error.message_en}",
    }


_FULL_DISK = {
    "de": "Auf dem Datenträger des Portals ist kein Platz mehr. Bitte die Administration Platz schaffen "
    "lassen und es dann noch einmal versuchen.",
    "en": "A disk of the portal is full. Please have an administrator make room, then try again.",
}


def given_up(attempts: int) -> Said:
    """Return what to say where the worker itself was ended so many times."""
    return {
        "de": f"Der Dienst für Hintergrundaufgaben wurde {attempts}-mal mitten in der Arbeit beendet (zu "
        "wenig Speicher?). Bitte die Administration in sein Protokoll sehen lassen und es dann noch einmal "
        "versuchen.",
        "en": f"The service for background jobs was ended {attempts} times in the middle of this (not enough "
        "memory?). Have an administrator look into its log, then try again.",
    }


def _fault() -> Said:
    at = datetime.now(UTC).strftime("%H:%M UTC")
    return {
        "de": f"Ein Fehler des Programms hat die Arbeit beendet. Was es war, steht im Protokoll des Dienstes "
        f"für Hintergrundaufgaben um {at}; bitte die Administration dort nachsehen lassen und es dann noch "
        "einmal versuchen.",
        "en": f"A fault of the program has ended this. What it was stands in the log of the service for "
        f"background jobs at {at}; have an administrator look there, then try again.",
    }
