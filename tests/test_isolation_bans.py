"""Ready-made operations are seen by what runs, whatever it is called."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.autograd.forward_ad as forward_ad
import torch.nn.functional as F
from torch import nn

from nn_course.catalogue import exercise
from nn_course.checks import examine
from nn_course.checks import part1 as check
from nn_course.errors import ReadyMade

X = torch.tensor([[1.0, 2.0, 3.0], [3.0, 1.0, 0.0]])
LOG_PROBS = F.log_softmax(X, -1)
TARGET = torch.tensor([2, 0])
A, B = torch.tensor([3.14, 2.71]), torch.tensor([2.0, 10.0])


def _plain(x: torch.Tensor) -> torch.Tensor:
    return torch.log_softmax(x, -1)


with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # learners meet it in old tutorials
    scripted = torch.jit.script(_plain)


def _inference(function: Callable[..., torch.Tensor]) -> Callable[..., torch.Tensor]:
    @torch.inference_mode()
    def inside(*args: torch.Tensor) -> torch.Tensor:
        return function(*args)

    return inside


def _caught(x: torch.Tensor) -> torch.Tensor:
    """Uses the ready-made operation, and then fails for another reason."""
    return F.log_softmax(x, -1)[99]


READY_LOG_SOFTMAX: dict[str, Callable[..., Any]] = {
    "functional": lambda x: F.log_softmax(x, dim=-1),
    "torch": lambda x: torch.log_softmax(x, -1),
    "method": lambda x: x.log_softmax(-1),
    "module": nn.LogSoftmax(dim=-1),
    "module_inside": lambda x: nn.Sequential(nn.Identity(), nn.LogSoftmax(-1))(x),
    "special": lambda x: torch.special.log_softmax(x, -1),
    "alias": (lambda function: lambda x: function(x, -1))(torch.log_softmax),
    "getattr": lambda x: getattr(torch, "log_" + "softmax")(x, -1),
    "aten": lambda x: torch.ops.aten._log_softmax.default(x, -1, False),
    "aten_out": lambda x: torch.ops.aten._log_softmax.out(x, -1, False, out=torch.empty(2, 3)),
    "jit": scripted,
    "vmap": lambda x: torch.vmap(lambda row: row.log_softmax(-1))(x),
    "cross_entropy": lambda x: (
        -torch.stack(
            [F.cross_entropy(x, torch.full((2,), c), reduction="none") for c in range(3)], -1
        )
    ),
    "cross_entropy_of_probabilities": lambda x: (
        -F.cross_entropy(x, torch.eye(3)[TARGET], reduction="none")
    ),
    "masked": lambda x: torch.masked.log_softmax(x, -1),
    "no_grad": lambda x: torch.no_grad()(torch.log_softmax)(x, -1),
    "inference": _inference(lambda x: F.log_softmax(x, -1)),
    "inference_special": _inference(lambda x: torch.special.log_softmax(x, -1)),
    "inference_cross_entropy": _inference(F.cross_entropy),
    "then_an_error": _caught,
    "distribution": lambda x: torch.distributions.Categorical(logits=x).logits,
    "distribution's log_prob": lambda x: torch.distributions.Categorical(logits=x).log_prob(
        torch.zeros(len(x), dtype=torch.int64)
    ),
    "one-hot distribution": lambda x: torch.distributions.OneHotCategorical(logits=x).logits,
    "attention": lambda x: F.scaled_dot_product_attention(
        x[None], torch.eye(3)[None], torch.eye(3)[None], scale=1.0
    )[0].log(),
    "attention layer": lambda x: nn.MultiheadAttention(3, 1)(x, x, x)[0].log(),
    "ctc": lambda x: F.ctc_loss(
        x[:1, None, :], torch.tensor([[1]]), torch.tensor([1]), torch.tensor([1])
    ),
}


@pytest.mark.parametrize("name", ["log_softmax", "stable_log_softmax"])
@pytest.mark.parametrize("spelling", READY_LOG_SOFTMAX)
def test_log_softmax_in_any_spelling(name: str, spelling: str) -> None:
    """The ready-made log_softmax is refused, with a sentence that says what to do instead."""
    arguments = (X, TARGET) if spelling == "inference_cross_entropy" else (X,)
    with pytest.raises(ReadyMade, match=f"{name} used torch's ready-made .* Build it from"):
        check.exam(name, READY_LOG_SOFTMAX[spelling])(*arguments)


READY_NLL: dict[str, Callable[..., Any]] = {
    "functional": F.nll_loss,
    "module": nn.NLLLoss(),
    "sum": lambda lp, t: F.nll_loss(lp, t, reduction="sum") / len(t),
    "binding": lambda lp, t: torch._C._nn.nll_loss_nd(lp, t),
    "aten": lambda lp, t: torch.ops.aten.nll_loss_forward(lp, t, None, 1, -100)[0],
    "pixels": lambda lp, t: F.nll_loss(lp[:, :, None, None], t[:, None, None]),
    "cross_entropy": F.cross_entropy,
    "cross_entropy_module": nn.CrossEntropyLoss(),
    "smoothed": lambda lp, t: F.cross_entropy(lp, t, label_smoothing=0.0),
    "probabilities": lambda lp, t: F.cross_entropy(lp, torch.eye(3)[t]),
    "log_softmax_inside": lambda lp, t: -F.log_softmax(lp, -1)[range(2), t].mean(),
    "inference": _inference(F.nll_loss),
    "inference_pixels": _inference(lambda lp, t: F.nll_loss(lp[:, :, None], t[:, None])),
    "inference_cross_entropy": _inference(F.cross_entropy),
    "kl_div": lambda lp, t: F.kl_div(lp, F.one_hot(t, 3).float(), reduction="batchmean"),
    "kl_div module": lambda lp, t: nn.KLDivLoss(reduction="batchmean")(lp, F.one_hot(t, 3).float()),
    "binary": lambda lp, t: F.binary_cross_entropy(lp.exp()[range(2), t], torch.ones(2)),
    "distribution": lambda lp, t: -torch.distributions.Categorical(logits=lp).log_prob(t).mean(),
    "kl_divergence": lambda lp, t: torch.distributions.kl_divergence(
        torch.distributions.Categorical(probs=F.one_hot(t, 3).float()),
        torch.distributions.Categorical(logits=lp),
    ).mean(),
}


@pytest.mark.parametrize("name", ["nll", "fit"])
@pytest.mark.parametrize("spelling", READY_NLL)
def test_nll_in_any_spelling(name: str, spelling: str) -> None:
    """The ready-made losses are refused for nll and for the loss inside fit."""
    with pytest.raises(ReadyMade, match=f"{name} used torch's ready-made"):
        check.exam(name, READY_NLL[spelling])(LOG_PROBS, TARGET)


def _leaves() -> tuple[torch.Tensor, torch.Tensor]:
    return A.clone().requires_grad_(), B.clone().requires_grad_()


def _product(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return (a * b).sum()


def _backward(a: torch.Tensor, b: torch.Tensor) -> Any:
    a, b = _leaves()
    _product(a, b).backward()
    return a.grad, b.grad


def _autograd_backward(a: torch.Tensor, b: torch.Tensor) -> Any:
    a, b = _leaves()
    torch.autograd.backward([_product(a, b)])
    return a.grad, b.grad


def _by_grad(a: torch.Tensor, b: torch.Tensor) -> Any:
    leaves = _leaves()
    return torch.autograd.grad(_product(*leaves), leaves)


def _handed_in(a: torch.Tensor, b: torch.Tensor) -> Any:
    a, b = _leaves()
    a.backward(B)
    b.backward(A)
    return a.grad, b.grad


def _by_node(a: torch.Tensor, b: torch.Tensor) -> Any:
    a, b = _leaves()
    return (a * b).grad_fn(torch.ones(2))  # type: ignore[misc]


def _by_engine(a: torch.Tensor, b: torch.Tensor) -> Any:
    leaves = _leaves()
    engine = torch.autograd.Variable._execution_engine
    result = _product(*leaves)
    return engine.run_backward((result,), (torch.ones(()),), False, False, leaves, True, False)


def _dual(a: torch.Tensor, b: torch.Tensor) -> Any:
    with forward_ad.dual_level():
        slopes = [
            forward_ad.unpack_dual(_product(forward_ad.make_dual(A, one), B)).tangent
            for one in torch.eye(2)
        ]
    return torch.stack(slopes), A


AUTOGRAD: dict[str, Callable[..., Any]] = {
    "backward": _backward,
    "autograd_backward": _autograd_backward,
    "autograd_grad": _by_grad,
    "handed_in": _handed_in,
    "node": _by_node,
    "engine": _by_engine,
    "func_grad": torch.func.grad(_product, argnums=(0, 1)),
    "func_vjp": lambda a, b: torch.func.vjp(_product, a, b)[1](torch.ones(())),
    "func_jvp": lambda a, b: torch.func.jvp(_product, (a, b), (torch.ones(2), torch.ones(2))),
    "func_jacrev": torch.func.jacrev(_product, argnums=(0, 1)),
    "func_jacfwd": torch.func.jacfwd(_product, argnums=(0, 1)),
    "func_linearize": lambda a, b: torch.func.linearize(_product, a, b)[1](a, b),
    "functional_jacobian": lambda a, b: torch.autograd.functional.jacobian(_product, (a, b)),
    "functional_vjp": lambda a, b: torch.autograd.functional.vjp(_product, (a, b)),
    "forward_mode": _dual,
}


@pytest.mark.parametrize("spelling", AUTOGRAD)
def test_autograd_in_any_spelling(spelling: str) -> None:
    """chain_rule asks for the gradients by thought: torch's are refused, however asked for."""
    with pytest.raises(ReadyMade, match=r"chain_rule used torch's ready-made autograd.*by hand"):
        check.exam("chain_rule", AUTOGRAD[spelling])(A, B)


