"""Each exercise is judged for itself: earlier ones are references, banned operations are seen."""

from __future__ import annotations

import pytest

from tests.judge.lessons import Judged, Lesson, verdict

LESSON = Lesson("import torch\nfrom nbjudge.exam import Conditions, call, under\nscale = 1")
LESSON.cell(
    """
    def reference(x):
        return scale * shifted(x)

    def shifted(x):
        return x + 1

    def normalise(x):
        return torch.softmax(x, 0)

    before = Conditions({"increment": reference})
    banned = Conditions(bans=("*softmax*",))
    by_hand = Conditions(bans=("autograd",))
    both = Conditions({"normalise": normalise}, ("*softmax*",))
    """
)
LESSON.exercise("increment", "assert increment(1) == 2, f'1 became {increment(1)}'")
LESSON.exercise(
    "twice",
    """
    answer = under(twice, before)(1)
    assert answer == 3, f"1 became {answer}"
    """,
)
LESSON.exercise("own_increment", "assert own_increment() == 'mine'")
LESSON.exercise(
    "probabilities",
    """
    outcome = call(probabilities, [torch.ones(3)], conditions=banned)
    print(outcome.used)
    answer = under(probabilities, banned)(torch.ones(3))
    assert torch.allclose(answer, torch.full((3,), 1 / 3))
    """,
)
LESSON.exercise(
    "without_adding",
    """
    outcome = call(without_adding, [torch.ones(2)], conditions=Conditions(bans=("add*",)))
    print(outcome.used, outcome.result, outcome.raised)
    """,
)
LESSON.exercise("derivative", "assert under(derivative, by_hand)(3.0) == 6, 'it is 6'")
LESSON.exercise("scaled", "print(call(scaled, [torch.ones(2)], conditions=both).used)")
LESSON.exercise(
    "drawn",
    """
    first, second = (call(drawn, seed=5).result for _ in range(2))
    assert first == second
    outcome = call(drawn, [1, 2, 3], quiet=True)
    print(type(outcome.error).__name__, outcome.raised)
    """,
)

TWICE = "def twice(x):\n    return increment(increment(x))"


def test_earlier_exercises_are_references(judged: Judged) -> None:
    """A wrong earlier answer costs nothing where a later one calls it."""
    graded = judged.grade(increment="def increment(x):\n    return x - 1", twice=TWICE)
    assert verdict(graded, "increment").sentence == "1 became 0"
    assert verdict(graded, "twice").points == 1


def test_a_missing_earlier_exercise(judged: Judged) -> None:
    """Nor does one that was never written, or whose cell crashed."""
    assert judged.verdict("twice", TWICE).points == 1
    graded = judged.grade(increment="import os\nos._exit(1)", twice=TWICE)
    assert verdict(graded, "twice").points == 1


def test_a_right_earlier_exercise_gains_nothing(judged: Judged) -> None:
    """A later answer that is wrong stays wrong beside a right earlier one."""
    right = "def increment(x):\n    return x + 1"
    graded = judged.grade(increment=right, twice="def twice(x):\n    return increment(x)")
    assert [one.points for one in graded.verdicts][:2] == [1, 0]
    assert verdict(graded, "twice").sentence == "1 became 2"


def test_other_names_of_an_earlier_exercise(judged: Judged) -> None:
    """An alias of the learner's for an earlier answer is the reference as well."""
    graded = judged.grade(
        increment="def increment(x):\n    return 0\nadd_one = increment",
        twice="def twice(x):\n    return add_one(add_one(x))",
    )
    assert verdict(graded, "twice").points == 1


def test_references_are_gone_afterwards(judged: Judged) -> None:
    """After a judged call the learner's own answer has its name again."""
    graded = judged.grade(
        increment="def increment(x):\n    return 'mine'",
        twice=TWICE,
        own_increment="def own_increment():\n    return increment(1)",
    )
    assert verdict(graded, "own_increment").points == 1


