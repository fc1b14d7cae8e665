"""What people, not reports, say about a dataset."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Agent, Contact, Location, Period, Texts, Time

__all__ = ["Editorial"]


@dataclass(frozen=True, slots=True)
class Editorial:
    """What people, not reports, say about a dataset; what is empty comes from the settings.

    A project's own title and text are facts of its row; `title` and `notes` are for register and editions.
    """

    title: str = ""
    title_en: str = ""
    notes: str = ""
    notes_en: str = ""
    keywords: Texts = ()
    themes: tuple[str, ...] = ()
    publisher: Agent | None = None
    contact: Contact | None = None
    contributor_ids: tuple[str, ...] = ()
    licence: str = ""
    attribution: Texts = ()
    spatial: tuple[Location, ...] = ()
    temporal: Period | None = None
    identifier: str = ""
    issued: Time | None = None
    modified: Time | None = None
