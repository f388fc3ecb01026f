"""Static files as one build: joined, precompressed, served for ever under an address that names their contents."""

import gzip
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
from whitenoise import WhiteNoise

from crm_mobile.web import joining

A_YEAR = 31_536_000
# Pages that were opened or kept before an upgrade still name the build before.
BUILDS_KEPT = 3
COMPRESSED = {".css", ".js", ".svg", ".json", ".txt", ".webmanifest"}
ABANDONED = ".making-"


@dataclass(frozen=True)
class Assets:
    """A build of the static files: its hash, and the folder that holds it."""

    build: str
    folder: Path

    def url(self, path: str) -> str:
        return f"/static/{self.build}/{path}"


def prepare(static_folder: Path, home: Path) -> Assets:
    """Build the static files into `home`, unless this very build is there already."""
    files = sorted(file for file in static_folder.rglob("*") if file.is_file() and file.suffix != ".md")
    build = _hash(static_folder, files)
    folder = home / "assets" / build
    if folder.is_dir():
        os.utime(folder)  # the newest builds are kept, and this one is in use
    else:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _make(static_folder, files, folder)
        _drop_old(folder.parent)
    return Assets(build, folder)


def _hash(static_folder: Path, files: list[Path]) -> str:
    # How files are joined is part of what comes out.
    hashed = hashlib.sha256(Path(__file__).read_bytes() + Path(joining.__file__).read_bytes())
    for file in files:
        contents = file.read_bytes()
        hashed.update(f"{file.relative_to(static_folder).as_posix()}\0{len(contents)}\0".encode())
        hashed.update(contents)
    return hashed.hexdigest()[:12]


def _make(static_folder: Path, files: list[Path], folder: Path) -> None:
    """Make a build beside its place and move it there whole, so that nobody ever serves half of one."""
    made = Path(tempfile.mkdtemp(prefix=ABANDONED, dir=folder.parent))
    made.chmod(0o755)
    for file in files:
        copy = made / file.relative_to(static_folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    if (static_folder / "css").is_dir():
        (made / "css" / "app.css").write_text(joining.join_sheets(static_folder / "css"), "utf-8")
    if (static_folder / "js" / "app.js").is_file():
        (made / "js" / "app.js").write_text(joining.join_modules(static_folder / "js" / "app.js"), "utf-8")
    for file in [file for file in made.rglob("*") if file.suffix in COMPRESSED]:
        contents = file.read_bytes()
        file.with_name(file.name + ".gz").write_bytes(gzip.compress(contents, 9, mtime=0))
        file.with_name(file.name + ".br").write_bytes(brotli.compress(contents, mode=brotli.MODE_TEXT))
    try:
        made.rename(folder)
    except OSError:
        shutil.rmtree(made)
        if not folder.is_dir():  # else another process was faster
            raise


def _drop_old(assets: Path) -> None:
    builds = sorted(assets.iterdir(), key=_made_at, reverse=True)
    for old in [build for build in builds if not build.name.startswith(ABANDONED)][BUILDS_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    # What a process that was killed left behind, not what another one is making now.
    newest = _made_at(builds[0]) if builds else 0.0
    for left in builds:
        if left.name.startswith(ABANDONED) and _made_at(left) < newest - 3600:
            shutil.rmtree(left, ignore_errors=True)


def _made_at(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0


def serve(application: Any, built: Assets) -> Any:
    """Let WhiteNoise answer for the static files in front of the application."""

    def is_immutable(path: str, url: str) -> bool:
        return True

    def add_headers(headers: Any, path: str, url: str) -> None:
        # For a drawing that somebody opens by itself.
        headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"

    noise = WhiteNoise(
        application,
        max_age=A_YEAR,
        allow_all_origins=False,
        immutable_file_test=is_immutable,
        add_headers_function=add_headers,
    )
    for folder in _builds(built):
        noise.add_files(str(folder), prefix=f"static/{folder.name}")
    return noise


def _builds(built: Assets) -> Iterator[Path]:
    """This build, and those before it that are still here."""
    yield built.folder
    for folder in built.folder.parent.iterdir():
        if folder != built.folder and folder.is_dir() and not folder.name.startswith(ABANDONED):
            yield folder
