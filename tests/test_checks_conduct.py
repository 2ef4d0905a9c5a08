"""What a check does about exceptions, prints, random numbers and known mistakes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from nn_course.catalogue import exercise
from nn_course.checks import examine, part1
from nn_course.errors import CheckFailed


def said(function: Callable[..., Any], name: str | None = None) -> str:
    """The text of the report on `function`."""
    return str(examine(exercise("part1", name or function.__name__), function))


def test_failure_only_with_gradients_is_said_as_such() -> None:
    """numpy works until a tensor requires grad: the learner reads when it stopped."""

    def log_softmax(x):
        p = np.exp(x.numpy())
        return torch.from_numpy(np.log(p / p.sum(-1, keepdims=True)))

    text = said(log_softmax)
    assert (
        "when gradients are asked for, line 2, `p = np.exp(x.numpy())`, hands a tensor to numpy, "
        "which knows nothing of gradients" in _near(text, log_softmax)
    )
    assert "(RuntimeError: Can't call numpy() on Tensor that requires grad" in text


def test_exception_names_the_learners_line() -> None:
    """An exception is shown with the learner's own line, also below a helper of theirs."""

    def helper(x):
        return x.summ(-1)

    def log_softmax(x):
        return x - helper(x)

    text = _near(said(log_softmax), helper)
    assert "line 2, `return x.summ(-1)`, asks for .summ, which a Tensor does not have" in text
    assert "(AttributeError: 'Tensor' object" in text
    assert "Traceback" not in text and "nn_course" not in text


def test_wrong_arguments_are_said_as_a_call() -> None:
    """A function that cannot be called as agreed has no line of its own to show."""
    text = said(lambda log_probs: 1, "nll")
    assert "the check calls nll(log_probs, target), but your nll takes 1, not 2" in text
    assert "(TypeError: " in text


def test_exit_is_no_way_out() -> None:
    """SystemExit is reported like any exception, not obeyed."""

    def nll(log_probs, target):
        raise SystemExit("enough")

    assert "stopped with SystemExit: enough" in said(nll)


def test_keyboard_interrupt_passes() -> None:
    """Interrupting the kernel stops the check."""

    def nll(log_probs, target):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        part1.nll(nll)


def test_stub_is_not_written_yet(capsys: pytest.CaptureFixture[str]) -> None:
    """A blank is no failure to describe: one quiet line, that of the exception."""

    def nll(log_probs, target):
        raise NotImplementedError("write your answer here, in place of this line")

    with pytest.raises(CheckFailed, match=r"^nll is not written yet\.$"):
        part1.nll(nll)
    assert capsys.readouterr().out == ""


def test_parameters_that_did_not_move() -> None:
    """A step that is not in place says so, with the numbers."""

    def sgd_step(parameters, lr):
        for p in parameters:
            p = p - lr * p.grad

    assert "parameters[0] did not change: at index 0 you have 1, right is 0.95" in said(sgd_step)


def test_replaced_list_entries_are_not_in_place() -> None:
    """New tensors put into the list are not the parameters that were handed over."""

    def sgd_step(parameters, lr):
        for i, p in enumerate(parameters):
            parameters[i] = (p - lr * p.grad).detach().requires_grad_()

    assert "parameters[0] did not change" in said(sgd_step)


def test_gradient_left_behind_and_flag_lost() -> None:
    """Uncleared gradients and parameters without requires_grad are named."""

    def sgd_step(parameters, lr):
        for p in parameters:
            p.data -= lr * p.grad

    assert "parameters[0].grad is not cleared afterwards" in said(sgd_step)

    def switched_off(parameters, lr):
        for p in parameters:
            p.requires_grad_(False).sub_(lr * p.grad)
            p.grad = None

    text = said(switched_off, "sgd_step")
    assert "parameters[0] is no longer a leaf tensor that requires grad" in text


def test_number_of_losses() -> None:
    """A list that is too short or too long is said by its length."""

    def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
        return [1.0]

    assert "you returned 1 number, it should be 2" in said(fit)


def test_statistics_of_random_weights() -> None:
    """Weights are judged by what random weights have in common."""

    def init_parameters(n_in, n_out):
        weights = 3 * torch.randn(n_in, n_out) / math.sqrt(n_in)
        return weights.requires_grad_(), torch.zeros(n_out, requires_grad=True)

    assert "standard deviation of the weights × √n_in: you have 3" in said(init_parameters)


def test_ready_made_is_said_with_the_operation() -> None:
    """What ran is named, and the sentence says why it earns nothing."""

    def nll(log_probs, target):
        return torch.nn.CrossEntropyLoss()(log_probs, target)

    text = said(nll)
    assert "this ran torch's ready-made log_softmax, which you are asked to write yourself" in text
    assert "so it earns nothing" in text


def test_no_sentence_without_a_match() -> None:
    """A wrong answer like no known one gets numbers and no guess."""
    report = examine(exercise("part1", "nll"), lambda log_probs, target: log_probs.sum() * 0.3)
    assert report.failed == 5
    assert report.misconception is None
    assert "→" not in str(report)


def test_wrong_number_of_the_same_kind_is_not_mistaken() -> None:
    """'The number is right, but …' is only said where the number is right."""

    def nll(log_probs, target):
        return log_probs.mean().item()

    assert "→" not in said(nll)


def test_prints_are_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    """What an answer prints is seen for the first input, not for all of them."""

    def accuracy(log_probs, target):
        print("looking at", tuple(log_probs.shape))
        return (log_probs.argmax(-1) == target).float().mean()

    part1.accuracy(accuracy)
    assert capsys.readouterr().out.count("looking at (4, 3)") == 1


def test_randomness_is_left_alone() -> None:
    """A check neither depends on the random generators nor moves them."""
    torch.manual_seed(5)
    np.random.seed(5)
    wanted = torch.rand(3), np.random.rand(3)
    torch.manual_seed(5)
    np.random.seed(5)
    part1.init_parameters(exercise("part1", "init_parameters").reference)
    assert torch.equal(torch.rand(3), wanted[0])
    assert np.array_equal(np.random.rand(3), wanted[1])


def test_threads_are_put_back() -> None:
    """A check computes in one thread and leaves torch with as many as before."""
    before = torch.get_num_threads()
    seen: list[int] = []

    def accuracy(log_probs, target):
        seen.append(torch.get_num_threads())
        raise ValueError

    torch.set_num_threads(2)
    try:
        assert "stopped with ValueError" in said(accuracy)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
    assert set(seen) == {1}


def _near(text: str, function: Callable[..., Any]) -> str:
    """`text` with line numbers counted from the first line of `function`, as in a cell."""
    first = function.__code__.co_firstlineno
    for offset in range(10):
        text = text.replace(f"line {first + offset},", f"line {offset + 1},")
    return text
