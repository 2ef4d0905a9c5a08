"""Which cell answers which blank, when a learner has moved, copied, cut and joined cells."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell, new_raw_cell

from nbjudge.rebuild import rebuild
from tests.judge.rebuild_parts import (
    HALVE,
    MASTER,
    ROOT,
    STUB,
    back,
    blank,
    codes,
    extras,
    handed_in,
    plain,
    swap,
)

ANSWERS = {"halve": HALVE, "root": ROOT}
BROKEN = "def halve(x:\n    return x / 2"


def test_every_cell_to_run_but_answers_and_extras_is_the_masters(tmp_path: Path) -> None:
    """Edited tests and lessons are not used; test cells keep their hidden tests."""
    notebook = handed_in()
    for cell in notebook.cells:
        if cell.id not in ("halve", "root"):
            cell.source = "raise SystemExit"
    rebuilt = back(tmp_path, notebook)
    own = {cell.id: cell.source for cell in MASTER.cells}
    masters = [cell for cell in rebuilt.cells if cell.kind in ("master", "test")]
    assert len(masters) == 5
    assert all(cell.source == own[cell.name] for cell in masters)
    assert [n.grade_id for n in rebuilt.notes if n.code == "edited_locked"] == [
        "test_halve",
        "test_root",
    ]


def test_an_untouched_blank_is_not_written(tmp_path: Path) -> None:
    """Also with a comment, another message, or nothing left in it; it is not missing."""
    for source in (
        f"def halve(x):\n    {STUB}",
        f"# later\ndef halve(x):\n    # hm\n    {STUB}",
        "def halve(x):\n    raise NotImplementedError()",
        "",
        "# no time",
    ):
        rebuilt = back(tmp_path, handed_in(halve=source))
        assert rebuilt.unwritten == ("halve",)
        assert not rebuilt.missing
        assert codes(rebuilt) == ["not_written"]
        assert rebuilt.answers["halve"] == f"def halve(x):\n    {STUB}"


def test_a_deleted_blank_is_missing_and_costs_nothing_else(tmp_path: Path) -> None:
    """The stub stands in its place."""
    rebuilt = back(tmp_path, swap(handed_in(), "halve"))
    assert rebuilt.missing == ("halve",)
    assert rebuilt.answers == {"halve": f"def halve(x):\n    {STUB}", "root": ROOT}
    assert codes(rebuilt) == ["missing"]


def test_a_solution_is_never_handed_to_a_learner(tmp_path: Path) -> None:
    """With or without markers in the master, a missing answer is a stub."""
    master = MASTER.copy()
    master["cells"] = [cell.copy() for cell in MASTER.cells]
    master.cells[2]["source"] = "def halve(x):\n    return x * 0.5"
    rebuilt = rebuild(master, tmp_path / "small.ipynb", stub=STUB)
    assert rebuilt.answers == {"halve": STUB, "root": f"def root(x):\n    {STUB}"}


def test_a_lost_grade_id_is_made_up_for_by_the_cell_id(tmp_path: Path) -> None:
    """Without a word: nothing is in doubt."""
    notebook = handed_in()
    for cell in notebook.cells:
        cell["metadata"] = {}
    rebuilt = back(tmp_path, notebook)
    assert rebuilt.answers == ANSWERS
    assert not rebuilt.notes


def test_without_any_id_the_defined_name_tells(tmp_path: Path) -> None:
    """As after a round through an editor that drops metadata."""
    notebook = handed_in()
    for number, cell in enumerate(notebook.cells):
        cell["metadata"], cell["id"] = {}, str(number)
    rebuilt = back(tmp_path, notebook)
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["lost_id", "lost_id"]
    assert not extras(rebuilt)


@pytest.mark.parametrize(
    "source", [BROKEN, "@wraps(\n" + HALVE, "halve = lambda x: x / 2", "class halve: pass"]
)
def test_the_name_is_found_in_broken_code_too(tmp_path: Path, source: str) -> None:
    """A syntax error is the learner's answer, not a missing one."""
    rebuilt = back(tmp_path, swap(handed_in(), "halve", plain(source)))
    assert rebuilt.answers["halve"] == source
    assert codes(rebuilt) == ["lost_id"]


