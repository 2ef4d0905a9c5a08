"""Write the feedback page: one HTML file that loads nothing from anywhere."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from traitlets import default

from nbjudge.authoring.tidy import language_of
from nbjudge.feedback.inline import inline
from nbjudge.feedback.summary import summarise
from nbjudge.language import ENGLISH, said, speaking

LONGEST_COLOURED = 8_000
MOST_COLOURED = 400
"""Characters and lines of an answer that is shown in colours. Pygments' time for Python grows with
the square of both where a text is made for that; these are a fifth of a second at worst, and ten
times what an answer has."""


class FeedbackPage(Exporter):
    """nbgrader's GenerateFeedback uses this in place of nbconvert's HTMLExporter.

    Set ``GenerateFeedback.exporter_class`` to it, and ``GenerateFeedback.preprocessors`` to
    GetGrades and HideTests: the page relies on what both of them leave behind.
    """

    @default("file_extension")
    def _file_extension(self) -> str:
        return ".html"

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kwargs: Any) -> Any:
        """Return the page's text and the resources nbconvert passes along."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        graded = resources["nbgrader"]
        language = language_of(nb) or ENGLISH
        with speaking(language):
            exercises, stumbles, notes = summarise(nb)
            html = _template().render(
                language=language,
                assignment=graded["assignment"],
                notebook=graded["notebook"],
                score=graded["score"],
                points=graded["max_score"],
                penalty=graded["late_penalty"],
                exercises=exercises,
                stumbles=stumbles,
                notes=notes,
            )
        return html, resources


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("nbjudge.feedback", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(said, _plural, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["marks"] = marks
    environment.filters["code"] = _code
    environment.filters["inline"] = inline
    environment.filters["markdown"] = lambda text: Markup(markdown2html(text))
    return environment.get_template("page.html.j2")


def _plural(one: str, several: str, count: int) -> str:
    return said(one if count == 1 else several)


def marks(number: float) -> str:
    """A number of marks as people write it: 2 rather than 2.0."""
    return f"{round(number, 2):g}"


def _code(source: str) -> Markup:
    """`source` in colours, if it is not so long that to find them would take long."""
    if len(source) > LONGEST_COLOURED or source.count("\n") > MOST_COLOURED:
        return escape(source)
    return Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))
