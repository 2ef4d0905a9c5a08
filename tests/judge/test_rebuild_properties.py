"""What holds for every submission, with hypothesis, and for this course's own first lesson."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path

import nbformat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearSolutions
from nbgrader.utils import compute_checksum
from traitlets.config import Config

from nbjudge.authoring import answers, masters, regions
from nbjudge.rebuild import (
    SENTENCES,
    Rebuilt,
    built,
    notebook,
    prepare,
    reading,
    rebuild,
    submission,
)
from nbjudge.rebuild.slim import slim
from tests.judge.rebuild_parts import HALVE, MASTER, ROOT, STUB, back, handed_in, plain

LESSON = Path(__file__).resolve().parents[2] / "source" / "part1" / "from_scratch.py"


@pytest.fixture(scope="module")
def lesson() -> NotebookNode:
    return masters.derive(LESSON)


def released(master: NotebookNode) -> NotebookNode:
    """What learners get: nbgrader's stubs, no hidden tests."""
    clear = ClearSolutions(config=Config(ClearSolutions={"code_stub": {"python": STUB}}))
    release, _ = clear.preprocess(copy.deepcopy(master), {})
    for cell in release.cells:
        cell["source"] = regions.without_hidden(cell.source)
    return release


def check(rebuilt: Rebuilt, master: NotebookNode) -> None:
    """What every result must be."""
    assert [c.position for c in rebuilt.cells if c.kind != "extra"] == [
        i for i, cell in enumerate(master.cells) if cell.cell_type == "code"
    ]
    tests = {c.name: c.source for c in rebuilt.cells if c.kind == "test"}
    assert all(cell.source == tests.get(cell.id, cell.source) for cell in master.cells)
    assert set(rebuilt.missing) | set(rebuilt.unwritten) <= set(rebuilt.answers)
    assert all(note.sentence.endswith(".") for note in rebuilt.notes)
    made = notebook(rebuilt, master, stub=STUB)
    nbformat.validate(made)
    MetadataValidator().validate_nb(made)
    assert [cell.source for cell in made.cells if cell.cell_type == "code"] == [
        cell.source for cell in rebuilt.cells
    ]


