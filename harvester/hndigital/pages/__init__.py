"""What pages for people show and how, once for the portal and for the static export.

    words       values, names and explanations in the language of a page
    links       where a page leads: each site has its own addresses
    project     the page of one project
    overview    the figures of a selection of projects
    history     what became of a project from round to round, in sentences
    state       of what day a page is, and whether a newer report is due
    feedback    a letter about an error on a page
    accuracy    how a report agrees with itself
    printed     a place in the report itself, shown
    citation    how to cite a project
    templates/  partials in Jinja, in the folder `hndigital/` of a site's template path
    assets/     their style sheets

A partial needs in its context

- `_()` and `ngettext()` in Jinja's new style, with literals only; German texts are in the core's catalogue
  (`hndigital.pages.language`),
- `words`: `hndigital.pages.words.Words`,
- `link`: `hndigital.pages.links.Links`, which a site extends by the pages that it has,
- and what its first lines name.

It takes no step that a script or an inline style would be needed for; `project.html` and `accuracy.html` have
blocks that a site fills with what it alone has.
"""

from __future__ import annotations

from pathlib import Path

import yaml

__all__ = ["ASSETS", "TEMPLATES", "style_sheet"]

TEMPLATES = Path(__file__).parent / "templates"
"""The folder that a site adds to where its templates are looked for."""
ASSETS = Path(__file__).parent / "assets"
"""The folder of the style sheets, with a `webassets.yml` that names them in their order."""


def style_sheet() -> str:
    """Return all style sheets as one, in their order."""
    bundles = yaml.safe_load((ASSETS / "webassets.yml").read_text("utf-8"))
    names = [name for bundle in bundles.values() for name in bundle["contents"]]
    return "\n".join((ASSETS / name).read_text("utf-8") for name in names)
