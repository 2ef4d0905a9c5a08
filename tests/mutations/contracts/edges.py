"""Arguments that docstrings allow and a random draw rarely gives, for each exercise."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from nn_course.catalogue import draw


def edges(part: str, name: str) -> list[tuple[Any, ...]]:
    """The inputs at the edges of an exercise, in the form of its cases' arguments."""
    of = {"part1": _part1, "part2": _part2, "part3": _part3, "part4": _part4}
    return of[part](name)


def _part1(name: str) -> list[tuple[Any, ...]]:
    source = draw.generator(9, name)

    def some(*shape: int, limit: float = 3.0) -> torch.Tensor:
        return draw.uniform(source, *shape, limit=limit)

    def classes(below: int, *shape: int) -> torch.Tensor:
        return draw.integers(source, below, *shape)

    def parameter(*shape: int) -> torch.Tensor:
        return draw.leaf(some(*shape), some(*shape))

    def training(n: int, n_in: int, n_out: int, *counts: Any) -> tuple[Any, ...]:
        start = draw.leaf(some(n_in, n_out, limit=1.0)), draw.leaf(some(n_out, limit=1.0))
        return some(n, n_in, limit=1.0), classes(n_out, n), *start, *counts

    ink = (classes(256, 3, 28, 28).numpy().astype(np.uint8) // 2 * 2, np.array([0, 9, 4]))
    found: dict[str, list[tuple[Any, ...]]] = {
        "preprocess": [
            ink,
            (np.zeros((1, 28, 28), np.uint8), np.array([7], np.int32)),
            (np.full((28, 28, 28), 255, np.uint8), np.arange(28, dtype=np.uint8) % 10),
            (np.full((784, 28, 28), 3, np.uint8), (np.arange(784) % 10).astype(np.int16)),
        ],
        "linear": [
            (some(1, 1), some(1, 1), some(1)),
            (some(3, 3), some(3, 3), some(3)),
            (some(1, 4), some(4, 4), some(4)),
            (some(4, 4), some(4, 1), some(1)),
            (some(2, 1), some(1, 5), some(5)),
        ],
        "chain_rule": [(some(*shape), some(*shape)) for shape in ((1,), (1, 4), (3, 3), (2, 1, 2))],
        "init_parameters": [(1, 20_000), (2, 9000), (3, 6000), (4, 5000), (20_000, 1), (1, 1)],
        "log_softmax": [
            (some(*shape),)
            for shape in ((1,), (4, 1), (1, 1), (3, 3), (1, 7), (3, 3, 3), (2, 1, 3, 4), (5, 4, 4))
        ],
        "stable_log_softmax": [
            (some(*shape, limit=limit),)
            for shape in ((1,), (1, 1), (3, 3), (1, 7), (3, 3, 3), (2, 1, 3, 4))
            for limit in (1.0, 300.0)
        ],
        "nll": [
            (some(rows, count).log_softmax(-1), classes(count, rows))
            for rows, count in ((1, 2), (3, 3), (2, 9), (64, 2), (9, 64))
        ],
        "accuracy": [
            (some(rows, count).log_softmax(-1), classes(count, rows))
            for rows, count in ((1, 1), (3, 1), (1, 2), (3, 3), (2, 9), (64, 2), (300, 3))
        ],
        "sgd_step": [
            ([parameter(3, 3)], 0.3),
            ([parameter(1)], 1.0),
            ([parameter(2), parameter(2), parameter(2), parameter(2)], 0.1),
            ([parameter(2, 3, 4), parameter()], 0.05),
        ],
        "fit": [
            training(1, 3, 2, 0.3, 2, 1),
            training(1, 3, 2, 0.3, 1, 5),
            training(6, 1, 2, 0.5, 2, 5),
            training(4, 3, 3, 0.5, 3, 4),
            training(7, 4, 4, 0.2, 1, 3),
            training(9, 2, 5, 0.2, 2, 2),
        ],
    }  # fmt: skip
    return found[name]


def _part2(name: str) -> list[tuple[Any, ...]]:
    source = draw.generator(9, name)

    def some(*shape: int, limit: float = 1.0) -> torch.Tensor:
        return draw.uniform(source, *shape, limit=limit)

    def classes(below: int, *shape: int) -> torch.Tensor:
        return draw.integers(source, below, *shape)

    def start(n_in: int, n_out: int) -> tuple[torch.Tensor, torch.Tensor]:
        return draw.leaf(some(n_in, n_out)), draw.leaf(some(n_out))

    def model(n: int, n_in: int, n_out: int) -> tuple[Any, ...]:
        return n_in, n_out, some(n, n_in), classes(n_out, n), 0.3

    found: dict[str, list[tuple[Any, ...]]] = {
        "random_batch": [
            (some(2, 3), torch.tensor([4, 1]), 1, 5, 400),
            (some(3, 3), torch.tensor([4, 1, 0]), 3, 6, 300),
            (some(40, 1), classes(10, 40), 2, 7, 900),
        ],
        "train_steps": [
            (some(5, 3), classes(2, 5), *start(3, 2), 0.3, *counts, 4)
            for counts in ((1, 1, 1), (1, 5, 3), (6, 5, 5), (6, 2, 6), (7, 3, 2))
        ],
        "cross_entropy_step": [
            (some(n, n_in, limit=2.0), classes(n_out, n), *start(n_in, n_out), 0.3)
            for n, n_in, n_out in ((1, 1, 2), (3, 3, 3), (4, 2, 1), (2, 5, 2))
        ],
        "Logistic": [model(*of) for of in ((3, 2, 3000), (2, 1, 9000), (4, 3, 3), (1, 4, 1))],
        "LinearLogistic": [model(*of) for of in ((3, 2, 3000), (2, 1, 9000), (4, 3, 3), (1, 4, 1))],
        "manual_fit": [
            ([some(3, 2), some(3)], some(n, 2, limit=2.0), classes(3, n), 0.4, *counts)
            for n, counts in ((1, (2, 1)), (1, (1, 4)), (6, (2, 5)), (7, (1, 3)), (4, (3, 2)))
        ],
        "get_model": [
            (n_in, n_out, optimizer, lr, some(2, n_in))
            for n_in, n_out, optimizer, lr in (
                (1, 1, "SGD", 1.0), (3, 3, "Adam", 0.1), (4, 2, "SGD", 0.001), (2, 6, "Adam", 1.0)
            )
        ],
    }  # fmt: skip
    return found[name]


def _part3(name: str) -> list[tuple[Any, ...]]:
    source = draw.generator(9, name)

    def some(*shape: int, limit: float = 2.0) -> torch.Tensor:
        return draw.uniform(source, *shape, limit=limit)

    def classes(below: int, *shape: int) -> torch.Tensor:
        return draw.integers(source, below, *shape)

    def start(n_in: int = 4) -> tuple[torch.Tensor, torch.Tensor]:
        return some(6, n_in, limit=1.0), some(3, 6)

    def signed(n: int, sign: float) -> tuple[torch.Tensor, torch.Tensor]:
        x = some(n, 4)
        x[:, 0] = sign * (x[:, 0].abs() + 0.1)
        return x, classes(3, n)

    def digits(n: int, most: int = 255) -> np.ndarray:
        return classes(most + 1, n, 28, 28).numpy().astype(np.uint8)

    found: dict[str, list[tuple[Any, ...]]] = {
        "tensor_dataset": [
            (some(n, m), classes(10, n)) for n, m in ((1, 3), (2, 2), (5, 1), (9, 9))
        ],
        "DigitsDataset": [
            (digits(1), np.array([3], np.int32)),
            (digits(28), np.arange(28, dtype=np.int16) % 10),
            (digits(4, 1), np.array([0, 1, 2, 9], np.int64)),
        ],
        "loader": [
            (some(n, 2), size, training)
            for n, size in ((1, 1), (1, 4), (12, 1), (12, 6), (13, 6), (40, 3))
            for training in (True, False)
        ],
        "evaluate": [
            (start(), norm, 0.3, some(n, 4), classes(3, n), size, smoothing)
            for norm, n, size, smoothing in (
                (True, 1, 1, 0.0), (False, 5, 1, 0.2), (True, 4, 9, 0.0), (True, 9, 4, 0.1)
            )
        ],
        "loss_batch": [
            (start(), rule, some(n, 4), classes(3, n), size)
            for rule, n, size in (
                ("", 1, 1), ("SGD", 1, 1), ("SGD", 3, 1), ("", 6, 3), ("Adam", 4, 2)
            )
        ],
        "fit": [
            (start(), norm, rule, signed(n, 1.0), signed(m, -1.0), size, epochs, True)
            for norm, rule, n, m, size, epochs in (
                (False, "SGD", 1, 1, 1, 1), (False, "momentum", 5, 3, 1, 2),
                (True, "SGD", 8, 1, 4, 2), (False, "SGD", 3, 9, 8, 3),
            )
        ],
        "get_data": [(some(n, 2), some(m, 2), size)
                     for n, m, size in ((12, 1, 1), (10, 30, 3), (11, 11, 5), (12, 4, 20))],
        "to_device": [
            *((some(2), where) for where in ("cpu", "meta")),
            (torch.tensor(3.0), "meta"),
            ([], "meta"),
            ((), "cpu"),
            (None, "meta"),
            ([0, 0.0, None], "meta"),
            ([[[some(1)]]], "meta"),
            ((some(2), [some(2), (some(1), 3)], 2.5), "meta"),
            ((some(2), (classes(3, 2), [some(1)])), "cpu"),
            (3, "meta"),
            (2, "cpu"),
        ],
    }  # fmt: skip
    return found[name]


def _part4(name: str) -> list[tuple[Any, ...]]:
    source = draw.generator(9, name)

    def some(*shape: int, limit: float = 1.0) -> torch.Tensor:
        return draw.uniform(source, *shape, limit=limit)

    def classes(below: int, *shape: int) -> torch.Tensor:
        return draw.integers(source, below, *shape)

    found: dict[str, list[tuple[Any, ...]]] = {
        "as_image": [(some(n, 784),) for n in (1, 2, 28, 784)],
        "CNN": [(some(n, 1, 28, 28), classes(10, n)) for n in (1, 2, 10, 16, 64)],
        "Lambda": [(some(1),), (some(2, 1, 28, 28),), (some(3, 3),)],
        "WrappedDataLoader": [
            ([1, 2], (3, 4)),
            ([5], [6, 7, 8]),
            *(
                (some(n, 2), torch.arange(n), size, drop, 5)
                for n, size, drop in ((1, 1, False), (4, 2, False), (5, 2, True), (3, 4, False))
            ),
        ],
        "confusion": [
            (some(n, k, limit=4.0), classes(most, n), size)
            for n, k, most, size in (
                (1, 1, 1, 1), (1, 2, 2, 3), (9, 3, 3, 3), (10, 10, 10, 1), (300, 3, 3, 64),
                (8, 6, 2, 8),
            )
        ],
        "best_model": [],
    }  # fmt: skip
    return found[name]