@pytest.mark.parametrize("spelling", AUTOGRAD)
def test_visible_check_sees_autograd_too(spelling: str) -> None:
    """The learner's own check says the same, before anybody marks it."""
    report = examine(exercise("part1", "chain_rule"), AUTOGRAD[spelling])
    assert report.misconception is not None
    assert report.misconception.name == "by_autograd"


def test_autograd_works_again_afterwards() -> None:
    """Watching leaves nothing behind in torch."""
    for answer in AUTOGRAD.values():
        with pytest.raises(ReadyMade):
            check.exam("chain_rule", answer)(A, B)
    a, b = _leaves()
    _product(a, b).backward()
    assert torch.equal(a.grad, B)  # type: ignore[arg-type]
    assert torch.equal(torch.func.grad(_product)(A, B), B)


ALLOWED: list[tuple[str, str, Callable[..., Any], tuple[Any, ...]]] = [
    ("log_softmax", "logsumexp", lambda x: x - x.logsumexp(-1, keepdim=True), (X,)),
    ("log_softmax", "softmax", lambda x: F.softmax(x, -1).log(), (X,)),
    ("log_softmax", "logaddexp", lambda x: torch.logaddexp(x, x), (X,)),
    ("log_softmax", "logsigmoid", lambda x: F.logsigmoid(x), (X,)),
    ("stable_log_softmax", "logsumexp", lambda x: x - x.logsumexp(-1, True), (X,)),
    ("nll", "gather", lambda lp, t: -lp.gather(1, t[:, None]).mean(), (LOG_PROBS, TARGET)),
    ("nll", "one_hot", lambda lp, t: -(F.one_hot(t, 3) * lp).sum() / 2, (LOG_PROBS, TARGET)),
    ("linear", "functional", lambda x, w, b: F.linear(x, w.T, b), (X, torch.ones(3, 2), B)),
    ("linear", "addmm", lambda x, w, b: torch.addmm(b, x, w), (X, torch.ones(3, 2), B)),
    ("chain_rule", "copies", lambda a, b: (b.clone(), a * torch.ones_like(b)), (A, B)),
    ("chain_rule", "requires_grad", lambda a, b: (b.requires_grad_() * 1, a), (A, B.clone())),
    ("accuracy", "log_softmax", lambda lp, t: F.log_softmax(lp, -1), (LOG_PROBS, TARGET)),
]


