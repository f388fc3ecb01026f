"""Where the real files lie that some tests read: beside the checkout, or where CRM_SHARED_DATA says. They are never part of it."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("CRM_SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")


def shared(name: str) -> Path:
    """A real file or folder; the test is skipped where it is absent."""
    found = FOLDER / name
    if not found.exists():
        pytest.skip(f"{name} is not beside this checkout")
    return found