def test_of_several_versions_the_last_counts(tmp_path: Path) -> None:
    """As in a kernel; the older version is not run, its helper is."""
    older = blank("halve", "two = 2\n\n\ndef halve(x):\n    return x / two")
    newer = blank("halve", HALVE, id="copy")
    rebuilt = back(tmp_path, swap(handed_in(), "halve", older, newer))
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["several"]
    assert extras(rebuilt) == [("imports", "two = 2")]


def test_a_stub_behind_the_answer_is_no_version(tmp_path: Path) -> None:
    """Copies of the untouched blank, and equal copies of the answer, say nothing."""
    stub = blank("halve", f"def halve(x):\n    {STUB}", id="copy")
    again = blank("halve", HALVE + "\n\n# the same", id="again")
    rebuilt = back(tmp_path, swap(handed_in(), "halve", again, blank("halve", HALVE), stub))
    assert rebuilt.answers == ANSWERS
    assert not rebuilt.notes
    assert not extras(rebuilt)


def test_a_copied_cell_with_a_helper_in_it_is_the_learners_own(tmp_path: Path) -> None:
    """JupyterLab copies the grade_id with the cell."""
    helper = blank("halve", "def two():\n    return 2", id="copy")
    rebuilt = back(tmp_path, swap(handed_in(), "halve", helper, blank("halve", HALVE)))
    assert rebuilt.answers == ANSWERS
    assert not rebuilt.notes
    assert [source for _, source in extras(rebuilt)] == [helper.source]


def test_an_answer_in_a_cell_of_ones_own_counts(tmp_path: Path) -> None:
    """The blank was left as it was, or holds a helper."""
    for inside in (f"def halve(x):\n    {STUB}", "def two():\n    return 2"):
        notebook = swap(handed_in(), "halve", blank("halve", inside), plain(HALVE))
        rebuilt = back(tmp_path, notebook)
        assert rebuilt.answers == ANSWERS
        assert codes(rebuilt) == ["elsewhere"]
    assert extras(rebuilt) == [("imports", "def two():\n    return 2")]


def test_swapped_answers_are_swapped_back(tmp_path: Path) -> None:
    """Each written in the other's cell."""
    rebuilt = back(tmp_path, handed_in(halve=ROOT, root=HALVE))
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["elsewhere", "elsewhere"]


@pytest.mark.parametrize("where", ["halve", "root", "show"])
def test_merged_cells_are_parted(tmp_path: Path, where: str) -> None:
    """Each blank gets its function, the first also what belongs to no blank."""
    merged = f"import cmath\n\n{HALVE}\n\n\n# the root\n@staticmethod\n{ROOT}"
    notebook = swap(swap(swap(handed_in(), "halve"), "root"), "show", plain(merged))
    if where != "show":
        notebook.cells[2]["id"] = where
    rebuilt = back(tmp_path, notebook)
    assert rebuilt.answers["halve"].split() == f"import cmath {HALVE}".split()
    assert rebuilt.answers["root"].strip() == f"# the root\n@staticmethod\n{ROOT}"
    assert codes(rebuilt) == ["merged"]


def test_merged_cells_with_a_syntax_error_are_parted_by_their_lines(tmp_path: Path) -> None:
    """The error costs the function that has it, not the other."""
    rebuilt = back(tmp_path, swap(handed_in(halve=f"{BROKEN}\n\n{ROOT}"), "root"))
    assert rebuilt.answers == {"halve": BROKEN, "root": ROOT}


def test_a_merged_cell_may_hold_a_stub(tmp_path: Path) -> None:
    """Then one of the two is not written."""
    both = f"{HALVE}\n\n\ndef root(x):\n    {STUB}"
    rebuilt = back(tmp_path, swap(handed_in(halve=both), "root"))
    assert rebuilt.answers["halve"] == both
    assert set(rebuilt.missing + rebuilt.unwritten) == {"root"}


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_an_answer_turned_into_text_still_counts(tmp_path: Path, kind: str) -> None:
    """JupyterLab does that at the press of one key; prose, though, is no answer."""
    make = {"markdown": new_markdown_cell, "raw": new_raw_cell}[kind]
    rebuilt = back(tmp_path, swap(handed_in(), "halve", make(HALVE, id="halve")))
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["cell_type"]
    rebuilt = back(tmp_path, swap(handed_in(), "halve", make("halve is hard", id="halve")))
    assert rebuilt.unwritten == ("halve",)


