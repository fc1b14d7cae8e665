"""`ckan hndigital …`: set a portal up for a city, check what it misses, mend it, assess its metadata."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import city, config, dcat, initialising, selfcheck
from ckanext.hndigital.quality import links
from ckanext.hndigital.quality.assessing import Assessor, forget, public
from ckanext.hndigital.register import handmade
from ckanext.hndigital.search import indexing

from hndigital import profiles
from hndigital.outside import Inner, printable

__all__ = ["hndigital"]


@click.group(short_help="Digitalisation projects: set up, check and mend.")
def hndigital() -> None:
    """Digitalisation projects: check the set-up, mend register and search index."""


@hndigital.command()
@click.option("--profile", metavar="NAME_OR_FOLDER", help="The city: a profile's name or folder.")
@click.option("--base-uri", metavar="URI", help="Start of all IRIs, which outlive a move of the portal.")
@click.option("--contact-email", metavar="ADDRESS", help="Whom readers of the data may ask.")
@click.option("--imprint-url", metavar="URL", help="Address of the imprint (§ 5 DDG).")
@click.option("--privacy-url", metavar="URL", help="Address of the privacy statement (Art. 13 GDPR).")
@click.option("--print", "only_print", is_flag=True, help="Print what would be written, and write nothing.")
@click.pass_context
def init(ctx: click.Context, profile: str | None, only_print: bool, **stated: str | None) -> None:
    """Say for which city the portal works: write the settings into its ini file and make the organisation.

    What is not given as an option is asked for on a terminal. Everything else in the file stays as it is; the
    same again changes nothing.
    """
    asked = sys.stdin.isatty()
    if not profile and not asked:
        raise click.UsageError(f"Please name the city: --profile {'|'.join(profiles.names())} or a folder.")
    chosen = initialising.chosen_profile(profile or _ask("City", city.SETTING, profiles.names()[0]))
    if asked and not profile:
        labels = {
            option.name: option.help for option in ctx.command.params if isinstance(option, click.Option)
        }
        for name in stated:
            stated[name] = stated[name] or _ask(labels[name] or name, f"ckanext.hndigital.{name}")
    path = Path(toolkit.config["__file__"])
    initialising.configure(path, initialising.settings_of(chosen, stated), write=not only_print)
    if not only_print:
        initialising.make_organisation(chosen)


def _ask(label: str, setting: str, otherwise: str = "") -> str:
    """Return the answer to a question; what the portal has already is offered."""
    default = str(toolkit.config.get(setting) or otherwise)
    return str(click.prompt(label.rstrip("."), default=default, show_default=bool(default))).strip()


@hndigital.command()
def check() -> None:
    """Say what is there and what is missing; exit code 1 if something is."""
    results = selfcheck.run()
    for result in results:
        click.echo(f"{'ok     ' if result.right else 'missing'}  {result.sentence}")
    raise SystemExit(0 if all(result.right for result in results) else 1)


@hndigital.command()
def mend() -> None:
    """Bring hand-made projects' register rows and the search index in step with the database."""
    changed = handmade.sync_all()
    click.echo(f"register: rows of {len(changed)} projects mended")
    difference, _left = indexing.mend()
    for kind, names in difference.as_dict().items():
        click.echo(f"index: {len(names)} {kind}")


@hndigital.command()
def quality() -> None:
    """Assess the metadata of all public datasets that are new or changed, for the page on its quality."""
    listed = public()
    click.echo(f"quality: {len(listed)} datasets, {Assessor().assess(listed)} of them assessed anew")


@hndigital.command()
@click.option("--own", is_flag=True, help="Check addresses of this portal as well.")
@click.option("--private-networks", is_flag=True, help="Check all addresses inside private networks as well.")
def linkcheck(own: bool, private_networks: bool) -> None:
    """Ask every address of the public datasets whether it answers, and keep the result.

    At most 8 hosts at a time, each with one request at a time; waits 5 s for a connection and 15 s for an
    answer. Meant to be run by night, once a week. Inside private networks only what the setting
    ckanext.hndigital.linkcheck.inner_hosts names is asked.
    """
    datasets: dict[str, set[str]] = {}
    for dataset_id, address in Assessor().addresses(public()):
        if own or not address.startswith(f"{dcat.settings().site_url}/"):
            datasets.setdefault(address, set()).add(dataset_id)
    before = {address: result.answers for address, result in links.results().items()}
    try:
        inner = Inner(all=True) if private_networks else config.inner_hosts()
    except ValueError as error:
        raise click.ClickException(f"ckanext.hndigital.linkcheck.inner_hosts: {error}") from error
    found = list(links.check(datasets, inner))
    links.remember(found)
    model.Session.commit()
    forget({i for r in found if before.get(r.address) != r.answers for i in datasets[r.address]})
    for result in found:
        if not result.answers:
            click.echo(printable(f"{result.status or result.error}  {result.address}"))
    click.echo(f"links: {len(found)} checked, {sum(not result.answers for result in found)} do not answer")
