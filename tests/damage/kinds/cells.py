"""Cells are lost, moved, copied, joined, cut or are of another kind."""

from __future__ import annotations

import copy
import random

from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from tests.damage.damage import EXERCISES, Paper, damage


@damage(notes={"lost_id": "recognised by what it defines"})
def every_id_lost(paper: Paper) -> None:
    """Copied cell by cell into a new notebook."""
    for cell in paper.cells:
        cell.metadata.clear()
        del cell["id"]


@damage(notes={"elsewhere": "found in another cell"})
def one_id_for_all(paper: Paper) -> None:
    """Every answer says that it is nll."""
    metadata = paper.cell("nll").metadata
    for cell in [paper.cell(name) for name in EXERCISES]:
        cell["id"] = "nll"
        cell.metadata = copy.deepcopy(metadata)


@damage()
def the_same_cell_id_everywhere(paper: Paper) -> None:
    for cell in paper.cells:
        cell["id"] = "same"


@damage(notes={"several": "There are 2 different answers to nll; the last one counts."})
def an_id_twice(paper: Paper) -> None:
    """A copy of an answer, with its metadata, that was worked on below the first."""
    draft = copy.deepcopy(paper.cell("nll"))
    draft.source = "def nll(log_probs, target):\n    return log_probs.sum()"
    paper.cells.insert(paper.at("nll"), draft)


@damage(notes={"merged": "nll and accuracy"}, beside=["elsewhere", "missing", "lost_id"])
def two_cells_merged(paper: Paper) -> None:
    paper.cell("nll").source += "\n\n\n" + paper.cell("accuracy").source
    del paper.cells[paper.at("accuracy")]


@damage(notes={"merged": "stand in one cell"}, beside=["lost_id", "elsewhere"])
def everything_in_one_cell(paper: Paper) -> None:
    sources = [paper.cell(name).source for name in EXERCISES]
    paper.notebook.cells = [new_code_cell("\n\n".join(sources))]


@damage()
def a_cell_split_in_two(paper: Paper) -> None:
    """A helper in front, which has a cell of its own now."""
    helper = "def picked(log_probs, target):\n    return log_probs[range(len(target)), target]"
    paper.cell(
        "nll"
    ).source = "def nll(log_probs, target):\n    return -picked(log_probs, target).mean()"
    paper.cells.insert(paper.at("nll"), new_code_cell(helper))


@damage(lost=("nll",))
def a_cell_split_within_its_function(paper: Paper) -> None:
    """Neither half is Python; what comes after goes on."""
    head, _, body = paper.cell("nll").source.partition("\n")
    paper.cell("nll").source = head
    paper.cells.insert(paper.at("nll") + 1, new_code_cell(body))


@damage(lost=("nll",), notes={"missing": "No cell with an answer to nll was found."})
def an_answer_deleted(paper: Paper) -> None:
    """Nobody else's answer is taken for it, and fit, which may call it, keeps its marks."""
    del paper.cells[paper.at("nll")]


@damage(lost=EXERCISES, notes={"missing": "No cell with an answer to"})
def every_cell_deleted(paper: Paper) -> None:
    paper.notebook.cells = []


@damage(lost=EXERCISES, notes={"missing": "No cell with an answer to"})
def every_code_cell_deleted(paper: Paper) -> None:
    paper.notebook.cells = [cell for cell in paper.cells if cell.cell_type != "code"]


@damage()
def the_test_cells_deleted(paper: Paper) -> None:
    tests = paper.tests()
    paper.notebook.cells = [cell for cell in paper.cells if cell not in tests]


@damage(notes={"edited_locked": "the original was used in its place"})
def the_test_cells_edited(paper: Paper) -> None:
    for cell in paper.tests():
        cell.source = "print('tried'); raise SystemExit"


@damage()
def the_test_cells_twice(paper: Paper) -> None:
    for cell in paper.tests():
        paper.cells.append(copy.deepcopy(cell))


@damage()
def the_whole_notebook_twice(paper: Paper) -> None:
    paper.cells.extend(copy.deepcopy(paper.cells))


@damage()
def a_released_copy_appended(paper: Paper) -> None:
    """A blank as it was handed out does not replace what was written."""
    again = copy.deepcopy(paper.cells)
    for cell in again:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = (
                'raise NotImplementedError("write your answer here, in place of this line")'
            )
    paper.cells.extend(again)


@damage()
def cells_in_reverse_order(paper: Paper) -> None:
    paper.cells.reverse()


@damage()
def cells_shuffled(paper: Paper) -> None:
    random.Random(3).shuffle(paper.cells)


@damage(notes={"cell_type": "had become a markdown cell"})
def an_answer_in_a_markdown_cell(paper: Paper) -> None:
    """One key too many, M instead of Y."""
    at = paper.at("nll")
    old = paper.cells[at]
    paper.cells[at] = new_markdown_cell(old.source, metadata=old.metadata, id=old.id)


@damage(notes={"cell_type": "had become a raw cell"})
def an_answer_in_a_raw_cell(paper: Paper) -> None:
    at = paper.at("nll")
    old = paper.cells[at]
    paper.cells[at] = new_raw_cell(old.source, metadata=old.metadata, id=old.id)


@damage()
def every_cell_tagged_to_be_skipped(paper: Paper) -> None:
    for cell in paper.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "display", "remove-cell"]


@damage()
def metadata_of_other_schema_versions(paper: Paper) -> None:
    """Of nbgrader's first one, of one to come, and of none."""
    for number, cell in enumerate(paper.cells):
        if "nbgrader" not in cell.metadata:
            continue
        data = cell.metadata.nbgrader
        data["schema_version"] = (1, 99, "three")[number % 3]
        data.pop("locked", None)


@damage()
def points_of_ones_own(paper: Paper) -> None:
    """What a cell is worth, and whether it is a test, is not the learner's to say."""
    for name in EXERCISES:
        paper.cell(name).metadata.nbgrader.update(grade=True, points=100)
    for cell in paper.tests():
        cell.metadata.nbgrader.update(points=1000, solution=True, locked=False)


@damage()
def metadata_of_the_wrong_kinds(paper: Paper) -> None:
    wrong: list[object] = [None, [], "nbgrader", 3]
    for number, cell in enumerate([paper.cell(name) for name in EXERCISES]):
        cell["metadata"] = wrong[number % 4]


@damage(notes={"edited": "the original runs first"})
def the_imports_edited(paper: Paper) -> None:
    """The changed cell fails; the lesson's own has run before it."""
    first = next(cell for cell in paper.cells if cell.cell_type == "code")
    first.source = "import nothing_of_that_name\n" + first.source


@damage()
def the_imports_deleted(paper: Paper) -> None:
    kept = [cell for cell in paper.cells if "import torch" not in cell.source]
    assert len(kept) < len(paper.cells)
    paper.notebook.cells = kept
