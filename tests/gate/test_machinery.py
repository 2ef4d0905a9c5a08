"""The gate itself, on a small course: it passes what is declared rightly and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode

from nbjudge.authoring import masters
from nbjudge.authoring.gate import (
    Variant,
    exercise_of,
    packed,
    run_gate,
    together,
    without_hidden_tests,
)
from nbjudge.grading import grade_by_nbgrader

pytestmark = pytest.mark.gate

WRONG_HALF = "def halve(x):\n    return x / 3\n"
WRONG_ROOT = "def root(x):\n    return -1\n"
NO_ROOT = {"test_root": 0, "test_root_large": 0}
NO_HALF = {"test_halve": 0}


def without_import(notebook: NotebookNode) -> None:
    notebook.cells = [cell for cell in notebook.cells if cell.id != "import-math"]


RIGHTLY_DECLARED = [
    Variant(None, "blank", None, {**NO_HALF, **NO_ROOT}),
    Variant(None, "solution"),
    Variant("halve", "a third", {"halve": WRONG_HALF}, NO_HALF),
    Variant(
        "root",
        "right for small numbers",
        {"root": "def root(x):\n    return x**0.5 if x < 10 else 0\n"},
        {"test_root_large": 0},
    ),
    Variant("halve", "by product", {"halve": "def halve(x):\n    return x * 0.5\n"}),
]
WRONGLY_DECLARED = {
    Variant("halve", "a third, overrated", {"halve": WRONG_HALF}): (
        "halve: a third, overrated: expected 2, got 0 in halve"
    ),
    Variant("root", "not wrong at all", {}, {"test_root": 1}): (
        "root: not wrong at all: expected 2, got 4 in root"
    ),
    Variant("halve", "a wrong root", {"root": WRONG_ROOT}): (
        "halve: a wrong root: expected 4, got 0 in ANOTHER exercise, root"
    ),
    # Equal sums must not hide that the marks came from the wrong test cell.
    Variant(
        "root",
        "right for large numbers",
        {"root": "def root(x):\n    return x**0.5 if x > 10 else 0\n"},
        {"test_root": 1, "test_root_large": 0},
    ): "root: right for large numbers: expected 1, got 1 in root",
    Variant("halve", "ends Python", {"halve": "import os\nos._exit(1)\n"}): (
        "halve: ends Python: expected 2, got 0 in halve"
    ),
}
# What nbjudge is for: nbgrader's own execution loses marks of another exercise, or the learner.
LOST_BY_NBGRADER = {
    Variant("halve", "loses the import", {}, {}, without_import): (
        "halve: loses the import: expected 4, got 0 in ANOTHER exercise, root"
    ),
    Variant("halve", "kills the kernel", {"halve": "import os\nos._exit(1)\n"}, NO_HALF): (
        "halve: kills the kernel: was not graded at all"
    ),
}


@pytest.fixture(scope="module")
def master(small_text: str, tmp_path_factory: pytest.TempPathFactory) -> NotebookNode:
    script = tmp_path_factory.mktemp("master") / "small.py"
    script.write_text(small_text, encoding="utf-8")
    return masters.derive(script)


@pytest.fixture(scope="module")
def messages(master: NotebookNode, small_config: Path) -> list[str]:
    """What the gate says of all the variants above."""
    variants = [*RIGHTLY_DECLARED, *WRONGLY_DECLARED]
    return [str(failure) for failure in run_gate(master, variants, small_config)]


@pytest.mark.parametrize("variant", RIGHTLY_DECLARED, ids=str)
def test_what_is_declared_rightly_passes(variant: Variant, messages: list[str]) -> None:
    """Blank, solution, wrong, partly right, right in another way: no failure."""
    assert [text for text in messages if text.startswith(f"{variant}:")] == []


@pytest.mark.parametrize("variant", WRONGLY_DECLARED, ids=str)
def test_every_disagreement_is_named(variant: Variant, messages: list[str]) -> None:
    """Exercise, variant, expected, got; marks lost elsewhere."""
    found = [text for text in messages if text.startswith(f"{variant}:")]
    assert found == [WRONGLY_DECLARED[variant]]


def test_nbgraders_own_execution_can_be_asked_for(master: NotebookNode, small_config: Path) -> None:
    """The same gate over it: marks lost elsewhere, nobody graded; nbjudge prevents both."""
    lost = list(LOST_BY_NBGRADER)
    assert run_gate(master, lost, small_config) == []
    failures = run_gate(master, lost, small_config, workers=1, grader=grade_by_nbgrader)
    assert [str(failure) for failure in failures] == list(LOST_BY_NBGRADER.values())


@pytest.mark.parametrize("exercise", ["halve", "root"])
def test_removed_hidden_tests_are_noticed(
    master: NotebookNode, small_config: Path, exercise: str
) -> None:
    """Without an exercise's hidden tests its wrong answer earns marks, the other's does not."""
    wrong = [
        Variant("halve", "a third", {"halve": WRONG_HALF}, NO_HALF),
        Variant("root", "minus one", {"root": WRONG_ROOT}, NO_ROOT),
    ]
    mutant = without_hidden_tests(master, exercise)
    failures = run_gate(mutant, wrong, small_config)
    assert [(failure.exercise, str(failure.variant)) for failure in failures] == [
        (exercise, str(wrong[exercise == "root"]))
    ]


def test_packing_blames_the_right_variant(master: NotebookNode, small_config: Path) -> None:
    """Of two variants that share a submission the wrong declaration alone is reported."""
    variants = [
        Variant("halve", "a third", {"halve": WRONG_HALF}, NO_HALF),
        Variant("root", "overrated", {"root": WRONG_ROOT}, {"test_root": 0}),
    ]
    failures = run_gate(master, variants, small_config, pack=2)
    assert list(map(str, failures)) == ["root: overrated: expected 1, got 0 in root"]


def test_a_combination_that_fails_is_named(master: NotebookNode, small_config: Path) -> None:
    """Variants that are right alone and wrong together are reported as what they are."""
    variants = [
        Variant("halve", "leaves a name", {"halve": "trap = 1\ndef halve(x):\n    return x / 2\n"}),
        Variant(
            "root",
            "falls over it",
            {"root": "def root(x):\n    return x**0.5 if 'trap' not in globals() else 0\n"},
        ),
    ]
    failures = run_gate(master, variants, small_config, pack=2)
    assert list(map(str, failures)) == [
        "whole notebook: only together: root: falls over it; halve: leaves a name: "
        "expected 4, got 0 in root"
    ] or list(map(str, failures)) == [
        "whole notebook: only together: halve: leaves a name; root: falls over it: "
        "expected 4, got 0 in root"
    ]


def test_packs_hold_each_exercise_once() -> None:
    """Every variant is in one pack, no pack has an exercise twice, whole notebooks are alone."""
    variants = [Variant(name, str(n)) for name, count in zip("abc", (5, 2, 1), strict=True)
                for n in range(count)]  # fmt: skip
    whole = Variant(None, "blank", None)
    packs = packed([*variants, whole], 2)
    assert [whole] in packs
    assert sorted(str(one) for pack in packs for one in pack) == sorted(
        map(str, [*variants, whole])
    )
    assert all(len({one.exercise for one in pack}) == len(pack) <= 2 for pack in packs)
    assert len(packs) == 1 + 5


def test_together_adds_answers_and_marks_up() -> None:
    """A shared submission has the answers of its variants and expects the marks of each."""
    both = together([Variant("a", "1", {"a": "x"}, {"test_a": 0}), Variant("b", "2", {"b": "y"})])
    assert (both.answers, both.expected) == ({"a": "x", "b": "y"}, {"test_a": 0})


def test_the_longest_name_owns_a_test() -> None:
    """test_stable_x_y is stable_x's, and test_x_stable is x's."""
    names = ["x", "stable_x", "x_y"]
    tests = ["test_x", "test_stable_x_y", "test_x_stable", "test_x_y_z", "test_z"]
    assert [exercise_of(test, names) for test in tests] == ["x", "stable_x", "x", "x_y", "test_z"]
