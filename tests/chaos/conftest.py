"""A running product with somebody signed in, and a phone that sends again until it is answered."""

import http.client
import time
from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import UUID

import pytest

from crm_mobile.core import database
from crm_mobile.core.clock import now
from crm_mobile.core.ids import new_id
from crm_mobile.core.settings import Settings
from crm_mobile.team import sessions, users
from crm_mobile.web.security import SESSION_COOKIE
from tests.host.conftest import Installation, database_url, installation, migrated

__all__ = ["database_url", "installation", "migrated"]


class Phone:
    """Sends a form as the product's own pages do."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.headers = {
            "Cookie": f"{SESSION_COOKIE}={token}",
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def send(self, path: str, form: dict[str, str], seconds: float = 30) -> tuple[int, str, str]:
        """Status, Location and text of the answer; raises OSError or HTTPException when none comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request("POST", path, urlencode(form), self.headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()

    def send_until_answered(self, path: str, form: dict[str, str]) -> str:
        """The Location of the answer, after as many tries with the same operation as it takes."""
        form = {"operation": str(new_id()), **form}
        latest = time.monotonic() + 90
        while time.monotonic() < latest:
            try:
                status, location, text = self.send(path, form)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
                continue
            if status < 500:
                assert status == 303, text[:500]
                return location
            time.sleep(0.1)
        raise AssertionError("no answer in 90 s")


@pytest.fixture
def admin_token(migrated: Installation) -> Iterator[str]:
    """The cookie of somebody who may note customers."""
    url = migrated.environment["DATABASE_URL"]
    opened = database.connect(Settings(home=migrated.home, env="test", database_url=url))
    user = users.add(email="office@example.com", name="Olga", role="office", by=None)
    token = sessions.begin(user, device_name="test", at=now())
    yield token
    opened.close()


@pytest.fixture
def phone(migrated: Installation, admin_token: str) -> Phone:
    migrated.start("serve")
    migrated.wait_until_ready()
    return Phone(migrated.port, admin_token)


def id_in(location: str) -> UUID:
    return UUID(location.rpartition("/")[2])
