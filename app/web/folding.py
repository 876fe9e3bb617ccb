"""One compiled form of every template for each catalogue, with its fixed words already in place.

`_('Vote')` says the same on every page of one language, and `icon('star')` draws the same: asking for them
two hundred times a page cost more than everything else on it. So templates are compiled once for each
catalogue, and calls with fixed arguments become plain text then. What has variables is asked at run time.
"""

import re
from functools import lru_cache
from itertools import zip_longest

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer
from markupsafe import Markup
from markupsafe import escape as escape_always

FIXED = (nodes.Const, nodes.TemplateData)
VARIABLE = re.compile(r"%\((\w+)\)s")


def escape(value):
    """What a template writes: escaped, unless it is safe already. Most of a page is, and a call knows it sooner."""
    kind = type(value)
    if kind is Markup:
        return value
    return str(value) if kind is int else escape_always(value)


class Generator(CodeGenerator):
    """Writes templates that escape with the function above."""

    def visit_Template(self, node, frame=None):
        super().visit_Template(node, frame)
        self.writeline(f"from {__name__} import escape")


class FoldingEnvironment(Environment):
    """The app's Jinja environment; for each catalogue it keeps one of its own."""

    code_generator_class = Generator
    catalogue = None
    spoken = None

    def prepare(self, key_of_reader, shared, kept):
        """`key_of_reader()` says whose words the current reader gets: (key, catalogue).

        `shared` names the macros of templates/shared that every template knows, `kept` those of them that
        depend on nothing but their arguments.
        """
        self.shared, self.kept = shared, kept
        self._know_shared()
        self.key_of_reader, self.spoken = key_of_reader, {}

    def _load_template(self, name, globals):
        if self.catalogue is not None or self.spoken is None:
            return super()._load_template(name, globals)
        key, catalogue = self.key_of_reader()
        env = self.spoken.get(key)
        if env is None:
            env = self.spoken[key] = self._speak(catalogue)
        return env._load_template(name, env.make_globals(globals))

    def _speak(self, catalogue):
        env = self.overlay(cache_size=self.cache.capacity)
        env.catalogue = catalogue
        env.globals = dict(self.globals)
        env._know_shared()
        for name in self.kept:
            env.globals[name] = lru_cache(maxsize=200)(env.globals[name])
        return env

    def _know_shared(self):
        for name in self.shared:
            self.globals[name] = getattr(self.get_template(f"shared/_{name}.html").module, name)

    def _parse(self, source, name, filename):
        tree = super()._parse(source, name, filename)
        return Folder(self).visit(tree) if self.catalogue is not None else tree


class Folder(NodeTransformer):
    """Puts words and icons in the place of the calls that ask for them, where nothing about them varies."""

    def __init__(self, env):
        self.env = env
        self.known = {
            "_": lambda message: Markup(env.catalogue.gettext(message)),  # noqa: S704 - catalogues are ours
            "icon": env.globals["icon"],
            "asset": env.globals["asset"],
        }

    def visit_Call(self, node):
        node = self.generic_visit(node)
        if self._is_message(node):
            return self._put_together(node)
        if not (isinstance(node.node, nodes.Name) and node.node.name in self.known and self._is_fixed(node)):
            return node
        given = {pair.key: _value(pair.value) for pair in node.kwargs}
        text = self.known[node.node.name](*[_value(arg) for arg in node.args], **given)
        return nodes.TemplateData(str(text), lineno=node.lineno)

    def _is_message(self, node):
        """Whether this asks for a fixed message with variables in it."""
        asks = isinstance(node.node, nodes.Name) and node.node.name == "_" and bool(node.kwargs)
        return asks and len(node.args) == 1 and isinstance(node.args[0], nodes.Const) and not node.dyn_kwargs

    def _put_together(self, node):
        given = {pair.key: pair.value for pair in node.kwargs}
        parts = VARIABLE.split(self.env.catalogue.gettext(node.args[0].value))
        if any("%" in text for text in parts[::2]) or not given.keys() >= set(parts[1::2]):
            return node
        words = [nodes.TemplateData(text, lineno=node.lineno) for text in parts[::2]]
        values = [given[name] for name in parts[1::2]]
        return nodes.Concat([part for pair in zip_longest(words, values) for part in pair if part], lineno=node.lineno)

    def _is_fixed(self, node):
        if node.dyn_args or node.dyn_kwargs or (node.node.name == "_" and node.kwargs):
            return False
        return all(isinstance(value, FIXED) for value in (*node.args, *(pair.value for pair in node.kwargs)))


def _value(node):
    return node.value if isinstance(node, nodes.Const) else Markup(node.data)  # noqa: S704 - made above
