"""TensorFlow as the oracle: a library of another house computes the same.

What the lessons teach is compared with TensorFlow and Keras: the references of the catalogue and
the solutions of the masters. Nothing of it is computed with torch on the oracle's side.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from nbjudge.authoring import masters
from nbjudge.authoring.answers import solutions
from nn_course.catalogue import earlier, exercise
from nn_course.checks.answers import answer_of
from nn_course.mnist.full import import_tensorflow

pytestmark = pytest.mark.slow

SOURCE = Path(__file__).resolve().parents[1] / "source"
KINDS = ("reference", "solution")


@pytest.fixture(scope="module")
def tf() -> Any:
    """TensorFlow, which takes seconds to import and is imported by no other test in between."""
    return import_tensorflow()


@cache
def _solutions(part: str) -> dict[str, str]:
    (master,) = (SOURCE / part).glob("*.py")
    return solutions(masters.derive(master))


def right(part: str, name: str, kind: str) -> Callable[..., Any]:
    """The right answer to an exercise: the catalogue's reference, or the master's solution.

    A solution sees the references of the exercises before it.
    """
    known = exercise(part, name)
    if kind == "reference":
        return known.reference
    answer = answer_of(part, name, _solutions(part)[name])
    if not isinstance(answer, type):
        answer.__globals__.update({one.name: one.reference for one in earlier(known)})
    return answer


def random(seed: int, *shape: int, scale: float = 1.0) -> np.ndarray:
    """float32, uniform between -scale and scale."""
    drawn = np.random.default_rng(seed).uniform(-scale, scale, shape)
    return drawn.astype(np.float32)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "scale", "tolerance"),
    [("log_softmax", 10.0, 2e-5), ("stable_log_softmax", 10.0, 2e-5),
     ("stable_log_softmax", 1e4, 5e-3)],
)  # fmt: skip
@pytest.mark.parametrize("shape", [(65, 10), (1, 10), (2, 3, 5), (7,)])
def test_log_softmax(
    tf: Any, name: str, scale: float, tolerance: float, shape: tuple[int, ...], kind: str
) -> None:
    """tf.nn.log_softmax, to 2e-5 for scores up to 10 and 5e-3 (of 1e4) for huge ones."""
    x = random(3, *shape, scale=scale)
    found = right("part1", name, kind)(torch.from_numpy(x))
    np.testing.assert_allclose(found.numpy(), tf.nn.log_softmax(x).numpy(), rtol=0, atol=tolerance)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [1, 64, 501])
def test_nll_and_its_gradient(tf: Any, rows: int, kind: str) -> None:
    """Keras's sparse categorical cross-entropy of the scores, to 1e-5; its gradient to 1e-6."""
    scores = random(rows, rows, 10, scale=5)
    labels = np.random.default_rng(rows).integers(0, 10, rows)
    given = torch.from_numpy(scores).requires_grad_()
    log_probs = right("part1", "stable_log_softmax", kind)(given)
    loss = right("part1", "nll", kind)(log_probs, torch.from_numpy(labels))
    loss.backward()
    variable = tf.Variable(scores)
    with tf.GradientTape() as tape:
        other = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, variable)
    assert float(loss.detach()) == pytest.approx(float(other), abs=1e-5)
    slope = tape.gradient(other, variable).numpy()
    assert given.grad is not None
    np.testing.assert_allclose(given.grad.numpy(), slope, rtol=0, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [1, 7, 500])
