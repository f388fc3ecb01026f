"""The one password of the demo sign-ins: given by CRM_DEMO_PASSWORD, or made at random and kept in the data folder."""

from __future__ import annotations

import secrets

from crm_mobile.core import database
from crm_mobile.core.settings import Settings
from crm_mobile.demo.company import PEOPLE
from crm_mobile.demo.people import ENGLISH_FAMILY
from crm_mobile.team import passwords
from crm_mobile.team.models import User

FILE = "demo-password"


def password(settings: Settings) -> str:
    """The password; made and kept when there is none yet."""
    file = settings.home / FILE
    kept = file.read_text(encoding="utf-8").strip() if file.exists() else ""
    chosen = settings.demo_password or kept or _drawn()
    if chosen != kept:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.chmod(0o600)
        file.write_text(chosen + "\n", encoding="utf-8")
    return chosen


def let_in(settings: Settings) -> None:
    """Make the password that will be printed the one that works, when another was given or the file was lost."""
    chosen = password(settings)
    people = list(User.select().where(User.email.in_([person.email for person in PEOPLE])))
    if not all(passwords.fits(chosen, hash) for hash in {person.password_hash for person in people}):
        hashed = passwords.hashed(chosen)
        with database.writing():
            User.update(password_hash=hashed).where(User.id.in_([person.id for person in people])).execute()


def _drawn() -> str:
    """Four words and a number: long, and short to type on a phone."""
    words = [secrets.choice([name.lower() for name in ENGLISH_FAMILY if name.isascii()]) for _each in range(4)]
    return "-".join([*words, f"{secrets.randbelow(10_000):04}"])
