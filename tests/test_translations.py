"""English and Chinese are complete: every sentence is translated, with the same values in it."""

import re

import pytest

from crm_mobile.core import language
from tests import translating

VALUES = re.compile(r"%\(\w+\)[\w.]*[sdf]|\{\w+\}")


def test_every_sentence_is_said_in_chinese():
    catalogue = translating.stored()
    missing = []
    for message in translating.collected():
        found = catalogue.get(message.id) if message.id else message
        if message.id and (found is None or not (all(found.string) if message.pluralizable else found.string)):
            missing.append(message.id)
    assert not missing, f"run `python -m tests.translating`, then translate: {missing}"


def test_nothing_is_translated_that_nobody_says():
    said = {str(message.id) for message in translating.collected()}
    assert [message.id for message in translating.stored() if message.id and str(message.id) not in said] == []


def test_translations_keep_the_values():
    for message in translating.stored():
        if message.id and message.string:
            source = message.id[1] if message.pluralizable else message.id
            told = "".join(message.string) if message.pluralizable else message.string
            assert set(VALUES.findall(source)) == set(VALUES.findall(told)), message.id


@pytest.mark.parametrize(("tongue", "said"), [("en", "Check in"), ("zh-Hans", "签到")])
def test_a_sentence_is_said_in_the_language_of_the_listener(tongue, said):
    with language.speaking(tongue):
        assert language._("Check in") == said
    assert language._("Check in") == "Check in"


def test_counted_things():
    with language.speaking("zh-Hans"):
        assert language.ngettext("%(num)d customer", "%(num)d customers", 3) == "3 个客户"
    assert language.ngettext("%(num)d customer", "%(num)d customers", 1) == "1 customer"
