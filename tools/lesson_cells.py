"""Write nn_course/kernel/lessons.json from the notebooks; `make build` does this.

The table says which cell of a lesson defines which name, so that a kernel can tell a learner
which cell to run first. It holds nothing that notebooks do not.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from nn_course.kernel.lessons import TABLE, mark  # noqa: E402

_OWN_SCOPE = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def table(notebooks: Path = ROOT / "notebooks") -> str:
    """The text of the table for what lies in the folder `notebooks`."""
    lessons = {}
    for path in sorted(notebooks.glob("*/*.ipynb")):
        cells = []
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type != "code":
                continue
            marks = cell.metadata.get("nbgrader", {})
            blank = marks["grade_id"] if marks.get("solution") else None
            cells.append([mark(cell.source), names(cell.source), blank])
        lessons[path.stem] = cells
    lines = [
        f"{json.dumps(name)}: [\n"
        + ",\n".join(json.dumps(cell, ensure_ascii=False) for cell in cells)
        + "\n]"
        for name, cells in lessons.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def names(source: str) -> dict[str, str]:
    """The names that a cell leaves behind, each with the line of the statement that defines it."""
    lines = source.splitlines()
    found: dict[str, str] = {}
    for statement in ast.parse(source).body:
        for name, line in _bound(statement):
            found.setdefault(name, lines[line - 1].strip())
    return found


def _bound(node: ast.AST) -> Iterator[tuple[str, int]]:
    """The names that `node` binds outside of functions and classes, and the lines they stand on."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name, node.lineno
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for one in node.names:
            yield (one.asname or one.name.partition(".")[0]), node.lineno
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id, node.lineno
    if not isinstance(node, _OWN_SCOPE):
        for child in ast.iter_child_nodes(node):
            yield from _bound(child)


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
    print(f"wrote {TABLE.relative_to(ROOT)}")
