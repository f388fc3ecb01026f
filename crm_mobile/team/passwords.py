"""Passwords: long ones, not the common ones, hashed with argon2id (NIST SP 800-63B-4: length over composition)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _

SHORTEST = 15
LONGEST = 256
# 19 MiB, two passes, one lane: the least that OWASP's password storage cheat sheet recommends for argon2id.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

# What people type when they are asked for fifteen characters; compared without case, spaces, punctuation and final digits.
COMMON = frozenset(
    [
        "passwordpassword",
        "passwordpasswordpassword",
        "qwertyuiopasdfgh",
        "qwertyuiopasdfghjkl",
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertyqwertyqwerty",
        "abcdefghijklmno",
        "abcdefghijklmnop",
        "abcdefghijklmnopqrstuvwxyz",
        "iloveyouiloveyou",
        "iloveyousomuch",
        "letmeinletmein",
        "letmeinletmeinletmein",
        "correcthorsebatterystaple",
        "thequickbrownfox",
        "thequickbrownfoxjumps",
        "administratoradministrator",
        "adminadminadmin",
        "adminadminadminadmin",
        "welcomewelcome",
        "welcomewelcomewelcome",
        "changemechangeme",
        "changemechangemechangeme",
        "trustnooneatall",
        "footballfootball",
        "baseballbaseball",
        "sunshinesunshine",
        "princessprincess",
        "dragondragondragon",
        "monkeymonkeymonkey",
        "superman",
        "superstarsuperstar",
        "passwordisnotsafe",
        "mypasswordismypassword",
        "thisismypassword",
        "thisisapassword",
        "thisismypasswordnow",
        "password",
        "passwordforwork",
        "secretsecretsecret",
        "letmeinplease",
        "nopasswordhere",
        "iforgotmypassword",
        "crmmobilecrmmobile",
        "crmmobile",
        "crmmobilepassword",
        "zxcvbnmasdfghjkl",
        "asdfghjklqwertyuiop",
        "qazwsxedcrfvtgb",
        "onetwothreefourfive",
        "woaini",
        "woainiwoaini",
        "woainiwoainiwoaini",
        "mimamimamima",
        "nihaonihaonihao",
    ]
)


def hashed(password: str) -> str:
    return _hasher.hash(password)


def fits(password: str, stored: str) -> bool:
    """Whether a password is the one that was stored; takes as long when nothing is stored."""
    try:
        return _hasher.verify(stored or _decoy(), password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _decoy() -> str:
    """What an unknown account's password is compared with, so that the answer takes the same time."""
    return _hasher.hash("an account that does not exist")


def check(password: str, *known: str) -> None:
    """Refuse a password that is too short, common, one repeated character or the person's own name or address."""
    bare = "".join(c for c in password.casefold() if c.isalnum())
    if len(password) < SHORTEST:
        raise Invalid(
            {"password": [_("Use at least %(n)d characters. A sentence you can remember works well.", n=SHORTEST)]}
        )
    if len(password) > LONGEST:
        raise Invalid({"password": [_("Use at most %(n)d characters.", n=LONGEST)]})
    easy = bare in COMMON or bare.rstrip("0123456789") in COMMON or bare.isdigit() or len(set(bare)) < 5
    if easy or any(len(word) > 3 and bare == "".join(c for c in word.casefold() if c.isalnum()) for word in known):
        raise Invalid({"password": [_("This one is among the first that others would try. Choose another.")]})
