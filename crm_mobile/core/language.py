"""Which language a sentence is said in, for all that is below the web as well.

The catalogue is read from the .po files once; `speaking(language)` sets whose ears the sentences are for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from crm_mobile.core.paths import translations_folder

# How a language is named in settings and lang= attributes, and what Babel calls it.
LOCALES = {"en": "en", "zh-Hans": "zh_Hans"}
CHINESE = ("zh", "zh-cn", "zh-sg", "zh-tw", "zh-hk", "zh-mo", "zh-my")

_spoken: ContextVar[str] = ContextVar("spoken", default="en")


def match(accepted: list[str], fallback: str = "en") -> str:
    """The language of ours that suits the first acceptable tag: zh, zh-CN, zh-TW and zh-Hans-… are all zh-Hans."""
    for tag in accepted:
        tag = tag.lower()
        if tag in CHINESE or tag.startswith(("zh-hans", "zh-hant")):
            return "zh-Hans"
        if tag == "en" or tag.startswith("en-"):
            return "en"
    return fallback


def spoken() -> str:
    return _spoken.get()


def speak(language: str) -> None:
    """Say everything in this language from here on, within this request or job."""
    _spoken.set(language if language in LOCALES else "en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say the sentences inside in one person's language."""
    token = _spoken.set(language if language in LOCALES else "en")
    try:
        yield
    finally:
        _spoken.reset(token)


def locale() -> Locale:
    return _locale(spoken())


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES[language])


@cache
def catalogue(language: str) -> NullTranslations:
    """The sentences of a language. English needs none: the message ids are the sentences."""
    file = translations_folder() / LOCALES[language] / "LC_MESSAGES" / "messages.po"
    if not file.is_file():
        return NullTranslations()
    with file.open("rb") as source:
        messages = read_po(source, locale=LOCALES[language])
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def _(message: str, **values: Any) -> str:
    """The sentence in the language being spoken, with its %(name)s values filled in."""
    said = catalogue(_spoken.get()).ugettext(message) if message else ""
    return said % values if values else said


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """The sentence for this many, with %(num)s filled in."""
    return catalogue(_spoken.get()).ungettext(one, many, num) % {"num": num, **values}


def mark(message: str) -> str:
    """Mark a sentence for translation that is said later."""
    return message
