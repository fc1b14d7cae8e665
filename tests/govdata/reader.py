"""What a CKAN makes of our feed: ckanext-dcat's parser and, with `--german`, GovData's rows on top of it.

    python reader.py [--german] [--profile NAME] FILE…      prints one JSON list of datasets

Run in the environment of the ckanext-dcat that is asked (2.3.0 in `.venv-govdata`, today's in `.venv`).
The German rows follow what GovData's harvester (ckanext-dcatde 6.10) was seen to do: an agent counts only
if its first type is one of FOAF's, keywords are cleaned, themes become groups, and what the IRI of an
agent says is dropped. They were held against that harvester's own profile, field by field (docs/govdata.md).
Several files are pages of one feed: each is read by itself, as GovData does.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ckan.common import config
from rdflib import FOAF, RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS
from rdflib.term import Node

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
THEMES = "http://publications.europa.eu/resource/authority/data-theme/"
GROUPS = {"agri", "econ", "educ", "ener", "envi", "gove", "heal"} | {
    *("intr", "just", "regi", "soci", "tech", "tran"),
}
LANGUAGE = "de"
AGENTS = (FOAF.Agent, FOAF.Person, FOAF.Organization)
TAG_LENGTHS = (2, 100)
FORMATS = {".ttl": "turtle", ".rdf": "xml", ".jsonld": "json-ld"}


def one(graph: Graph, subject: Node, predicate: URIRef) -> str:
    """Return one value: the German text if there is one, else whatever comes first; of a thing its label."""
    fallback = ""
    for value in graph.objects(subject, predicate):
        if not isinstance(value, Literal):
            return str(next(graph.objects(value, RDFS.label), value))
        if value.language == LANGUAGE:
            return str(value)
        fallback = fallback or str(value)
    return fallback


def many(graph: Graph, subject: Node, predicate: URIRef) -> list[str]:
    """Return all values; a blank node is its internal id."""
    return [str(value) for value in graph.objects(subject, predicate)]


class GermanRows:
    """Adds to a dataset what GovData's own profile reads."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def complete(self, dataset: dict[str, Any]) -> None:
        """Read the German terms of `dataset` (as ckanext-dcat's parser gave it) into it."""
        extras = dataset["extras"]
        node = URIRef(extras["uri"])
        dataset["tags"] = [clean(tag) for tag in dataset["tags"]]
        for key, predicate in (
            ("politicalGeocodingLevelURI", DCATDE.politicalGeocodingLevelURI),
            ("qualityProcessURI", DCATDE.qualityProcessURI),
            ("metadata_original_html", DCAT.landingPage),
            ("granularity", DCAT.granularity),
            ("availability", DCATAP.availability),
        ):
            self._keep(extras, key, one(self.graph, node, predicate))
        for key, predicate in (
            ("contributorID", DCATDE.contributorID),
            ("politicalGeocodingURI", DCATDE.politicalGeocodingURI),
            ("legalbasisText", DCATDE.legalBasis),
            ("geocodingText", DCATDE.geocodingDescription),
            ("references", DCTERMS.references),
        ):
            values = many(self.graph, node, predicate)
            if values:
                extras[key] = json.dumps(values)
        self._agent(extras, extras, node, DCATDE.originator, "originator_name")
        self._agent(extras, extras, node, DCTERMS.contributor, "contributor_name")
        self._agent(dataset, extras, node, DCATDE.maintainer, "maintainer")
        self._agent(dataset, extras, node, DCTERMS.creator, "author")
        self._contact(extras, node)
        dataset["groups"] = sorted(
            theme.removeprefix(THEMES).lower()
            for theme in many(self.graph, node, DCAT.theme)
            if theme.removeprefix(THEMES).lower() in GROUPS
        )
        for resource in dataset["resources"]:
            self._distribution(resource)

    def _distribution(self, resource: dict[str, Any]) -> None:
        node = URIRef(resource["uri"])
        resource.setdefault("license", "http://dcat-ap.de/def/licenses/other-closed")
        for key in ("licenseAttributionByText", "plannedAvailability"):
            self._keep(resource, key, one(self.graph, node, DCATDE[key]))
        services = json.loads(resource.get("access_services", "[]"))
        for service in services:
            text = one(self.graph, URIRef(service["uri"]), DCATDE.licenseAttributionByText)
            self._keep(service, "licenseAttributionByText", text)
        if services:
            resource["access_services"] = json.dumps(services)

    def _agent(
        self, target: dict[str, Any], extras: dict[str, Any], node: Node, predicate: URIRef, name_key: str
    ) -> None:
        """Read an agent whose first type is one of FOAF's: name and e-mail into `target`, no IRI."""
        agent = next(self.graph.objects(node, predicate), None)
        kind = None if agent is None else next(self.graph.objects(agent, RDF.type), None)
        if agent is None or kind not in AGENTS:
            return
        prefix = name_key.removesuffix("_name")
        self._keep(target, name_key, one(self.graph, agent, FOAF.name))
        self._keep(target, f"{prefix}_email", one(self.graph, agent, FOAF.mbox).removeprefix("mailto:"))
        self._keep(extras, f"{prefix}_url", one(self.graph, agent, FOAF.homepage))
        self._keep(extras, f"{prefix}_type", one(self.graph, agent, DCTERMS.type))
        extras[f"{prefix}_contacttype"] = "Person" if kind == FOAF.Person else "Organization"

    def _contact(self, extras: dict[str, Any], node: Node) -> None:
        """Read what the parser leaves out of the contact: its telephone."""
        contact = next(self.graph.objects(node, DCAT.contactPoint), None)
        if contact is not None:
            number = one(self.graph, contact, VCARD.hasTelephone).removeprefix("tel:")
            self._keep(extras, "contact_tel", number)

    @staticmethod
    def _keep(target: dict[str, Any], key: str, value: str) -> None:
        if value:
            target[key] = value


def clean(tag: str) -> str:
    """Return a keyword as GovData stores it: small letters, hyphens for blanks, no other signs, 2 to 100."""
    shortest, longest = TAG_LENGTHS
    plain = re.sub(r"[^a-zäöüß0-9 \-_.]", "", tag.lower().strip()).replace(" ", "-")
    return plain.ljust(shortest, "_")[:longest]


def read(text: str, profile: str, rdf_format: str, *, german: bool) -> Iterator[dict[str, Any]]:
    """Yield the datasets of a page of a feed, extras and tags as plain dict and list."""
    from ckanext.dcat.processors import RDFParser

    parser = RDFParser(profiles=[profile])
    parser.parse(text, _format=rdf_format)
    rows = GermanRows(parser.g)
    for found in parser.datasets():
        extras = {extra["key"]: extra["value"] for extra in found.pop("extras")}
        dataset = {**found, "extras": extras, "tags": [tag["name"] for tag in found["tags"]]}
        if german:
            rows.complete(dataset)
        yield dataset


def main() -> None:
    """Read the files that the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--german", action="store_true")
    parser.add_argument("--profile", default="euro_dcat_ap_2")
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    config["ckan.locale_default"] = LANGUAGE
    datasets = [
        dataset
        for file in options.files
        for dataset in read(
            file.read_text(encoding="utf-8"), options.profile, FORMATS[file.suffix], german=options.german
        )
    ]
    json.dump(datasets, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
