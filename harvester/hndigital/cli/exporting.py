"""`hndigital export`: packages as a folder of static files."""

from __future__ import annotations

from urllib.parse import urlsplit

import click

from ..dcat.settings import city_settings
from ..export import export_site
from ..export.catalogue import govdata_of
from ..export.configuration import read_settings
from ..package import check_same_city
from .base import ExitCode, Output, command, json_option, option, profile_option, say_profile
from .language import N_, _, ngettext
from .packages import load_package

__all__ = ["export_command"]


class _Address(click.ParamType):
    """An http(s) address without question mark, fragment or blanks."""

    name = "uri"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = urlsplit("")
        wrong = parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment
        # A password would stand in each address that is written.
        if wrong or "@" in parts.netloc or any(sign.isspace() or sign in '<>"{}|\\^`' for sign in value):
            self.fail(_("“{value}” is no address such as https://data.example.org.").format(value=value))
        return value.rstrip("/")


@command(
    "export",
    help=N_(
        "Write the packages at DIR (folders or ZIPs, one or more reporting rounds) to the folder SITE as "
        "static files for any web server: pages in German and English, CSV and JSON, DCAT-AP.de. An earlier "
        "export in SITE is replaced."
    ),
    short_help=N_("Write packages as a static website."),
    epilog=N_(
        "Exit codes: 0 written, 2 a package or the settings cannot be read or SITE holds something else, "
        "6 the metadata gate refused (nothing was written)."
    ),
)
@click.argument("packages", metavar="DIR...", nargs=-1, required=True, type=click.Path())
@option("--out", metavar="SITE", required=True, type=click.Path(), help=N_("Folder to write."))
@option(
    "--base-uri",
    metavar="URI",
    required=True,
    type=_Address(),
    help=N_("Address at which SITE will be served; all lasting addresses begin with it."),
)
@option(
    "--settings",
    "settings_file",
    metavar="FILE",
    type=click.Path(),
    help=N_("YAML file with publisher, contact, licence and so on, instead of the profile's."),
)
@profile_option()
@json_option
def export_command(
    packages: tuple[str, ...],
    out: str,
    base_uri: str,
    settings_file: str | None,
    city: str | None,
    as_json: bool,
) -> int:
    """Read, fold and write."""
    output = Output(as_json=as_json)
    loaded = [load_package(output, path, city) for path in packages]
    check_same_city(loaded)
    declared = read_settings(settings_file) if settings_file else city_settings()
    site = export_site(loaded, out, declared.at(base_uri))
    say_profile(output)
    editions = ", ".join(site.rounds)
    count = len(site.projects)
    output.say(
        ngettext(
            "{out}: {count} project, reporting rounds: {rounds}.",
            "{out}: {count} projects, reporting rounds: {rounds}.",
            count,
        ).format(out=out, count=count, rounds=editions)
    )
    govdata = govdata_of(site) is not None
    if not govdata:
        output.note(_("No catalogue for GovData was written: sample data is not offered to it."))
    output.result(
        {
            "profile": loaded[0].profile,
            "site": out,
            "base_uri": base_uri,
            "projects": count,
            "editions": [
                {"name": edition.name, "version": edition.package.version, "sha256": edition.package.sha256}
                for edition in site.editions
            ],
            "govdata": govdata,
        }
    )
    return ExitCode.OK
