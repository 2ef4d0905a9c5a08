"""What an answer does to its arguments happens to the test's own objects."""

from __future__ import annotations

from tests.judge.lessons import Judged, Lesson

LESSON = Lesson("import numpy as np\nimport torch")
LESSON.exercise(
    "containers",
    """
    row, table, group = [1, 2, 3], {"a": [1], "b": 2}, {1}
    inner = table["a"]
    containers(row, table, group)
    print(row, table, group, inner is table["a"])
    """,
)
LESSON.exercise(
    "array",
    """
    one = np.zeros((2, 3))
    array(one)
    print(one.tolist())
    """,
)
LESSON.exercise(
    "tensor",
    """
    one = torch.zeros(2, 3)
    view = one[0]
    tensor(one)
    print(one.tolist(), view.tolist())
    """,
)
LESSON.exercise(
    "step",
    """
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    w.grad = torch.tensor([10.0, 20.0])
    step([w], 0.1)
    print(w.tolist(), None if w.grad is None else w.grad.tolist(), w.requires_grad, w.is_leaf)
    """,
)
LESSON.exercise(
    "ask",
    """
    w = torch.zeros(2)
    ask(w)
    print(w.requires_grad, w.is_leaf, w.grad)
    """,
)
LESSON.exercise(
    "same",
    """
    one = [1]
    same(one, one)
    print(one)
    """,
)
LESSON.exercise(
    "fixed",
    """
    one = np.zeros(2)
    one.flags.writeable = False
    print(fixed(one))
    """,
)
LESSON.exercise(
    "grow",
    """
    one = torch.zeros(2)
    grow(one)
    """,
)
LESSON.exercise(
    "part_way",
    """
    row = [1]
    try:
        part_way(row)
    except ValueError:
        print(row)
    """,
)


def test_lists_dicts_and_sets_change(judged: Judged) -> None:
    """Changes to lists, dicts and sets come back, nested ones into the very same objects."""
    answer = """
    def containers(row, table, group):
        row.append(row.pop(0))
        table["a"].append("x")
        del table["b"]
        group |= {2, 3}
    """
    seen = judged.report("containers", answer)
    assert seen == "[2, 3, 1] {'a': [1, 'x']} {1, 2, 3} True"


def test_arrays_change(judged: Judged) -> None:
    """An array written to is written to in the test."""
    answer = "def array(one):\n    one[1] = 7"
    assert judged.report("array", answer) == "[[0.0, 0.0, 0.0], [7.0, 7.0, 7.0]]"


def test_tensors_change_in_place(judged: Judged) -> None:
    """A tensor changed in place is changed in the test, in its own memory: views see it."""
    answer = "def tensor(one):\n    one[0] += 1"
    assert judged.report("tensor", answer) == ("[[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]] [1.0, 1.0, 1.0]")


def test_gradients_can_be_used_and_cleared(judged: Judged) -> None:
    """A step that reads .grad, writes the weights and clears .grad does all of it in the test."""
    answer = """
    def step(parameters, rate):
        with torch.no_grad():
            for p in parameters:
                p -= rate * p.grad
                p.grad = None
    """
    assert judged.report("step", answer) == "[0.0, 0.0] None True True"


def test_zeroed_gradients_stay(judged: Judged) -> None:
    """Gradients that are set to zero in place come back as zeros."""
    answer = "def step(parameters, rate):\n    parameters[0].grad.zero_()"
    assert judged.report("step", answer) == "[1.0, 2.0] [0.0, 0.0] True True"


def test_requires_grad_comes_back(judged: Judged) -> None:
    """requires_grad_() on an argument holds in the test, and so does a gradient put there."""
    answer = "def ask(w):\n    w.requires_grad_()\n    (w * 3).sum().backward()"
    assert judged.report("ask", answer) == "True True tensor([3., 3.])"


def test_requires_grad_can_be_taken_away(judged: Judged) -> None:
    """So does requires_grad_(False)."""
    answer = "def step(parameters, rate):\n    parameters[0].requires_grad_(False)"
    assert judged.report("step", answer) == "[1.0, 2.0] [10.0, 20.0] False True"


def test_one_argument_twice_is_one_there(judged: Judged) -> None:
    """An object given twice is one object for the answer."""
    answer = "def same(a, b):\n    a.append(2)\n    assert b == [1, 2] and a is b"
    assert judged.report("same", answer) == "[1, 2]"


def test_what_is_only_read_may_be_read_only(judged: Judged) -> None:
    """A read-only array can be given to an answer that leaves it alone."""
    assert judged.report("fixed", "def fixed(one):\n    return one.sum().item()") == "0.0"


def test_a_change_that_cannot_be_made_is_said(judged: Judged) -> None:
    """An answer that writes to a read-only array loses marks with a sentence, not the judge."""
    found = judged.verdict("fixed", "def fixed(one):\n    one[0] = 1")
    assert found.points == 0 and found.fault is None
    assert "read-only" in found.sentence


def test_another_shape_in_place_is_said(judged: Judged) -> None:
    """An answer that resizes an argument in place loses marks with a sentence."""
    found = judged.verdict("grow", "def grow(one):\n    one.resize_(5)")
    assert found.points == 0 and found.fault is None
    assert "came back as tensor of float32 with shape (5,)" in found.sentence


def test_changes_before_an_exception_come_back(judged: Judged) -> None:
    """What an answer changed before it raised is changed in the test."""
    answer = "def part_way(row):\n    row.append(2)\n    raise ValueError"
    assert judged.report("part_way", answer) == "[1, 2]"
