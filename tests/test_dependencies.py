"""What the product imports is declared, and what is declared is used."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

# Needed without an import of ours: the driver of PostgreSQL, which peewee loads, the time zones of machines without, and
# the library for push messages, which the product is to send next.
SILENT = {"psycopg", "tzdata", "webpush"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name).group()).lower()


def declared(requirements: list[str]) -> set[str]:
    return {normal(requirement) for requirement in requirements}


def imported(folder: str) -> dict[str, str]:
    """Each top-level module that is imported from outside, and one file that does."""
    found = {}
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            found.update({name.partition(".")[0]: str(file.relative_to(ROOT)) for name in names})
    own = {"crm_mobile", "tests"} | set(sys.stdlib_module_names)
    return {name: file for name, file in found.items() if name not in own}


def distributions(modules: dict[str, str]) -> dict[str, str]:
    known = packages_distributions()
    # Stubs in a distribution of their own share the name of the module.
    return {normal(known[module][0]): file for module, file in modules.items() if module in known}


# Parts of Flask that come with it and are spoken to directly.
WITH_FLASK = {"jinja2", "markupsafe", "werkzeug", "blinker"}


def test_every_library_that_is_imported_is_declared():
    used = distributions(imported("crm_mobile")).items()
    missing = {name: file for name, file in used if name not in declared(PROJECT["dependencies"]) | WITH_FLASK}
    assert not missing


def test_every_declared_library_is_used():
    # gunicorn is started as a program.
    used = distributions(imported("crm_mobile")).keys() | SILENT | {"gunicorn"}
    assert declared(PROJECT["dependencies"]) - used == set()


def test_what_the_tests_import_is_declared():
    extras = PROJECT["optional-dependencies"]
    known = declared(PROJECT["dependencies"]) | declared(extras["test"]) | WITH_FLASK
    assert not {name: file for name, file in distributions(imported("tests")).items() if name not in known}
