"""Where the folders that lie beside the package are, from a checkout and from an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def beside_package(name: str) -> Path:
    """The folder of that name inside the installed package, or else beside it in a checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name


def templates_folder() -> Path:
    return beside_package("templates")


def static_folder() -> Path:
    return beside_package("static")


def migrations_folder() -> Path:
    return beside_package("migrations")


def translations_folder() -> Path:
    return PACKAGE / "translations"
