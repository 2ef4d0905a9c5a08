"""Which cell of which lesson defines a name, as the kernel's advice needs to know."""

from __future__ import annotations

import pytest

from nn_course.catalogue import PARTS, exercises
from nn_course.kernel.lessons import at_work, lessons, names_in


@pytest.mark.parametrize(("place", "part"), list(enumerate(PARTS)), ids=PARTS)
def test_every_exercise_has_its_blank(place: int, part: str) -> None:
    """The blanks of the notebooks are the exercises, each with the line that begins it."""
    blanks = lessons()[place].blanks
    assert list(blanks) == [known.name for known in exercises(part)]
    for name, line in blanks.items():
        assert line.startswith((f"def {name}(", f"class {name}(", f"class {name}:"))


def test_every_lesson_is_recognised_by_any_of_its_checks() -> None:
    """What tells lessons apart are the cells that ran; of none of them, the notebook's name."""
    for lesson in lessons():
        last = lesson.cells[-1].source
        assert at_work(["", last], "") is lesson
        assert at_work(["", "1 + 1"], lesson.notebook) is lesson
    assert at_work(["1 + 1"], "Untitled") is None


def test_a_blank_is_recognised_filled_in() -> None:
    """By the line that begins it, whatever stands below."""
    lesson = lessons()[0]
    place = lesson.place("# mine\ndef nll(log_probs, target):\n    return 1")
    assert place is not None and lesson.cells[place].exercise == "nll"
    assert lesson.place("def nll(a):\n    return 1") is None


def test_a_name_comes_from_the_nearest_cell_above() -> None:
    """For a cell of the lesson; for any other from the first one. What is only below is nothing."""
    lesson = lessons()[0]
    place = lesson.place("plots.keepdim(x)")
    assert place is not None
    assert lesson.definition("x", place) == "x = torch.tensor([[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]])"
    first = lesson.definition("x", None)
    assert first == "x = torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]])"
    assert lesson.definition("fit", place) is None


def test_names_are_those_that_a_cell_leaves_behind() -> None:
    """Imports, functions, classes, loops and the like; nothing of what stays inside a function."""
    source = (
        "import torch.nn as nn, os.path\nfrom math import pi\n(a, b), *c = 1, 2\na = 3\n"
        "for i in range(3):\n    d = [e for e in range(i)]\n"
        "def f(g):\n    h = 1\nclass K:\n    l = 2\nwith open('x') as m:\n    n: int = 1\n"
        "(lambda o: o)((p := 2))\n"
    )
    found = names_in(source)
    assert set(found) == {*"abcidfmnp", "K", "nn", "os", "pi"}
    assert found["a"] == "(a, b), *c = 1, 2" and found["d"] == "d = [e for e in range(i)]"
