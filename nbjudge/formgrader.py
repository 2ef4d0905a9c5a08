"""Formgrader's pages, with names as text: of learners, assignments, notebooks and folders.

nbgrader's templates print them as they are; its scripts set the text of an element. What a learner
wrote into a notebook is harmless before formgrader reads it (`rebuild.harmless`).
"""

from __future__ import annotations

import html
import re
import sys
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader

MODULE = "nbgrader.server_extensions.formgrader.handlers"
_SCRIPT = re.compile(r"<script.*?</script>", re.DOTALL)
_VALUE = re.compile(r'"\{\{\s*([\w.]+)\s*\}\}"')


def protect() -> None:
    """Let formgrader's handlers, which are loaded already, escape whatever names they print.

    Files that learners handed in are served to no script: a page among them may not run in the name
    of JupyterLab. Doing it again changes nothing.
    """
    handlers: Any = sys.modules[MODULE]
    base = handlers.BaseHandler
    if base.render is _render:
        return
    exporter = base.exporter.fget
    base.render = _render
    base.exporter = property(lambda handler: _Exporter(exporter(handler)))
    handlers.SubmissionFilesHandler.set_extra_headers = _sandboxed


def _render(_handler: Any, name: str, **values: Any) -> str:
    """In place of BaseHandler.render."""
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> Environment:
    handlers: Any = sys.modules[MODULE]
    return Environment(loader=_Templates([handlers.template_path]), autoescape=True)


class _Templates(FileSystemLoader):
    """nbgrader's own templates; a quoted value in a script, ``x = "{{ name }}"``, is JavaScript's.

    HTML's escapes would stay in it. What jinja's ``tojson`` gives ends no string and no script.
    """

    def get_source(self, environment: Environment, template: str) -> Any:
        """jinja2's: the template's text, its file, and whether it is up to date."""
        text, *rest = super().get_source(environment, template)
        return _SCRIPT.sub(lambda found: _VALUE.sub(r"{{ \1 | tojson }}", found[0]), text), *rest


class _Exporter:
    """nbconvert's exporter of a graded notebook's page, which prints `resources` as they are."""

    def __init__(self, original: Any) -> None:
        self._original = original

    def from_filename(self, filename: str, resources: dict[str, Any], **options: Any) -> Any:
        """nbconvert's, with every text in *resources* escaped."""
        escaped = {
            name: html.escape(value, quote=True) if isinstance(value, str) else value
            for name, value in resources.items()
        }
        return self._original.from_filename(filename, resources=escaped, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._original, name)


def _sandboxed(handler: Any, path: str) -> None:
    """In place of tornado's set_extra_headers, which sets none."""
    handler.set_header("Content-Security-Policy", "sandbox; default-src 'none'; img-src 'self'")
    handler.set_header("X-Content-Type-Options", "nosniff")
