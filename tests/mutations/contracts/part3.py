"""The contracts of part 3, apart from the looks of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset, TensorDataset

from nn_course.catalogue.part3.seen import Watched
from tests.mutations.contracts.common import (
    Near,
    array,
    batches,
    equal,
    need,
    number,
    numbers,
    pair,
    rounds,
    tensor,
)

Answer = Callable[..., Any]
Start = tuple[torch.Tensor, torch.Tensor]


def _sample(data: Any, index: Any, x: torch.Tensor, y: torch.Tensor) -> None:
    got_x, got_y = pair(data[index], f"[{index}]")
    tensor(got_x, x[index].shape, f"x of [{index}]", torch.float32)
    tensor(got_y, y[index].shape, f"y of [{index}]", torch.int64)
    Near(1e-6, 1e-6)(got_x, x[index], f"x of [{index}]")
    equal(got_y, y[index], f"y of [{index}]")


def _dataset(data: Any, x: torch.Tensor, y: torch.Tensor) -> None:
    need(isinstance(data, Dataset), "no Dataset")
    need(len(data) == len(y), "len()")
    slices = [
        slice(2, 5),
        slice(1, 3),
        slice(None),
        slice(0, 1),
        slice(None, -1),
        slice(0, None, 2),
    ]
    for index in (*range(-len(y), len(y)), *(one for one in slices if len(y[one]))):
        _sample(data, index, x, y)


def tensor_dataset(answer: Answer, near: Near, x: torch.Tensor, y: torch.Tensor) -> None:
    """Pairs of rows and labels, for every index and for slices."""
    own = x.clone(), y.clone()
    _dataset(answer(*own), x, y)
    equal(own[0], x, "x afterwards")
    equal(own[1], y, "y afterwards")


def digits_dataset(answer: Answer, near: Near, images: np.ndarray, labels: np.ndarray) -> None:
    """float32 rows divided by 255 and int64 labels, for every index and for slices; an end."""
    own = images.copy(), labels.copy()
    data = answer(*own)
    x = torch.tensor(images.reshape(len(images), 784) / 255.0)
    y = torch.tensor(labels.astype(np.int64))
    _dataset(data, x, y)
    for beyond in (len(labels), len(labels) + 5):
        try:
            data[beyond]
        except IndexError:
            continue
        need(False, "no IndexError past the end")
    need(len(rounds(data, len(labels))) == len(labels), "a for loop")
    need(np.array_equal(own[0], images) and np.array_equal(own[1], labels), "changed inputs")


def _epoch(made: Any, x: torch.Tensor, places: torch.Tensor, size: int) -> list[int]:
    """The samples of an epoch of `made`, each once, with its own numbers, `size` in a batch."""
    need(isinstance(made, DataLoader), "no DataLoader")
    need(made.num_workers == 0, "workers")
    got = [pair(one, "a batch") for one in rounds(made, len(x))]
    sizes = [part.stop - part.start for part in batches(len(x), size)]
    need([len(labels) for _, labels in got] == sizes and len(made) == len(sizes), "sizes")
    order = torch.cat([labels for _, labels in got])
    need(torch.equal(order.sort().values, places), "other samples")
    equal(torch.cat([inputs for inputs, _ in got]), x[order - places[0]], "inputs of the samples")
    return [int(one) for one in order]


def _loader(made: Any, x: torch.Tensor, places: torch.Tensor, size: int, training: bool) -> None:
    first, second = (_epoch(made, x, places, size) for _ in range(2))
    if not training:
        need(first == second == places.tolist(), "not in order")
    elif len(x) > 9:  # fewer may be in order by chance
        need(first != places.tolist() and first != second, "not mixed anew")


def loader(answer: Answer, near: Near, x: torch.Tensor, size: int, training: bool) -> None:
    """Mixed anew in each epoch for training; else in order and with twice as many in a batch."""
    places = torch.arange(len(x))
    made = answer(TensorDataset(x, places), size, training)
    _loader(made, x, places, size if training else 2 * size, training)


def get_data(answer: Answer, near: Near, x: torch.Tensor, other: torch.Tensor, size: int) -> None:
    """Two loaders: the training set's, mixed; the validation set's, in order, of twice the size."""
    places, others = torch.arange(len(x)), len(x) + torch.arange(len(other))
    made = pair(answer(TensorDataset(x, places), TensorDataset(other, others), size), "result")
    _loader(made[0], x, places, size, True)
    _loader(made[1], other, others, 2 * size, False)


def _float64(model: nn.Module) -> Watched:
    """A copy of a `Watched` in float64, with the same parameters and statistics."""
    norm = isinstance(model.norm, nn.BatchNorm1d)
    copied = Watched(model.first.weight, model.second.weight, norm, model.dropout.p).double()
    copied.load_state_dict({name: one.double() if one.is_floating_point() else one
                            for name, one in model.state_dict().items()})  # fmt: skip
    return copied.train(model.training)


def _state(model: nn.Module) -> dict[str, np.ndarray]:
    return {name: array(one) for name, one in model.state_dict().items()}


def _no_gradient(model: nn.Module) -> None:
    need(all(one.grad is None or not one.grad.any() for one in model.parameters()),
         "gradients are left")  # fmt: skip


def evaluate(
    answer: Answer,
    near: Near,
    start: Start,
    norm: bool,
    dropout: float,
    x: torch.Tensor,
    y: torch.Tensor,
    batch_size: int,
    smoothing: float,
) -> None:
    """The mean loss of all samples in eval mode, without notes; the model is left as it was."""
    model = Watched(*start, norm, dropout).train()
    if norm:
        model.norm.running_mean.uniform_(-1, 1)
        model.norm.running_var.uniform_(0.5, 2)
    before, exact = _state(model), _float64(model).eval()
    loss_func = nn.CrossEntropyLoss(label_smoothing=smoothing)
    data = DataLoader(TensorDataset(x, y), batch_size)
    got = number(answer(model, data, loss_func), "result")
    near(got, loss_func(exact(x.double()), y), "result")
    need(not any(training or noting for _, training, noting in model.calls), "how it was called")
    for name, value in _state(model).items():
        need(np.array_equal(value, before[name]), f"{name} afterwards")
    _no_gradient(model)


def _optimizer(rule: str, model: nn.Module) -> optim.Optimizer:
    if rule == "Adam":
        return optim.Adam(model.parameters(), lr=0.05)
    return optim.SGD(model.parameters(), lr=0.3, momentum=0.9 if rule == "momentum" else 0.0)


def _step(model: nn.Module, rule: optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    rule.zero_grad()
    loss = F.cross_entropy(model(x.double()), y)
    loss.backward()
    rule.step()
    return float(loss.detach())


def loss_batch(
    answer: Answer,
    near: Near,
    start: Start,
    rule: str,
    x: torch.Tensor,
    y: torch.Tensor,
    batch_size: int,
) -> None:
    """Loss and size of each batch; a step if there is an optimizer, and nothing at all if not."""
    model = Watched(*start, False, 0.0)
    exact = _float64(model)
    trainer = _optimizer(rule, model) if rule else None
    right = _optimizer(rule, exact) if rule else None
    flowed: list[int] = []
    for one in model.parameters():
        one.register_hook(lambda _: flowed.append(1))
    for part in batches(len(y), batch_size):
        xb, yb = x[part], y[part]
        given = (model, F.cross_entropy, xb.clone(), yb.clone())
        loss, count = pair(answer(*given, trainer) if trainer else answer(*given), "result")
        need(number(count, "the number of samples") == len(yb), "the number of samples")
        expected = _step(exact, right, xb, yb) if right else F.cross_entropy(exact(xb.double()), yb)
        near(number(loss, "the loss"), expected, "the loss")
        for own, other in zip(model.parameters(), exact.parameters(), strict=True):
            near(own, other, "a parameter")
        equal(given[2], xb, "xb afterwards")
        equal(given[3], yb, "yb afterwards")
        _no_gradient(model)
        need(rule != "" or not flowed, "gradients were computed")


def fit(
    answer: Answer,
    near: Near,
    start: Start,
    norm: bool,
    rule: str,
    train: tuple[torch.Tensor, torch.Tensor],
    valid: tuple[torch.Tensor, torch.Tensor],
    batch_size: int,
    epochs: int,
    training: bool,
) -> None:
    """Learns in training mode, is measured in eval mode and without notes; both histories."""
    model = Watched(*start, norm, 0.0).train(training)
    exact = _float64(model)
    loaders = [DataLoader(TensorDataset(*train), batch_size),
               DataLoader(TensorDataset(*valid), batch_size + 1)]  # fmt: skip
    got = answer(model, F.cross_entropy, _optimizer(rule, model), epochs, *loaders)
    need(isinstance(got, dict) and set(got) == {"train", "valid"}, "names of the histories")
    right, expected = _optimizer(rule, exact), {"train": [], "valid": []}
    for _ in range(epochs):
        exact.train()
        total = 0.0
        for part in batches(len(train[1]), batch_size):
            total += _step(exact, right, train[0][part], train[1][part]) * len(train[1][part])
        expected["train"].append(total / len(train[1]))
        exact.eval()
        loss = F.cross_entropy(exact(valid[0].double()), valid[1])
        expected["valid"].append(float(loss.detach()))
    for name, losses in expected.items():
        near(numbers(got[name], name), losses, name)
    loose = Near(10 * near.absolute, 10 * near.relative)  # Adam divides by small numbers
    for name, value in _state(model).items():
        loose(value, _state(exact)[name], name)
    measured = [call for call in model.calls if call[0] < 0]
    need(bool(measured) and not any(mode or noting for _, mode, noting in measured), "measuring")
    need(all(mode for first, mode, _ in model.calls if first > 0), "learning")


def _inside(thing: Any) -> Iterator[Any]:
    if isinstance(thing, list | tuple):
        for one in thing:
            yield from _inside(one)
    else:
        yield thing


def _shape(thing: Any) -> Any:
    """How a batch is nested; a list is as good as a tuple."""
    return [_shape(one) for one in thing] if isinstance(thing, list | tuple) else None


def to_device(answer: Answer, near: Near, thing: Any, device: str) -> None:
    """The same on the device: modules in place, tensors, and whatever is nested; the rest as is."""
    if isinstance(thing, int):
        model = nn.Sequential(nn.Linear(thing, 3), nn.BatchNorm1d(3))
        moved = answer(model, torch.device(device))
        need(moved is model, "another module")
        state = [*moved.parameters(), *moved.buffers()]
        need(len(state) == 7 and all(one.device.type == device for one in state), "its tensors")
        return
    for where in (torch.device(device), device):
        moved = answer(thing, where)
        need(_shape(moved) == _shape(thing), "nested in another way")
        for got, one in zip(_inside(moved), _inside(thing), strict=True):
            if not isinstance(one, torch.Tensor):
                need(got is one or (type(got) is type(one) and got == one), "something else")
                continue
            need(isinstance(got, torch.Tensor) and got.device.type == device, "not moved")
            need(got.shape == one.shape and got.dtype == one.dtype, "another tensor")
            need(one.device.type == "cpu", "what went in has moved")
            if device == "cpu":
                equal(got, one, "a tensor")


CONTRACTS = {
    "tensor_dataset": tensor_dataset,
    "DigitsDataset": digits_dataset,
    "loader": loader,
    "evaluate": evaluate,
    "loss_batch": loss_batch,
    "fit": fit,
    "get_data": get_data,
    "to_device": to_device,
}
