"""`make lint` finds each way in which what a reader sends could become markup."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

pytest.importorskip("ckan.lib.jinja_extensions", reason="templates are parsed with CKAN's tags")

SCRIPT = Path(__file__).resolve().parents[2] / "ckanext-hndigital" / "escaping.py"


def found(folder: Path) -> list[str]:
    """Return what the check says of a folder, without the folder's own path."""
    spec = importlib.util.spec_from_file_location("escaping", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [line.removeprefix(f"{folder}/") for line in module.problems([folder])]


@pytest.mark.parametrize(
    "template",
    [
        "{{ _(content) }}",
        "{{ _('Error: ' ~ content) }}",
        "{{ _(name or 'Internal Server Error') }}",
        "{{ gettext(pkg.state) }}",
        "{{ ungettext('one', many, 3) }}",
        "{% set words = _(label) %}",
        "{% snippet 'x.html', title=_(label) %}",
        "{{ content|safe }}",
        "{{ h.literal(content) }}",
        "{% autoescape false %}{{ content }}{% endautoescape %}",
    ],
)
def test_a_template_that_takes_text_for_markup_is_named(tmp_path: Path, template: str) -> None:
    """Each of them is script injection as soon as somebody else writes the text."""
    (tmp_path / "bad.html").write_text(f"<p>\n{template}\n</p>", "utf-8")
    assert [line.split(" ")[0] for line in found(tmp_path)] == ["bad.html:2:"]


@pytest.mark.parametrize(
    "template",
    [
        "{{ _('Home') }}",
        "{{ gettext('Error %(code)s', code=code) }}",
        "{% trans name=name %}Hello {{ name }}{% endtrans %}",
        "{{ ungettext('one', 'many', count) }}",
        "{{ '<br>'|safe }}",
        "{{ h.hndigital_translated(content) }}",
    ],
)
def test_a_template_that_escapes_is_right(tmp_path: Path, template: str) -> None:
    """Literals are translated, and variables of a sentence are escaped."""
    (tmp_path / "good.html").write_text(template, "utf-8")
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ('abort(404, _("There is nothing of this name."))', True),
        ("toolkit.abort(404)", True),
        ("toolkit.abort(404, name)", False),
        ('toolkit.abort(404, toolkit._("No “{name}”.").format(name=name))', False),
        ('toolkit.abort(404, f"No {name}")', False),
        ('Markup("<br>")', True),
        ("Markup(text)", False),
        ("Markup(text)  # noqa: S704", False),
        ("Markup(text)  # noqa: S704 - escaped above", True),
    ],
)
def test_code_that_passes_text_on_is_named(tmp_path: Path, line: str, *, right: bool) -> None:
    """A page of an error holds no value of the address, and markup has a reason."""
    (tmp_path / "code.py").write_text(line + "\n", "utf-8")
    assert bool(found(tmp_path)) is not right


def test_the_project_keeps_the_rules() -> None:
    """Templates and code of plugin and core break none of them."""
    root = SCRIPT.parents[1]
    places = [root / "ckanext-hndigital" / "ckanext", root / "harvester" / "hndigital"]
    assert [line for place in places for line in found(place)] == []