CELLS = st.lists(
    st.one_of(
        st.sampled_from(handed_in().cells),
        st.builds(plain, st.sampled_from([HALVE, ROOT, f"{HALVE}\n{ROOT}", "a = 1", "def x(:"])),
        st.builds(plain, st.text(max_size=20)),
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(CELLS, st.booleans())
def test_any_shuffle_deletion_or_copy_of_cells_is_rebuilt(cells: list, ids: bool) -> None:
    """With their ids or without; an answer whose cell is there unbroken is never lost."""
    submitted = [dict(cell) if ids else {**cell, "metadata": {}, "id": "x"} for cell in cells]
    with tempfile.TemporaryDirectory() as folder:
        rebuilt = back(Path(folder), {"nbformat": 4, "cells": submitted})
    check(rebuilt, MASTER)
    for name, source in {"halve": HALVE, "root": ROOT}.items():
        if any(cell["source"] == source for cell in submitted):
            assert name not in rebuilt.missing + rebuilt.unwritten
            assert f"def {name}(" in rebuilt.answers[name]


WHOLE = json.dumps(handed_in()).encode()

TEXT = st.text('ab"\\[]{}\n\u20ac\ud800', max_size=8)
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["source", "input", "cell_type", "id", "metadata", "nbgrader", "grade_id"])
CELL = st.dictionaries(KEYS, ODD | st.dictionaries(KEYS, st.dictionaries(KEYS, ODD) | ODD)) | ODD
TOPS = st.sampled_from(["cells", "nbformat", "metadata", "worksheets"])


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(TOPS, st.lists(CELL, max_size=5) | ODD, max_size=4), st.booleans())
@example({"nbformat": "€", "cells": []}, False)
@example({"cells": [{"id": "\U0001f600" * 300, "cell_type": "é" * 99, "source": ""}]}, True)
@example({"cells": [{"id": "\U0001f600" * 300, "cell_type": "é" * 99, "source": ""}]}, False)
@example({"cells": [{"id": 'a"\\' * 1500, "cell_type": "x\ud83d" * 99, "source": ["", 1]}]}, True)
def test_both_ways_of_reading_say_the_same(tree: dict[str, object], plain: bool) -> None:
    """What is built at once for speed is read as what is only walked through."""
    text = json.dumps(tree, ensure_ascii=plain).encode("utf-8", "replace")
    quick = submission.from_notebook(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(built, "LARGEST", 0)
        slow = submission.from_notebook(text)
    assert quick == slow


ANSWERED = {
    **handed_in().cells[-1],
    "source": HALVE,
    "id": "a",
    "outputs": [1],
    "metadata": {"nbgrader": {"grade_id": "b"}},
}
MORE = st.sampled_from(["source", "outputs", "attachments", "id", "cell_type", "metadata"])
WITH_OUTPUTS = st.dictionaries(MORE, ODD) | CELL


@settings(max_examples=400, deadline=None)
@given(
    st.dictionaries(TOPS, st.lists(WITH_OUTPUTS, max_size=5) | ODD, max_size=4),
    st.booleans(),
    st.binary(max_size=3),
    st.integers(0, 300),
)
@example({"cells": [ANSWERED]}, True, b"", 0)
def test_what_is_left_out_on_the_way_is_not_missed(
    tree: dict[str, object], plain: bool, noise: bytes, at: int
) -> None:
    """Outputs do not travel to who grades, who reads the same cells and notes without them."""
    text = json.dumps(tree, ensure_ascii=plain).encode("utf-8", "replace")
    for data in (text, text[:at] + noise + text[at:]):
        whole, left = (reading.File("small.ipynb", one) for one in (data, slim(data)))
        assert reading.content(left)[1] == reading.content(whole)[1]
        read = submission.from_notebook
        assert read(reading.content(left)[0]) == read(reading.content(whole)[0])


def test_pictures_do_not_travel(tmp_path: Path) -> None:
    """Of a notebook that was run, what is handed on is its cells' text."""
    run = handed_in()
    run.cells[-1]["outputs"] = [{"data": {"image/png": "iVBOR" * 10_000}}]
    (tmp_path / "small.ipynb").write_text(json.dumps(run))
    found = reading.handed(tmp_path / "small.ipynb")
    assert b"iVBOR" not in found.own.data and len(found.own.data) < 10_000
    assert rebuild(MASTER, found, stub=STUB).answers == {"halve": HALVE, "root": ROOT}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_bytes_in_a_file_never_raise(data: st.DataObject) -> None:
    """Noise alone, or in place of any part of a sound notebook."""
    start = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(start, min(len(WHOLE), start + 300)))
    noise = data.draw(st.binary(max_size=40))
    for content in (noise, WHOLE[:start] + noise + WHOLE[end:]):
        with tempfile.TemporaryDirectory() as folder:
            check(back(Path(folder), content), MASTER)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "source", "cell_type", "metadata", "nbgrader", "grade_id", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(JSON, JSON)
def test_any_json_in_a_notebooks_place_never_raises(cell: object, metadata: object) -> None:
    """Wrong types wherever a notebook has a right one."""
    for content in (cell, {"cells": [cell, {"source": HALVE, "metadata": metadata}]}):
        with tempfile.TemporaryDirectory() as folder:
            check(back(Path(folder), json.dumps(content)), MASTER)


def test_an_untouched_submission_gives_exactly_its_answers(
    tmp_path: Path, lesson: NotebookNode
) -> None:
    """For the whole of part 1: with solutions filled in, and as it was handed out."""
    solutions = answers.solutions(lesson)
    nbformat.write(answers.fill(released(lesson), solutions), tmp_path / "from_scratch.ipynb")
    rebuilt = rebuild(lesson, tmp_path / "from_scratch.ipynb", stub=STUB)
    assert rebuilt.answers == solutions
    assert not rebuilt.notes
    check(rebuilt, lesson)
    nbformat.write(released(lesson), tmp_path / "from_scratch.ipynb")
    rebuilt = rebuild(lesson, tmp_path / "from_scratch.ipynb", stub=STUB)
    assert rebuilt.unwritten == tuple(solutions)
    assert rebuilt.answers == {c.metadata.nbgrader.grade_id: c.source for c in blanks(lesson)}


