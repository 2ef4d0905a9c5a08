"""An answer is judged alone: what came before it is bound to references, and put back."""

from __future__ import annotations

import functools
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from nn_course.catalogue import exercise
from nn_course.checks import part1 as check

LOG_PROBS = torch.log_softmax(torch.tensor([[1.0, 2.0, 3.0], [3.0, 1.0, 0.0]]), -1)
TARGET = torch.tensor([2, 0])
LOSS = torch.nn.functional.nll_loss(LOG_PROBS, TARGET)


def learner(source: str, **names: Any) -> dict[str, Any]:
    """The namespace of a learner's notebook in which `source` ran."""
    namespace: dict[str, Any] = {"torch": torch, "functools": functools, **names}
    exec(source, namespace)
    return namespace


BROKEN = """
def log_softmax(x):
    raise RuntimeError("this is another exercise")

def nll(log_probs, target):
    return log_softmax(log_probs)
"""
USES_EARLIER = (
    BROKEN
    + """
def accuracy(log_probs, target):
    return nll(log_softmax(log_probs), target)
"""
)


def test_earlier_exercises_are_references_during_the_call() -> None:
    """A broken earlier exercise does not hurt an answer that calls it."""
    mine = learner(USES_EARLIER)
    assert check.exam("accuracy", mine["accuracy"])(LOG_PROBS, TARGET).item() == pytest.approx(
        LOSS.item()
    )


def test_bindings_are_undone() -> None:
    """Afterwards the learner's namespace holds what it held, absent names included."""
    mine = learner(USES_EARLIER)
    before = dict(mine)
    check.exam("accuracy", mine["accuracy"])(LOG_PROBS, TARGET)
    assert mine == before


def test_bindings_are_undone_after_an_exception() -> None:
    """Also when the answer raises, and the exception passes as it is."""
    mine = learner(BROKEN + "def accuracy(log_probs, target):\n    return 1 / 0\n")
    before = dict(mine)
    with pytest.raises(ZeroDivisionError):
        check.exam("accuracy", mine["accuracy"])(LOG_PROBS, TARGET)
    assert mine == before


def test_absent_names_are_bound_too() -> None:
    """An answer finds earlier exercises that the learner never defined or deleted."""
    mine = learner(
        "def accuracy(log_probs, target):\n    return nll(log_softmax(log_probs), target)"
    )
    check.exam("accuracy", mine["accuracy"])(LOG_PROBS, TARGET)
    assert "nll" not in mine and "linear" not in mine


def test_names_deleted_during_the_call_come_back() -> None:
    """An answer that deletes or rebinds an earlier name changes nothing for the next one."""
    mine = learner(
        BROKEN + "def accuracy(log_probs, target):\n"
        "    global nll, log_softmax\n    del nll\n    log_softmax = None\n    return 1.0\n"
    )
    before = dict(mine)
    assert check.exam("accuracy", mine["accuracy"])(LOG_PROBS, TARGET) == 1.0
    assert mine == before


def test_later_exercises_stay_as_they_are() -> None:
    """Only what comes before is bound: the exercise itself and what follows are the learner's."""
    mine = learner(
        "def accuracy(*_):\n    return 'mine'\n"
        "def nll(log_probs, target):\n    return accuracy(log_probs, target)\n"
    )
    assert check.exam("nll", mine["nll"])(LOG_PROBS, TARGET) == "mine"


def test_recursion_reaches_the_answer_itself() -> None:
    """The judged name stands for the learner's function while it runs."""
    mine = learner(
        "def nll(log_probs, target):\n"
        "    return 7 if len(target) == 1 else nll(log_probs[1:], target[1:])\n"
    )
    assert check.exam("nll", mine["nll"])(LOG_PROBS, TARGET) == 7


def test_main_is_bound_as_well() -> None:
    """Helpers that live in ``__main__`` see references, wherever the answer is from."""
    main = sys.modules["__main__"].__dict__
    assert "linear" not in main
    seen = check.exam("nll", lambda *_: main["linear"])(LOG_PROBS, TARGET)
    assert seen.__wrapped__ is exercise("part1", "linear").reference
    assert "linear" not in main


def test_other_names_for_an_earlier_exercise() -> None:
    """``loss_func = nll`` in a lesson's cell means the reference while a later one is judged."""
    mine = learner(BROKEN + "loss_func = nll\ndef accuracy(a, b):\n    return loss_func(a, b)\n")
    before = dict(mine)
    assert check.exam("accuracy", mine["accuracy"])(LOG_PROBS, TARGET).item() == pytest.approx(
        LOSS.item()
    )
    assert mine == before


def test_ready_made_functions_under_an_earlier_name_keep_their_other_names() -> None:
    """Some function of torch's under an earlier name is not replaced under its other names."""
    mine = learner(
        "scaled = linear = torch.nn.functional.normalize\n"
        "def accuracy(a, b):\n    return scaled(a)\n"
    )
    result = check.exam("accuracy", mine["accuracy"])(LOG_PROBS, TARGET)
    assert torch.equal(result, torch.nn.functional.normalize(LOG_PROBS))


