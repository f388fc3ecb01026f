"""Joining stylesheets and ES modules into one file each: a cold start asks for few files, and nothing needs a build tool."""

import re
from pathlib import Path

LAYERS = "@layer reset, tokens, base, layout, components, slices, utilities;"
SHEETS = ("reset.css", "tokens.css", "base.css", "layout.css", "components/*.css", "slices/*.css", "utilities.css")

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(
    r'^import\s+(?:(?P<default>\w+)\s+from\s+|\{(?P<names>[^}]*)\}\s+from\s+)?"(?P<path>\.[^"]+)";$', re.M
)
_DECLARED = re.compile(r"^export\s+(?=(?:async\s+)?(?:function\*?|class|const|let)\s+(?P<name>\w+))", re.M)
_LISTED = re.compile(r"^export\s*\{(?P<names>[^}]*)\};$", re.M)
_DEFAULT = re.compile(r"(?:^|(?<=;))export default (?P<name>\w+);?$", re.M)
_LEFT = re.compile(r"^\s*(?:import|export)\s", re.M)


class NotJoinable(Exception):
    """A module is written in a way that the joiner does not know, or two import each other."""


def join_sheets(folder: Path) -> str:
    """One stylesheet out of those in the folder, in the order of their layers, without comments and indentation."""
    sheets = [sheet for pattern in SHEETS for sheet in sorted(folder.glob(pattern))]
    text = "\n".join([LAYERS, *(_COMMENT.sub("", sheet.read_text("utf-8")) for sheet in sheets)])
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"


def join_modules(entry: Path) -> str:
    """One module out of an entry and what it imports by relative paths; each becomes a scope of its own."""
    written: dict[Path, str] = {}
    pieces: list[str] = []
    _join(entry.resolve(), written, (), pieces)
    return "".join(pieces)


def _join(file: Path, written: dict[Path, str], importers: tuple[Path, ...], pieces: list[str]) -> str:
    """Write a module after those it imports, once, and give the name that holds its exports."""
    if file in importers:
        raise NotJoinable(f"{file.name} and {importers[-1].name} import each other")
    if file in written:
        return written[file]
    source = file.read_text("utf-8")

    def bind(found: re.Match[str]) -> str:
        module = _join((file.parent / found["path"]).resolve(), written, (*importers, file), pieces)
        if found["default"]:
            return f"const {found['default']} = {module}.default;"
        if found["names"] is None:
            return ""
        names = ", ".join(name.strip().replace(" as ", ": ") for name in found["names"].split(",") if name.strip())
        return f"const {{ {names} }} = {module};"

    body = _IMPORT.sub(bind, source)
    exports = [found["name"] for found in _DECLARED.finditer(body)]
    exports += [name.strip() for found in _LISTED.finditer(body) for name in found["names"].split(",")]
    exports += [f"default: {found['name']}" for found in _DEFAULT.finditer(body)]
    body = _DECLARED.sub("", _DEFAULT.sub("", _LISTED.sub("", body)))
    if left := _LEFT.search(body):
        line = body[left.start() :].strip().splitlines()[0]
        raise NotJoinable(f"{file.name}: cannot join “{line[:80]}”")
    lines = [line for line in body.splitlines() if line.strip() and not line.lstrip().startswith("//")]
    written[file] = f"m{len(written)}"
    kept = "\n".join(line.strip() if "`" not in body else line for line in lines)
    pieces.append(f"const {written[file]} = (() => {{\n{kept}\nreturn {{ {', '.join(exports)} }};\n}})();\n")
    return written[file]