def blanks(master: NotebookNode) -> list[NotebookNode]:
    return list(answers.blanks(released(master)).values())


def test_part_1_without_any_id_loses_no_answer(tmp_path: Path, lesson: NotebookNode) -> None:
    """Each of the ten blanks is recognised by the function it defines."""
    solutions = answers.solutions(lesson)
    filled = answers.fill(released(lesson), solutions)
    for number, cell in enumerate(filled.cells):
        cell["metadata"], cell["id"] = {}, f"n{number}"
    nbformat.write(filled, tmp_path / "from_scratch.ipynb")
    rebuilt = rebuild(lesson, tmp_path / "from_scratch.ipynb", stub=STUB)
    assert rebuilt.answers == solutions
    assert {note.code for note in rebuilt.notes} == {"lost_id"}
    assert "extra" not in {cell.kind for cell in rebuilt.cells}


def test_the_rebuilt_notebook_has_the_checksums_of_the_release(
    tmp_path: Path, lesson: NotebookNode
) -> None:
    """By them nbgrader and the feedback tell an untouched answer from a written one."""
    release = {cell.id: cell for cell in released(lesson).cells}
    made = notebook(rebuild(lesson, tmp_path / "none.ipynb", stub=STUB), lesson, stub=STUB)
    for cell in made.cells:
        own = cell.metadata.get("nbgrader", {})
        if own.get("solution"):
            assert own["checksum"] == compute_checksum(release[cell.id]) == compute_checksum(cell)
        elif own.get("grade"):
            assert own["checksum"] == compute_checksum(cell)
            assert "BEGIN HIDDEN TESTS" in cell.source
    assert "jupytext" not in made.metadata
    assert not any(cell.get("outputs") for cell in made.cells)


def test_own_cells_come_without_metadata_and_with_ids_of_their_own(tmp_path: Path) -> None:
    """Also where the master has a cell of that id."""
    master = copy.deepcopy(MASTER)
    master.cells[0]["id"] = "extra-1"
    submitted = handed_in()
    submitted.cells[3:3] = [plain("a = 1"), plain("b = 2")]
    for cell in submitted.cells[3:5]:
        cell["metadata"] = {"tags": ["skip-execution"], "nbgrader": {"grade": True, "points": 9}}
    nbformat.write(submitted, tmp_path / "small.ipynb")
    made = notebook(rebuild(master, tmp_path / "small.ipynb"), master)
    assert [cell.source for cell in made.cells[3:5]] == ["a = 1", "b = 2"]
    assert all(cell.metadata == {} for cell in made.cells[3:5])
    assert len({cell.id for cell in made.cells}) == len(made.cells)


def test_every_sentence_is_one_sentence() -> None:
    """It starts with a capital letter or a name, ends with a full stop, and names no machinery."""
    for sentence in SENTENCES.values():
        assert sentence.endswith(".")
        assert sentence[0].isupper() or sentence.startswith("{what}")
        assert not {"JSON", "nbformat", "None", "ast"} & set(sentence.split())


def test_a_prepared_master_gives_the_same_each_time(tmp_path: Path) -> None:
    """Prepared once, for any number of submissions, of which none changes it."""
    ready = prepare(MASTER, stub=STUB)
    (tmp_path / "small.ipynb").write_text(json.dumps(handed_in(halve="halve = 5")))
    first = rebuild(MASTER, tmp_path / "small.ipynb", stub=STUB)
    expected = notebook(first, MASTER, stub=STUB)
    for _ in range(2):
        rebuilt = rebuild(ready, tmp_path / "small.ipynb")
        assert rebuilt == first
        made = notebook(rebuilt, ready)
        assert made == expected
        for cell in made.cells:
            cell.source, cell.metadata["nbgrader"] = "changed", {}
        made.metadata.clear()
