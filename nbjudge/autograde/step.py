"""Whether a master and the gradebook speak of the same cells and marks."""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from nbjudge.autograde.rows import Known


def differences(notebook: NotebookNode, known: Known) -> list[str]:
    """What differs between the master *notebook* and what the gradebook knows, a line each."""
    points: dict[str, float] = {}
    kinds: dict[str, str] = {}
    answers: set[str] = set()
    for cell in notebook.cells:
        own = cell.metadata.get("nbgrader", {})
        if is_grade(cell) or is_task(cell):
            points[own["grade_id"]] = float(own["points"])
        if is_grade(cell):
            kinds[own["grade_id"]] = cell.cell_type
        if is_solution(cell) or is_task(cell):
            answers.add(own["grade_id"])
    return [
        *_missing("test cell", set(points), set(known.points)),
        *_missing("answer", answers, set(known.comments)),
        *(
            f"{name} gives {points[name]:g} in the master, {known.points[name]:g} in the gradebook"
            for name in points
            if name in known.points and points[name] != known.points[name]
        ),
        *(
            f"{name} is {kinds[name]} in the master, {known.kinds[name]} in the gradebook"
            for name in kinds
            if name in known.kinds and kinds[name] != known.kinds[name]
        ),
    ]


def _missing(what: str, master: set[str], book: set[str]) -> list[str]:
    return [f"the {what} {name} is not in the gradebook" for name in sorted(master - book)] + [
        f"the {what} {name} of the gradebook is not in the master" for name in sorted(book - master)
    ]
