"""The file is a notebook, in an odd way."""

from __future__ import annotations

import json

import nbformat

from tests.damage.damage import EXERCISES, Paper, damage


@damage(notes={"old_format": "old format 3"})
def nbformat_3(paper: Paper) -> None:
    old = nbformat.convert(paper.notebook, 3)
    for sheet in old.worksheets:
        for cell in sheet.cells:
            cell.pop("id", None)
    paper.write(nbformat.v3.writes_json(old))


@damage(notes={"unknown_format": "format is 7"})
def nbformat_7(paper: Paper) -> None:
    paper.notebook["nbformat"] = 7


@damage()
def no_minor_version(paper: Paper) -> None:
    del paper.notebook["nbformat_minor"]


@damage()
def no_metadata_at_all(paper: Paper) -> None:
    del paper.notebook["metadata"]


@damage()
def another_kernel(paper: Paper) -> None:
    paper.notebook.metadata["kernelspec"] = {"name": "my-env", "display_name": "My env"}


@damage(notes={"language": "saved for R"})
def another_language(paper: Paper) -> None:
    spec = {"name": "ir", "display_name": "R", "language": "R"}
    paper.notebook.metadata["kernelspec"] = spec
    paper.notebook.metadata["language_info"] = {"name": "R"}


@damage()
def not_a_number_in_its_metadata(paper: Paper) -> None:
    """NaN and Infinity are no JSON, and Python writes them."""
    paper.notebook.metadata["took"] = float("nan")
    paper.cell("nll").metadata["took"] = [float("inf"), -float("inf")]
    assert "NaN" in paper.json and "-Infinity" in paper.json


@damage()
def halves_of_surrogate_pairs(paper: Paper) -> None:
    """In a comment of an answer, in prose and in a name of the metadata."""
    paper.cell("nll").source += "\n# \ud83d"
    paper.cells[0].source += " \udc00"
    paper.cell("fit").metadata["\ud800"] = "\udfff"
    paper.write(json.dumps(paper.notebook))


@damage()
def lines_of_windows(paper: Paper) -> None:
    for cell in paper.cells:
        cell.source = cell.source.replace("\n", "\r\n")


@damage(notes={"conflict": "lines of both sides"})
def merge_conflict_in_the_metadata(paper: Paper) -> None:
    conflict = '<<<<<<< HEAD\n "nbformat": 4,\n=======\n "nbformat": 4,\n>>>>>>> theirs\n'
    text = paper.json.replace(' "nbformat": 4,\n', conflict)
    assert text.count("\n=======\n") == 1
    paper.write(text)


@damage(lost=("nll",), notes={"conflict": "lines of both sides"})
def merge_conflict_in_an_answer(paper: Paper) -> None:
    """Both sides' lines are taken: here, two beginnings of one function."""
    line = '    "def nll(log_probs, target):\\n",\n'
    other = '    "def nll(log_probs, target)\\n",\n'
    assert line in paper.json
    conflict = f"<<<<<<< HEAD\n{line}=======\n{other}>>>>>>> theirs\n"
    paper.write(paper.json.replace(line, conflict))


@damage(notes={"damaged_cell": "has no text"})
def cells_without_a_source(paper: Paper) -> None:
    """Beside sound ones: cells that are numbers, null, or hold no text."""
    tree = json.loads(paper.json)
    odd = [1, None, [], {}, {"cell_type": "code"}, {"source": {"a": 1}}, "def nll(): pass"]
    tree["cells"][3:3] = odd
    paper.write(json.dumps(tree))


@damage()
def sources_of_other_kinds(paper: Paper) -> None:
    """Each as one string, as it is in memory, some as null."""
    tree = json.loads(json.dumps(paper.notebook))
    tree["cells"].insert(2, {"cell_type": "markdown", "metadata": {}, "source": None})
    paper.write(json.dumps(tree))


@damage(lost=EXERCISES, notes={"not_a_notebook": "is not a notebook"})
def a_list_of_cells_alone(paper: Paper) -> None:
    paper.write(json.dumps({"tasks": ["halve"], "done": True}))


@damage()
def outputs_nested_deeper_than_python_goes(paper: Paper) -> None:
    mark = '"outputs": []'
    text = paper.json
    assert mark in text
    paper.write(text.replace(mark, '"outputs": [' + "[" * 100_000 + "]" * 100_000 + "]", 1))
