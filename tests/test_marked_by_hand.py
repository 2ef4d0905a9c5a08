"""Cells of text that a person marks: learners get neither the sample answer nor the rubric."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from nbjudge.authoring import masters
from nbjudge.rebuild import rebuild
from nbjudge.rebuild.prepared import prepare
from tests.gate.variants import BY_HAND, MASTERS

ROOT = Path(__file__).resolve().parents[1]
CELLS = [(part, name) for part, names in BY_HAND.items() for name in names]
REGION = r"### BEGIN {0}\n(.*?)### END {0}"
each_cell = pytest.mark.parametrize(("part", "name"), CELLS)


def cell_of(notebook: NotebookNode, name: str) -> NotebookNode:
    """The cell of `notebook` whose grade_id is `name`."""
    (cell,) = (
        one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == name
    )
    return cell


def built(tree: str, part: str) -> NotebookNode:
    """The generated notebook of `part` in notebooks/ or solutions/."""
    return nbformat.read(ROOT / tree / part / f"{MASTERS[part].stem}.ipynb", as_version=4)


def secret(part: str, name: str, region: str) -> str:
    """The master's sample answer or its rubric."""
    found = re.search(
        REGION.format(region), cell_of(masters.derive(MASTERS[part]), name).source, re.S
    )
    assert found is not None, f"{name} has no {region}"
    return found[1]


@each_cell
def test_nbgrader_takes_it_for_a_manual_answer(part: str, name: str) -> None:
    """A cell of text that is both graded and a solution, worth marks, open to the learner."""
    cell = cell_of(masters.derive(MASTERS[part]), name)
    own = cell.metadata["nbgrader"]
    assert cell.cell_type == "markdown"
    assert own["grade"] and own["solution"] and not own["locked"] and own["points"] > 0


@each_cell
def test_learners_get_a_place_to_write_and_nothing_else(part: str, name: str) -> None:
    """Of the sample answer and the rubric no line is in the released notebook."""
    release = built("notebooks", part)
    assert cell_of(release, name).source.strip() == "YOUR ANSWER HERE"
    text = "\n".join(cell.source for cell in release.cells)
    for region in ("SOLUTION", "MARK SCHEME"):
        lines = [line for line in secret(part, name, region).splitlines() if len(line) > 20]
        assert len(lines) > 2
        assert not [line for line in lines if line in text]


@each_cell
def test_the_solution_shows_the_sample_answer_without_the_rubric(part: str, name: str) -> None:
    """Rubrics are for those who mark."""
    cell = cell_of(built("solutions", part), name)
    assert cell.source.strip() == secret(part, name, "SOLUTION").strip()


@each_cell
def test_who_leaves_it_as_it_was_waits_for_nobody(part: str, name: str) -> None:
    """The cell is nothing written, and nbgrader, comparing checksums, gives no marks at once."""
    released, master = built("notebooks", part), masters.derive(MASTERS[part])
    graded = rebuild(master, ROOT / "notebooks" / part / f"{MASTERS[part].stem}.ipynb")
    assert name in graded.unwritten
    prepared = cell_of(prepare(master).released, name)
    assert determine_grade(prepared) == (0, prepared.metadata.nbgrader.points)
    assert prepared.source == cell_of(released, name).source