def test_a_cell_without_id_and_name_is_recognised_by_its_place(tmp_path: Path) -> None:
    """Alone between the master's neighbours; with a rival it is only an extra cell."""
    odd = plain("def half(x):\n    return x / 2")
    rebuilt = back(tmp_path, swap(handed_in(), "halve", odd))
    assert rebuilt.answers["halve"] == odd.source
    assert codes(rebuilt) == ["by_place"]
    rebuilt = back(tmp_path, swap(handed_in(), "halve", odd, plain("half(3)")))
    assert rebuilt.missing == ("halve",)
    assert [source for _, source in extras(rebuilt)] == [odd.source, "half(3)"]


def test_extra_cells_stand_behind_the_cells_they_followed(tmp_path: Path) -> None:
    """In their order, and only code."""
    notebook = handed_in()
    for position in (8, 7, 4, 3, 3, 0):
        notebook.cells.insert(position, plain(f"at = {position}"))
        notebook.cells.insert(position, new_markdown_cell("a thought"))
    rebuilt = back(tmp_path, notebook)
    assert [source[5:] for _, source in extras(rebuilt)] == ["0", "3", "3", "4", "7", "8"]
    assert [before for before, _ in extras(rebuilt)] == [
        "",
        "halve",
        "at = 3",
        "test_halve",
        "test_root",
        "done",
    ]


def test_a_copied_lesson_cell_is_not_run_twice_and_a_changed_one_is(tmp_path: Path) -> None:
    """The lesson's version runs first, the learner's after it."""
    notebook = handed_in()
    notebook.cells.append(plain("halve(10)  "))
    notebook.cells[1]["source"] = "import math, cmath"
    rebuilt = back(tmp_path, notebook)
    assert extras(rebuilt) == [("imports", "import math, cmath")]
    assert codes(rebuilt) == ["edited"]


def test_a_helper_goes_with_the_answer_that_uses_it(tmp_path: Path) -> None:
    """Answers written at the notebook's end are moved to their places, helpers of helpers too."""
    notebook = swap(handed_in(), "halve")
    end = (
        "half = 1 / 2",
        "def times(x):\n    return half * x",
        "def halve(x):\n    return times(x)",
    )
    notebook.cells += [plain("unrelated = 1"), *map(plain, end)]
    rebuilt = back(tmp_path, notebook)
    sources = [cell.source for cell in rebuilt.cells]
    assert [sources.index(source) for source in end] == [1, 2, 3]
    assert sources[-1] == "unrelated = 1"


def test_the_learners_metadata_is_nowhere(tmp_path: Path) -> None:
    """Tags, points and grade flags of answers, tests and own cells are ignored."""
    notebook = handed_in()
    notebook.cells.append(plain("1 + 1"))
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution"]
        cell.metadata.setdefault("nbgrader", {}).update(points=1000, grade=True, solution=False)
    assert back(tmp_path, notebook).cells[:-1] == back(tmp_path, handed_in()).cells


def test_a_grade_id_on_a_cell_of_ones_own_wins_nothing(tmp_path: Path) -> None:
    """A second test cell is not taken, whatever it says."""
    notebook = handed_in()
    notebook.cells.append(blank("test_halve", "halve = print"))
    rebuilt = back(tmp_path, notebook)
    assert not extras(rebuilt)
    assert codes(rebuilt) == ["edited_locked"]


def test_an_answer_in_prose_is_taken_as_text(tmp_path: Path) -> None:
    """A blank for prose, graded by hand: matched like any other, and not for execution."""
    master = copy.deepcopy(MASTER)
    prose = {"grade": True, "grade_id": "why", "locked": False, "solution": True, "points": 2}
    written = new_markdown_cell("Because.", id="why", metadata={"nbgrader": prose})
    master.cells.append(written)
    for answer, unwritten in (("# Since *x*", ()), ("YOUR ANSWER HERE", ("why",)), ("", ("why",))):
        notebook = handed_in()
        notebook.cells.append(new_markdown_cell(answer, id="why"))
        (tmp_path / "small.ipynb").write_text(json.dumps(notebook))
        rebuilt = rebuild(master, tmp_path / "small.ipynb", stub=STUB)
        assert rebuilt.unwritten == unwritten
        assert rebuilt.cells[-1].prose
        assert rebuilt.cells[-1].source == ("YOUR ANSWER HERE" if unwritten else answer)
