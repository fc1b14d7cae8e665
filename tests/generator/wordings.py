"""The printed wordings of the layout: a table of the generator's own."""

from __future__ import annotations

__all__ = [
    "ANLASS",
    "BEWERTUNG",
    "DEZERNAT",
    "GESAMTSTATUS",
    "MONATE",
    "SHEET_ANLASS",
    "SHEET_FELD",
    "SHEET_STAND",
    "STAND",
    "STAND_CHART",
    "TYP",
    "dezernat",
    "month",
]

# As tables print them; "⏎" is a line end inside the cell. Several wordings: one is drawn.
TYP = {
    "kurzfristig": ("kurzfr.",),
    "mittelfristig": ("mittelfr.",),
    "langfristig": ("langfr.",),
    "reallabor": ("Reallabor",),
    "undefiniert": ("undef.",),
}
ANLASS = {
    "eigenmotivation": ("Eigen-⏎Motivation",),
    "gesetzliches_erfordernis": ("gesetzl.⏎Erfordernis",),
    "auftrag": ("Auftrag",),
    "foerdermittel_wettbewerb": ("Fördermittel/-⏎Wettbewerb", "Förder-⏎Mittel"),
    "anderer_grund": ("anderer⏎Grund",),
}
GESAMTSTATUS = {"im_plan": "im⏎Plan", "teilweise_kritisch": "teilw.⏎kritisch", "kritisch": "kritisch"}
BEWERTUNG = {"++": "++", "+": "+", "-": "—"}
STAND = {"ideenfindung": "Ideenfindung", "vorbereitung": "Vorbereitung", "planung": "Planung"}

# As fact sheets print them.
SHEET_ANLASS = {
    "eigenmotivation": "Eigenmotivation",
    "gesetzliches_erfordernis": "gesetzliches Erfordernis",
    "auftrag": "Auftrag",
    "foerdermittel_wettbewerb": "Fördermittel/-Wettbewerb",
    "anderer_grund": "anderer Grund",
}
SHEET_FELD = {
    "verwaltung_infrastruktur": "Verwaltung & Infrastruktur",
    "bildung_wissensstadt": "Bildungs- und Wissensstadt",
    "teilhabe": "Teilhabe an der Stadtgesellschaft",
    "mobilitaet": "Zukunftsfähige Mobilität",
}
SHEET_STAND = {
    **STAND,
    "umsetzung": "Umsetzung",
    "abgeschlossen": "abgeschlossen",
    "zurueckgestellt": "zurückgestellt",
}
STAND_CHART = {"im_plan": "im Plan", "teilweise_kritisch": "teilweise kritisch", "kritisch": "kritisch"}

DEZERNAT = {
    "I": ("I/101", "I/102", "I/103", "I/104", "I/105", "I/107"),
    "II": ("II/106", "Dez. II", "10", "20", "23", "30"),
    "III": ("32", "33", "40", "50", "53"),
    "IV": ("60", "61", "62", "63", "65", "66", "67", "68", "70", "Dez. IV"),
}

MONATE = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)


def dezernat(amt: str) -> str:
    """Return the department of an office, or "" for an office that is not known."""
    return next((code for code, offices in DEZERNAT.items() if amt in offices), "")


def month(value: str) -> str:
    """Return "März 2021" for "2021-03"."""
    year, number = value.split("-")
    return f"{MONATE[int(number) - 1]} {year}"
