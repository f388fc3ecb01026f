"""The contracts on import direction: they hold, and a deliberately wrong import breaks each of them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Contract → a module that may not do it, and what it does.
WRONG = {
    "layers": ("crm_mobile/customers/wrong.py", "from crm_mobile.today import views"),
    "flask": ("crm_mobile/customers/wrong.py", "from flask import request"),
    "flask (babel)": ("crm_mobile/field/wrong.py", "from flask_login import current_user"),
    "peewee": ("crm_mobile/tasks/wrong.py", "from peewee import fn"),
    "peewee (web)": ("crm_mobile/web/wrong.py", "import peewee"),
    "views": ("crm_mobile/customers/views/wrong.py", "from crm_mobile.customers.models import Customer"),
    "views (other slice)": ("crm_mobile/today/views/wrong.py", "from crm_mobile.field.models import Visit"),
    "models": ("crm_mobile/customers/models.py", "from crm_mobile.customers import queries"),
}


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def house(tmp_path):
    """A copy of the package to be wrong in."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "crm_mobile", tmp_path / "crm_mobile", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_all_contracts_hold():
    done = check(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", WRONG)
def test_a_wrong_import_breaks_the_contract(house, contract):
    file, line = WRONG[contract]
    with (house / file).open("a") as module:
        module.write(f"\n{line}\n")
    done = check(house)
    assert done.returncode == 1, done.stdout
    assert ".".join(Path(file).with_suffix("").parts) in done.stdout
