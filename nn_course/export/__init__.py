"""A lesson as an HTML page that everybody can read.

`jupyter nbconvert --to lesson notebook.ipynb`, or *Lesson page* in JupyterLab's menu *File*, *Save
and Export Notebook As*. nbconvert's own page "lab" leaves some text too pale to be read by many,
and marks links by colour alone; this is that page with the few rules of style that mend it.
"""

from __future__ import annotations

from pathlib import Path

from nbconvert.exporters import HTMLExporter
from traitlets import default

TEMPLATES = Path(__file__).parent / "templates"


class LessonPage(HTMLExporter):
    """nbconvert finds it as "lesson": pyproject.toml names it there."""

    export_from_notebook = "Lesson page"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "lesson"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [*super()._default_extra_template_basedirs(), str(TEMPLATES)]
