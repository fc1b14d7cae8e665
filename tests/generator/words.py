"""Nasty titles and invented sentences: compounds that wrap, signs, digits, words of the layout."""

from __future__ import annotations

import random

from .model import LINE_END

__all__ = ["invented_title", "law", "paragraph", "sentence"]

_FIRST = (
    *("Straßenbeleuchtungs", "Parkraumbewirtschaftungs", "Schulentwicklungs", "Abfallgebühren"),
    *("Kindertagesstätten", "Feuerwehreinsatz", "Gewerbesteuer", "Friedhofs", "Wohngeld", "Bibliotheks"),
    *("Grünflächen", "Kanalisations", "Bebauungsplan", "Ausländerbehörden", "Personalakten"),
    *("Veranstaltungs", "Liegenschafts", "Hochwasserschutz", "Brückenbauwerks", "Winterdienst"),
    *("Mängelmelder", "Sperrmüll", "Fuhrpark", "Energieverbrauchs", "Bürgerbeteiligungs", "Ratsinformations"),
)
_SECOND = (
    *("verwaltung", "management", "portal", "auskunft", "steuerung", "kataster", "planung", "anmeldung"),
    *("archiv", "plattform", "sachbearbeitung", "dokumentation", "überwachung", "schnittstelle"),
    *("gebührenabrechnung", "terminvereinbarung", "übersicht", "datenbank"),
)
_PLACES = (
    *("im Rathaus", "in den Stadtteilen", "am Neckarufer", "in der Innenstadt", "für die Ortsteile"),
    *("im Bürgeramt", "bei den Standesämtern", "auf dem Bauhof", "in der Stadtbücherei", "im Außendienst"),
)
_LAWS = ("BauGB", "OZG", "IfSG", "LBO", "SGB XII", "EGovG BW", "WoGG", "GemO")
_SYSTEMS = ("VIS", "OTRS", "INPRO", "SIPORT", "AUTISTA", "LoRaWAN", "BORIS-BW", "HEUSS", "DORENA", "MiFID")
_ADJECTIVES = ("Digitale", "Elektronische", "Zentrale", "Mobile", "Neue", "Gemeinsame", "Stadtweite")
_VERBS = ("Einführung", "Ausbau", "Erprobung", "Umstellung", "Ablösung", "Konzeption", "Relaunch")


def _compound(rng: random.Random) -> str:
    return rng.choice(_FIRST) + rng.choice(_SECOND)


def _plain(rng: random.Random) -> str:
    return f"{rng.choice(_ADJECTIVES)} {_compound(rng)}"


def _with_place(rng: random.Random) -> str:
    return f"{rng.choice(_VERBS)} {_compound(rng)} {rng.choice(_PLACES)}"


def _hyphens(rng: random.Random) -> str:
    first, second = rng.sample(_FIRST, 2)
    return rng.choice(
        (
            f"{first}- und {second}{rng.choice(_SECOND)}",
            f"{_compound(rng)}- oder {_compound(rng)}",
            f"{first.removesuffix('s')}-App und {second.removesuffix('s')}-Portal",
            f"Online-{_compound(rng).capitalize()} mit Rest- und Biomülltonnen",
            f"{rng.choice(_SYSTEMS)}-{_compound(rng)} {rng.choice(_PLACES)}",
            f"E-{_compound(rng)} bzw. {_compound(rng)}",
        )
    )


