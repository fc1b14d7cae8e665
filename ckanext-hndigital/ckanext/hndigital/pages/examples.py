"""Examples in code, made from addresses of this portal: each runs as it stands.

They ask data routes rather than actions where both would do: caches may keep those, and scripts of
other websites may read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

from hndigital.schemas import codelist, column

__all__ = ["Example", "code", "grouped", "project_examples", "register_examples", "selection_examples"]


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of code: `language` is "bash", "python" or "javascript", `title` its name for people."""

    language: str
    title: str
    code: str


def project_examples(address: str, site_url: str, vorhaben_nr: str) -> tuple[Example, ...]:
    """Return how to read one project: `address` is that of its page."""
    show = f"{site_url}/api/3/action/digitalprojekt_show"
    return (
        _curl(f"""
            curl --fail --silent "{address}/status.csv"
        """),
        _python(f"""
            import requests

            answer = requests.get(
                "{show}",
                params={{"id": "{vorhaben_nr}"}},
                timeout=30,
            )
            answer.raise_for_status()
            project = answer.json()["result"]
            print(project["vorhaben"]["titel"])
            for row in project["kosten"]:
                print(row["berichtsstand"], row["betrag_eur"] or row["kosten_angabe"])
        """),
        _javascript(f"""
            const answer = await fetch("{address}/strategiefelder.json");
            if (!answer.ok) throw new Error(answer.statusText);
            for (const row of await answer.json()) {{
              console.log(row.strategiefeld, row.bewertung);
            }}
        """),
    )


def code(name: str, usual: str) -> str:
    """Return a code of a list for an example: the usual one, or the first of a city that has no such code."""
    codes = codelist(name)
    return usual if usual in codes else next(iter(codes), "")


def grouped() -> str:
    """Return the column whose values an example tells apart: one that the city has codes of."""
    return "bearbeitungsstand" if column("dezernat").empty else "dezernat"


def selection_examples(site_url: str) -> tuple[Example, ...]:
    """Return how to read a selection of projects."""
    return (
        _curl(f"""
            curl --fail --silent --get "{site_url}/digitalprojekte.csv" \\
              --data "bearbeitungsstand={code("bearbeitungsstand", "umsetzung")}" --data "kosten_min=100000"
        """),
        _python(f"""
            import requests

            answer = requests.get(
                "{site_url}/api/3/action/digitalprojekt_list",
                params={{"gesamtstatus": "{code("gesamtstatus", "kritisch")}", "sort": "kosten_eur desc"}},
                timeout=30,
            )
            answer.raise_for_status()
            found = answer.json()["result"]
            print(found["count"], "in", found["berichtsstand"])
            for project in found["results"]:
                print(project["vorhaben_nr"], project["titel"])
        """),
        _javascript(f"""
            const url = new URL("{site_url}/digitalprojekte.json");
            url.searchParams.set("strategiefeld", "{code("strategiefeld", "mobilitaet")}");
            url.searchParams.set("bewertung", "{code("bewertung", "++")}");
            const answer = await fetch(url);
            if (!answer.ok) throw new Error(answer.statusText);
            const found = await answer.json();
            for (const project of found.results) {{
              console.log(project.vorhaben_nr, project.titel, project.kosten_eur);
            }}
        """),
    )


def register_examples(site_url: str, register: str) -> tuple[Example, ...]:
    """Return how to load whole tables, and how to ask only for what is new."""
    table = f"{site_url}/dataset/{register}"
    return (
        _curl(f"""
            url="{table}/status.csv"
            etag=$(curl --fail --silent --head "$url" | tr -d '\\r' | sed -n 's/^[Ee][Tt]ag: //p')
            curl --silent --output /dev/null --write-out '%{{http_code}}\\n' \\
              --header "If-None-Match: $etag" "$url"
        """),
        _python(f"""
            import csv
            import io
            from collections import Counter
            from urllib.request import urlopen

            with urlopen("{table}/vorhaben.csv", timeout=30) as answer:
                text = answer.read().decode("utf-8")
            rows = list(csv.DictReader(io.StringIO(text)))
            print(Counter(row["{grouped()}"] for row in rows))
        """),
        _javascript(f"""
            const answer = await fetch("{table}/kosten.json");
            if (!answer.ok) throw new Error(answer.statusText);
            const rows = await answer.json();
            const known = rows.filter((row) => row.betrag_eur !== null);
            const sum = known.reduce((total, row) => total + row.betrag_eur, 0);
            console.log(sum, "EUR", known.length, "/", rows.length);
        """),
    )


def _curl(code: str) -> Example:
    return Example("bash", "curl", dedent(code).strip())


def _python(code: str) -> Example:
    return Example("python", "Python", dedent(code).strip())


def _javascript(code: str) -> Example:
    return Example("javascript", "JavaScript", dedent(code).strip())
