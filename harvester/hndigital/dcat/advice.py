"""What to do about a finding of the official shapes, in words for the people who can mend it.

Keys are what `ShaclFinding.rule` holds: a convention's number, a property or a rule of GovData's
dashboard.
"""

from __future__ import annotations

from ..schemas import codelist
from .validate import ShaclFinding

__all__ = ["advice", "rule_advice"]

_LICENCE = (
    "Eine Lizenz der Liste http://dcat-ap.de/def/licenses wählen, etwa dl-by-de/2.0 oder cc-by/4.0.",
    "Choose a licence of the list http://dcat-ap.de/def/licenses, such as dl-by-de/2.0 or cc-by/4.0.",
)
_CONTRIBUTOR = (
    "Genau eine Datenbereitsteller-ID von GovData eintragen (Einstellung ckanext.hndigital.contributor_id).",
    "Enter exactly one data provider ID given out by GovData (setting ckanext.hndigital.contributor_id).",
)
_PUBLISHER = (
    "Einen Herausgeber mit Namen eintragen; für eine Stadt ist das die Stadt selbst.",
    "Enter a publisher with a name; for a city that is the city itself.",
)
_FORMAT = (
    "Als Format einen Wert der EU-Liste angeben (CSV, JSON, PDF, WFS …).",
    "Give a value of the EU's list as format (CSV, JSON, PDF, WFS …).",
)
_THEME = (
    "Ein Datenthema der EU wählen oder die Gruppe einem zuordnen (Einstellung theme_by_group).",
    "Choose an EU data theme or map the group to one (setting theme_by_group).",
)
_KEYWORD = ("Mindestens ein Schlagwort eintragen.", "Enter at least one keyword.")
_CONTACT = (
    "Bei der Ansprechstelle eine E-Mail-Adresse oder Webseite eintragen.",
    "Give the contact an e-mail address or a web page.",
)
_DATE = (
    "Ein Datum als JJJJ-MM-TT eintragen.",
    "Enter a date as YYYY-MM-DD.",
)
_ADDRESS = ("Eine vollständige Adresse (https://…) eintragen.", "Enter a full address (https://…).")
_TITLE = ("Einen Titel eintragen.", "Enter a title.")
_DESCRIPTION = ("Eine Beschreibung eintragen.", "Enter a description.")
_PERIOD = (
    "Beginn oder Ende des Zeitraums als Datum eintragen.",
    "Enter the start or the end of the period as a date.",
)
_PLACE = (
    "Den räumlichen Bezug als IRI angeben und die Umgrenzung einstellen (place_bbox).",
    "Give the place as an IRI and set its bounding box (place_bbox).",
)
_LEVEL = (
    "Die Verwaltungsebene aus der Liste wählen (Einstellung geocoding_level), etwa municipality.",
    "Choose the administrative level from the list (setting geocoding_level), such as municipality.",
)
_LANGUAGE = (
    "Die Sprache als IRI der EU-Liste angeben (…/language/DEU).",
    "Give the language as an IRI of the EU's list (…/language/DEU).",
)
_OTHER = (
    "Die genannte Angabe am Datensatz berichtigen; die Regel steht in der Spezifikation DCAT-AP.de.",
    "Correct the value named at the dataset; the rule is in the specification DCAT-AP.de.",
)
_DEPRECATED = (
    "Die veraltete Angabe weglassen oder durch ihren Nachfolger ersetzen.",
    "Leave out the outdated value or replace it by its successor.",
)

_ADVICE = {
    "K01": _CONTACT,
    "K12&13": _CONTRIBUTOR,
    "K30": _THEME,
    "K31": _FORMAT,
    "K32": _LICENCE,
    "K36": _PUBLISHER,
    "dcat:accessURL": _ADDRESS,
    "dcat:contactPoint": _CONTACT,
    "dcat:distribution": ("Mindestens eine Ressource anlegen.", "Add at least one resource."),
    "dcat:downloadURL": _ADDRESS,
    "dcat:endpointURL": _ADDRESS,
    "dcat:keyword": _KEYWORD,
    "dcat:landingPage": _ADDRESS,
    "dcat:mediaType": (
        "Den Medientyp als IRI der IANA angeben (…/media-types/text/csv).",
        "Give the media type as IANA's IRI (…/media-types/text/csv).",
    ),
    "dcat:theme": _THEME,
    "dcatde:contributorID": _CONTRIBUTOR,
    "dcatde:politicalGeocodingLevelURI": _LEVEL,
    "dct:description": _DESCRIPTION,
    "dct:format": _FORMAT,
    "dct:identifier": ("Eine eindeutige Kennung eintragen.", "Enter a unique identifier."),
    "dct:issued": _DATE,
    "dct:language": _LANGUAGE,
    "dct:license": _LICENCE,
    "dct:modified": _DATE,
    "dct:publisher": _PUBLISHER,
    "dct:spatial": _PLACE,
    "dct:temporal": _PERIOD,
    "dct:title": _TITLE,
    "dct:type": (
        "Die Art des Herausgebers aus der Liste wählen (Einstellung publisher_type), etwa LocalAuthority.",
        "Choose the publisher's kind from the list (setting publisher_type), such as LocalAuthority.",
    ),
    "foaf:name": _PUBLISHER,
    "foaf:page": _ADDRESS,
    "multiple_licenses": ("Nur eine Lizenz je Ressource angeben.", "Give only one licence per resource."),
    "no_correct_contributorID": _CONTRIBUTOR,
    "no_correct_publisher": _PUBLISHER,
    "no_license": _LICENCE,
    "no_license_from_list": _LICENCE,
    "no_literal_keyword": _KEYWORD,
    "no_open_license_from_list": _LICENCE,
}


def rule_advice(rule: str, lang: str = "de") -> str:
    """Return what to do about a broken rule, in `lang` ("de" or "en")."""
    fault = codelist("katalog_fehler").get(rule)
    if fault:
        return fault.extra[f"rat_{lang}"]
    words = _ADVICE.get(rule, _OTHER)
    return words[0] if lang == "de" else words[1]


def advice(finding: ShaclFinding, lang: str = "de") -> str:
    """Return what to do about a finding, in `lang` ("de" or "en")."""
    words = (rule_advice(finding.rule, "de"), rule_advice(finding.rule, "en"))
    if finding.message.startswith("Deprecated"):
        words = _DEPRECATED
    elif "startDate" in finding.rule:
        words = _PERIOD
    elif "hasEmail" in finding.rule or "hasURL" in finding.rule:
        words = _CONTACT
    return words[0] if lang == "de" else words[1]