def _signs(rng: random.Random) -> str:
    return rng.choice(
        (
            f"{_compound(rng)} / {_compound(rng)}",
            f"{_compound(rng)} – {rng.choice(_ADJECTIVES)} {_compound(rng)}",
            f"{_compound(rng)} - {rng.choice(_VERBS)}",
            f"{_compound(rng)} ({rng.choice(_SYSTEMS)}, Dez. IV)",
            f'„{_compound(rng)}“ und "{rng.choice(_SYSTEMS)}"',
            f"{_compound(rng)} nach § {rng.randint(2, 98)} Abs. 1 {rng.choice(_LAWS)}",
            f"{_compound(rng)} gem. §{rng.randint(2, 98)} ({rng.randint(1, 4)}) {rng.choice(_LAWS)}",
            f"{_compound(rng)} & {_compound(rng)}",
            f"{_compound(rng)}; {_compound(rng)}: Stufe {rng.choice('ABC')}",
            f"Schulung C++ für {_compound(rng)}",
            f"Online- {_compound(rng)}",
            f"{_compound(rng)} (i-Kfz)",
            f"{_compound(rng)}, {_compound(rng)} und {_compound(rng)}, soweit zulässig",
        )
    )


def _digits(rng: random.Random) -> str:
    return rng.choice(
        (
            f"Fachverfahren {rng.choice(_SYSTEMS)} {rng.randint(2, 99)}",
            f"Software Haus {rng.choice(('23', '33', '65', '7'))}",
            f"{_compound(rng)} bis 31.12.{rng.randint(2021, 2026)}",
            f"{_compound(rng)} {rng.randint(2019, 2022)}/{rng.randint(2023, 2025)}",
            f"3D-{_compound(rng).capitalize()} im LoD2",
            f"24/7-{rng.choice(_SYSTEMS)} {rng.choice(_PLACES)}",
            f"5G-Netz {rng.choice(_PLACES)}",
            f"{_compound(rng)} ISO 9001",
            f"{_compound(rng)} 1956-2009",
        )
    )


def _layout_words(rng: random.Random) -> str:
    return rng.choice(
        (
            f"Reallabor {_compound(rng)}",
            f"{_compound(rng)} als Reallabor",
            f"Planung der {_compound(rng)}",
            f"{_compound(rng)} im Auftrag",
            f"Auftrag und Anlass der {_compound(rng)}",
            f"Umsetzung {_compound(rng)} I/105",
            f"Haus 33 Reallabor {rng.choice(_SYSTEMS)}",
            f"Vorhabentitel und Kosten in der {_compound(rng)}",
            f"{_compound(rng)} in Vorbereitung",
            f"Bearbeitungsstand der {_compound(rng)}",
            f"{_compound(rng)} im Plan und k.A.",
            f"Nicht nur kritisch: {_compound(rng)}",
            f"Nachfolger von 20200{rng.randint(10000, 99999)} {rng.choice(_PLACES)}",
            f"{_compound(rng)} (siehe 20200{rng.randint(10000, 99999)})",
            f"{rng.choice(_SYSTEMS)} + {_compound(rng)}",
            f"{_compound(rng)} — {rng.choice(_PLACES)}",
        )
    )


def _odd(rng: random.Random) -> str:
    return rng.choice(
        (
            f"{_compound(rng)} für {rng.randint(2, 99)}.000 € {rng.choice(_PLACES)}",
            f"100 % {_compound(rng)}",
            f"»{_compound(rng)}« – Bürger’s #{rng.choice(_SYSTEMS)}*",
            f"rund um die Uhr: {_compound(rng)}",
            f"COVID-19-{_compound(rng)}",
            f"ÖPNV-{_compound(rng).capitalize()} {rng.choice(_PLACES)}",
            "5G",
            f"Projekt {rng.choice(('10', '20', '33', '65'))}",
            f"{_compound(rng)} Teil {rng.choice(('I', 'II', 'IV'))}",
            ", ".join(_compound(rng) for _ in range(9)),
            f"{_compound(rng)} ({_compound(rng)} (alt))",
            f"Amt {rng.choice(('23', '50'))} an Amt {rng.choice(('32', '70'))}",
        )
    )


def _small(rng: random.Random) -> str:
    return rng.choice(("eAkte", "eRechnung", "E-Payment", rng.choice(_SYSTEMS), _compound(rng)))


