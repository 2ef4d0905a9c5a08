"""Formgrader's pages as nbjudge has them: names are text, and no script runs but formgrader's own.

nbgrader writes names into pages and scripts as they are, answers what its tables ask for as HTML,
serves handed-in files from the instructor's own origin, and reads its configuration from any folder
that an address names. `protect` mends that in the server that has loaded formgrader.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import sys
from pathlib import Path
from typing import Any

_MODULE = "nbgrader.server_extensions.formgrader"
# Known to this server alone: a script that a page got from elsewhere does not have it.
_NONCE = secrets.token_urlsafe(24)
_SCRIPT = re.compile(r"(<script\b)(.*?</script>|[^>]*>)", re.DOTALL)
_STRING = re.compile(r'"\{\{\s*([^{}]+?)\s*\}\}([^"{}]*)"')
_RESOURCE = re.compile(r"\{\{\s*(resources\.(?:\w+)|cell\.metadata\.nbgrader\.grade_id)\s*\}\}")
_HANDLER = re.compile(r"""\son\w+="([^"]*)\"""", re.IGNORECASE)


def protect() -> None:
    """Mend formgrader if this process has loaded it; once, and whatever it has set up before."""
    base = sys.modules.get(f"{_MODULE}.base")
    handlers = sys.modules.get(f"{_MODULE}.handlers")
    if base is None or handlers is None or getattr(base.BaseHandler, "nbjudge", False):
        return
    from tornado import web

    root = Path(handlers.template_path)
    policy = _policy(root)
    page, files = base.BaseHandler, handlers.SubmissionFilesHandler
    found = page.content_security_policy

    def render(self: Any, name: str, **names: Any) -> str:
        kept = self.settings.get("nbjudge_pages")
        if kept is None:
            kept = self.settings["nbjudge_pages"] = _pages(self.settings["nbgrader_jinja2_env"])
        return str(kept.get_template(name).render(**names))

    def exporter(self: Any) -> Any:
        own = self.settings["nbgrader_exporter"]
        kept = self.settings.get("nbjudge_exporter")
        if kept is None or kept[0] is not own:
            kept = self.settings["nbjudge_exporter"] = (own, _exporter(own))
        return kept[1]

    def stay(self: Any, *arguments: Any, **names: Any) -> Any:
        if named := self.get_argument("path", ""):
            course, where = Path(self.coursedir.root).resolve(), Path(named).resolve()
            if where != course and where.is_relative_to(course):
                raise web.HTTPError(403, "That folder is inside a course, and no course itself.")
        return get(self, *arguments, **names)

    def plain(self: Any) -> None:
        super(base.BaseApiHandler, self).set_default_headers()
        self.set_header("Content-Type", "text/plain; charset=UTF-8")

    def closed(self: Any) -> str:
        return f"{found.fget(self)}; sandbox; default-src 'none'; style-src 'unsafe-inline'"

    page.nbjudge = True
    page.render = render
    page.exporter = property(exporter)
    page.content_security_policy = property(lambda self: f"{found.fget(self)}; {policy}")
    base.BaseApiHandler.set_default_headers = plain
    base.BaseApiHandler.content_security_policy = property(closed)
    files.content_security_policy = property(closed)
    get = handlers.FormgraderHandler.get
    handlers.FormgraderHandler.get = stay


def rewritten(template: str, *, escape: bool) -> str:
    """A template's source: strings in its scripts as JSON, its own scripts known by the nonce.

    With *escape*, for an environment that does not escape by itself, names are escaped.
    """

    def script(found: re.Match[str]) -> str:
        inner = _STRING.sub(
            lambda one: (
                f"{{{{ ({one[1]} ~ {one[2]!r}) | tojson }}}}"
                if one[2]
                else f"{{{{ {one[1]} | string | tojson }}}}"
            ),
            found[2].partition(">")[2],
        )
        return f'{found[1]} nonce="{_NONCE}"{found[2].partition(">")[0]}>{inner}'

    made, done = [], 0
    for found in _SCRIPT.finditer(template):
        made += [_escaped(template[done : found.start()], escape), script(found)]
        done = found.end()
    return "".join([*made, _escaped(template[done:], escape)])


def _escaped(text: str, escape: bool) -> str:
    return _RESOURCE.sub(r"{{ \1 | e }}", text) if escape else text


def _policy(root: Path) -> str:
    """What formgrader's pages may run: its own scripts, and what these load."""
    inline = set()
    for template in [*root.glob("*.tpl"), *root.glob("formgrade/*.j2")]:
        inline |= set(_HANDLER.findall(template.read_text(encoding="utf-8")))
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'"
        for one in sorted(inline)
    )
    # MathJax evaluates its configuration.
    return (
        f"script-src 'nonce-{_NONCE}' 'strict-dynamic' 'unsafe-eval' 'unsafe-hashes' {hashes}; "
        "object-src 'none'; base-uri 'none'; form-action 'self'"
    )


def _pages(environment: Any) -> Any:
    return environment.overlay(
        autoescape=True, loader=_loader(environment.loader, escape=False), cache_size=50
    )


def _loader(inner: Any, *, escape: bool) -> Any:
    from jinja2 import BaseLoader

    class Rewriting(BaseLoader):
        def get_source(self, environment: Any, template: str) -> Any:
            source, name, current = inner.get_source(environment, template)
            return rewritten(source, escape=escape), name, current

    return Rewriting()


def _exporter(own: Any) -> Any:
    from nbconvert.exporters import HTMLExporter

    class GradingPage(HTMLExporter):
        """Headings have no ids here: one called as a test would take that test's place."""

        def _create_environment(self) -> Any:
            environment = super()._create_environment()
            environment.loader = _loader(environment.loader, escape=True)
            return environment

    return GradingPage(config=own.config, exclude_anchor_links=True)