@pytest.mark.parametrize(
    "wrap",
    [
        lambda mine: functools.partial(mine["accuracy"]),
        lambda mine: (lambda inner: lambda a, b: inner(a, b))(mine["accuracy"]),
        lambda mine: mine["Model"](),
        lambda mine: mine["Called"](),
        lambda mine: mine["Called"]().__call__,
        lambda mine: mine["decorated"],
    ],
    ids=["partial", "closure", "module", "callable", "method", "decorated"],
)
def test_namespace_is_found_behind(wrap: Callable[[dict[str, Any]], Callable[..., Any]]) -> None:
    """Whatever kind of callable the answer is, its own globals are bound."""
    mine = learner(
        USES_EARLIER
        + """
class Model(torch.nn.Module):
    def forward(self, a, b):
        return accuracy(a, b)

class Called:
    def __call__(self, a, b):
        return accuracy(a, b)

def decorator(function):
    @functools.wraps(function)
    def inside(*args):
        return function(*args)
    return inside

decorated = decorator(accuracy)
"""
    )
    result = check.exam("accuracy", wrap(mine))(LOG_PROBS, TARGET)
    assert result.item() == pytest.approx(LOSS.item())


def test_libraries_are_not_bound() -> None:
    """An answer that is torch's own function does not rebind names inside torch."""
    functional = torch.nn.functional
    before = functional.linear
    seen: list[object] = []

    def spy(*_: object) -> None:
        seen.append(functional.linear)

    check.exam("accuracy", functools.partial(spy, functional.normalize))(LOG_PROBS, TARGET)
    check.exam("accuracy", functional.normalize)(LOG_PROBS)
    assert seen == [before]
    assert functional.linear is before


def test_keyboard_interrupt_passes_and_undoes() -> None:
    """Interrupting leaves nothing bound."""
    mine = learner(BROKEN + "def accuracy(a, b):\n    raise KeyboardInterrupt\n")
    before = dict(mine)
    with pytest.raises(KeyboardInterrupt):
        check.exam("accuracy", mine["accuracy"])(LOG_PROBS, TARGET)
    assert mine == before


def test_nothing_reaches_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    """Warnings, torch's included, and writes to stderr are silent; stdout goes on."""

    def nll(log_probs, target):
        warnings.warn("mine", stacklevel=1)
        torch.nn.functional.softmax(log_probs)  # warns that no axis is named
        print("to stderr", file=sys.stderr)
        print("to stdout")
        return 1.0

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check.exam("nll", nll)(LOG_PROBS, TARGET)
    printed = capfd.readouterr()
    assert printed.err == ""
    assert printed.out == "to stdout\n"


def test_streams_and_modes_are_put_back() -> None:
    """stderr, warnings filters, gradient mode and default dtype are what they were."""

    def nll(log_probs, target):
        warnings.simplefilter("ignore")
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)
        return 1.0

    before = sys.stderr, sys.stdout, list(warnings.filters)
    check.exam("nll", nll)(LOG_PROBS, TARGET)
    assert (sys.stderr, sys.stdout, list(warnings.filters)) == before
    assert torch.is_grad_enabled()
    assert torch.get_default_dtype() == torch.float32


def test_arguments_and_results_pass_through() -> None:
    """exam hands over copies, keywords too, and returns what the answer returns."""
    x, other = torch.ones(2, requires_grad=True), object()
    got, named = check.exam("nll", lambda *args, **kwargs: (args, kwargs))(x, target=other)
    assert torch.equal(got[0], x) and got[0] is not x and got[0].requires_grad
    assert named == {"target": other}


def test_gradients_flow_through_bound_references() -> None:
    """An answer built from earlier exercises can be differentiated."""
    mine = learner("def accuracy(a, b):\n    return nll(log_softmax(a), b)\n")
    x = torch.zeros(2, 3, requires_grad=True)
    check.exam("accuracy", mine["accuracy"])(x, TARGET).backward()
    assert x.grad is not None and x.grad.abs().sum() > 0


def test_bound_sgd_step_leaves_gradients_to_clear() -> None:
    """fit may clear gradients itself after calling sgd_step."""
    mine = learner(
        "def fit(p):\n    (p * 3).sum().backward()\n    sgd_step([p], 0.1)\n"
        "    p.grad.zero_()\n    return p.tolist()\n"
    )
    p = torch.ones(1, requires_grad=True)
    assert check.exam("fit", mine["fit"])(p) == pytest.approx([0.7])


def test_log_softmax_is_not_stable_while_its_stable_form_is_judged() -> None:
    """Handing large scores on unshifted is no answer, handing shifted ones on is."""
    mine = learner(
        "def stable_log_softmax(x):\n    return log_softmax(x)\n"
        "def shifted(x):\n    return log_softmax(x - x.max(-1, keepdim=True).values)\n"
    )
    x = torch.tensor([[1000.0, 0.0, -9000.0], [1.0, 2.0, 3.0]])
    plain = check.exam("stable_log_softmax", mine["stable_log_softmax"])(x)
    assert not plain[0].isfinite().all() and plain[1].isfinite().all()
    right = check.exam("stable_log_softmax", mine["shifted"])(x)
    torch.testing.assert_close(right, torch.log_softmax(x, -1))


@pytest.fixture
def module() -> Iterator[types.ModuleType]:
    """A module of the learner's own beside the notebook."""
    found = types.ModuleType("my_helpers")
    found.__file__ = "/home/learner/my_helpers.py"
    sys.modules["my_helpers"] = found
    yield found
    del sys.modules["my_helpers"]


def test_a_module_of_the_learner_is_bound(module: types.ModuleType) -> None:
    """An answer imported from the learner's own file sees references, too."""
    exec("def nll(a, b):\n    return linear\n", module.__dict__)
    seen = check.exam("nll", module.nll)(LOG_PROBS, TARGET)
    assert seen.__wrapped__ is exercise("part1", "linear").reference
    assert not hasattr(module, "linear")
