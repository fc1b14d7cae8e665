"""Titles and sentences of the pictures in German and English.

The sentences are written so that no word depends on whether a number in it is one or many, but for
the cases that have a sentence of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..schemas import column
from ..texts import format_number, join_words

__all__ = ["AS_OF", "EMPTY", "SOURCE", "WORDS", "noun", "number", "quoted", "title", "words"]

_TITLES: Mapping[str, Mapping[str, str]] = {
    "kosten": {"de": "Kosten je Vorhaben", "en": "Cost per project"},
    "strategiefelder": {"de": "Strategiefelder nach Bewertung", "en": "Strategic fields by rating"},
    "matrix": {"de": "Matrix der Strategiefelder", "en": "Matrix of the strategic fields"},
}
_COUNTED_TITLE = {"de": "Vorhaben nach {noun}", "en": "Projects by {noun}"}

#: What stands beneath a drawing.
AS_OF = {"de": "Stand {date}", "en": "as of {date}"}
SOURCE = {"de": "Quelle", "en": "Source"}

EMPTY = {"de": "Die Auswahl enthält kein Vorhaben.", "en": "The selection holds no project."}

#: By kind of picture: the sentence for each case. `{tail}` is empty or says what is missing.
WORDS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "status": {
        "de": {
            "one": "Das einzige Vorhaben der Auswahl hat den {noun} {labels}.",
            "all": "Alle {total} Vorhaben haben den {noun} {labels}.",
            "only": "Ein {noun} ist nur für {known} von {total} Vorhaben ausgewiesen: {labels}.",
            "most": "Am häufigsten ist der {noun} {labels}: {count} von {known} Vorhaben{tail}.",
            "tie": "Am häufigsten sind gleichauf {labels}: je {count} von {known} Vorhaben{tail}.",
            "unknown": "Für keines der {total} Vorhaben ist ein {noun} ausgewiesen.",
            "unknown_one": "Für das einzige Vorhaben der Auswahl ist kein {noun} ausgewiesen.",
            "tail": "; ohne ausgewiesenen {noun}: {missing}",
        },
        "en": {
            "one": "The only project of the selection has the {noun} {labels}.",
            "all": "All {total} projects have the {noun} {labels}.",
            "only": "The {noun} is reported for only {known} of {total} projects: {labels}.",
            "most": "The most frequent {noun} is {labels}: {count} of {known} projects{tail}.",
            "tie": "Equally most frequent are {labels}: {count} of {known} projects each{tail}.",
            "unknown": "No {noun} is reported for any of the {total} projects.",
            "unknown_one": "No {noun} is reported for the only project of the selection.",
            "tail": "; without a reported {noun}: {missing}",
        },
    },
    "office": {
        "de": {
            "one": "Zuständig für das einzige Vorhaben der Auswahl: {labels}.",
            "all": "Zuständig für alle {total} Vorhaben: {labels}.",
            "only": "Ein {noun} ist nur für {known} von {total} Vorhaben eingetragen: {labels}.",
            "most": "Die meisten Vorhaben hat {labels}: {count} von {known}{tail}.",
            "tie": "Die meisten Vorhaben haben gleichauf {labels}: je {count} von {known}{tail}.",
            "unknown": "Für keines der {total} Vorhaben ist ein {noun} eingetragen.",
            "unknown_one": "Für das einzige Vorhaben der Auswahl ist kein {noun} eingetragen.",
            "tail": "; ohne {noun}: {missing}",
            "rest": "; einzeln gezeigt sind die {shown} mit den meisten, zusammengefasst die übrigen {rest}",
        },
        "en": {
            "one": "Responsible for the only project of the selection: {labels}.",
            "all": "Responsible for all {total} projects: {labels}.",
            "only": "The {noun} is recorded for only {known} of {total} projects: {labels}.",
            "most": "Most projects belong to {labels}: {count} of {known}{tail}.",
            "tie": "Most projects belong equally to {labels}: {count} of {known} each{tail}.",
            "unknown": "No {noun} is recorded for any of the {total} projects.",
            "unknown_one": "No {noun} is recorded for the only project of the selection.",
            "tail": "; without {noun}: {missing}",
            "rest": "; the {shown} with the most are shown one by one, the other {rest} together",
        },
    },
    "cost": {
        "de": {
            "one": "Das einzige Vorhaben der Auswahl, {labels}, ist mit {amount} beziffert.",
            "only": "Nur eines von {total} Vorhaben ist beziffert: {labels} mit {amount}.",
            "most": "Den höchsten Betrag hat {labels} mit {amount}; zusammen sind es {sum} "
            "für {known} von {total} Vorhaben{tail}{rest}.",
            "tie": "Den höchsten Betrag haben gleichauf {labels} mit je {amount}; zusammen sind es {sum} "
            "für {known} von {total} Vorhaben{tail}{rest}.",
            "unknown": "Für keines der {total} Vorhaben ist ein Betrag bekannt.",
            "unknown_one": "Für das einzige Vorhaben der Auswahl ist kein Betrag bekannt.",
            "tail": ", ohne Betrag: {missing}",
            "rest": "; einzeln gezeigt sind die {shown} höchsten Beträge",
            "many": "{count} Vorhaben",
        },
        "en": {
            "one": "The only project of the selection, {labels}, is quantified at {amount}.",
            "only": "Only one of {total} projects is quantified: {labels} at {amount}.",
            "most": "{labels} has the highest amount, {amount}; together it is {sum} "
            "for {known} of {total} projects{tail}{rest}.",
            "tie": "{labels} share the highest amount, {amount} each; together it is {sum} "
            "for {known} of {total} projects{tail}{rest}.",
            "unknown": "No amount is known for any of the {total} projects.",
            "unknown_one": "No amount is known for the only project of the selection.",
            "tail": ", without an amount: {missing}",
            "rest": "; the {shown} highest amounts are shown one by one",
            "many": "{count} projects",
        },
    },
    "fields": {
        "de": {
            "unknown": "Für keines der Vorhaben ist eine Bewertung ausgewiesen.",
            "nothing": "Keines der bewerteten Vorhaben unterstützt ein Strategiefeld.",
            "most": "Am häufigsten unterstützt wird {labels}: von {count} der {known} Vorhaben, "
            "die dort bewertet sind, davon vorrangig {primary}.",
            "tie": "Am häufigsten unterstützt werden gleichauf {labels}: von je {count} Vorhaben.",
        },
        "en": {
            "unknown": "No rating is reported for any of the projects.",
            "nothing": "None of the rated projects supports a strategic field.",
            "most": "Supported most often is {labels}: by {count} of the {known} projects rated there, "
            "primarily by {primary}.",
            "tie": "Supported equally most often are {labels}: by {count} each.",
        },
    },
    "matrix": {
        "de": {
            "unknown": "Für keines der {total} Vorhaben ist eine Bewertung ausgewiesen.",
            "unknown_one": "Für das einzige Vorhaben der Auswahl ist keine Bewertung ausgewiesen.",
            "one": "Unterstützte Strategiefelder des einzigen Vorhabens der Auswahl: {supported}.",
            "many": "Bei {single} von {total} Vorhaben ist genau ein Strategiefeld unterstützt, "
            "bei {several} sind es mehrere, bei {none} keines{tail}.",
            "tail": "; ohne ausgewiesene Bewertung: {missing}",
            "nothing": "keines",
        },
        "en": {
            "unknown": "No rating is reported for any of the {total} projects.",
            "unknown_one": "No rating is reported for the only project of the selection.",
            "one": "Strategic fields that the only project of the selection supports: {supported}.",
            "many": "Exactly one strategic field is supported by {single} of {total} projects, "
            "several by {several}, none by {none}{tail}.",
            "tail": "; without a reported rating: {missing}",
            "nothing": "none",
        },
    },
}

_QUOTES = {"de": "„{}“", "en": "“{}”"}


def title(name: str, lang: str) -> str:
    """Return the title of a picture."""
    if name in _TITLES:
        return _TITLES[name][lang]
    return _COUNTED_TITLE[lang].format(noun=noun(name, lang))


def words(kind: str, lang: str) -> Mapping[str, str]:
    """Return the sentences of a kind of picture."""
    return WORDS[kind][lang]


def quoted(labels: Sequence[str], lang: str) -> str:
    """Return labels in quotation marks, joined as the language does."""
    return join_words([_QUOTES[lang].format(label) for label in labels], lang)


def noun(name: str, lang: str) -> str:
    """Return what a column is called within a sentence."""
    title = column(name).title(lang)
    return title if lang == "de" else title[:1].lower() + title[1:]


def number(value: int, lang: str) -> str:
    """Return a number as the language writes it."""
    return format_number(value, lang)
