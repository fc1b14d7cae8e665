"""The portal as one user sees it, and reported projects to publish on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

TIMEOUT = 120
ORGANISATION, REGISTER = "stadt-heilbronn", "digitalprojekte"
STRATEGIEFELDER = ("verwaltung_infrastruktur", "bildung_wissensstadt", "teilhabe", "mobilitaet")


class ApiError(AssertionError):
    """The Action API refused; `errors` is its error dictionary, `status` the HTTP status."""

    def __init__(self, action: str, status: int, errors: dict[str, Any]) -> None:
        super().__init__(f"{action}: {status} {errors}")
        self.status = status
        self.errors = errors


@dataclass(frozen=True)
class Portal:
    """The running portal as one user sees it (token "" is an anonymous reader)."""

    url: str
    token: str = ""

    def api(self, action: str, **data: Any) -> Any:
        """Call an action; raise ApiError if it refuses."""
        headers = {"Authorization": self.token} if self.token else {}
        answer = requests.post(
            f"{self.url}/api/3/action/{action}", json=data, headers=headers, timeout=TIMEOUT
        )
        body = answer.json()
        if not body.get("success"):
            raise ApiError(action, answer.status_code, body.get("error") or {})
        return body["result"]

    def get(self, path: str, **kwargs: Any) -> requests.Response:
        """Get a page or document, without following redirects."""
        headers = {**({"Authorization": self.token} if self.token else {}), **kwargs.pop("headers", {})}
        return requests.get(
            self.url + path, headers=headers, timeout=TIMEOUT, allow_redirects=False, **kwargs
        )


def purge(admin: Portal, name: str) -> None:
    """Remove a dataset altogether, if it is there."""
    try:
        admin.api("dataset_purge", id=name)
    except ApiError as error:
        if error.status != 404:
            raise


def reported(number: str, berichtsstand: str = "2020-2", **changes: str) -> dict[str, str]:
    """Return the values of a project as a publication sends them."""
    return {
        "vorhaben_nr": number,
        "title": f"Straßenbeleuchtung „{number}“, neu",
        "amt": "I/105",
        "dezernat": "I",
        "vorhabentyp": "langfristig",
        "anlass": "auftrag",
        "bearbeitungsstand": "umsetzung",
        "gesamtstatus": "im_plan",
        "kosten_eur": "72000.5",
        "kosten_angabe": "beziffert",
        "kapitel": "5.3",
        "strategiefeld_verwaltung_infrastruktur": "++",
        "strategiefeld_bildung_wissensstadt": "-",
        "strategiefeld_teilhabe": "+",
        "strategiefeld_mobilitaet": "",
        "beschreibung": "Zwei Zeilen,\nmit „Zeichen“ und Komma",
        "vorhabenziel": "",
        "gesetz_beschluss": "",
        "abteilung": "",
        "berichtsstand": berichtsstand,
        "erstmals_berichtet": berichtsstand,
        "zuletzt_berichtet": berichtsstand,
        "notes": "Ein Satz.",
        "notes_berechnet": "true",
        **changes,
    }


def rows_of(projects: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Return the register rows of reported projects, as a publisher computes them."""
    vorhaben = [
        name
        for name in reported("")
        if name not in ("title", "berichtsstand", "notes", "notes_berechnet")
        and not name.startswith("strategiefeld_")
    ]
    return {
        "vorhaben": [{"titel": p["title"], **{name: p[name] for name in vorhaben}} for p in projects],
        "strategiefeld_matrix": [
            {"vorhaben_nr": p["vorhaben_nr"], "strategiefeld": code, "bewertung": p[f"strategiefeld_{code}"]}
            for p in projects
            for code in sorted(STRATEGIEFELDER)
            if p[f"strategiefeld_{code}"]
        ],
        "status": [
            {
                "vorhaben_nr": p["vorhaben_nr"],
                "berichtsstand": p["berichtsstand"],
                "stichtag": "2021-03-31",
                "bearbeitungsstand": p["bearbeitungsstand"],
                "gesamtstatus": p["gesamtstatus"],
            }
            for p in projects
        ],
        "kosten": [
            {
                "vorhaben_nr": p["vorhaben_nr"],
                "berichtsstand": p["berichtsstand"],
                "betrag_eur": p["kosten_eur"],
                "kosten_angabe": p["kosten_angabe"],
                "wortlaut": p["kosten_eur"],
            }
            for p in projects
        ],
        "aenderungen": [],
    }


@dataclass
class Publication:
    """Publishes projects beside those that the portal holds already, and takes them away again."""

    admin: Portal
    organisation: str
    names: set[str] = field(default_factory=set)

    def __enter__(self) -> Publication:
        return self

    def __exit__(self, *_error: object) -> None:
        for name in self.names:
            purge(self.admin, name)

    def tables_with(self, projects: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
        """Return the register's tables with the rows of `projects` in place of their present ones."""
        present = self.admin.api("digitalprojekt_state")["tables"]
        numbers = {p["vorhaben_nr"] for p in projects}
        added = rows_of(projects)
        return {
            name: [*(row for row in rows if row["vorhaben_nr"] not in numbers), *added[name]]
            for name, rows in present.items()
        }

    def __call__(self, projects: list[dict[str, str]], portal: Portal | None = None, **order: Any) -> Any:
        """Publish and return the action's answer."""
        self.names.update(f"digitalprojekt-{p['vorhaben_nr']}" for p in projects)
        order.setdefault("tables", self.tables_with(projects))
        return (portal or self.admin).api(
            "digitalprojekt_publish",
            **{"berichtsstand": "2020-2", "owner_org": self.organisation, "projects": projects, **order},
        )


def eventually(probe: Callable[[], Any], seconds: float = 5.0) -> Any:
    """Return what `probe` returns as soon as it is true, or its last answer after `seconds`."""
    deadline = time.monotonic() + seconds
    answer = probe()
    while not answer and time.monotonic() < deadline:
        time.sleep(0.2)
        answer = probe()
    return answer
