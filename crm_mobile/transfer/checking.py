"""Whether one row of a file can be a customer: the same rules as for one that is typed, with a reason for each that it breaks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from babel import Locale

from crm_mobile.core import phones, places
from crm_mobile.core.language import _
from crm_mobile.core.text import clean, clean_lines, folded
from crm_mobile.customers.customers import LONGEST_NAME, LONGEST_NOTES, TEXTS
from crm_mobile.customers.rules import is_email, web_address

LONGEST = {
    "name": LONGEST_NAME,
    "reference": 100,
    "notes": LONGEST_NOTES,
    "contact": 200,
    **{field: TEXTS[field] for field in ("address", "city", "region", "postcode")},
}
LONGEST_TAG = 40
KINDS = {"company": "company", "person": "person", "公司": "company", "个人": "person"}
# What people call countries and the list of names does not.
NICKNAMES = {"usa": "US", "u.s.a.": "US", "uk": "GB", "england": "GB", "scotland": "GB", "prc": "CN", "holland": "NL"}
SEPARATORS = re.compile(r"[;|,/、；，]")


@dataclass(frozen=True)
class Rules:
    """What a company has configured: the country of its numbers, its stages (folded key or name → key), its tiers."""

    region: str
    stages: Mapping[str, str]
    tiers: tuple[str, ...]


@dataclass
class Draft:
    """A row that can be a customer. `values` holds columns of the customer, only those that the row says something about."""

    values: dict[str, Any] = field(default_factory=dict)
    phones: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    contact: str = ""


def check(texts: Mapping[str, str], rules: Rules) -> tuple[Draft, list[str]]:
    """The draft of a row and the reasons why it cannot be taken; without reasons it can."""
    draft, wrong = Draft(), []
    for name, longest in LONGEST.items():
        if name not in texts:
            continue
        text = clean_lines(texts[name]) if name == "notes" else clean(texts[name])
        if len(text) > longest:
            wrong.append(
                _("%(field)s: at most %(n)d characters, this has %(has)d.", field=name, n=longest, has=len(text))
            )
        elif text and name == "contact":
            draft.contact = text
        elif text:
            draft.values[name] = text
    if "name" not in draft.values and not any(reason.startswith("name") for reason in wrong):
        wrong.append(_("name: it is empty."))
    for name, read in READERS.items():
        text = clean(texts.get(name, ""))
        if text:
            read(text, draft, rules, wrong)
    _read_place(clean(texts.get("latitude", "")), clean(texts.get("longitude", "")), draft, wrong)
    return draft, wrong


def _email(text: str, draft: Draft, rules: Rules, wrong: list[str]) -> None:
    if is_email(text) and len(text) <= TEXTS["email"]:
        draft.values["email"] = text
    else:
        wrong.append(_("email: “%(text)s” is no e-mail address.", text=text[:100]))


def _phone(text: str, draft: Draft, rules: Rules, wrong: list[str]) -> None:
    for part in re.split(r"[;|,、；，]", text):
        number = phones.parse(part, rules.region) if part.strip() else ""
        if number is None:
            wrong.append(_("phone: “%(text)s” is no telephone number.", text=part.strip()))
        elif number and number not in draft.phones:
            draft.phones.append(number)


def _website(text: str, draft: Draft, rules: Rules, wrong: list[str]) -> None:
    address = web_address(text)
    if address and len(address) <= TEXTS["website"]:
        draft.values["website"] = address
    else:
        wrong.append(_("website: “%(text)s” is no web address.", text=text[:100]))


def _country(text: str, draft: Draft, rules: Rules, wrong: list[str]) -> None:
    code = _countries().get(folded(text))
    if code is None:
        wrong.append(_("country: “%(text)s” is not known. Two letters such as DE are.", text=text[:100]))
    else:
        draft.values["country"] = code


def _stage(text: str, draft: Draft, rules: Rules, wrong: list[str]) -> None:
    key = rules.stages.get(folded(text))
    if key is None:
        known = ", ".join(dict.fromkeys(rules.stages.values()))
        wrong.append(_("stage: “%(text)s” is not one of %(known)s.", text=text[:100], known=known))
    else:
        draft.values["stage"] = key


def _tier(text: str, draft: Draft, rules: Rules, wrong: list[str]) -> None:
    if text.upper() in rules.tiers:
        draft.values["tier"] = text.upper()
    else:
        wrong.append(_("tier: “%(text)s” is not one of %(known)s.", text=text[:100], known=", ".join(rules.tiers)))


def _kind(text: str, draft: Draft, rules: Rules, wrong: list[str]) -> None:
    kind = KINDS.get(folded(text))
    if kind is None:
        wrong.append(_("kind: “%(text)s” is neither company nor person.", text=text[:100]))
    else:
        draft.values["kind"] = kind


def _tags(text: str, draft: Draft, rules: Rules, wrong: list[str]) -> None:
    for tag in dict.fromkeys(clean(part) for part in SEPARATORS.split(text)):
        if len(tag) > LONGEST_TAG:
            wrong.append(_("tags: “%(text)s” is longer than %(n)d characters.", text=tag[:60], n=LONGEST_TAG))
        elif tag:
            draft.tags.append(tag)


READERS = {
    "email": _email,
    "phone": _phone,
    "website": _website,
    "country": _country,
    "stage": _stage,
    "tier": _tier,
    "kind": _kind,
    "tags": _tags,
}


def _read_place(latitude: str, longitude: str, draft: Draft, wrong: list[str]) -> None:
    if not latitude and not longitude:
        return
    if not latitude or not longitude:
        wrong.append(_("latitude and longitude: one of them is missing."))
        return
    found = places.place(_decimal(latitude), _decimal(longitude))
    if found is None:
        wrong.append(_("latitude and longitude: %(lat)s, %(lon)s is no place.", lat=latitude[:40], lon=longitude[:40]))
    elif found != (0.0, 0.0):
        # Nobody's customer is in the Gulf of Guinea: programs write 0, 0 where they know no place.
        draft.values["latitude"], draft.values["longitude"] = found


def _decimal(text: str) -> str:
    # 41,88 is how much of the world writes it.
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


@cache
def _countries() -> dict[str, str]:
    """Folded code or name, in English and Chinese, to the code."""
    found: dict[str, str] = dict(NICKNAMES)
    for locale in ("en", "zh_Hans"):
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 and code.isalpha():
                found[folded(name)] = found[folded(code)] = code
    return found
