"""The wheel: built, installed into an environment without the checkout, started."""

import subprocess
import sys
import sysconfig
import zipfile

from tests.host.conftest import ROOT, Installation, until


def test_the_wheel_carries_all_it_needs_and_serves(tmp_path):
    built = tmp_path / "built"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", built, ROOT], check=True, cwd=tmp_path
    )
    (wheel,) = built.glob("crm_mobile-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for folder in ("templates", "static", "migrations"):
        assert [name for name in names if name.startswith(f"crm_mobile/{folder}/")], folder
    catalogues = {str(file.relative_to(ROOT)) for file in (ROOT / "crm_mobile").rglob("*.po")}
    assert catalogues <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "var/"))]

    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    subprocess.run([*pip, "--python", python, "install", "--no-deps", wheel], check=True)
    # The libraries are lent by the environment of the tests; the product itself is only in the new one.
    asked = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    (tmp_path / site / "lent.pth").write_text(sysconfig.get_path("purelib"))

    installation = Installation(tmp_path / "home", "")
    installation.environment.pop("PYTHONPATH")
    command = environment / "bin" / "crm-mobile"
    subprocess.run([command, "migrate"], check=True, cwd=tmp_path, env=installation.environment, capture_output=True)
    process = subprocess.Popen(
        [command, "serve"],
        cwd=tmp_path,
        env=installation.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    installation.started.append(process)
    try:
        until(lambda: installation.status() == 200 or process.poll() is not None)
        assert installation.status() == 200
        assert installation.status("/sign-in") == 200
    finally:
        installation.end()
