"""Templates are compiled once per language, and what is known beforehand is not asked again."""

from uuid import UUID

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment
from markupsafe import Markup

from crm_mobile.core import language
from crm_mobile.core.language import speaking
from crm_mobile.web import formats
from crm_mobile.web.templating import SpokenEnvironment

WORDS = {"Today": "今天", "100%% sure": "100%% 确定", "Hello %(name)s": "你好%(name)s"}
TEMPLATES = {
    "page.html": "{% extends 'frame.html' %}{% block main %}{{ greet(name) }} {{ _('100%% sure') }}{% endblock %}"
    "{% from 'macros.html' import greet %}",
    "frame.html": "<html lang={{ html_lang() }}>{{ _('Today') }} {{ asset('a.css') }} {% block main %}{% endblock %}",
    "macros.html": "{% macro greet(name) %}{{ _('Hello %(name)s', name=name) }}{% endmacro %}",
    "values.html": "{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}{% set block %}<i>{{ value }}</i>{% endset %}"
    "{{ value }}|{{ bold(value) }}|{{ block }}|{{ missing }}|{{ value ~ '<' }}|{{ value|safe }}",
    "markup.html": "{{ _('Today') }}|{{ word }}|{{ _(word) }}",
}


@pytest.fixture
def asked(monkeypatch):
    """Each sentence that was looked up."""
    seen = []

    def look_up(message, **values):
        seen.append(message)
        said = WORDS[message] if language.spoken() == "zh-Hans" else message
        return said % values if values else said

    monkeypatch.setattr("crm_mobile.web.templating._", look_up)
    monkeypatch.setattr("crm_mobile.web.formats._", look_up)
    return seen


@pytest.fixture
def render(asked):
    app = Flask("templates")
    app.jinja_environment = SpokenEnvironment
    app.jinja_loader = DictLoader(TEMPLATES)
    formats.install(app, "US")
    app.jinja_env.globals["asset"] = lambda path: f"/static/1/{path}"

    def rendered(template, spoken, **context):
        with speaking(spoken), app.app_context():
            return app.jinja_env.get_template(template).render(**context)

    return rendered


def test_each_language_has_its_own(render):
    english = render("page.html", "en", name="Ana")
    chinese = render("page.html", "zh-Hans", name="Ana")
    assert english == "<html lang=en>Today /static/1/a.css Hello Ana 100% sure"
    assert chinese == "<html lang=zh-Hans>今天 /static/1/a.css 你好Ana 100% 确定"
    assert render("page.html", "en", name="Bo") == english.replace("Ana", "Bo")


def test_a_fixed_sentence_is_looked_up_once(render, asked):
    for _ in range(3):
        render("page.html", "en", name="Ana")
    assert asked.count("Today") == 1
    assert asked.count("Hello %(name)s") == 3


def test_what_comes_from_people_stays_escaped(render):
    assert render("page.html", "en", name="<b>").endswith("Hello &lt;b&gt; 100% sure")


def test_a_sentence_that_is_no_literal_is_looked_up_when_rendered(render, asked):
    assert render("markup.html", "zh-Hans", word="Today") == "今天|Today|今天"


@pytest.mark.parametrize(
    ("value", "shown", "raw"),
    [
        ("<b>", "&lt;b&gt;", "<b>"),
        (Markup("<b>"), "<b>", "<b>"),
        (7, "7", "7"),
        (1.5, "1.5", "1.5"),
        (None, "None", "None"),
        (UUID(int=7), str(UUID(int=7)), str(UUID(int=7))),
        (["<"], "[&#39;&lt;&#39;]", "['<']"),
    ],
)
def test_every_kind_of_value_is_put_out_as_jinja_does(render, value, shown, raw):
    parts = render("values.html", "en", value=value).split("|")
    assert parts == [shown, f"<b>{shown}</b>", f"<i>{shown}</i>", "", f"{shown}&lt;", raw]
    jinja = Environment(autoescape=True, loader=DictLoader(TEMPLATES))
    assert parts == jinja.get_template("values.html").render(value=value).split("|")
