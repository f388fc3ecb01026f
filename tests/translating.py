"""Collecting every sentence of the product, and keeping the Chinese catalogue in step: `python -m tests.translating`.

New sentences are added with an empty translation, which a test refuses; those that nothing says any more are dropped.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
FILE = ROOT / "crm_mobile" / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "mark": None, "gettext": None, "ngettext": (1, 2)}
TEMPLATES = {"extensions": "jinja2.ext.i18n", "trimmed": "true", "silent": "false"}


def collected() -> Catalog:
    """Every sentence in Python and in the templates."""
    catalogue = Catalog(locale="zh_Hans", project="crm_mobile", charset="utf-8", fuzzy=False)
    sources = [
        (ROOT / "crm_mobile", [("**.py", "python")], {}),
        (ROOT / "templates", [("**.html", "jinja2"), ("**.js", "jinja2"), ("**.txt", "jinja2")], {"**": TEMPLATES}),
    ]
    for folder, methods, options in sources:
        found = extract_from_dir(
            str(folder), methods, {pattern: options.get("**", {}) for pattern, _m in methods}, KEYWORDS
        )
        for file, _line, message, comments, context in found:
            catalogue.add(message, None, [(f"{folder.name}/{file}", 0)], auto_comments=comments, context=context)
    return catalogue


def stored() -> Catalog:
    with FILE.open("rb") as source:
        return read_po(source, locale="zh_Hans")


def update() -> int:
    """Bring the file up to date and say how many sentences wait for a translation."""
    catalogue, known = collected(), stored() if FILE.is_file() else Catalog(locale="zh_Hans")
    for message in catalogue:
        before = known.get(message.id, message.context) if message.id else None
        if before is not None and before.string:
            message.string = before.string
        message.locations = []
    FILE.parent.mkdir(parents=True, exist_ok=True)
    with FILE.open("wb") as target:
        write_po(target, catalogue, sort_output=True, width=0, no_location=True, omit_header=False)
    return sum(
        1
        for message in catalogue
        if message.id and not (all(message.string) if message.pluralizable else message.string)
    )


if __name__ == "__main__":
    print(update(), "sentences wait for a translation in", FILE.relative_to(ROOT))
