"""What CKAN does not promise to plugins is imported in one place, and its own writings are read in one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "ckanext-hndigital" / "ckanext" / "hndigital"
CORE = ROOT / "harvester" / "hndigital"

DOCUMENTED = {
    "ckan": {"model", "plugins"},
    "ckan.plugins": None,
    "ckan.plugins.toolkit": None,
    # Types for annotations, and what https://docs.ckan.org names: translations, permission labels, the
    # configuration object and the two errors of start-up.
    "ckan.types": None,
    "ckan.common": {"CKANConfig"},
    "ckan.lib.plugins": {"DefaultTranslation", "DefaultPermissionLabels"},
    "ckan.exceptions": {"CkanConfigurationException", "CkanVersionException"},
    # Told in the README files of these extensions.
    "ckanext.dcat.profiles": {"RDFProfile"},
    "ckanext.scheming.validation": {"scheming_validator"},
}
"""Modules with the names that a plugin may import from them, None for all of their public ones."""

_OTHERS = ("ckanext.hndigital",)
_INSIDES = ("_funcs", "error_handler_spec", "extensions", "_get_current_object")
"""Attributes of Flask's application that its documentation calls internal, or that CKAN fills."""


def _files(root: Path, *, without: str) -> list[Path]:
    return [path for path in sorted(root.rglob("*.py")) if without not in path.relative_to(root).parts]


def _imported(path: Path) -> Iterator[tuple[str, str]]:
    """Yield module and name of everything that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def _is_inside(module: str, name: str) -> bool:
    if module.partition(".")[0] not in ("ckan", "ckanext") or module.startswith(_OTHERS):
        return False
    names = DOCUMENTED.get(module, set())
    return name.startswith("_") or (names is not None and name not in names)


@pytest.mark.parametrize("path", _files(PLUGIN, without="internals"), ids=lambda path: path.name)
def test_only_internals_imports_what_ckan_does_not_promise(path: Path) -> None:
    """The rest asks `ckanext.hndigital.internals`; `tests/portal/test_internals.py` is its contract."""
    assert [f"{module}.{name}" for module, name in _imported(path) if _is_inside(module, name)] == []


@pytest.mark.parametrize("path", _files(PLUGIN, without="internals"), ids=lambda path: path.name)
def test_only_internals_touches_flasks_insides(path: Path) -> None:
    """Lists of hooks, handlers of errors, extensions of the application and private attributes of others."""
    found = [
        f"line {node.lineno}: {node.attr}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and (node.attr.endswith(_INSIDES) or _is_private_of_others(node))
    ]
    assert found == []


def _is_private_of_others(node: ast.Attribute) -> bool:
    """Return whether an attribute is private and not of the object itself, its class, or a row's mapping."""
    owner = node.value.id if isinstance(node.value, ast.Name) else ""
    return (
        node.attr.startswith("_")
        and not node.attr.startswith("__")
        and node.attr not in ("_", "_mapping")
        and owner not in ("self", "cls")
    )


def test_only_one_module_of_the_core_imports_pyshacl() -> None:
    """`hndigital.dcat.shacl`, whose promises are held in `test_dcat_shacl.py`."""
    using = [
        path.relative_to(CORE).as_posix()
        for path in _files(CORE, without="none")
        if any(module.partition(".")[0] == "pyshacl" for module, _name in _imported(path))
    ]
    assert using == ["dcat/shacl.py"]


@pytest.mark.parametrize("path", _files(PLUGIN / "mending", without="none"), ids=lambda path: path.name)
def test_what_mends_ckan_names_the_fault_upstream(path: Path) -> None:
    """With a CVE or an issue, or the word that none is known: so that it goes when CKAN is mended."""
    if path.name != "__init__.py":
        assert "\nUpstream: " in (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")


def _promises() -> Iterator[str]:
    """Yield each public function and class of `internals` as the contract's tests call it."""
    for path in _files(PLUGIN / "internals", without="none"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        public = next(
            (
                ast.literal_eval(node.value)
                for node in tree.body
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
            ),
            [],
        )
        yield from (
            f"{path.stem}.{node.name}"
            for node in tree.body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in public
        )


@pytest.mark.parametrize("promise", list(_promises()))
def test_every_promise_is_held(promise: str) -> None:
    """A function that the plugin asks of CKAN's insides is called by a test of the contract."""
    contract = (ROOT / "tests" / "portal" / "test_internals.py").read_text(encoding="utf-8")
    assert promise.replace("model.", "tables.") in contract