def _forced(rng: random.Random) -> str:
    """Return a printed title whose forced line end loses or keeps something by rule."""
    compound = _compound(rng)
    return rng.choice(
        (
            f"{compound} per e-{LINE_END}mail",  # the hyphen goes: "email"
            f"{compound} Online-{LINE_END}Dienst {rng.choice(_PLACES)}",
            f"{compound} HTML-{LINE_END}5 Umstellung",
            f"{compound} -{LINE_END}{rng.choice(_VERBS)}",
            f"{rng.choice(_VERBS)} der Rest-{LINE_END}und Biomülltonnen",
            f"Vor-{LINE_END}bzw. Nachbereitung {compound}",
            f"Straßen-{LINE_END}oder Wegekataster {rng.choice(_PLACES)}",
            f"{compound} –{LINE_END}{rng.choice(_VERBS)}",
            f"Bestand 1956-{LINE_END}2009 {compound}",
            f"{compound}{LINE_END}21",
            f"{compound}/{LINE_END}{rng.choice(_SYSTEMS)}",
            f"Gesamt-{LINE_END}undersystem {rng.choice(_SYSTEMS)}",  # "under…" is not the word und
        )
    )


_KINDS = (_plain, _with_place, _hyphens, _signs, _digits, _layout_words, _odd, _small)
_WEIGHTS = (4, 4, 4, 4, 3, 3, 3, 1)


def invented_title(rng: random.Random, forced: float) -> str:
    """Return a printed title; with probability `forced` one with a forced line end."""
    if rng.random() < forced:
        return _forced(rng)
    return rng.choices(_KINDS, _WEIGHTS)[0](rng)


def law(rng: random.Random) -> str:
    """Return the wording of "Gesetz, Beschluss, etc." of a fact sheet, sometimes none."""
    return rng.choice(
        (
            "",
            rng.choice(_LAWS),
            f"{rng.choice(_LAWS)} u.a.",
            f"GR-Beschluss {rng.randint(10, 400)} und {rng.randint(10, 400)} aus 2022",
            f"DS {rng.randint(1, 400)}/2021 DS {rng.randint(1, 400)}/2022 DS {rng.randint(1, 400)}/2023",
        )
    )


_SENTENCES = (
    "Die {a} wird mit der {b} verbunden und {p} erprobt.",
    "Seit {y} stehen dafür {n} Geräte und {m} € bereit.",
    "{A} und {b} sollen Wege sparen – auch {p}.",
    "Das Ziel: weniger Papier, schnellere Antworten, eine verlässliche {b}.",
    "Ob {a}, {b} oder beides kommt, hängt von {n} Rückmeldungen ab.",
    "Nach § {n} {l} ist die {a} bis 31.12.{y} anzubieten (s.h. Kapitel 5.2).",
    "Der Fachbereich prüft Kosten, Anlass und Auftrag der {a} im Jahr {y}.",
    "Für Rest- und Biomüll, Hof- oder Gartenabfälle gilt die {b} entsprechend.",
    "Die Vorhaben {v} und {w} bauen darauf auf.",
    "Zwei Ämter (I/105 und 33) teilen sich die Arbeit an der {a}.",
    "Im Bearbeitungsstand „Planung“ waren {n} Teile, in Umsetzung {k}.",
)


def sentence(rng: random.Random) -> str:
    """Return an invented sentence."""
    first = _compound(rng)
    return rng.choice(_SENTENCES).format(
        a=first,
        A=first,
        b=_compound(rng),
        p=rng.choice(_PLACES),
        y=rng.randint(2019, 2026),
        n=rng.randint(2, 980),
        k=rng.randint(2, 98),
        m=f"{rng.randint(1, 980)}.{rng.randint(0, 999):03d}",
        l=rng.choice(_LAWS),
        v=f"2020{rng.randint(1, 400):06d}",
        w=f"2021{rng.randint(1, 400):06d}",
    )


def paragraph(rng: random.Random, most: int = 5) -> str:
    """Return a paragraph of one to `most` invented sentences."""
    return " ".join(sentence(rng) for _ in range(rng.randint(1, most)))
