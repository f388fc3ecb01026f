"""The plain page from which a phone fetches the certificate authority, in the language it asks for."""

import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from crm_mobile.core import language
from crm_mobile.core.paths import templates_folder
from crm_mobile.host import authority

FILE = "/crm-mobile.crt"


def main() -> None:
    """Serve the page on the socket that the supervisor passed."""
    number, certificate, where = sys.argv[1:]
    server = ThreadingHTTPServer(("", 0), _page(Path(certificate), where), bind_and_activate=False)
    server.socket.close()
    server.socket = socket.socket(fileno=int(number))
    server.serve_forever()


def _page(certificate: Path, where: str) -> type[BaseHTTPRequestHandler]:
    templates = Environment(loader=FileSystemLoader(templates_folder()), autoescape=True)
    templates.globals.update(_=language._, html_lang=language.spoken)
    shown = templates.get_template("host/phone/show.html")
    sent, fingerprint = certificate.read_bytes(), authority.fingerprint(certificate)

    class Page(BaseHTTPRequestHandler):
        timeout = 20

        def do_GET(self) -> None:
            if self.path == FILE:
                # With this type Android and iPhone offer to install it.
                self.answer(200, "application/x-x509-ca-cert", sent)
            elif self.path == "/":
                self.answer(200, "text/html; charset=utf-8", self.steps())
            else:
                self.answer(404, "text/plain; charset=utf-8", b"Not here.\n")

        def steps(self) -> bytes:
            with language.speaking(language.match(self.accepted())):
                return shown.render(where=where, file=FILE, fingerprint=fingerprint).encode()

        def accepted(self) -> list[str]:
            return [part.partition(";")[0].strip() for part in self.headers.get("Accept-Language", "").split(",")]

        def answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nobody needs a log of who fetched it."""

    return Page


if __name__ == "__main__":
    main()
