"""What a template does once for all submissions shows in none of them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from nbjudge.autograde.work import _disturbed
from nbjudge.judge import Judge
from nbjudge.sandbox import Sandbox
from tests.judge.lessons import Judged, Lesson, outputs, verdict

LESSON = Lesson("import sys\nimport torch\nfrom nbjudge.exam import Conditions, call")
LESSON.cell("banned = Conditions(bans=('*softmax*',))")
LESSON.exercise("first", "print(call(first, [torch.ones(2)], conditions=banned).used)")
LESSON.cell("def typed(x: int): ...\n\nprint(typed.__annotations__)")
LESSON.cell("from __future__ import annotations")
LESSON.cell("def later(x: Missing): return first\n\nlater.__annotations__")
LESSON.exercise("second", "print(second())")
LESSON.exercise("third", "print(call(third, [torch.ones(2)], conditions=banned).used)")

OPTIMIZER = """
    weight = torch.nn.Parameter(torch.ones(2))
    optimizers = torch.optim.SGD([weight], 0.5), torch.optim.Adam([weight], 0.5)
    def step():
        for one in optimizers:
            (3 * weight).sum().backward()
            one.step()
            one.zero_grad()
        return weight.tolist(), weight.grad
"""


def printed(judged: Judged, source: str) -> str:
    """What the function `second`, defined in `source`, returns."""
    return judged.report("second", source)


def test_an_optimizer_works_without_the_compiler(judged: Judged) -> None:
    """It steps as ever, and torch's compiler, which takes a second, is not imported for it."""
    source = f"""{OPTIMIZER}
    def second():
        loaded = [name for name in sys.modules if name.startswith("torch._dynamo.")]
        return step(), loaded
    """
    assert printed(judged, source) == "(([-1.0, -1.0], None), [])"


def test_who_asks_for_the_compiler_has_it(judged: Judged) -> None:
    """torch.compile works in a notebook, before optimizers have been used and after."""
    source = f"""{OPTIMIZER}
    def second():
        before = step()[0]
        doubled = torch.compile(lambda x: 2 * x, backend="eager")
        found = doubled(torch.ones(1)).tolist(), torch._dynamo.config.disable
        return before, found, step()[0]
    """
    assert printed(judged, source) == "([-1.0, -1.0], ([2.0], False), [-3.0, -3.0])"


def test_the_compiler_told_late_leaves_alone_what_it_was_told_to(judged: Judged) -> None:
    """What optimizers said before there was a compiler holds once it is there."""
    source = f"""{OPTIMIZER}
    def second():
        step()
        import torch._dynamo.eval_frame
        spared = torch.optim.SGD.zero_grad.__wrapped__
        return getattr(spared, "__dynamo_disable") is not spared, type(torch._dynamo).__name__
    """
    assert printed(judged, source) == "(True, 'module')"


def test_looking_through_modules_does_not_import_the_compiler(judged: Judged) -> None:
    """`inspect` asks every module for its file: that is no reason."""
    source = """
    import inspect
    def second():
        inspect.getmodule(second)
        return [name for name in sys.modules if name.startswith("torch._dynamo.")]
    """
    assert printed(judged, source) == "[]"


def test_a_future_import_counts_from_where_it_stands(judged: Judged) -> None:
    """Cells are compiled beforehand as if one after the other had been."""
    graded = judged.grade(first="def first(x): return x")
    assert outputs(graded, "cell-4")[0].text == "{'x': <class 'int'>}\n"
    assert outputs(graded, "cell-6")[0].data == {"text/plain": "{'x': 'Missing'}"}


def test_a_future_import_in_an_answer_holds_for_the_cells_after_it(judged: Judged) -> None:
    """A cell compiled beforehand is compiled again where an answer changed how."""
    graded = judged.grade(first="from __future__ import annotations\ndef first(x): return x")
    assert outputs(graded, "cell-4")[0].text == "{'x': 'int'}\n"
    again = judged.grade(first="def first(x): return x")
    assert outputs(again, "cell-4")[0].text == "{'x': <class 'int'>}\n"


def test_bans_are_seen_in_every_submission(judged: Judged) -> None:
    """The template watches for them from the second on: that one is told of it as the first was."""
    answers = {"first": "def first(x): return torch.softmax(x, 0)"}
    for _ in range(3):
        assert verdict(judged.grade(**answers), "first").report == "softmax\n"
    assert judged.report("first", "def first(x): return x.exp()") == "None"


# Names put together, so that the source alone does not tell.
REWRITING = """
    def second():
        import importlib
        exam = "nb" + "judge.exam."
        Watch = importlib.import_module(exam + "watch").Watch
        intact = importlib.import_module(exam + "intact")
        {}
        return "rewritten"
"""


@pytest.mark.parametrize(
    "rewriting",
    [
        "Watch._note.__code__ = (lambda self, operation: None).__code__",
        "Watch.saw.__defaults__ = (None,)",
        "del Watch.saw.__defaults__",
        "Watch.saw.__kwdefaults__ = dict(error=None)",
        "intact.insist.__code__ = (lambda: None).__code__",
    ],
)
def test_who_rewrites_a_function_that_watches_is_ended(judged: Judged, rewriting: str) -> None:
    """Its process ends there and then, by an audit hook."""
    found = judged.verdict("second", REWRITING.format(rewriting))
    assert (found.points, found.fault) == (0, "crash")


@pytest.mark.parametrize(
    "rewriting",
    ["Watch._note = lambda self, operation: None", "intact._hook = lambda functions: None"],
)
def test_who_replaces_what_watches_is_ended(judged: Judged, rewriting: str) -> None:
    """Its process ends before the next call that is watched, which loses its marks for it."""
    third = "def third(x): return torch.softmax(x, 0)"
    found = judged.grade(second=REWRITING.format(rewriting), third=third)
    assert verdict(found, "second").report == "rewritten\n"
    ended = verdict(found, "third")
    assert (ended.points, ended.fault, ended.report) == (0, "crash", "")


def test_own_functions_may_be_rewritten(judged: Judged) -> None:
    """Only nbjudge's are watched over."""
    source = """
    def other(): return 2
    def second(): return 1
    second.__code__, second.__defaults__ = other.__code__, ()
    """
    assert printed(judged, source) == "2"


def test_a_template_is_asked_once_and_its_forks_know() -> None:
    """`also` is called in the template itself, before it forks again; a second time it is not."""
    counting = "import os; os.environ['ASKED'] = os.environ.get('ASKED', '') + '.'"
    with Sandbox(isolation="none") as box:
        for _ in range(2):
            box.also("nbjudge.exam.generators:seed", "not a number")  # fails there, in silence
            box.also("builtins:exec", counting)
        with box.fork(1, "tests.judge.sandbox_attacks:evaluate") as child:
            child.socket.sendall(b"result = os.environ['ASKED']")
            assert child.socket.recv(100) == b'"."'


def test_what_was_graded_while_a_template_was_lost_is_graded_again(tmp_path: Path) -> None:
    """Without a fault, too: it may have cost no more than a cell's output."""
    lesson = Lesson("x = 1", isolation="none")
    lesson.exercise("first", "assert first() == 1")
    with Judge(lesson.master, lesson.settings) as judge:
        judge.start()
        before = judge.generation
        graded = judge.grade(tmp_path / "not handed in.ipynb", 1)
        assert not graded.faults and not _disturbed(judge, before, graded)
        assert judge._sandbox.pid is not None
        os.kill(judge._sandbox.pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while judge.generation == before:
            assert time.monotonic() < deadline, "the template does not end"
            time.sleep(0.01)
        assert _disturbed(judge, before, graded)
