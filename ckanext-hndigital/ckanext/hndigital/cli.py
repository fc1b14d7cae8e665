"""`ckan hndigital …`: set a portal up for a city, check what it misses, mend what a kill has left.

`hndigital_dcat` adds its commands to the same group.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click
from ckan.plugins import toolkit
from ckanext.hndigital import belonging, city, config, initialising, links, removal, selfcheck
from ckanext.hndigital import upgrade as upgrading
from ckanext.hndigital.operating import backup as backups
from ckanext.hndigital.operating import editorial
from ckanext.hndigital.redaktion import clock
from ckanext.hndigital.register import handmade
from ckanext.hndigital.runde import steps as rounds
from ckanext.hndigital.search import indexing

from hndigital import profiles
from hndigital.outside import printable

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
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
def mend(dry_run: bool) -> None:
    """Bring register rows of hand-made projects, stored links and the search index in step.

    Links of register, editions and projects to their own files are written with the portal's present
    address, after a move to another domain, to https or to another root path.
    """
    if dry_run:
        for name in sorted(links.outdated().values()):
            click.echo(f"{name}: links -> {config.site_url()}")
        for kind, names in indexing.compare().as_dict().items():
            click.echo(f"index: {len(names)} {kind}")
        return
    click.echo(f"links: {len(links.mend())} datasets mended")
    changed = handmade.sync_all()
    click.echo(f"register: rows of {len(changed)} projects mended")
    difference, _left = indexing.mend()
    for kind, names in difference.as_dict().items():
        click.echo(f"index: {len(names)} {kind}")


@hndigital.command("run-due")
def run_due() -> None:
    """Do what is due: reports agreed for a time, lost jobs, new reports at configured addresses.

    For cron, every five minutes. With nothing due it does nothing; exit code 1 if an address gave no report.
    """
    if belonging.missing():
        raise click.ClickException(belonging.missing())
    ran = clock.run_due()
    ran.removed += rounds.remove_old_files(config.redaktion_keep_days())
    click.echo(f"run-due: {len(ran.begun)} begun, {len(ran.found)} new reports, {len(ran.removed)} cleared")
    for address, said in ran.failed.items():
        click.echo(f"{address}: {said}", err=True)
    raise SystemExit(1 if ran.failed else 0)


@hndigital.command()
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
def upgrade(dry_run: bool) -> None:
    """Bring what an older version has published to this one's form.

    Register, editions and series get dataset types of their own; everything else about them stays. Run again,
    it finishes what an interrupted run has begun, and then finds nothing to do.
    """
    if belonging.missing():  # then nothing belongs, and nothing would be found
        raise click.ClickException(belonging.missing())
    todo = upgrading.pending()
    for one in todo:
        click.echo(f"{one.name}: type dataset -> {one.type}")
    if dry_run:
        click.echo(f"upgrade: {len(todo)} datasets to change; nothing was written")
        return
    indexed = upgrading.apply(todo)
    click.echo(f"upgrade: {len(todo)} datasets changed, {indexed} entries of the search index")


@hndigital.command()
@click.option("--yes", is_flag=True, help="Remove it; without this, only say what would be removed.")
@click.option("--export", "folder", type=click.Path(path_type=Path), help="Write a copy of it there first.")
@click.option("--organisation", is_flag=True, help="Remove the organisation, too, if nothing else is in it.")
def remove(yes: bool, folder: Path | None, organisation: bool) -> None:
    """Take register, editions, series and projects off this portal, with files, tables and index.

    Other datasets stay as they are. What is then left to be done in the configuration is said at the end.
    """
    found = removal.look()
    for kind, number in found.kinds.items():
        click.echo(f"datasets: {number} of type {kind}")
    click.echo(f"tables: {len(found.tables)} in the DataStore")
    for kind, number in found.kinds_kept.items():
        click.echo(f"kept: {number} of {kind}")
    if found.organisation:
        owner = found.organisation
        goes = organisation and not owner.datasets
        fate = "goes" if goes else "stays (--organisation removes it, if nothing else is in it)"
        click.echo(
            f"organisation: {owner.name}, {owner.datasets} other datasets, {owner.people} people: {fate}"
        )
    else:
        click.echo(f"organisation: {belonging.missing()}")
    if folder:
        click.echo(f"export: {removal.export(found, folder)} files in {folder}")
    if yes and found.running:
        raise click.ClickException(
            f"A worker is at the report {found.running} just now; nothing has been changed. "
            "Stop the worker, or run this again when it has come to its end."
        )
    if yes:
        removal.remove(found, with_organisation=organisation)
        click.echo("removed")
    else:
        click.echo("Nothing has been changed. `ckan hndigital remove --yes` removes it.")
    click.echo(
        "Then take out of the configuration: hndigital* in ckan.plugins, the schemas hndigital_schemas:*"
    )
    click.echo("in scheming.dataset_schemas, hndigital_dcatapde in ckanext.dcat.rdf.profiles, and")
    for key in found.settings:
        click.echo(f"  {key}")


@hndigital.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def backup(directory: Path) -> None:
    """Write databases, files and settings without secrets into DIRECTORY, a new folder.

    No publication begins meanwhile. The folder holds what is not public: keep it as carefully as the portal.
    """
    try:
        made = backups.back_up(directory)
    except backups.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"backup: {_amounts(made.counts)} in {directory}")


@hndigital.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Remove what this portal holds.")
def restore(directory: Path, replace: bool) -> None:
    """Bring the backup in DIRECTORY back into this portal, and make the search index anew.

    Stop CKAN first. The backup is checked before anything is written.
    """
    try:
        made = backups.bring_back(directory, replace=replace)
    except backups.BackupError as error:
        raise click.ClickException(str(error)) from error
    for sentence in backups.differing_settings(directory):
        click.echo(f"setting: {sentence}")
    click.echo(f"restore: {_amounts(made.counts)} of {made.created}")


def _amounts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


@hndigital.group(name="editorial")
def editorial_() -> None:
    """Take out, or bring in, what people added to the projects that reports name."""


@editorial_.command(name="export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def editorial_export(file: Path) -> None:
    """Write what people entered to FILE (.json, .csv): contacts, keywords, translations, hand-made projects …

    What staff entered for the whole portal are entries of their own: `amt`, `zustaendig`, `texte`.
    """
    entries = editorial.take_out()
    editorial.write(entries, file)
    projects = [one for one in entries if one["name"] not in editorial.PORTAL_WIDE]
    click.echo(f"editorial: {len(projects)} projects in {file}")


@editorial_.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def editorial_import(file: Path) -> None:
    """Bring such a FILE into this portal, as far as it differs; exit code 1 if a project failed."""
    try:
        outcome = editorial.bring_in(editorial.read(file))
    except editorial.EditorialError as error:
        raise click.ClickException(str(error)) from error
    for name, reason in outcome.failed.items():
        click.echo(printable(f"failed: {name}: {reason}"))
    counts = {kind: len(getattr(outcome, kind)) for kind in ("created", "updated", "unchanged", "failed")}
    click.echo(f"editorial: {_amounts(counts)}")
    raise SystemExit(1 if outcome.failed else 0)
