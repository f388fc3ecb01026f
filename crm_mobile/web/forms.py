"""Forms that keep what was typed: a wrong one is shown again with its sentences and status 422."""

from typing import Any, Self

import wtforms
from flask import g
from wtforms.i18n import get_translations

from crm_mobile.core import language
from crm_mobile.core.errors import Invalid
from crm_mobile.core.text import clean, clean_lines


class _Translations:
    """WTForms' own catalogue for its messages, ours for the rest, in the language being spoken."""

    def gettext(self, message: str) -> str:
        ours = language._(message)
        return ours if ours != message else _wtforms().gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        ours = language.catalogue(language.spoken()).ungettext(one, many, count)
        return ours if ours not in (one, many) else _wtforms().ngettext(one, many, count)


def _wtforms() -> Any:
    return get_translations([language.LOCALES[language.spoken()]])


class Form(wtforms.Form):
    """The base of all forms. Labels and sentences are marked where they are declared and said here, in the reader's language."""

    class Meta:
        def get_translations(self, form: Any) -> _Translations:
            return _Translations()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in self:
            field.label.text = language._(field.label.text)
            field.description = language._(field.description)

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        for field in self:
            field.errors = [language._(str(error)) for error in field.errors]
        return bool(fine)

    def on(self, template: str, **context: Any) -> Self:
        """Remember the page that shows this form, for when it turns out to be wrong."""
        g.form_page = (template, {**context, "form": self})
        return self

    def checked(self) -> dict[str, Any]:
        """The cleaned values by field name. Raises Invalid, which answers 422 with the page named by `on`."""
        if not self.validate():
            raise Invalid({name: [str(error) for error in errors] for name, errors in self.errors.items() if name})
        return dict(self.data)

    def blame(self, wrong: Invalid) -> None:
        """Put the sentences of a verb's refusal beside the fields they concern."""
        for name, sentences in wrong.errors.items():
            field = self._fields.get(name)
            if field is None:
                self.form_errors += [sentence for sentence in sentences if sentence not in self.form_errors]
            else:
                field.errors = [*field.errors, *(sentence for sentence in sentences if sentence not in field.errors)]


def one_line(value: str | None) -> str:
    """A filter for text fields."""
    return clean(value or "")


def lines(value: str | None) -> str:
    """A filter for notes."""
    return clean_lines(value or "")
