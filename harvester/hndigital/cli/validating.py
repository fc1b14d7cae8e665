"""`hndigital validate`: a catalogue against the official shapes of DCAT-AP.de, offline."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import click
from rdflib import Graph, URIRef

from .. import profiles
from ..dcat import from_package
from ..dcat.advice import advice
from ..dcat.beyond import reading_findings
from ..dcat.graph import Profile, catalog_graph
from ..dcat.reading import read_catalog
from ..dcat.settings import city_settings
from ..dcat.validate import Report, RuleProfile, Severity, ShaclFinding, validate
from ..dcat.vocab import DCT
from ..outside.limits import CATALOGUE
from ..package import Package
from ..schemas import codelist
from .base import (
    ExitCode,
    Output,
    command,
    json_option,
    limit_options,
    option,
    profile_option,
    say_profile,
)
from .language import N_, _, current
from .packages import load_package

__all__ = ["validate_command"]

_SEVERITIES = {
    Severity.VIOLATION: N_("Violation"),
    Severity.WARNING: N_("Warning"),
    Severity.INFO: N_("Info"),
    Severity.DASHBOARD: N_("Dashboard"),
}


@command(
    "validate",
    help=N_(
        "Check the DCAT catalogue at SOURCE (address, RDF file or package) against the official shapes of "
        "DCAT-AP.de, without the network."
    ),
    short_help=N_("Check a DCAT catalogue against the official shapes."),
    epilog=N_("Exit codes: 0 conforms, 1 there are findings, 2 SOURCE cannot be read as a catalogue."),
)
@click.argument("source")
@option(
    "--profile",
    type=click.Choice([str(profile) for profile in RuleProfile]),
    default=str(RuleProfile.V30),
    show_default=True,
    help=N_("Rules: DCAT-AP.de 3.0, 2.0 with its conventions (GovData today), or GovData's dashboard."),
)
@option("--all-pages", is_flag=True, help=N_("Read the further pages of a paged catalogue too."))
@profile_option("--city")
@limit_options
@json_option
def validate_command(
    source: str,
    profile: str,
    city: str | None,
    all_pages: bool,
    max_mb: float | None,
    max_seconds: float | None,
    as_json: bool,
) -> int:
    """Read, check and print."""
    output = Output(as_json=as_json)
    rules = RuleProfile(profile)
    is_package = "://" not in source and (Path(source).is_dir() or Path(source).suffix.lower() == ".zip")
    if is_package:
        graph = _of_package(load_package(output, source, city), rules)
        say_profile(output)
    else:
        graph = read_catalog(source, all_pages=all_pages, limits=CATALOGUE.raised(max_mb, max_seconds))
    report = validate(graph, rules)
    report = replace(report, findings=(*reading_findings(graph), *report.findings))
    if report.empty:
        output.note(
            _("{source} holds no catalogue, dataset, distribution, series or service.").format(source=source)
        )
        return ExitCode.UNREADABLE
    _say(output, report, graph)
    city_of_package = {"city": profiles.current().name} if is_package else {}
    output.result(city_of_package | _document(source, report))
    return ExitCode.OK if report.conforms else ExitCode.FINDINGS


def _of_package(package: Package, rules: RuleProfile) -> Graph:
    """Return the graph that publishing a package would give."""
    govdata = rules is RuleProfile.V20
    catalog = from_package.catalog(package, city_settings(), govdata=govdata)
    return catalog_graph(catalog, Profile.GOVDATA if govdata else Profile.V30)


def _say(output: Output, report: Report, graph: Graph) -> None:
    for finding in report.findings:
        output.say(f"{_(_SEVERITIES[finding.severity])} {finding.rule}: {_owner(finding, graph)}")
        if finding.focus not in ("", finding.dataset):
            output.say(_("  at {node}").format(node=finding.focus))
        value = f" ({finding.value})" if finding.value else ""
        output.say(f"  {_message(finding)}{value}")
        output.say(_("  What to do: {advice}").format(advice=advice(finding, current())))
    counts = ", ".join(f"{_(word)} {report.count(severity)}" for severity, word in _SEVERITIES.items())
    nodes = ", ".join(f"{number} {name}" for name, number in report.nodes if number)
    output.say(f"{report.profile}: {nodes}")
    output.say(_("Conforms.") if report.conforms else counts)


def _message(finding: ShaclFinding) -> str:
    """Return what is wrong: the shapes speak German, our own rules the reader's language."""
    fault = codelist("katalog_fehler").get(finding.rule)
    return fault.definition(current()) if fault else finding.message


def _owner(finding: ShaclFinding, graph: Graph) -> str:
    titles = list(graph.objects(URIRef(finding.dataset), DCT.title)) if finding.dataset else []
    german = [title for title in titles if getattr(title, "language", None) == "de"]
    title = next(iter(german or titles), None)
    return f"„{title}“ <{finding.dataset}>" if title else f"<{finding.dataset or finding.focus}>"


def _document(source: str, report: Report) -> dict[str, object]:
    return {
        "source": source,
        "profile": str(report.profile),
        "conforms": report.conforms,
        "nodes": dict(report.nodes),
        "counts": {str(severity): report.count(severity) for severity in Severity},
        "findings": [
            {**asdict(finding), "advice_de": advice(finding, "de"), "advice_en": advice(finding, "en")}
            for finding in report.findings
        ],
    }