def test_accuracy(tf: Any, rows: int, kind: str) -> None:
    """Keras's sparse categorical accuracy, to 1e-6."""
    scores = random(rows, rows, 10)
    labels = np.random.default_rng(rows + 1).integers(0, 10, rows)
    found = right("part1", "accuracy", kind)(torch.from_numpy(scores), torch.from_numpy(labels))
    metric = tf.keras.metrics.SparseCategoricalAccuracy()
    metric.update_state(labels, scores)
    assert float(found) == pytest.approx(float(metric.result()), abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lr", [0.03, 1.5])
def test_sgd_step(tf: Any, lr: float, kind: str) -> None:
    """One step of Keras's SGD on the same parameters with the same gradients, to 1e-6."""
    values = [random(1, 4, 3), random(2, 3), random(3, 1)]
    slopes = [random(4, 4, 3), random(5, 3), random(6, 1)]
    parameters = [torch.from_numpy(value.copy()).requires_grad_() for value in values]
    for parameter, slope in zip(parameters, slopes, strict=True):
        parameter.grad = torch.from_numpy(slope.copy())
    right("part1", "sgd_step", kind)(parameters, lr)
    variables = [tf.Variable(value) for value in values]
    tf.keras.optimizers.SGD(lr).apply_gradients(
        (tf.constant(slope), variable) for slope, variable in zip(slopes, variables, strict=True)
    )
    for parameter, variable in zip(parameters, variables, strict=True):
        np.testing.assert_allclose(parameter.detach().numpy(), variable.numpy(), rtol=0, atol=1e-6)


def in_keras(tf: Any, same: bool = False) -> Any:
    """The network of part 4 in Keras: channels last; padding by hand, or Keras's own "same"."""
    layers = tf.keras.layers
    steps = [layers.Input((28, 28, 1))]
    for channels, activation in ((16, "relu"), (16, "relu"), (10, None)):
        if not same:
            steps.append(layers.ZeroPadding2D(1))
        padding = "same" if same else "valid"
        steps.append(layers.Conv2D(channels, 3, strides=2, padding=padding, activation=activation))
    return tf.keras.Sequential([*steps, layers.GlobalAveragePooling2D()])


def copied(tf: Any, model: nn.Module, other: Any) -> None:
    """Give the layers of `other` the kernels (rows, columns, in, out) and biases of `model`."""
    ours = [one for one in model.modules() if isinstance(one, nn.Conv2d)]
    theirs = [one for one in other.layers if isinstance(one, tf.keras.layers.Conv2D)]
    for layer, mine in zip(theirs, ours, strict=True):
        assert mine.bias is not None
        kernel = mine.weight.detach().permute(2, 3, 1, 0).numpy()
        layer.set_weights([kernel, mine.bias.detach().numpy()])


@pytest.mark.parametrize("kind", KINDS)
def test_cnn(tf: Any, kind: str) -> None:
    """The CNN with the same parameters gives the same scores in Keras, to 1e-4, of both signs."""
    torch.manual_seed(5)
    model = right("part4", "CNN", kind)()
    other = in_keras(tf)
    copied(tf, model, other)
    x = torch.randn(20, 1, 28, 28) * 3
    with torch.no_grad():
        scores = model(x).numpy()
    np.testing.assert_allclose(
        scores, other(x.permute(0, 2, 3, 1).numpy()).numpy(), rtol=0, atol=1e-4
    )
    assert scores.min() < 0 < scores.max()


def test_the_oracle_would_see_another_padding(tf: Any) -> None:
    """Keras's own "same" lays the frame elsewhere, and gives other scores: so pad by hand."""
    torch.manual_seed(5)
    model = right("part4", "CNN", "reference")()
    other = in_keras(tf, same=True)
    copied(tf, model, other)
    x = torch.randn(20, 1, 28, 28) * 3
    with torch.no_grad():
        scores = model(x).numpy()
    assert np.abs(scores - other(x.permute(0, 2, 3, 1).numpy()).numpy()).max() > 1e-2


def test_cnn_steps(tf: Any) -> None:
    """The gradients of the loss with respect to every kernel and bias agree, to 1e-5."""
    torch.manual_seed(7)
    model = right("part4", "CNN", "solution")()
    other = in_keras(tf)
    copied(tf, model, other)
    x, y = torch.rand(16, 1, 28, 28), torch.arange(16) % 10
    nn.functional.cross_entropy(model(x), y).backward()
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with tf.GradientTape() as tape:
        value = loss(y.numpy(), other(x.permute(0, 2, 3, 1).numpy()))
    slopes = iter(tape.gradient(value, other.trainable_variables))
    for layer in (one for one in model.modules() if isinstance(one, nn.Conv2d)):
        assert layer.weight.grad is not None
        assert layer.bias is not None and layer.bias.grad is not None
        kernel = next(slopes).numpy().transpose(3, 2, 0, 1)
        np.testing.assert_allclose(layer.weight.grad.numpy(), kernel, rtol=0, atol=1e-5)
        np.testing.assert_allclose(layer.bias.grad.numpy(), next(slopes).numpy(), rtol=0, atol=1e-5)
