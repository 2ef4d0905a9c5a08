"""A probe runs beside the answer and returns plain data: for classes, modules, anything else."""

from __future__ import annotations

import textwrap

import pytest

from nbjudge.judge.errors import JudgeError
from tests.judge.lessons import Judged, Lesson, in_a_notebook, verdict

LESSON = Lesson(
    """
    import math
    import os
    import torch
    from nbjudge.exam import Conditions, credit, probe, through
    limit = 3
    """
)
LESSON.cell(
    """
    def halved(x):
        return x / 2

    def even(n):
        return n == 0 or odd(n - 1)

    def odd(n):
        return n != 0 and even(n - 1)
    """
)
LESSON.cell(
    """
    class Base:
        factor = 2

        def __init__(self, value):
            self.value = value

    class Derived(Base):
        def __init__(self, value):
            super().__init__(halved(value))

        def times(self, function):
            return Derived.factor * function(self.value), isinstance(self, Base), limit

    def reference(x):
        return Derived(x)
    """
)
LESSON.exercise(
    "Counter",
    """
    def use(Counter, steps):
        counter = Counter()
        for step in steps:
            counter.add(step)
        return counter.total, type(counter).__name__, [halved(step) for step in steps]

    total, name, halves = probe(use)(Counter, [1, 2])
    assert total == 3, f"After 1 and 2 the total is {total}."
    print(total, name, halves)
    """,
    points=2,
)
LESSON.exercise(
    "Net",
    """
    def look(Net):
        net = Net()
        y = net(torch.ones(1, 2)).sum()
        y.backward()
        shapes = {name: tuple(p.shape) for name, p in net.named_parameters()}
        return isinstance(net, torch.nn.Module), shapes, [p.grad for p in net.parameters()]

    is_module, shapes, gradients = probe(look)(Net)
    assert is_module
    print(shapes, [g.tolist() for g in gradients])
    """,
)
LESSON.exercise(
    "twice",
    """
    found = []
    for number in (1, 2):
        def ask(twice, more=limit):
            return twice(number) + more
        found.append(probe(ask)(twice))
    factor = 10
    def outer(shift):
        def inner(twice):
            return twice(factor) + shift
        return inner
    found.append(probe(outer(0.5))(twice))
    def parity(twice):
        return even(twice(2)), [odd(n) for n in range(3)], math.floor(2.5)
    found.append(probe(parity)(twice))
    def annotated(twice: "Anything", times: int = 2) -> "torch.Nothing":
        return twice(times)
    found.append(probe(annotated)(twice, times=4))
    print(found)
    """,
)
LESSON.exercise(
    "apply",
    """
    def inverse(x):
        return 1 / x
    print(apply(probe(inverse), 4))
    """,
)
LESSON.exercise(
    "measure",
    """
    def with_classes(measure, value):
        return Derived(value).times(measure), type(reference(1)) is Derived
    # what is the test's own is looked at where the test is
    assert through(with_classes, halved, [6]).result == ((3.0, True, 3), True)
    outcome = through(with_classes, measure, [6], conditions=Conditions({"Earlier": Derived}))
    print(outcome.result if outcome.raised is None else outcome.raised)
    """,
)
LESSON.exercise(
    "vandal",
    """
    mine, rows, leaf = torch.ones(2), [1, {"a": 2}], torch.ones(2, requires_grad=True)
    def use(vandal, x, rows):
        vandal(x, rows)
        return x, rows
    seen = probe(use)(vandal, mine, rows)
    again = through(use, vandal, [mine, rows]).result
    def tripled(vandal, x):
        return 3 * x
    probe(tripled)(vandal, leaf).sum().backward()
    print(mine.tolist(), rows, seen[0].tolist(), seen[1], again[0].tolist(), leaf.grad.tolist())
    """,
)
LESSON.exercise("takes", "takes(halved, 4)\n")
LESSON.exercise(
    "refused",
    """
    kind = refused()
    if kind == "lambda":
        probe(lambda: 1)()
    elif kind == "part":
        with credit().part("one", 1):
            probe(lambda: 1)()
    elif kind == "built in":
        probe(len)([])
    elif kind == "object":
        judge = object()
        def use():
            return judge
        probe(use)()
    elif kind == "no source":
        exec("def unseen(): return 1")
        probe(unseen)()
    elif kind == "class":
        Unseen = type("Unseen", (), {})
        def make():
            return Unseen()
        probe(make)()
    elif kind == "only here":
        def use(value=os.environ["NBJUDGE_TEST_ONLY_HERE"]):
            return value
        probe(use)()
    """,
)

COUNTER = """
class Counter:
    def __init__(self):
        self.total = 0
    def add(self, step):
        self.total += step
"""
NET = """
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1, bias=False)
    def forward(self, x):
        return self.layer(x)
"""
TWICE = "def twice(x):\n    return 2 * x"
MEASURE = """
def measure(x):
    return Earlier(x).value + 10
"""
APPLY = "def apply(function, x):\n    return function(x)"


def test_a_class(judged: Judged) -> None:
    """A probe uses the learner's class, and functions of the lesson's, and returns data."""
    assert judged.report("Counter", COUNTER) == "3 Counter [0.5, 1.0]"


def test_a_probe_gets_copies(judged: Judged) -> None:
    """What an answer changes beside a probe, the test sees in what comes back and nowhere else."""
    answer = """
    def vandal(x, rows=()):
        x.data.zero_()
        for row in rows:
            row.clear() if isinstance(row, dict) else rows.append(7) if len(rows) < 3 else None
    """
    assert judged.report("vandal", textwrap.dedent(answer)) == (
        "[1.0, 1.0] [1, {'a': 2}] [0.0, 0.0] [1, {}, 7] [0.0, 0.0] [3.0, 3.0]"
    )


