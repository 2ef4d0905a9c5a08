"""The gate itself, on a small course: it passes what is declared rightly and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.gate import Variant, exercise_of, run_gate, without_hidden_tests

pytestmark = pytest.mark.gate

WRONG_HALF = "def halve(x):\n    return x / 3\n"


@pytest.fixture
def master(small_course: Path):
    return masters.derive(small_course / "source/lesson/small.py")


def messages(master, variants: list[Variant], course: Path) -> list[str]:
    return [str(failure) for failure in run_gate(master, variants, course)]


def test_what_is_declared_rightly_passes(master, small_course: Path) -> None:
    """Blank, solution, a wrong answer, a partly right one and another right one: no failure."""
    nothing = {"test_halve": 0, "test_root": 0, "test_root_large": 0}
    variants = [
        Variant(None, "blank", None, nothing),
        Variant(None, "solution"),
        Variant("halve", "a third", {"halve": WRONG_HALF}, {"test_halve": 0}),
        Variant(
            "root",
            "right for small numbers",
            {"root": "def root(x):\n    return x**0.5 if x < 10 else 0\n"},
            {"test_root_large": 0},
        ),
        Variant("halve", "by product", {"halve": "def halve(x):\n    return x * 0.5\n"}),
    ]
    assert messages(master, variants, small_course) == []


def test_every_disagreement_is_named(master, small_course: Path) -> None:
    """Exercise, variant, expected and got; marks lost elsewhere are said to be elsewhere."""

    def no_import(notebook) -> None:
        notebook.cells = [cell for cell in notebook.cells if cell.id != "import-math"]

    variants = [
        Variant("halve", "a third", {"halve": WRONG_HALF}),
        Variant("root", "not wrong at all", {}, {"test_root": 1}),
        Variant("halve", "loses the import", {}, {}, no_import),
    ]
    assert messages(master, variants, small_course) == [
        "halve: a third: expected 2, got 0 in halve",
        "root: not wrong at all: expected 2, got 4 in root",
        "halve: loses the import: expected 4, got 0 in ANOTHER exercise, root",
    ]


def test_marks_of_one_cell_do_not_make_up_for_another(master, small_course: Path) -> None:
    """Equal sums do not hide that the marks came from the wrong test cell."""
    variants = [
        Variant(
            "root",
            "right for large numbers",
            {"root": "def root(x):\n    return x**0.5 if x > 10 else 0\n"},
            {"test_root": 1, "test_root_large": 0},
        )
    ]
    assert messages(master, variants, small_course) == [
        "root: right for large numbers: expected 1, got 1 in root"
    ]


def test_a_submission_that_nbgrader_gives_up_on(master, small_course: Path) -> None:
    """A variant without marks is a failure, not one that is left out."""
    variants = [
        Variant("halve", "kills the kernel", {"halve": "import os\nos._exit(1)\n"}),
        Variant(None, "solution"),
        Variant(None, "solution again"),
    ]
    assert messages(master, variants, small_course) == [
        "halve: kills the kernel: was not graded at all"
    ]


@pytest.mark.parametrize("exercise", ["halve", "root"])
def test_removed_hidden_tests_are_noticed(master, small_course: Path, exercise: str) -> None:
    """Without an exercise's hidden tests its wrong answers earn marks, and the gate fails."""
    wrong = f"def {exercise}(x):\n    return -1\n"
    expected = {"halve": {"test_halve": 0}, "root": {"test_root": 0, "test_root_large": 0}}
    variants = [Variant(exercise, "minus one", {exercise: wrong}, expected[exercise])]
    mutant = without_hidden_tests(master, exercise)
    assert run_gate(master, variants, small_course) == []
    assert [failure.exercise for failure in run_gate(mutant, variants, small_course)] == [exercise]


def test_the_longest_name_owns_a_test() -> None:
    """test_stable_x_y is stable_x's, and test_x_stable is x's."""
    names = ["x", "stable_x", "x_y"]
    tests = ["test_x", "test_stable_x_y", "test_x_stable", "test_x_y_z", "test_z"]
    assert [exercise_of(test, names) for test in tests] == ["x", "stable_x", "x", "x_y", "test_z"]