def test_a_name_that_was_deleted(judged: Judged) -> None:
    """An answer that deletes the name of an earlier one in a call cannot break the next call."""
    answer = "def twice(x):\n    global increment\n    y = increment(increment(x))\n"
    graded = judged.grade(
        increment="def increment(x):\n    return 'mine'",
        twice=answer + "    del increment\n    return y",
        own_increment="def own_increment():\n    return increment(1)",
    )
    assert verdict(graded, "twice").points == verdict(graded, "own_increment").points == 1


@pytest.mark.parametrize(
    "body",
    [
        "torch.softmax(x, 0)",
        "x.softmax(0)",
        "torch.nn.Softmax(0)(x)",
        "torch.nn.functional.softmax(x, dim=0)",
        "getattr(torch, 'soft' + 'max')(x, 0)",
        "torch.log_softmax(x, 0).exp()",
        "eval('torch.' + 'xam'[::-1].replace('max', 'softmax') + '(x, 0)')",
    ],
)
def test_bans_hold_whatever_the_name(judged: Judged, body: str) -> None:
    """A banned operation is seen by what runs, and told; the right result earns nothing."""
    found = judged.verdict("probabilities", f"def probabilities(x):\n    return {body}")
    assert found.points == 0 and "softmax" in found.report
    assert "used the ready-made" in found.sentence


def test_what_is_not_banned(judged: Judged) -> None:
    """The same by hand is no banned operation."""
    answer = "def probabilities(x):\n    e = x.exp()\n    return e / e.sum()"
    assert judged.report("probabilities", answer) == "None"


@pytest.mark.parametrize(
    ("body", "said"),
    [("x + 1", "add None None"), ("x - -1.5", "None tensor([2.5000, 2.5000]) None")],
)
def test_a_ban_on_what_takes_numbers(judged: Judged, body: str, said: str) -> None:
    """A banned operation with a number in place of a tensor works, and is seen."""
    assert judged.report("without_adding", f"def without_adding(x):\n    return {body}") == said


def test_a_ban_holds_in_the_call_alone(judged: Judged) -> None:
    """What a cell does outside a judged call is not banned."""
    answer = "y = torch.softmax(torch.ones(3), 0)\ndef probabilities(x):\n    return y"
    assert judged.report("probabilities", answer) == "None"


@pytest.mark.parametrize(
    "body",
    [
        "(t * t).backward()\n    return t.grad",
        "return torch.autograd.grad(t * t, t)[0]",
        "return torch.func.grad(lambda u: u * u)(t.detach())",
        "return torch.autograd.functional.jacobian(lambda u: u * u, t)",
    ],
    ids=["backward", "grad", "func", "jacobian"],
)
def test_autograd_can_be_banned(judged: Judged, body: str) -> None:
    """Differentiation by torch is seen however it is asked for."""
    answer = f"def derivative(x):\n    t = torch.tensor(x, requires_grad=True)\n    {body}"
    found = judged.verdict("derivative", answer)
    assert found.points == 0 and "used the ready-made autograd" in found.sentence


def test_a_derivative_by_hand(judged: Judged) -> None:
    """A derivative without autograd keeps its marks."""
    assert judged.verdict("derivative", "def derivative(x):\n    return 2 * x").points == 1


def test_a_reference_may_use_what_is_banned(judged: Judged) -> None:
    """What runs inside a reference is not the answer's doing."""
    assert judged.report("scaled", "def scaled(x):\n    return normalise(x)") == "None"
    own = "def normalise(x):\n    return 0\ndef scaled(x):\n    return torch.softmax(x, 0)"
    assert judged.report("scaled", own) == "softmax"


def test_calls_with_a_seed(judged: Judged) -> None:
    """A call with a seed draws the same numbers again; its outcome holds what was raised."""
    answer = "def drawn():\n    return torch.rand(3).tolist()"
    report = judged.report("drawn", answer)
    assert report.startswith("TypeError TypeError: drawn() takes 0 positional arguments")