def test_no_line_of_a_probe_can_be_printed(judged: Judged) -> None:
    """Neither from the lines that Python keeps for tracebacks, nor from the frames around it."""
    answer = """
    import inspect, linecache, traceback
    class Counter:
        total = 0
        def add(self, step):
            self.total += step
            print("begin")
            for file, kept in list(linecache.cache.items()):
                print(kept if file.startswith("<") else "")
            print("".join(traceback.format_stack(limit=9)))
            for frame in inspect.stack()[:9]:
                try:
                    print(inspect.getsource(frame.frame))
                except (OSError, TypeError):
                    print("no source")
    """
    found = judged.report("Counter", answer)
    assert "begin" in found and "no source" in found
    assert "linecache.cache.items" in found  # the answer's own lines are there
    assert "type(counter)" not in found and "for step in steps" not in found


def test_a_wrong_class_is_judged_by_the_test(judged: Judged) -> None:
    """The judging is the test's: what the probe returned is not what it should be."""
    found = judged.verdict("Counter", COUNTER.replace("+= step", "= step"))
    assert (found.points, found.sentence) == (0, "After 1 and 2 the total is 2.")


def test_a_class_that_fails(judged: Judged) -> None:
    """What the learner's class raises inside a probe is told with the learner's line."""
    found = judged.verdict("Counter", COUNTER.replace("self.total = 0", "pass"))
    assert found.points == 0
    assert found.sentence == (
        "Counter stopped with AttributeError: 'Counter' object has no attribute 'total' "
        "(line 5: `self.total += step`)."
    )


def test_a_module_of_torch(judged: Judged) -> None:
    """A probe looks at an nn.Module: its parameters and gradients come back as tensors."""
    assert judged.report("Net", NET) == "{'layer.weight': (1, 2)} [[[1.0, 1.0]]]"


def test_what_a_probe_may_use(judged: Judged) -> None:
    """Closures, loop variables, constants, defaults, modules, functions that call each other."""
    assert judged.report("twice", TWICE) == ("[5, 7, 20.5, (True, [False, True, False], 2), 8]")


def test_classes_of_the_course(judged: Judged) -> None:
    """Classes go along with their bases, for a probe to use and as references for earlier ones."""
    assert judged.report("measure", MEASURE) == "((23.0, True, 3), True)"


def test_what_an_answer_raises_beside_the_probe(judged: Judged) -> None:
    """`through` tells of an exception as a call does, with the learner's line."""
    assert judged.report("measure", "def measure(x):\n    return x.a") == (
        "AttributeError: 'float' object has no attribute 'a'"
    )


def test_a_probe_as_an_argument(judged: Judged) -> None:
    """A function of the test's is given to an answer as a probe."""
    assert judged.report("apply", APPLY) == "0.25"


def test_the_same_cells_in_a_notebook(judged: Judged) -> None:
    """Without a judge the same test cells say the same of the same answers."""
    answers = {"Counter": COUNTER, "Net": NET, "twice": TWICE, "apply": APPLY}
    answers["measure"] = MEASURE
    others = {"refused": "def refused():\n    return 0", "takes": "def takes(*_):\n    return 0"}
    printed = in_a_notebook(LESSON.master, **answers, **others)
    for name, source in answers.items():
        assert printed[f"test_{name}"] == judged.report(name, source) != ""


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("lambda", "has to be a function written with def"),
        ("part", "has to be a function written with def"),
        ("built in", "has to be a function written with def"),
        ("object", "it uses judge, which is neither plain data nor to be imported there"),
        ("no source", "its source is not to be found"),
        ("class", "its source is not to be found"),
    ],
)
def test_what_cannot_be_shipped_stops_grading(judged: Judged, kind: str, why: str) -> None:
    """A probe that cannot be sent is the course's mistake: no learner's marks, but an error."""
    with pytest.raises(JudgeError, match="cannot be sent to where submissions run") as caught:
        judged.grade(refused=f"def refused():\n    return {kind!r}")
    assert why in str(caught.value)


def test_what_does_not_work_there_stops_grading(
    judged: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So is a probe that works in the judge and in no submission's process."""
    monkeypatch.setenv("NBJUDGE_TEST_ONLY_HERE", "1")
    with pytest.raises(JudgeError, match="does not work there: use: KeyError"):
        judged.grade(refused="def refused():\n    return 'only here'")


def test_a_probe_that_a_learner_broke(judged: Judged) -> None:
    """A learner who breaks what a probe needs loses that exercise, and stops nobody's grading."""
    sabotage = "import sys\nsys.modules['math'] = None\n"
    graded = judged.grade(twice=sabotage + TWICE, apply=APPLY)
    found = verdict(graded, "twice")
    assert (found.points, found.fault) == (0, "crash")
    assert found.sentence == (
        "twice could not be judged to the end: "
        "what the test needs does not work in its process any more."
    )
    assert verdict(graded, "apply").points == 1


def test_a_function_that_is_no_probe_stops_grading(judged: Judged) -> None:
    """A test that gives an answer a bare function, which is no data, is told of probe."""
    with pytest.raises(JudgeError, match=r"takes with a function.*Send a function as probe"):
        judged.grade(takes="def takes(function, x):\n    return function(x)")


def test_the_judge_goes_on_after_a_refusal(judged: Judged) -> None:
    """After such an error the next submission is graded as ever."""
    assert judged.report("Counter", COUNTER) == "3 Counter [0.5, 1.0]"
