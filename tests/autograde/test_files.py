"""autograded/: what gets there of a submission, and several notebooks in one assignment."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat

from nbjudge.grading import nbgrader
from tests.autograde.classes import FULL, RIGHT, configure, execute, grade, hand_in, marks, rows


def graded(course: Path, student: str = "ann") -> set[str]:
    top = course / "autograded" / student / "lesson"
    return {str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()}


def rename(notebook: Path, other: Path) -> None:
    """Make another notebook of this one, whose exercises have other names."""
    text = notebook.read_text().replace("halve", "halve_too").replace("root", "root_too")
    other.write_text(text)


OWN = {"notebook.ipynb", "notebook.verdicts.json"}


def test_other_files_come_along(course: Path) -> None:
    """As with nbgrader: all but notebooks and what CourseDirectory.ignore names, read-only."""
    folder = hand_in(course, "ann", RIGHT)
    for name in ("data.csv", "deep/er/plan.txt", "torch.py", ".hidden", "second.ipynb"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("1")
    (course / "source" / "lesson" / "table.csv").write_text("the master's")
    (folder / "table.csv").write_text("the learner's")
    grade(course)
    assert graded(course) == {*OWN, "data.csv", "deep/er/plan.txt", "table.csv"}
    top = course / "autograded" / "ann" / "lesson"
    assert (top / "table.csv").read_text() == "the master's"
    assert {path.stat().st_mode & 0o777 for path in top.rglob("*.*")} == {0o444}
    configure(course, "c.Autograde.exclude_overwriting = {'lesson': ['table.csv']}")
    grade(course, force=True)
    assert (top / "table.csv").read_text() == "the learner's"


def test_no_link_out_and_nothing_huge(course: Path, tmp_path: Path) -> None:
    """Links out, pipes and files beyond max_file_size stay behind; nobody waits for them."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    folder = hand_in(course, "ann", RIGHT)
    (folder / "out.txt").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    (folder / "gone.txt").symlink_to("nowhere")
    (folder / "round.txt").symlink_to("round.txt")
    (folder / "plan.txt").write_text("x")
    (folder / "in.txt").symlink_to("plan.txt")
    os.mkfifo(folder / "pipe.txt")
    with open(folder / "huge.bin", "wb") as file:
        file.truncate(10**12)
    (folder / "notebook.verdicts.json").mkdir()
    assert grade(course).failures == []
    assert marks(course) == {"ann": FULL}
    assert graded(course) == {*OWN, "plan.txt", "in.txt"}


def test_a_link_as_notebook(course: Path, tmp_path: Path) -> None:
    """A notebook that is a link to somewhere else earns nothing and shows nothing of it."""
    hand_in(course, "ann", RIGHT)
    folder = course / "submitted" / "bob" / "lesson"
    folder.mkdir(parents=True)
    (folder / "notebook.ipynb").symlink_to(
        course / "submitted" / "ann" / "lesson" / "notebook.ipynb"
    )
    grade(course)
    assert marks(course) == {"ann": FULL, "bob": 0}


def test_leftovers_are_removed(course: Path) -> None:
    """What a killed run was building goes away; so does the folder of this run."""
    hand_in(course, "ann", RIGHT)
    left = course / "autograded" / ".nbjudge-killed" / "x"
    left.mkdir(parents=True)
    (left / "half.ipynb").write_text("{")
    grade(course)
    assert [path.name for path in (course / "autograded").iterdir()] == ["ann"]


def test_several_notebooks(course: Path) -> None:
    """Each notebook of an assignment gets its marks; one of them can be graded alone."""
    source = course / "source" / "lesson"
    rename(source / "notebook.ipynb", source / "second.ipynb")
    nbgrader(course, "generate_assignment", "lesson", "--force")
    folder = hand_in(course, "ann", RIGHT)
    rename(folder / "notebook.ipynb", folder / "second.ipynb")
    hand_in(course, "bob", RIGHT)
    grade(course)
    assert marks(course) == {"ann": 2 * FULL, "bob": FULL}
    assert graded(course) == {*OWN, "second.ipynb", "second.verdicts.json"}
    second = nbformat.read(folder / "second.ipynb", as_version=4)
    for cell in second.cells:
        if cell.id == "halve_too":
            cell.source = "def halve_too(x):\n    return 0\n"
    nbformat.write(second, folder / "second.ipynb")
    configure(course, "c.CourseDirectory.notebook_id = 's*'")
    grade(course)
    assert marks(course) == {"ann": 2 * FULL - 2, "bob": FULL}
    assert graded(course) == {*OWN, "second.ipynb", "second.verdicts.json"}
    assert len(rows(course, "notebooks")) == 4


def test_a_cell_added_after_grading(course: Path) -> None:
    """Rows that a later generate_assignment calls for are made for those graded before."""
    hand_in(course, "ann", RIGHT)
    grade(course)
    first = rows(course, "grades")
    execute(course, "delete from grade where auto_score = 3")
    assert grade(course).graded == 1
    assert rows(course, "grades") == first


def test_a_script_is_the_master_where_there_is_one(course: Path, small_text: str) -> None:
    """source/<assignment>/<notebook>.py counts, the notebook beside it is derived from it."""
    source = course / "source" / "lesson"
    (source / "notebook.py").write_text(small_text.replace("secret / 2", "secret / 3"))
    (source / "notebook.ipynb").unlink()
    hand_in(course, "ann", RIGHT)
    grade(course)
    assert marks(course) == {"ann": FULL - 2}
