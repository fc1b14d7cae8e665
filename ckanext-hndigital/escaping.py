"""What a reader sends is never markup: the check of templates and code that `make lint` runs.

    python ckanext-hndigital/escaping.py [FOLDER …]     names each place that breaks a rule; 1 if there is one

Rules, read from the syntax trees:

- a template translates literals only: `_()`, `gettext()` … return markup and format `%`, so a variable in
  them is script injection and a 500 (variables go into `%(name)s`, which escapes them);
- `|safe`, `h.literal()`, `{% autoescape false %}` on anything but a literal stand in `REVIEWED`, with their
  reason;
- `Markup()` of anything but a literal carries `# noqa: S704 - ` and its reason;
- the sentence of `abort()` is a literal: its page names no value that a reader sent.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ckan.lib.jinja_extensions import _get_extensions
from jinja2 import Environment, TemplateSyntaxError, nodes

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "ckanext-hndigital" / "ckanext", ROOT / "harvester" / "hndigital")

REVIEWED: dict[str, str] = {
    "page.html: h.literal": "flash messages are escaped where they are made (ckan.lib.helpers.flash_error)",
}
"""Where text is declared safe, and why it is: "template: how" → reason."""

# Position of the first argument that is no sentence.
_GETTEXT = {"_": 1, "gettext": 1, "ngettext": 2, "ungettext": 2}
_REASON = "# noqa: S704 - "


def problems(folders: Iterable[Path]) -> Iterator[str]:
    """Return each place below `folders` that breaks a rule, as "file:line: what"."""
    environment = Environment(extensions=["jinja2.ext.i18n", *_get_extensions()])  # noqa: S701 - parses only
    for folder in folders:
        for path in sorted([*folder.rglob("*.html"), *folder.rglob("templates/**/*.txt")]):
            for line, what in _in_template(environment, path):
                yield f"{path}:{line}: {what}"
        for path in sorted(folder.rglob("*.py")):
            for line, what in _in_code(path.read_text("utf-8")):
                yield f"{path}:{line}: {what}"


def _in_template(environment: Environment, path: Path) -> Iterator[tuple[int, str]]:
    try:
        tree = environment.parse(path.read_text("utf-8"))
    except TemplateSyntaxError as error:
        yield error.lineno, f"no template: {error.message}"
        return
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in _GETTEXT:
            sentences = call.args[: _GETTEXT[call.node.name]]
            if not sentences or not all(isinstance(one, nodes.Const) for one in sentences):
                yield call.lineno, f"{call.node.name}() of something else than a literal"
    for line, how in _declared_safe(tree):
        if f"{path.name}: {how}" not in REVIEWED:
            yield line, f"{how} without a reviewed reason"


def _declared_safe(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for found in tree.find_all(nodes.Filter):
        if found.name == "safe" and not isinstance(found.node, nodes.Const):
            yield found.lineno, "|safe"
    for found in tree.find_all(nodes.Call):
        literal = isinstance(found.node, nodes.Getattr) and found.node.attr == "literal"
        if literal and not all(isinstance(one, nodes.Const) for one in found.args):
            yield found.lineno, "h.literal"
    for found in tree.find_all(nodes.EvalContextModifier):
        for option in found.options:
            if option.key == "autoescape" and option.value != nodes.Const(True):
                yield found.lineno, "autoescape"


def _in_code(text: str) -> Iterator[tuple[int, str]]:
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node)
        if name == "Markup" and not all(isinstance(one, ast.Constant) for one in node.args):
            if not any(_REASON in line for line in lines[node.lineno - 1 : node.end_lineno]):
                yield node.lineno, f"Markup() of something else than a literal, without {_REASON}(reason)"
        elif name == "abort" and len(node.args) > 1 and not _is_sentence(node.args[1]):
            yield node.lineno, "abort() with something else than a translated literal"


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_sentence(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and _called(node) == "_" and len(node.args) == 1:
        node = node.args[0]
    return isinstance(node, ast.Constant)


if __name__ == "__main__":
    found = list(problems([Path(name) for name in sys.argv[1:]] or FOLDERS))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
