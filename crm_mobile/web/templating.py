"""Templates compiled once per language: what is known beforehand is no work when a page is rendered.

In the hot lists, looking up sentences and addresses that never change was a third of the time. Here `_('Today')`,
`asset('css/app.css')` and `html_lang()` become text when the template is compiled for a language.
"""

from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

from flask import templating
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape

from crm_mobile.core.language import _, speaking, spoken


class SteadyTemplate(Template):
    """A template whose macros, imported without context, are made once.

    Jinja compares the importing page's globals with its own each time; ours are the same everywhere.
    """

    def _get_default_module(self, ctx: Any = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


def put_out(value: Any) -> str:
    """What a template writes for a value: text escaped, markup as it is.

    `escape` wraps each piece into an object of its own, only to have it joined with the others.
    """
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    if kind is Markup:
        return value
    if kind is int or kind is UUID:
        return str(value)
    return escape(value)


class SpareGenerator(CodeGenerator):
    """Writes templates that put out plain text where Jinja's own make a Markup of each piece."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.put_out(")


class SpokenEnvironment(templating.Environment):
    """Flask's environment, with a set of compiled templates for each language."""

    template_class = SteadyTemplate
    code_generator_class = SpareGenerator
    put_out = staticmethod(put_out)
    language = ""

    def get_template(
        self, name: Any, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        if not self.language:
            return self.for_language(spoken()).get_template(name, parent, globals)
        if self.auto_reload or globals is not None or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        # A page asks for a dozen templates; nothing about them can change while the server runs.
        ready: dict[str, Template] = self.__dict__.setdefault("_ready", {})
        if name not in ready:
            ready[name] = super().get_template(name, parent)
        return ready[name]

    def for_language(self, language: str) -> "SpokenEnvironment":
        made: dict[str, SpokenEnvironment] = self.__dict__.setdefault("_for_language", {})
        if language not in made:
            spoken_in: SpokenEnvironment = self.overlay()
            spoken_in.language = language
            spoken_in.__dict__.pop("_ready", None)
            made[language] = spoken_in
        return made[language]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return Foretold(self).visit(tree) if self.language else tree


class Foretold(NodeTransformer):
    """Puts the result in the place of a call whose result is known when the template is compiled."""

    def __init__(self, environment: SpokenEnvironment) -> None:
        self.environment = environment

    def visit_Call(self, call: nodes.Call) -> nodes.Node:
        self.generic_visit(call)
        words = [argument.value for argument in call.args if isinstance(argument, nodes.Const)]
        is_plain = not (call.kwargs or call.dyn_args or call.dyn_kwargs) and len(words) == len(call.args)
        if not (is_plain and isinstance(call.node, nodes.Name)):
            return call
        return self.foretell(call.node.name, words) or call

    def foretell(self, name: str, words: list[Any]) -> nodes.Node | None:
        if name == "_" and len(words) == 1:
            with speaking(self.environment.language):
                # As the extension does it: a sentence is markup, and %% in it means %.
                return nodes.Const(Markup(_(words[0])) % {})
        if name == "html_lang":
            return nodes.Const(self.environment.language)
        if name == "asset" and len(words) == 1:
            asset: Any = self.environment.globals["asset"]
            return nodes.Const(asset(words[0]))
        return None