@pytest.mark.parametrize(
    ("name", "block", "answer", "arguments"),
    ALLOWED,
    ids=[f"{name}-{block}" for name, block, _, _ in ALLOWED],
)
def test_building_blocks_are_allowed(
    name: str, block: str, answer: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    """What is not the answer itself may be used."""
    check.exam(name, answer)(*arguments)


def test_backward_of_an_allowed_operation_is_no_ban() -> None:
    """fit may differentiate through the references of log_softmax and nll, and step by SGD."""

    def fit(x, y, w):
        optimizer = torch.optim.SGD([w], lr=0.1)
        namespace["nll"](namespace["log_softmax"](x @ w), y).backward()
        optimizer.step()
        return w

    namespace = fit.__globals__
    w = torch.zeros(3, 3, requires_grad=True)
    assert check.exam("fit", fit)(X, TARGET, w).abs().sum() > 0


def test_references_are_not_watched_and_the_answer_is() -> None:
    """Calling an earlier exercise is fine; the same operation in the answer itself is not."""

    def stable_log_softmax(x):
        return stable_log_softmax.__globals__["log_softmax"](x)

    def both(x):
        stable_log_softmax(x)
        return torch.log_softmax(x, -1)

    check.exam("stable_log_softmax", stable_log_softmax)(X)
    with pytest.raises(ReadyMade):
        check.exam("stable_log_softmax", both)(X)


@pytest.mark.slow
def test_compiled_answers_are_seen() -> None:
    """torch.compile is no hiding place."""
    compiled = torch.compile(lambda x: torch.log_softmax(x, -1), backend="eager")
    with pytest.raises(ReadyMade):
        check.exam("log_softmax", compiled)(X)
