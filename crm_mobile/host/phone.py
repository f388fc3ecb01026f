"""`make phone`: the product over https in the local network, and a page that hands its certificate authority out."""

import ipaddress
import os
import socket
import sys
from collections.abc import Callable

import segno

from crm_mobile.core.errors import Misconfigured
from crm_mobile.core.settings import Settings
from crm_mobile.host import authority
from crm_mobile.host import serve as serving
from crm_mobile.host.authority import Address
from crm_mobile.host.supervisor import Child

# Beside the product's own port, which speaks https: a phone that does not trust it yet needs plain http.
PAGE_PORT_AFTER = 1
EVERYWHERE = {"", "0.0.0.0", "::"}
WHITE_ON_BLACK, USUAL = "\x1b[97;40m", "\x1b[0m"
# A documentation address (RFC 5737): nothing is sent, the system only says which of its addresses it would use.
SOMEWHERE = ("192.0.2.1", 9)


def serve(settings: Settings, welcome: Callable[[Settings, str], str]) -> int:
    """Make the certificates, print the QR code, serve the product and the page until a signal says stop."""
    address = chosen_address(settings.host)
    made = authority.prepare(settings.home, address)
    shown = f"[{address}]" if address.version == 6 else str(address)
    where, page = f"https://{shown}:{settings.port}", f"http://{shown}:{settings.port + PAGE_PORT_AFTER}"
    settings = settings.model_copy(update={"host": str(address), "origin": where})
    os.environ["CRM_ORIGIN"] = where
    listening = serving.listen(str(address), settings.port + PAGE_PORT_AFTER)
    command = [sys.executable, "-m", "crm_mobile.host.phone_page", str(listening.fileno()), str(made.authority), where]
    greeting = "\n".join(
        [
            "",
            qr_code(where, coloured=sys.stdout.isatty()),
            welcome(settings, where),
            "",
            f"First time on this phone? Open {page} there: it hands out this machine's certificate authority",
            "and says what to tap. The phone must show this fingerprint (SHA-256):",
            f"  {authority.fingerprint(made.authority)}",
            "",
            "Ctrl-C stops it.",
        ]
    )
    others = [Child("certificate page", command, (listening.fileno(),))]
    return serving.serve(settings, made.certificate, made.key, others, greeting)


def chosen_address(host: str) -> Address:
    """The address that HOST names, or else the one with which this machine is in its local network."""
    named = host not in EVERYWHERE and not _is_loopback(host)
    try:
        address = ipaddress.ip_address(host if named else _own_address())
    except ValueError as wrong:
        raise Misconfigured(f"HOST must be an address such as 192.168.1.20 here, not {host!r}.") from wrong
    if address.is_loopback:
        raise Misconfigured(
            "This machine seems to be in no network. Name the address that the phone can reach: "
            "make phone HOST=192.168.1.20"
        )
    return address


def qr_code(text: str, coloured: bool = False) -> str:
    """A QR code of block characters for the terminal, in white on black whatever the terminal's own colours are."""
    code = segno.make(text, error="m", micro=False)
    rows = [[bool(cell) for cell in row] for row in code.matrix_iter(border=2)]
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    # Each character shows two cells, one above the other; what is dark in the code is the ground.
    blocks = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    lines = ["".join(blocks[cells] for cells in zip(*pair, strict=True)) for pair in pairs]
    return "\n".join(f"{WHITE_ON_BLACK}{line}{USUAL}" if coloured else line for line in lines)


def _own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
