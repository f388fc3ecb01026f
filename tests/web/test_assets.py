"""Static files are one build: joined, precompressed, under an address that changes with them."""

import gzip
import json
import subprocess
from pathlib import Path

import brotli
import pytest

from crm_mobile.core import paths
from crm_mobile.web import assets, joining


@pytest.fixture
def static(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    for path, text in {
        "css/reset.css": "/* first */\n@layer reset { a { color: red } }",
        "css/components/b.css": "@layer components { b { color: blue } }",
        "css/components/a.css": "@layer components { i { color: green } }",
        "css/utilities.css": "@layer utilities { u { color: gold } }",
        "js/app.js": '// The first.\nimport "./early.js";\nimport { twice } from "./rooms/twice.js";\nglobalThis.told = twice(4);\n',
        "js/early.js": "globalThis.early = true;\n",
        "js/rooms/twice.js": 'import two from "../two.js";\nconst hidden = two;\nexport const twice = (n) => hidden * n;\n',
        "js/two.js": "const two = 2;export default two;",
        "vendor/README.md": "not for browsers",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def test_sheets_are_joined_in_the_order_of_their_layers(static: Path) -> None:
    sheet = joining.join_sheets(static / "css")
    assert sheet.startswith(joining.LAYERS)
    assert [sheet.index(colour) for colour in ("red", "green", "blue", "gold")] == sorted(
        sheet.index(colour) for colour in ("red", "green", "blue", "gold")
    )
    assert "first" not in sheet


def test_joined_modules_do_what_the_modules_did(static: Path, tmp_path: Path) -> None:
    joined = joining.join_modules(static / "js" / "app.js")
    assert "import" not in joined and "The first." not in joined
    assert joined.index("early = true") < joined.index("told =")
    node = "/usr/bin/node"
    if not Path(node).exists():
        pytest.skip("no node here")
    (tmp_path / "joined.mjs").write_text(joined + "console.log(JSON.stringify([early, told]));")
    out = subprocess.run([node, tmp_path / "joined.mjs"], capture_output=True, text=True, check=True, timeout=30)
    assert json.loads(out.stdout) == [True, 8]


@pytest.mark.parametrize("line", ['export * from "./two.js";', 'import two, { x } from "./two.js";', 'import "htmx";'])
def test_a_module_that_cannot_be_joined_is_named(static: Path, line: str) -> None:
    (static / "js" / "early.js").write_text(line)
    with pytest.raises(joining.NotJoinable, match=r"early\.js"):
        joining.join_modules(static / "js" / "app.js")


def test_modules_that_import_each_other_are_refused(static: Path) -> None:
    (static / "js" / "early.js").write_text('import "./app.js";')
    with pytest.raises(joining.NotJoinable, match="import each other"):
        joining.join_modules(static / "js" / "app.js")


def test_a_build_is_made_once_and_compressed(static: Path, tmp_path: Path) -> None:
    first = assets.prepare(static, tmp_path / "home")
    script = first.folder / "js" / "app.js"
    written = script.stat().st_mtime_ns
    again = assets.prepare(static, tmp_path / "home")
    assert again == first and script.stat().st_mtime_ns == written
    contents = script.read_bytes()
    assert gzip.decompress(script.with_name("app.js.gz").read_bytes()) == contents
    assert brotli.decompress(script.with_name("app.js.br").read_bytes()) == contents
    assert first.url("js/app.js") == f"/static/{first.build}/js/app.js"
    assert not (first.folder / "vendor").exists()


def test_another_content_is_another_build_and_old_ones_go(static: Path, tmp_path: Path) -> None:
    builds = []
    for turn in range(assets.BUILDS_KEPT + 2):
        (static / "js" / "early.js").write_text(f"globalThis.early = {turn};")
        builds.append(assets.prepare(static, tmp_path / "home"))
    assert len({built.build for built in builds}) == len(builds)
    kept = {folder.name for folder in (tmp_path / "home" / "assets").iterdir()}
    assert builds[-1].build in kept and builds[-2].build in kept
    assert len(kept) == assets.BUILDS_KEPT


def test_static_files_are_served_for_ever(client) -> None:  # type: ignore[no-untyped-def]
    url = client.application.jinja_env.globals["asset"]("js/app.js")
    answer = client.get(url, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(url.replace("app.js", "app.mjs")).status_code == 404


def test_scripts_and_styles_stay_light(tmp_path: Path) -> None:
    built = assets.prepare(paths.static_folder(), tmp_path)
    assert (built.folder / "js" / "app.js.br").stat().st_size <= 30_000
    assert (built.folder / "css" / "app.css.br").stat().st_size <= 12_000
