"""A city's ordinary datasets as CKAN shows them, most of them with a flaw."""

from __future__ import annotations

from typing import Any

__all__ = ["LICENCE", "mixed", "ordinary", "resource"]

LICENCE = "dl-by-de/2.0"


def resource(number: int, **fields: Any) -> dict[str, Any]:
    """Make a resource as `package_show` gives it."""
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "name": f"Datei {number}",
        "url": f"https://daten.example/datei-{number}.csv",
        "format": "CSV",
        "mimetype": "text/csv",
        "created": "2024-01-02T03:04:05.678901",
        "metadata_modified": "2024-02-03T04:05:06.789012",
        **fields,
    }


def ordinary(number: int = 1, **fields: Any) -> dict[str, Any]:
    """Make a complete ordinary dataset as `package_show` gives it."""
    return {
        "id": f"11111111-0000-4000-8000-{number:012d}",
        "name": f"datensatz-{number}",
        "type": "dataset",
        "state": "active",
        "private": False,
        "title": f"Datensatz {number}",
        "notes": "Ein Datensatz der Stadt.",
        "license_id": LICENCE,
        "tags": [{"name": "Straßen", "display_name": "Straßen"}],
        "groups": [{"name": "tran"}],
        "extras": [],
        "metadata_created": "2024-01-02T03:04:05.678901",
        "metadata_modified": "2024-02-03T04:05:06.789012",
        "resources": [resource(number)],
        **fields,
    }


def mixed() -> list[dict[str, Any]]:
    """Make twenty datasets of the kinds that cities have, most of them with a flaw."""
    upload = {"url_type": "upload", "size": 1234, "hash": "ab" * 32}
    flaws: list[dict[str, Any]] = [
        {},
        {"resources": [resource(2, format="PDF", mimetype="application/pdf", **upload)]},
        {"resources": [resource(3, format="WFS", mimetype=None, url="https://geo.example/wfs?service=WFS")]},
        {"resources": [resource(4, format="WMS", mimetype=None)], "groups": []},
        {"notes": "<p>Mit <b>HTML</b> &amp; <script>alert(1)</script>Rest</p>"},
        {"notes": ""},
        {"notes": None, "title": ""},
        {"tags": []},
        {"groups": [{"name": "unsere-eigene-gruppe"}], "tags": []},
        {"license_id": "notspecified"},
        {"license_id": "other-closed"},
        {"license_id": "cc-by", "url": "nicht://richtig"},
        {"license_id": "CC-BY-4.0"},
        {"license_id": "cc-zero", "author": "Amt für Daten", "author_email": "kein-postfach"},
        {"resources": [resource(15, url="broken url with blanks"), resource(16, url="http://[::1")]},
        {"resources": [resource(17, format="Unbekannt", mimetype="kaputt")]},
        {"resources": []},
        {"maintainer": "Frau Muster", "maintainer_email": "muster@stadt.example"},
        {
            "extras": [
                {
                    "key": "theme",
                    "value": '["http://publications.europa.eu/resource/authority/data-theme/ENVI"]',
                }
            ]
        },
        {
            "temporal_start": "2020-01-01",
            "frequency": "annual",
            "spatial": '{"type": "Point"}',
            "version": "3",
        },
    ]
    return [ordinary(number, **flaw) for number, flaw in enumerate(flaws, start=1)]
