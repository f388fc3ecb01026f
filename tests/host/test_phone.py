"""The way to a real phone: the certificates, the page that hands them out, the QR code."""

import datetime as dt
import ipaddress
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import segno
from cryptography import x509

from crm_mobile.core import clock
from crm_mobile.core.errors import Misconfigured
from crm_mobile.host import authority, phone
from tests.host.conftest import until

HERE = ipaddress.ip_address("192.168.7.20")


def certificate(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def test_keys_are_for_their_owner_alone(tmp_path):
    made = authority.prepare(tmp_path, HERE)
    assert made.authority_key.stat().st_mode & 0o777 == 0o600
    assert made.key.stat().st_mode & 0o777 == 0o600


def test_the_certificate_is_one_that_phones_accept(tmp_path):
    made = authority.prepare(tmp_path, HERE)
    server = certificate(made.certificate)
    assert server.not_valid_after_utc - server.not_valid_before_utc <= authority.LONGEST_VALIDITY
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.IPAddress) == [HERE]
    server.verify_directly_issued_by(certificate(made.authority))


def test_it_stays_while_it_is_good_and_moves_with_the_machine(tmp_path, monkeypatch):
    first = authority.prepare(tmp_path, HERE)
    before = first.certificate.read_bytes(), first.authority.read_bytes()
    authority.prepare(tmp_path, HERE)
    assert (first.certificate.read_bytes(), first.authority.read_bytes()) == before
    authority.prepare(tmp_path, ipaddress.ip_address("10.1.2.3"))
    assert first.certificate.read_bytes() != before[0]
    assert first.authority.read_bytes() == before[1], "the phone has to trust it only once"
    later = clock.now() + authority.VALIDITY
    monkeypatch.setattr(authority, "now", lambda: later)
    authority.prepare(tmp_path, ipaddress.ip_address("10.1.2.3"))
    assert certificate(first.certificate).not_valid_after_utc > later + dt.timedelta(days=30)


def test_the_authority_cannot_vouch_for_a_bank(tmp_path):
    made = authority.prepare(tmp_path, HERE)
    limits = certificate(made.authority).extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    names = [name.value for name in limits.value.permitted_subtrees]
    assert "local" in names
    assert not [n for n in names if not isinstance(n, str) and ipaddress.ip_address("8.8.8.8") in n]


def test_loopback_is_no_way_to_a_phone(monkeypatch):
    monkeypatch.setattr(phone, "_own_address", lambda: "127.0.0.1")
    with pytest.raises(Misconfigured, match="HOST="):
        phone.chosen_address("127.0.0.1")
    with pytest.raises(Misconfigured, match="address"):
        phone.chosen_address("my-laptop")
    assert str(phone.chosen_address("192.168.1.5")) == "192.168.1.5"


def test_the_qr_code_shows_every_cell():
    text = "https://192.168.7.20:8000"
    halves = {"█": (0, 0), "▀": (0, 1), "▄": (1, 0), " ": (1, 1)}
    shown = []
    for line in phone.qr_code(text).splitlines():
        shown += [[halves[block][part] for block in line] for part in (0, 1)]
    wanted = [
        [int(bool(cell)) for cell in row] for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)
    ]
    assert shown[: len(wanted)] == wanted
    assert not any(map(any, shown[len(wanted) :]))


# 127.0.0.2 stands for the address in the local network: a machine without a network has no other.
SERVE = """
import ipaddress, sys
from crm_mobile.core import settings
from crm_mobile.host import phone
phone.chosen_address = lambda host: ipaddress.ip_address("127.0.0.2")
sys.exit(phone.serve(settings.load(), lambda made, where: where))
"""


def test_a_phone_fetches_the_authority_and_then_trusts_the_product(migrated):
    command, quiet = [sys.executable, "-c", SERVE], subprocess.DEVNULL
    migrated.started.append(subprocess.Popen(command, env=migrated.environment, stdin=quiet, stdout=quiet))
    page = f"http://127.0.0.2:{migrated.port + phone.PAGE_PORT_AFTER}"

    def answers() -> bool:
        try:
            return urllib.request.urlopen(page, timeout=5).status == 200
        except OSError:
            return False

    until(answers)
    text = urllib.request.urlopen(page, timeout=5).read().decode()
    assert text.count("<li>") == 6, "three steps each for Android and iPhone"
    handed = urllib.request.urlopen(f"{page}/crm-mobile.crt", timeout=5)
    assert handed.headers["Content-Type"] == "application/x-x509-ca-cert"
    trusting = ssl.create_default_context(cadata=handed.read().decode())
    ready = urllib.request.urlopen(f"https://127.0.0.2:{migrated.port}/readyz", timeout=10, context=trusting)
    assert ready.status == 200
